"""Mines repeated noise, within pages and across the pages of a site, and drafts rules for it: a person accepts them.

What repeats is shown with its counts, places, variable parts and contexts, whatever the cleaners themselves would do
with it; a drafted pack carries its own examples and loads as it stands (cleaners/rulepacks/file.py).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaners.decoding import decode
from cleaners.markup import html_layout, markup
from cleaners.media import media_type_of, refuse_unusable
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.repeats.fold import fold, simplified
from cleaners.repeats.mark_judge import judge_repeat
from cleaners.repeats.marks import ADDRESS, ATTRIBUTION, FINAL, MOST_CHARACTERS, skeleton_of
from cleaners.repeats.marks import Mark as Repeat
from cleaners.repeats.marks import marks as repeats
from cleaners.rule import digest_of
from cleaners.site_marks import Mark, places_of, reduce, sketch
from cleaners.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PAGES = 3  # pages of a site that must share a piece to be shown; adoption asks for more (cleaners/site_marks.py)
CONTEXTS, CONTEXT = 3, 24  # contexts shown, and characters of each to either side
FORMS = 5
UNTAGGING = Profile("untagging", (markup,))
WHERE = {"line": "line", "tail": "line-end", "head": "line-start", "inside": "inside"}
ORDER = ("line", "tail", "head", "inside")


@dataclass(frozen=True)
class Noise:
    """A repeated piece: its skeleton, places by kind, the pages that hold it, its forms, contexts, and what speaks against it.

    A context is the text around one place, with the piece between ⟦ and ⟧. `doubt` is '' where the cleaners take it
    as a mark by themselves.
    """

    skeleton: str
    places: Mapping[str, int]
    pages: tuple[str, ...]
    forms: tuple[str, ...]
    contexts: tuple[str, ...]
    doubt: str

    @property
    def count(self) -> int:
        """How often it stands in all pages."""
        return sum(self.places.values())

    @property
    def varies(self) -> bool:
        """Whether its numbers differ from place to place."""
        return len(self.forms) > 1


def discover(pages: Mapping[str, str]) -> list[Noise]:
    r"""Return the repeated noise of some pages (name to text), the most frequent first.

    >>> found = discover({"a": "一。\n本文来自山川网 www.shan.example.com/1\n" * 3})
    >>> [(n.count, n.skeleton) for n in found]
    [(3, '本文来自山川网www.shan.example.com/0')]
    """
    found: dict[str, Noise] = {}
    for name, text in pages.items():
        for noise in _within(name, text):
            before = found.get(noise.skeleton)
            found[noise.skeleton] = _joined(before, noise) if before else noise
    for mark in reduce((sketch(text, Page()) for text in pages.values()), least=PAGES):
        if not any(mark.skeleton in skeleton or skeleton in mark.skeleton for skeleton in found):
            found[mark.skeleton] = _across(mark, pages)
    return sorted(found.values(), key=lambda n: (-len(n.pages), -n.count, n.skeleton))


def plain_text(body: bytes, uri: str = "") -> str:
    r"""Return the text of a file without its tags; raises UnusableError or DecodingError where there is none.

    >>> plain_text(b"<html><body><p>One.</p><p>Two.</p></body></html>")
    'One.\n\nTwo.'
    """
    refuse_unusable(body)
    text = decode(body).text
    return untagged(text, media_type_of(text, "", uri))


def untagged(text: str, media_type: str) -> str:
    """Return a decoded page without its tags, as the cleaners of text see it."""
    page = Page(media_type=media_type)
    return str(run(Text(text, layout=html_layout(text)), page, UNTAGGING)) if page.is_html else text


def _within(name: str, text: str) -> Iterator[Noise]:
    """Yield what repeats within one page around a cue."""
    for repeat in repeats(text[:MOST_CHARACTERS]):
        spans = [(place.start, place.end) for place in repeat.places]
        yield _noise(repeat.skeleton, {name: (text, spans)}, _doubt(text, repeat))


def _doubt(text: str, repeat: Repeat) -> str:
    return judge_repeat(text, repeat).reason


def _across(mark: Mark, pages: Mapping[str, str]) -> Noise:
    """Return the noise of a mark that pages share."""
    places = {}
    for name, text in pages.items():
        skeleton = skeleton_of(text, fold(text))
        spans = [(int(skeleton.starts[a]), int(skeleton.ends[b - 1])) for a, b in places_of(skeleton, mark)]
        if spans:
            places[name] = (text, spans)
    return _noise(mark.skeleton, places, mark.why_not)


def _noise(skeleton: str, places: Mapping[str, tuple[str, Sequence[tuple[int, int]]]], doubt: str) -> Noise:
    counts = dict.fromkeys(ORDER, 0)
    forms: dict[str, None] = {}
    contexts: list[str] = []
    for text, spans in places.values():
        for start, end in spans:
            before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
            counts[_kind(before, after)] += 1
            forms.setdefault(text[start:end])
            if len(contexts) < CONTEXTS:
                contexts.append(f"{before[-CONTEXT:]}⟦{text[start:end]}⟧{after[:CONTEXT]}")
    return Noise(
        skeleton, {k: n for k, n in counts.items() if n}, tuple(places), tuple(forms)[:FORMS], tuple(contexts), doubt
    )


def _kind(before: str, after: str) -> str:
    if not after.strip():
        return "tail" if before.strip() else "line"
    return "inside" if before.strip() else "head"


def _joined(one: Noise, other: Noise) -> Noise:
    return replace(
        one,
        places={
            k: one.places.get(k, 0) + other.places.get(k, 0) for k in ORDER if k in one.places or k in other.places
        },
        pages=(*one.pages, *other.pages),
        forms=tuple(dict.fromkeys((*one.forms, *other.forms)))[:FORMS],
        contexts=(*one.contexts, *other.contexts)[:CONTEXTS],
        doubt=one.doubt and other.doubt,
    )


def draft_pack(found: Iterable[Noise]) -> str:
    """Return a rule pack in TOML with one rule per noise, its examples filled from the pages, for a person to accept."""
    return "# Drafted from repeated noise: read every rule, then load it as a pack.\n" + "".join(map(_drafted, found))


def _drafted(noise: Noise) -> str:
    shapes = [WHERE[k] for k in noise.places]
    removes = [_example(kind, noise.forms[0]) for kind in noise.places]
    quoted = f"这一段文字说到“{_line(noise.forms[0])}”这样的字样,只是举例。"
    fields = {
        "says": f"A mark of this site, found {noise.count} times on {len(noise.pages)} pages.",
        "why": "It repeats, and it names the site; the text does not need it.",
        "cues": [_cue(noise.forms[0])],
        "where": shapes,
        "removes": removes,
        "keeps": [quoted, "一段普通的文字,里面没有任何网站的标记。"],
    }
    doubt = f"# doubtful: {noise.doubt}\n" if noise.doubt else ""
    lines = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    id_ = f"watermark.found-{digest_of(noise.skeleton)[:8]}"
    return (
        f"\n{doubt}[[rule]]\nid = {json.dumps(id_)}\nversion = 1\n{lines}pattern = '''{pattern_of(noise.forms[0])}'''\n"
    )


def _line(form: str) -> str:
    return "".join(form.split("\n")).strip()


def _example(kind: str, form: str) -> str:
    """Return an example of a place: the form in ⟦⟧, with a sentence where it is glued to one."""
    form = _line(form)
    return {
        "line": f"⟦{form}⟧",
        "tail": f"雨停了,河水慢慢退去。⟦{form}⟧",
        "head": f"⟦{form}⟧雨停了,河水慢慢退去。",
    }.get(kind, f"雨停了,河水慢慢⟦{form}⟧退去,人们回到了家。")


def pattern_of(form: str) -> str:
    r"""Return a pattern for a form: numbers vary but in a host's name, blanks may be missing, an address is claimed.

    >>> pattern_of("本文来自 www.a4.com/12")
    '本文来自\\s*(?P<source_url>www\\.a4\\.com/\\d+)'
    """
    plain = simplified(_line(form))
    address = re.search(
        r"((?:https?://|www\.)[A-Za-z0-9_\-.:]*[A-Za-z0-9])([/?#][A-Za-z0-9/_\-.?=&%#~:]*[A-Za-z0-9/_=&%#~]|/|)", plain
    )
    if not address:
        return _generalised(plain)
    before, host, path, after = plain[: address.start()], *address.groups(), plain[address.end() :]
    return f"{_generalised(before)}(?P<source_url>{_escaped(host)}{_generalised(path)}){_generalised(after)}"


def _generalised(text: str) -> str:
    pieces = re.split(r"(\d+|\s+)", text)
    return "".join(r"\d+" if p.isdigit() else r"\s*" if p.isspace() else _escaped(p) for p in pieces)


def _escaped(text: str) -> str:
    return re.sub(r"([.?*+()\[\]{}|^$\\])", r"\\\1", text)


def _cue(form: str) -> str:
    """Return the longest stretch of a form without numbers and blanks: the rule looks only at lines that hold it."""
    plain = simplified(_line(form))
    words = [w for w in re.split(r"[\d\s]+", plain) if w]
    cue = next((m.group() for pattern in (ATTRIBUTION, ADDRESS) if (m := pattern.search(plain))), "")
    return cue if cue and not re.search(r"\d", cue) else max(words, key=len, default=plain).strip(FINAL)[:12]
