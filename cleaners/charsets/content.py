"""Which encoding a body without mark, escape or strict UTF-8 is in: the reading that makes the most natural text.

All candidates read the same bytes, so their texts are compared by total likelihood under the character model; a
declared encoding gets a bonus that a dozen characters of evidence outweigh. What looks natural in none of them is
shown to chardet, whose answers compete under the same model.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.charsets import charmodel
from cleaners.charsets.declarations import blanked
from cleaners.charsets.whatwg import UNKNOWN, encoding_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.charsets.declarations import Declaration

NARROW = ("gb18030", "big5hkscs", "cp1252", "utf-8")  # ASCII means ASCII in them
WIDE = ("utf-16-le", "utf-16-be")
WIDEST = ("utf-32-le", "utf-32-be")
SAMPLES = (384, 1536, 6144)  # bytes read until the margin is clear; 384 decide 99 % of whole documents
CLEAR = 40.0  # nats between the best and the second: e^40 to one
RUN = re.compile(rb"[\x00-\x7f]{25,}")  # ASCII says nothing of the encoding: long runs shrink to their ends
REPEATS = re.compile(rb"(?s)(.)\1{3,}")  # a row of dashes reads as a row of daggers or Georgian letters in UTF-16
KANA = re.compile("[\u3041-\u30fa]")
LARGEST = 1 << 16  # bytes shrunk at once on the way to the first character beyond ASCII
RUN_END = 8  # bytes kept of each end; the first may be the trail of a pair
PRIOR = {"gb18030": 0.0, "big5hkscs": -0.7, "cp1252": -0.7, "utf-8": 10.0, "utf-16-le": -2.0, "utf-16-be": -3.0}
# Encodings always heard along with chardet's answers, and their priors: one accent less odd than in cp1252 is no proof.
GUESTS = {
    **dict.fromkeys(("cp949", "euc_jp", "cp932"), -5.0),
    **dict.fromkeys(("cp1250", "iso8859-2", "cp1251", "cp1253", "cp1254", "cp1256", "koi8-r"), -12.0),
}
OTHER = -25.0  # prior of an encoding that only chardet or a declaration named: DOS pages, Macintosh, ...
DECLARED = 5.0  # nats: what a declaration is worth (a third of the declarations of our cases lie)
HEARD = -5.0  # least prior of a declared encoding, before that
CUT = -10.0  # a cut last character
# Mean nats of the characters beyond ASCII above which Chinese is natural. Right readings of 400 documents: -5 to -9.5
# (classical verse lowest); wrong ones -10 to -23.
NATURAL = {"gb18030": -10.0, "big5hkscs": -10.0}
SHORT = 64  # bytes below which UTF-16 is always tried
FLUKE = 6  # two-byte characters beyond which valid UTF-8 is no accident (1 in 100,000)
WINDOW = 4096  # bytes shown to chardet
ANSWERS = 4  # of chardet's that compete


class Verdict(NamedTuple):
    """The encoding, the second best, how many nats per byte lie between them, and what decided."""

    encoding: str
    runner_up: str
    margin: float
    decided: str


class Reading(NamedTuple):
    """A candidate's total log-probability with its prior, a declaration's bonus in it, the mean beyond ASCII."""

    total: float
    encoding: str
    bonus: float
    foreign: float


def judge(body: bytes, found: tuple[Declaration, ...]) -> Verdict:
    """Return the encoding under which `body` reads most naturally."""
    zeros = b"\0" in body[: SAMPLES[-1]]
    widest = next((e for e in WIDEST if _is_widest(body, e)), "") if zeros else ""
    if widest:
        return Verdict(widest, "", 1.0, "content")
    declared = {d.encoding for d in found}
    sample, readings = _narrow(body, declared)
    best = readings[0]
    natural = best.encoding in NATURAL and best.foreign > NATURAL[best.encoding]
    wide = _wide(body, best, declared) if zeros or (natural and len(body) < SHORT) else None
    if wide is None and not natural:
        readings = _ask_chardet(body, sample, found, readings)
        wide = _wide(body, readings[0], declared)
    if wide is not None:
        return wide
    return _verdict(readings, len(sample))


def against_utf8(body: bytes, text: str, found: tuple[Declaration, ...]) -> Verdict | None:
    """Return what a body that reads as `text` in UTF-8 is instead, or None: NUL bytes may mean UTF-16.

    Two or three hanzi of GBK may be valid by a fluke: each is a valid two-byte character about once in seven.
    """
    zeros = b"\0" in body[: SAMPLES[-1]]
    fluke = 0 < len(body) - len(text) <= FLUKE and max(text, default="") < "\u0800"
    verdict = judge(body, found) if zeros or fluke else None
    if verdict is None or verdict.encoding == "utf-8":
        return None
    return verdict if (zeros if verdict.encoding in {*WIDE, *WIDEST} else fluke) else None


def islands(body: bytes, limit: int) -> bytes:
    r"""Return the first `limit` bytes of the body once long ASCII runs have shrunk to their ends.

    >>> islands(b"x" * 100 + b"\xe9" + b"y" * 100, 128)
    b'xxxxxxxxxxxxxxxx\xe9yyyyyyyyyyyyyyyy'
    """
    pieces: list[bytes] = []
    size = start = 0
    step = 2 * limit
    while start < len(body) and size < limit:
        piece = RUN.sub(_ends, body[start : start + step])
        pieces.append(piece)
        size += len(piece)
        start += step
        step = min(2 * step, LARGEST)
    return b"".join(pieces)[:limit]


def _ends(match: re.Match[bytes]) -> bytes:
    return match.group()[:RUN_END] + match.group()[-RUN_END:]


def rank(sample: bytes, encodings: Sequence[str], declared: set[str]) -> list[Reading]:
    """Return the candidates' readings of `sample`, the most natural first."""
    read = [_read(sample, encoding) for encoding in encodings]
    measures = charmodel.measure([text for text, _ in read])
    out = []
    for encoding, measured, (_, cut) in zip(encodings, measures, read, strict=True):
        prior = PRIOR.get(encoding, GUESTS.get(encoding, OTHER))
        bonus = DECLARED + max(0.0, HEARD - prior) if encoding in declared else 0.0
        total = measured.total + prior + bonus + (CUT if cut else 0.0)
        out.append(Reading(total, encoding, bonus, measured.foreign))
    return sorted(out, reverse=True)


def _read(sample: bytes, encoding: str) -> tuple[str, bool]:
    """Return the text of a sample without a character cut at its end, and whether there is one."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(sample)
    if encoding == "gb18030":
        text = text.replace("\ue5e5", "\u3000")  # A3A0 as the standard reads it: old pages indent with it
    return text, bool(decoder.getstate()[0])


def _narrow(body: bytes, declared: set[str]) -> tuple[bytes, list[Reading]]:
    """Return the readings as our ASCII-compatible candidates, or the declared one, and the sample that decided."""
    candidates = [*NARROW, *sorted(e for e in declared if _competes(e) and e not in NARROW)]
    sample = b""
    readings: list[Reading] = []
    for limit in SAMPLES:
        sample = islands(body, limit)
        readings = rank(sample, candidates, declared)
        if readings[0].encoding == "gb18030" and KANA.search(sample.decode("gb18030", "replace")):
            candidates = [*dict.fromkeys([*candidates, "euc_jp"])]  # EUC-JP and GB 2312 share the kana rows
            readings = rank(sample, candidates, declared)
        if readings[0].total - readings[1].total > CLEAR or len(sample) < limit:
            break
    return sample, readings


def _competes(encoding: str) -> bool:
    """Say whether an encoding can be judged by content: UTF-16 is judged apart, the stateful ones by their escapes."""
    return encoding != UNKNOWN and not encoding.startswith(("utf-16", "utf-32", "iso2022", "hz"))


def _wide(body: bytes, best: Reading, declared: set[str]) -> Verdict | None:
    """Return UTF-16 where it reads the very first bytes more naturally than the best of the others."""
    window = REPEATS.sub(_shrunk, body[: SAMPLES[0]])
    readings = rank(window, (*WIDE, best.encoding), declared)
    return None if readings[0].encoding == best.encoding else _verdict(readings, len(window))


def _shrunk(match: re.Match[bytes]) -> bytes:
    """Return none to three of a run of one byte, so that what follows keeps its place in a pair; padding counts nothing."""
    run = match.group()
    return run[: (0 if run[0] == 0 else 2) + len(run) % 2]


def _is_widest(body: bytes, encoding: str) -> bool:
    """Say whether a body is UTF-32: four bytes to a character leave no chance of an accident."""
    window = body[: SAMPLES[-1]]
    text = window[: len(window) // 4 * 4].decode(encoding, "replace")
    return len(text) > 0 and "\ufffd" not in text and "\0" not in text


def _ask_chardet(body: bytes, sample: bytes, found: tuple[Declaration, ...], readings: list[Reading]) -> list[Reading]:
    import chardet  # a quarter of a second that most documents never need

    start = max(0, next((m.start() for m in re.finditer(rb"[\x80-\xff]", body)), 0) - RUN_END)
    answers = chardet.detect_all(
        blanked(body, found)[start : start + WINDOW], ignore_threshold=True, compat_names=False
    )
    names = dict.fromkeys((*GUESTS, *(encoding_of(a["encoding"] or "") for a in answers[:ANSWERS])))
    new = [n for n in names if _competes(n) and n not in {r.encoding for r in readings}]
    return sorted([*readings, *rank(sample, new, {d.encoding for d in found})], reverse=True)


def _verdict(readings: Sequence[Reading], size: int) -> Verdict:
    best, second = readings[0], readings[1]
    margin = round((best.total - second.total) / max(size, 1), 3)
    plain = max(readings, key=lambda r: r.total - r.bonus)
    known = best.encoding in PRIOR
    decided = "declared" if plain.encoding != best.encoding else "content" if known else "chardet"
    return Verdict(best.encoding, second.encoding, margin, decided)
