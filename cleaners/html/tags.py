"""Tables of HTML: which elements stand as blocks, which hold no text of the page, which close which."""

from __future__ import annotations

# The tokenizer takes <noscript> for raw text, as browsers do that run scripts. Its content is part of the page (whole forums
# stand in it), so tokens.py hands the tokenizer this name of the same length, and elements bear it.
NOSCRIPT = "no-scrip"

# Lines a boundary of the element asks for: 2 leaves a blank line, 1 begins a line (as `innerText` does).
APART = dict.fromkeys(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "xmp",
        "listing",
        "plaintext",
        "blockquote",
        "table",
        "ul",
        "ol",
        "dl",
        "menu",
        "figure",
        "hr",
        "fieldset",
        "details",
        "article",
        "section",
    ],
    2,
) | dict.fromkeys(
    [
        "html",
        "body",
        "head",
        "div",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "address",
        "center",
        "form",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "figcaption",
        "legend",
        "summary",
        "hgroup",
        "dialog",
        "search",
        "option",
        "optgroup",
        "select",
        "textarea",
        "iframe",
        "no-scrip",
        "template",
        "video",
        "audio",
        "canvas",
        "object",
        "dir",
        "marquee",
        "frameset",
        "noframes",
        "title",
        "link",
        "meta",
        "base",
    ],
    1,
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "command",
        "embed",
        "frame",
        "hr",
        "image",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# Their text is none of the page's: code, drawings, the head's own; value: kind of markup they are deleted as.
HIDDEN_TEXT = {
    "script": "script",
    "style": "style",
    "title": "head",
    "svg": "drawing",
    "iframe": "fallback",
    "noembed": "fallback",
    "noframes": "fallback",
}
RAW = frozenset(
    ["script", "style", "title", "iframe", "noembed", "noframes"]
)  # the tokenizer gives their text as one piece
VERBATIM = frozenset(["pre", "xmp", "listing", "plaintext", "textarea"])  # white space stays

# An element whose end tag may be left out: which open elements a start tag closes, and where the search for them ends.
_TABLE = frozenset({"table", "html", "body", "template"})
CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset(["ul", "ol", "menu", "dir", "table"])),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "tr": (frozenset({"tr"}), _TABLE),
    "td": (frozenset({"td", "th"}), _TABLE | {"tr"}),
    "th": (frozenset({"td", "th"}), _TABLE | {"tr"}),
    "thead": (frozenset({"thead", "tbody", "tfoot"}), _TABLE),
    "tbody": (frozenset({"thead", "tbody", "tfoot"}), _TABLE),
    "tfoot": (frozenset({"thead", "tbody", "tfoot"}), _TABLE),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "optgroup": (frozenset({"option", "optgroup"}), frozenset({"select"})),
}
CELLS = frozenset({"td", "th", "caption"})  # an end tag inside a cell does not close what was opened outside it
TABLE_PARTS = frozenset(["td", "th", "tr", "thead", "tbody", "tfoot", "table", "caption"])
CLOSES_P = frozenset(
    name
    for name, lines in APART.items()
    if lines == 2 or name in ["div", "main", "header", "footer", "aside", "nav", "address", "center", "form", "dir"]
)
TELLING = frozenset({"meta", "link", "input"})  # void elements that are looked at later
LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
EMPHASIS = frozenset(["b", "strong", "em", "i", "mark"])
# Start tags that end a drawing whose end tag is missing (WHATWG, "in foreign content"), links and fonts apart: SVG has its own.
BREAKS_OUT = frozenset(APART) - {"title", "video", "audio", "canvas", "iframe", "object"} | {
    "span",
    "strong",
    "img",
    "br",
}
