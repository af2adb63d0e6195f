"""How natural a text is: a character model (unigrams and bigrams) of Chinese in both scripts, English and their guests.

A character is either bound to the one before it (a bigram inside a word) or begins something new (an end of a word, a
transition between classes of characters, a first character). The file is built by benchmarks/build_charmodel.py from
public word lists and checked against its digest when it is first used; importing this module costs nothing.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaners.errors import PalimpsestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

MODEL = "characters.bin"
DIGEST: Final = "eb2462c955c9c58c04191bb931ac70b7723be936fb02e4743940b49158921797"
STEP = 16  # log-probabilities are kept in sixteenths of a nat
CLASSES = (
    "han", "rare", "fullwidth", "punctuation", "space", "feed", "digit", "lower", "upper", "ascii", "latin", "sign",
    "kana", "hangul", "cyrillic", "greek", "script", "control", "c1", "private", "symbol",
)  # fmt: skip
LUT_SIZE = 0x30000  # code points beyond the third plane are all of the last class
LAST_ASCII = 0x7F
SHORT = 48  # characters up to which plain dictionaries beat numpy's overhead
# First code point of each range and its class; a range ends where the next begins.
RANGES: Final = (
    (0x00, "control"), (0x09, "space"), (0x0A, "feed"), (0x0B, "control"), (0x0D, "feed"), (0x0E, "control"),
    (0x20, "space"), (0x21, "ascii"), (0x30, "digit"), (0x3A, "ascii"), (0x41, "upper"), (0x5B, "ascii"),
    (0x61, "lower"), (0x7B, "ascii"), (0x7F, "control"), (0x80, "c1"), (0xA0, "space"), (0xA1, "sign"),
    (0xB7, "punctuation"), (0xB8, "sign"), (0xC0, "latin"), (0xD7, "sign"), (0xD8, "latin"), (0xF7, "sign"),
    (0xF8, "latin"), (0x250, "script"), (0x370, "greek"), (0x400, "cyrillic"), (0x530, "script"), (0x1E00, "latin"),
    (0x1F00, "greek"), (0x2000, "space"), (0x200B, "private"), (0x2010, "punctuation"), (0x2028, "private"),
    (0x2030, "punctuation"), (0x2060, "private"), (0x2070, "symbol"), (0x2E80, "rare"), (0x3000, "space"),
    (0x3001, "fullwidth"), (0x3020, "symbol"), (0x3041, "kana"), (0x30FB, "punctuation"), (0x30FC, "kana"),
    (0x3100, "script"), (0x3130, "hangul"), (0x3190, "symbol"), (0x3400, "rare"), (0x4DC0, "symbol"),
    (0x4E00, "rare"), (0xA000, "script"), (0xAC00, "hangul"), (0xD7B0, "private"), (0xF900, "rare"),
    (0xFB00, "script"), (0xFE10, "fullwidth"), (0xFE70, "script"), (0xFEFF, "private"), (0xFF01, "fullwidth"),
    (0xFF10, "symbol"), (0xFF1A, "fullwidth"), (0xFF21, "symbol"), (0xFF3B, "fullwidth"), (0xFF41, "symbol"),
    (0xFF5B, "fullwidth"), (0xFF66, "symbol"), (0xFFE0, "fullwidth"), (0xFFE7, "private"), (0x10000, "script"),
    (0x1F000, "symbol"), (0x20000, "rare"), (0x2FFFE, "private"),
)  # fmt: skip


class Model(NamedTuple):
    """The model's tables; a symbol is a known character, or stands for all unknown ones of its class."""

    symbols: NDArray[np.uint16]  # symbol of each code point below LUT_SIZE
    classes: NDArray[np.uint8]  # class of each symbol
    ends: NDArray[np.uint8]  # cost of ending after a symbol
    starts: NDArray[np.uint8]  # cost of a symbol, given that something of its class begins
    turns: NDArray[np.uint8]  # cost of a turn from class to class
    keys: NDArray[np.uint32]  # pairs of symbols (first * number of symbols + second) bound in words, sorted
    costs: NDArray[np.uint8]  # cost of the second after the first


def score(text: str) -> float:
    """Return the mean log-probability (nats, below zero) of a character of `text`; higher is more natural.

    Natural Chinese lies around -6, English around -3, mis-decoded text below -9. An empty text scores 0.

    >>> score("今天天气很好") > score("浠婂ぉ澶╂皵")
    True
    """
    return logprob(text) / len(text) if text else 0.0


def logprob(text: str) -> float:
    """Return the log-probability (nats) of the whole of `text`, as if it began a line.

    Compare the decodings of the same bytes by this, not by the mean: they differ in length.
    """
    if len(text) <= SHORT:
        return -_short(text) / STEP
    return -float(costs(text).sum()) / STEP


def costs(text: str) -> NDArray[np.int32]:
    """Return the cost of each character (sixteenths of a nat below zero)."""
    return _costs(_points("\n" + text))


class Measure(NamedTuple):
    """The log-probability (nats) of a text, and the mean one of its characters beyond ASCII (0 without any)."""

    total: float
    foreign: float


def measure(texts: Sequence[str]) -> list[Measure]:
    """Return the measures of several short texts at once, which costs little more than one of them."""
    import numpy as np

    points = _points("\n" + "\n".join(texts))
    costs = _costs(points)
    high = points[1:] > LAST_ASCII
    ends = np.cumsum([len(text) + 1 for text in texts])
    out = []
    for end, text in zip(ends.tolist(), texts, strict=True):
        part = slice(end - len(text) - 1, end - 1)
        count = int(high[part].sum())
        foreign = float(costs[part][high[part]].sum()) / count if count else 0.0
        out.append(Measure(-float(costs[part].sum()) / STEP, -foreign / STEP))
    return out


def _points(text: str) -> NDArray[np.uint32]:
    import numpy as np  # a tenth of a second that `import cleaners` need not pay

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _costs(points: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return the cost of each code point but the first."""
    import numpy as np

    model = load()
    symbols = model.symbols[np.minimum(points, LUT_SIZE - 1)]
    first, second = symbols[:-1], symbols[1:]
    classes = model.classes[symbols]
    free = model.turns[classes[:-1], classes[1:]].astype(np.int32) + model.ends[first] + model.starts[second]
    keys = first.astype(np.uint32) * np.uint32(len(model.classes)) + second
    places = np.minimum(model.keys.searchsorted(keys), len(model.keys) - 1)
    return np.where(model.keys[places] == keys, model.costs[places], free)


def _short(text: str) -> int:
    """Return the cost of a short text by dictionaries; the same figure as `costs(text).sum()`."""
    symbols, classes, ends, starts, turns, pairs = _tables()
    size = len(classes)
    line = [symbols[min(ord(c), LUT_SIZE - 1)] for c in "\n" + text]
    total = 0
    for first, second in pairwise(line):
        cost = pairs.get(first * size + second)
        total += turns[classes[first]][classes[second]] + ends[first] + starts[second] if cost is None else cost
    return total


Tables = tuple[list[int], list[int], list[int], list[int], list[list[int]], dict[int, int]]


@cache
def _tables() -> Tables:
    model = load()
    pairs = dict(zip(model.keys.tolist(), model.costs.tolist(), strict=True))
    lists = (model.symbols.tolist(), model.classes.tolist(), model.ends.tolist(), model.starts.tolist())
    return (*lists, model.turns.tolist(), pairs)


@cache
def load() -> Model:
    """Return the model, read and checked once.

    Raises PalimpsestError where the packaged file is not the one this code was written for.
    """
    packed = (files("cleaners") / "models" / MODEL).read_bytes()
    if hashlib.sha256(packed).hexdigest() != DIGEST:
        message = f"cleaners/models/{MODEL} is damaged or of another version: reinstall, or rebuild it and its digest"
        raise PalimpsestError(message)
    return unpack(packed)


def pack(
    known: NDArray[np.uint32],
    columns: NDArray[np.uint8],
    turns: NDArray[np.uint8],
    pairs: tuple[NDArray[np.uint32], NDArray[np.uint8]],
) -> bytes:
    """Return a model file: sizes, code points, (class, end, start) columns, turns, gaps of the keys by byte plane, costs."""
    import numpy as np

    keys, values = pairs
    gaps = np.diff(keys, prepend=np.uint32(0)).astype("<u4").view(np.uint8).reshape(-1, 4).T
    sizes = np.array([len(known), columns.shape[1], len(keys)], "<u4")
    parts = [a.tobytes() for a in (sizes, known.astype("<u4"), columns, turns, gaps, values)]
    return zlib.compress(b"".join(parts), 9)


def unpack(packed: bytes) -> Model:
    """Return the tables of a model file."""
    import numpy as np

    data = zlib.decompress(packed)
    n, m, k = np.frombuffer(data, "<u4", 3).tolist()
    at = 12 + 4 * n
    known = np.frombuffer(data, "<u4", n, 12)
    columns = np.frombuffer(data, np.uint8, 3 * m, at).reshape(3, m)
    at += 3 * m
    turns = np.frombuffer(data, np.uint8, len(CLASSES) ** 2, at).reshape(len(CLASSES), -1)
    at += len(CLASSES) ** 2
    planes = np.frombuffer(data, np.uint8, 4 * k, at).reshape(4, k)
    gaps = np.ascontiguousarray(planes.T).view("<u4").ravel()
    keys = np.cumsum(gaps, dtype=np.uint32)
    return Model(
        _lut(known), columns[0], columns[1], columns[2], turns, keys, np.frombuffer(data, np.uint8, k, at + 4 * k)
    )


def _lut(known: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Return the symbol of each code point: known characters first, then one symbol for the rest of each class."""
    import numpy as np

    lut = np.empty(LUT_SIZE, np.uint16)
    for first, name in RANGES:
        lut[first:] = len(known) + CLASSES.index(name)
    lut[known] = np.arange(len(known), dtype=np.uint16)
    return lut


def class_of(point: int) -> str:
    """Return the class of a code point by its range; common hanzi, which only the model knows, are 'rare' here."""
    return next((name for first, name in reversed(RANGES) if point >= first), "control")


def nats(cost: float) -> float:
    """Return a cost as nats."""
    return -cost / STEP


def cost_of(probability: float) -> int:
    """Return the cost of a probability, as the tables keep it."""
    return min(255, max(0, round(-math.log(max(probability, 1e-30)) * STEP)))
