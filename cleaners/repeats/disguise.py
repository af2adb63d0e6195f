"""Addresses and names in disguise: letters of another script, wide or small ones, a sign or a blank between every two.

A site writes them so that no search and no filter finds its mark; nobody writes so in running text. What the letters spell
is read first; the disguise is the evidence, and what stands beside it in a site's words goes with it. An address that the
sentence leads to, or that stands in quotation marks, is spoken of and stays; so does a text that is set in such letters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2

from cleaners.repeats.fold import simplified
from cleaners.repeats.insert_words import parse
from cleaners.repeats.mark_judge import COMMENT, ENDED, QUOTES, SAYS_WHERE, Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.rule import Rule
from cleaners.scan import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator

DISGUISED = Rule(
    "watermark.disguised",
    6,
    "An address or a name in disguise: letters of other scripts, wide ones, signs or blanks between them.",
    "A site writes its name so that no filter finds it; nobody writes so in running text.",
)
LOOKALIKES = str.maketrans(
    "аеорсхукмтвнѕіјԁԛԝьАЕОРСХУКМТВНЅІЈοωαερτυνκιχβγηΑΕΟΡΤΥΝΚΙΧΒΜΗᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "aeopcxykmtbhsijdqwbaeopcxykmtbhsijowaeptuvkixbynaeoptynkixbmhabcdefghijklmnoprstuvwyz",
)
FEW_TOPS = "com|net|org|info|top|xyz|vip|cc|cn|me|io|tv|club|example"
GAP = r"[ \u3000·•○◦°ˉ_~^*/\\|│║┃]"
TOP = rf"(?:{FEW_TOPS}|c0m|0rg|n3t)"
GAPPED_TOP = "|".join(
    rf"{GAP}?".join(top) for top in FEW_TOPS.split("|") if len(top) > len("cc")
)  # ". I/O" ends a sentence
HOST = re.compile(rf"(?:www\.)?(?:[a-z0-9\-○]+[.点])+{TOP}(?![a-z0-9])")
GAPPED = re.compile(rf"(?<![a-z0-9.])(?:[a-z0-9\-.]{GAP}?){{3,60}}\.{GAP}?(?:{GAPPED_TOP})(?![a-z0-9])")
SPELLED = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]([·•│║┃_~^*ˉ]))(?:[A-Za-z]\1){4,}[A-Za-z](?![A-Za-z0-9])")
SIGNED = re.compile(
    r"(?<![ˉ║│┃$#^%@&])(?:[║│┃]?[\u4e00-\u9fff](?:[ˉ║│┃$#^%@&])){2,}(?:[\u4e00-\u9fff]|[0-9]{1,3})[║│┃]?"
)
HINT = re.compile(
    r"[\uff21-\uff3a\uff41-\uff5a]{3}|[A-Za-z.][\uff21-\uff3a\uff41-\uff5a]|[\uff21-\uff3a\uff41-\uff5a][A-Za-z.]|[A-Za-z.][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z.]|[\u1d00-\u1d22\ua730-\ua731]{3}|[\U0001d400-\U0001d7ff]{4}"
    r"|(?:[\uff10-\uff5a\uff0e][ \u3000]){3}|(?:[A-Za-z0-9.][ ·•○│║|/_~^*\u3000]){3}[A-Za-z0-9.]|[A-Za-z0-9]\s?[点點]\s?(?:com|net|cn|org|cc)|[A-Za-z0-9.]○[A-Za-z0-9]|\.[Cc]0[Mm]\b|[\u4e00-\u9fff][ˉ║│┃$#^%@&][\u4e00-\u9fff]|\.c o m\b"
)
GATE = re2.compile(
    re.sub(r"\\(?:u([0-9a-f]{4})|U000([0-9a-f]{5}))", lambda m: rf"\x{{{m[1] or m[2]}}}", HINT.pattern)
)  # the same, asked of the whole text: the linear engine is ten times as quick
GREEK = re.compile("[\u0370-\u04ff]")
WIDE_LINE = re.compile("[\uff01-\uff5e\u3000]{12,}")  # wide letters all through, on a page of narrow ones
TERMS = re.compile(r"reprint|permission|copyright|all rights|repost|copied|stolen")
WIDE_ALL = re.compile("[\uff0d-\uff5a\uff0e.]{7,}")
LEAST = 3  # letters of an address whose end is set apart
APART = 0.5  # share of an address's letters that stand apart
WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
MOST_WIDE = 12  # wide letters outside of disguises: then the text is set in them
REACH = 60  # characters of a site's words beside it
NAME = 8  # letters of a name beside it
OPENERS = {"【": "】", "(": ")", "（": "）", "[": "]", "{": "}", "<": ">", "〔": "〕"}
CLAUSE = re.compile(r"[。！？!?…；;，,、：:\n”」』’\"]\s*$")
SPACED_HAN = re.compile(r"(?:[\u4e00-\u9fff][ \u3000]){2,}$|[\u4e00-\u9fff]{2,6}[ \u3000]$")
LABEL = re.compile(r"(?:网址|网站|主页|官网|邮箱|地址|博客|email|e-mail|website|url|url)\s?[:：]?\s*$", re.IGNORECASE)


def masked(source: str) -> Iterator[Judged]:
    """Yield the disguised addresses and names of a text, each spelling once."""
    if not GATE.search(encoded(source)):
        return
    groups: dict[str, list[Where]] = {}
    for start, line in _lines(source):
        if HINT.search(line) and not COMMENT.match(line):
            for low, high, name in _on(line):
                where = Where(Place(start + low, start + high), line[:low], line[high:])
                groups.setdefault(name, []).append(where)
    wide = sum(len(WIDE.findall(source[slice(*w.place)])) for found in groups.values() for w in found)
    if len(WIDE.findall(source)) > 2 * wide + MOST_WIDE:
        return
    for name, found in groups.items():
        if len(found) > 1 or not name.startswith("?"):
            yield Judged(Mark(name, name, tuple(w.place for w in found)), tuple(found), "", DISGUISED)


def _lines(source: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in source.splitlines(keepends=True):
        yield start, line.rstrip("\r\n")
        start += len(line)


def _on(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the disguises on a line: where one begins and ends with the words beside it, and what it spells."""
    plain = simplified(line).translate(LOOKALIKES).lower()
    done = 0
    if whole := WIDE_LINE.fullmatch(line.strip()):
        said = parse(plain.replace("\u3000", " "))
        if (
            said.counts["rights"]
            or said.counts["copied"]
            or said.counts["cites"]
            or TERMS.search(plain.replace("\u3000", " "))
        ):
            low = line.index(whole[0])
            yield low, low + len(whole[0]), plain.strip()
            return
    for low, high, name in sorted([*_hosts(line, plain), *_names(line, plain)]):
        if low < done or _is_spoken_of(line, plain, low, high):
            continue
        start, end = _with_words(plain, low, high)
        done = end
        yield start, end, name


def _hosts(line: str, plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield the addresses whose letters are not what they seem, or stand apart."""
    for found in HOST.finditer(plain):
        raw = line[slice(*found.span())]
        other = sum(a != b for a, b in zip(raw.lower(), found[0], strict=True))
        if (other and _mixes(raw)) or WIDE_ALL.fullmatch(raw) or re.search(r"c0m|0rg|n3t|[○点]", found[0]):
            yield *found.span(), re.sub(r"[○]", "", found[0])
    for found in GAPPED.finditer(plain):
        letters = re.sub(r"[^a-z0-9]", "", found[0])
        gaps = len(re.findall(GAP, found[0]))
        top = found[0].rpartition(".")[2]
        if gaps >= APART * len(letters) or (re.search(GAP, top) and len(letters) > LEAST * 2):
            low = found.start() + len(found[0]) - len(found[0].lstrip(" ·/|.-"))
            yield low, found.end(), letters


def _mixes(raw: str) -> bool:
    """Return whether a label of an address has letters of two kinds, or its end other ones: a Russian name alone has one."""
    labels = re.split(r"[.．。点點]", raw)
    if GREEK.search(raw) and not re.search("[A-Za-z]", raw):
        return False  # a word of Greek or Russian behind a full stop
    kinds = [{_kind(c) for c in label if c.isalpha()} for label in labels]
    return any(len(kind) > 1 for kind in kinds) or kinds[-1] != {"plain"}


def _kind(letter: str) -> str:
    return "plain" if letter.isascii() else "other"


def _names(line: str, plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield the names with a sign between every two letters; one of Han letters with one kind of sign must come twice."""
    for found in SPELLED.finditer(line):
        if (line[: found.start()].strip() and not ENDED.search(line[: found.start()])) or line[found.end() :].strip():
            continue
        yield *found.span(), re.sub(r"[^A-Za-z]", "", found[0]).lower()
    for found in SIGNED.finditer(plain):
        signs = set(re.findall(r"[ˉ║│┃$#^%@&]", found[0]))
        framed = found[0][0] in "║│┃" and found[0][-1] in "║│┃" and ENDED.search(plain[: found.start()])
        sure = len(signs) > 1 or signs == {"ˉ"} or bool(framed)
        if line.strip(" ║│┃") == found[0].strip("║│┃") and not sure:
            continue  # a row of a table
        yield *found.span(), ("" if sure else "?") + re.sub(r"[ˉ║│┃$#^%@&]", "", found[0])


def _is_spoken_of(line: str, plain: str, low: int, high: int) -> bool:
    """Return whether the sentence leads to it, or it stands in quotation marks or behind a label."""
    before, behind = line[:low].rstrip(), line[high:].lstrip()
    if before and QUOTES.get(before[-1], "\0") == behind[:1]:
        return True
    if LABEL.search(plain[:low]):
        return True
    led = SAYS_WHERE.search(plain[max(0, low - 6) : low]) and before[-1:] not in OPENERS
    return bool(led) and not _known_before(plain, low)


def _known_before(plain: str, low: int) -> bool:
    """Return whether a site's words fill what stands before it back to a sentence's end."""
    cut = _sentence_begin(plain, low)
    return _is_sites(plain[cut:low])


def _is_sites(words: str) -> bool:
    """Return whether a site's words fill a piece; one Latin word more may be its bad English."""
    said = parse(words)
    strange = [t for t in said.tokens if t.tells == "strange"]
    most = (2 if said.counts["read"] else 1) if words.isascii() else 0
    telling = any(said.counts[role] for role in ("read", "copied", "cites", "visit", "house", "this", "site"))
    return len(strange) <= most and telling


def _sentence_begin(plain: str, low: int) -> int:
    return max((m.end() for m in re.finditer(r"[。！？!?…][”」』\"’]*|[.][\"”]?\s|[”」』]", plain[:low])), default=0)


def _with_words(plain: str, low: int, high: int) -> tuple[int, int]:
    """Take in the bracket around it, or the site's words and its name beside it."""
    before = plain[max(0, low - REACH) : low]
    opener = max((before.rfind(c) for c in OPENERS), default=-1)
    if opener >= 0 and not re.search(r"[。！？!?]", before[opener:]):
        start = low - len(before) + opener
        close = plain.find(OPENERS[plain[start]], high, high + REACH)
        if close >= 0 and _is_name(plain[start + 1 : low]) and _is_name(plain[high:close]):
            return start, close + 1
    cut = _sentence_begin(plain, low)
    if cut < low and low - cut <= REACH and _is_sites(plain[cut:low]):
        low = cut + len(plain[cut:low]) - len(plain[cut:low].lstrip())
    elif (name := SPACED_HAN.search(plain[:low])) and re.match(r"(?:[\u4e00-\u9fff][ \u3000]){2,}$", name[0]):
        low = name.start()
    elif glued := re.search(
        r"(?:更新最快|最新最快|首发|手打|无弹窗|最快更新|免费阅读|全文阅读|看书就上|来自)+$", plain[:low]
    ):
        low = glued.start()
    stop = re.search(r"[。！？!?…“「『\"]|[.](?=\s|$)|$", plain[high:])
    rest = plain[high : high + stop.start()] if stop else ""
    words = parse(rest)
    if rest.strip() and len(rest) <= REACH and words.strange == 0 and words.tokens and words.tokens[0].tells != "mark":
        high += len(rest.rstrip())
    elif tail := re.match(r"(?:整理|首发|手打|更新|提供|制作|上传|原创)+", plain[high:]):
        high += tail.end()
    return low, high


def _is_name(words: str) -> bool:
    said = parse(words.strip(" -—:：_"))
    return said.strange <= NAME and not ENDED.search(words)
