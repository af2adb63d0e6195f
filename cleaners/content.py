"""Which encoding a body without mark, escape or strict UTF-8 is in: the reading that makes the most natural text.

All candidates read the same bytes, so their texts are compared by total likelihood under the character model; a
declared encoding gets a bonus that a dozen characters of evidence outweigh. What looks natural in none of them is
shown to chardet, whose answers compete under the same model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners import charmodel
from cleaners.declarations import blanked
from cleaners.whatwg import UNKNOWN, encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaners.declarations import Declaration

NARROW = ("gb18030", "big5hkscs", "cp1252", "utf-8")  # ASCII means ASCII in them
WIDE = ("utf-16-le", "utf-16-be")
WIDEST = ("utf-32-le", "utf-32-be")
SAMPLES = (384, 1536, 6144)  # bytes read until the margin is clear; 384 decide 99 % of whole documents
CLEAR = 40.0  # nats between the best and the second: e^40 to one
RUN = re.compile(rb"[\x00-\x7f]{25,}")  # ASCII says nothing of the encoding: long runs shrink to their ends
REPEATS = re.compile(rb"([^\0])\1{3,}")  # a row of dashes reads as a row of daggers or Georgian letters in UTF-16
KANA = re.compile("[\u3041-\u30fa]")
RUN_END = 8  # bytes kept of each end; the first may be the trail of a pair
PRIOR = {"gb18030": 0.0, "big5hkscs": -0.7, "cp1252": -0.7, "utf-8": -1.0, "utf-16-le": -2.0, "utf-16-be": -3.0}
OTHER = -4.0  # prior of an encoding that only chardet named
DECLARED = 5.0  # nats: what a declaration is worth (a third of the declarations of our cases lie)
CUT = -6.0  # a cut last character
# Mean nats of the characters beyond ASCII below which a reading is not natural. Right readings of 400 documents: Chinese
# -5 to -9.5 (classical verse lowest), Western -7 to -10; wrong ones -10 to -23.
STRANGE = {"gb18030": -10.0, "big5hkscs": -10.0}
STRANGE_WESTERN = -8.3
WINDOW = 4096  # bytes shown to chardet
ANSWERS = 4  # of chardet's that compete


class Verdict(NamedTuple):
    """The encoding, the second best, how many nats per byte lie between them, and what decided."""

    encoding: str
    runner_up: str
    margin: float
    decided: str


class Reading(NamedTuple):
    """A candidate's total log-probability with its prior, and the bonus of a declaration in it."""

    total: float
    encoding: str
    bonus: float


def judge(body: bytes, found: tuple[Declaration, ...]) -> Verdict:
    """Return the encoding under which `body` reads most naturally."""
    if b"\0" in body[: SAMPLES[-1]]:
        widest = next((e for e in WIDEST if _is_widest(body, e)), "")
        if widest:
            return Verdict(widest, "", 1.0, "content")
    declared = {d.encoding for d in found}
    candidates = list(_narrow(declared))
    sample = b""
    readings: list[Reading] = []
    for limit in SAMPLES:
        sample = islands(body, limit)
        readings = rank(sample, candidates, declared)
        if readings[0].encoding == "gb18030" and KANA.search(_read(sample, "gb18030")):
            candidates = [*dict.fromkeys([*candidates, "euc_jp"])]  # EUC-JP and GB 2312 share the kana rows
            readings = rank(sample, candidates, declared)
        if readings[0].total - readings[1].total > CLEAR or len(sample) < limit:
            break
    text = _read(sample, readings[0].encoding)
    if strangeness(text) < STRANGE.get(readings[0].encoding, STRANGE_WESTERN):
        readings = _ask_chardet(body, sample, found, readings)
    wide = _wide(body, readings[0], declared)
    return wide or _verdict(readings, len(sample))


def looks_wide(body: bytes) -> bool:
    """Say whether a body that is valid UTF-8 reads better as UTF-16 or UTF-32: it then holds NUL bytes."""
    if b"\0" not in body[: SAMPLES[-1]]:
        return False
    return judge(body, ()).encoding in {*WIDE, *WIDEST}


def islands(body: bytes, limit: int) -> bytes:
    """Return the first `limit` bytes of the body once long ASCII runs have shrunk to their ends.

    >>> islands(b"x" * 100 + b"\\xe9" + b"y" * 100, 64)
    b'xxxxxxxxxxxxxxxx\\xe9yyyyyyyyyyyyyyyy'
    """
    pieces: list[bytes] = []
    size = start = 0
    while start < len(body) and size < limit:
        piece = body[start : start + 16 * limit]
        start += len(piece)
        piece = RUN.sub(lambda m: m.group()[:RUN_END] + m.group()[-RUN_END:], piece)
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)[:limit]


def rank(sample: bytes, encodings: Iterable[str], declared: set[str]) -> list[Reading]:
    """Return the candidates' readings of `sample`, the most natural first."""
    out = []
    for encoding in encodings:
        text = _read(sample, encoding)
        cut = CUT if len(text) > 1 and text[-1] == "\ufffd" else 0.0
        bonus = DECLARED if encoding in declared else 0.0
        total = charmodel.logprob(text[:-1] if cut else text) + cut + PRIOR.get(encoding, OTHER) + bonus
        out.append(Reading(total, encoding, bonus))
    return sorted(out, reverse=True)


def strangeness(text: str) -> float:
    """Return the mean log-probability of the characters of `text` beyond ASCII (0 without any)."""
    costs = charmodel.costs(text)
    high = [i for i, c in enumerate(text) if c > "\x7f"]
    return charmodel.nats(float(costs[high].mean())) if high else 0.0


def _read(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, "replace")


def _narrow(declared: set[str]) -> Sequence[str]:
    """Return the ASCII-compatible candidates: ours, and what was declared."""
    return (*NARROW, *sorted(e for e in declared if _competes(e) and e not in NARROW))


def _competes(encoding: str) -> bool:
    """Say whether an encoding can be judged by content: UTF-16 is judged apart, the stateful ones by their escapes."""
    return encoding != UNKNOWN and not encoding.startswith(("utf-16", "utf-32", "iso2022", "hz"))


def _wide(body: bytes, best: Reading, declared: set[str]) -> Verdict | None:
    """Return UTF-16 where it reads the very first bytes more naturally than the best of the others."""
    window = REPEATS.sub(_shrunk, body[: SAMPLES[0]])
    readings = rank(window, (*WIDE, best.encoding), declared)
    return None if readings[0].encoding == best.encoding else _verdict(readings, len(window))


def _shrunk(match: re.Match[bytes]) -> bytes:
    """Return two or three of a run of one byte, so that what follows keeps its place in a pair."""
    run = match.group()
    return run[: 2 + len(run) % 2]


def _is_widest(body: bytes, encoding: str) -> bool:
    """Say whether a body is UTF-32: four bytes to a character leave no chance of an accident."""
    window = body[: SAMPLES[-1]]
    text = _read(window[: len(window) // 4 * 4], encoding)
    return len(text) > 0 and "\ufffd" not in text and "\0" not in text


def _ask_chardet(body: bytes, sample: bytes, found: tuple[Declaration, ...], readings: list[Reading]) -> list[Reading]:
    import chardet  # noqa: PLC0415 - a quarter of a second that most documents never need

    start = max(0, next((m.start() for m in re.finditer(rb"[\x80-\xff]", body)), 0) - RUN_END)
    answers = chardet.detect_all(blanked(body, found)[start : start + WINDOW], ignore_threshold=True, compat_names=False)
    names = dict.fromkeys(encoding_of(a["encoding"] or "") for a in answers[:ANSWERS])
    new = [n for n in names if _competes(n) and n not in {r.encoding for r in readings}]
    return sorted([*readings, *rank(sample, new, {d.encoding for d in found})], reverse=True)


def _verdict(readings: Sequence[Reading], size: int) -> Verdict:
    best, second = readings[0], readings[1]
    margin = round((best.total - second.total) / max(size, 1), 3)
    plain = max(readings, key=lambda r: r.total - r.bonus)
    known = best.encoding in PRIOR
    decided = "declared" if plain.encoding != best.encoding else "content" if known else "chardet"
    return Verdict(best.encoding, second.encoding, margin, decided)
