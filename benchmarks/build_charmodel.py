"""Build cleaners/models/characters.bin: the character model of decoding and repair.

Usage: python benchmarks/build_charmodel.py [OUT]    (needs benchmarks/requirements-charmodel.txt)

Sources: wordfreq 3.1 (words and frequencies of 20 languages; data CC BY-SA 4.0, SUBTLEX authors credited),
jieba 0.42 (dict.txt, MIT), OpenCC 1.4 (Simplified to Traditional, Taiwan and Hong Kong; Apache-2.0), seeds/*.txt
(transitions between classes of characters only). Nothing else: the development texts of benchmarks/encodings.py are
not among them, so its figures are of unseen text.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from pathlib import Path

import jieba
import numpy as np
import opencc
import wordfreq

from cleaners.charsets import charmodel as cm

ROOT = Path(__file__).parent.parent
PAIRS = 130_000  # bigrams kept: 70,000 cost 0.05 nats a character, 200,000 gain 0.03 and double the file
KNOWN = 9_000  # characters kept of their own: 6,763 of GB 2312, 5,401 common Traditional ones, and the guests'
# Shares of the mixture: what a page of unknown origin holds.
SHARES = {"hans": 0.36, "hant": 0.30, "en": 0.24}
LATIN_GUESTS = ("fr", "de", "es", "it", "pt", "pl", "cs", "nl", "sv", "tr", "vi", "hu", "fi", "ro", "da", "nb")
OTHER_GUESTS = ("ru", "uk", "el", "ja", "ko", "ar", "he")
LATIN_SHARE, OTHER_SHARE = 0.004, 0.005  # of each guest
WORDS = 120_000  # most frequent words read of each list
LETTERS = {"rare", "lower", "upper", "latin", "kana", "hangul", "cyrillic", "greek", "script"}
SYMBOLS = "│─┌┐└┘├┤┬┴┼┃━①②③④⑤⑥⑦⑧⑨⑩■□●○◆◇★☆→←↑↓√＝％０１２３４５６７８９ⅠⅡⅢ㎡"  # of lists, tables and typed numbers
UNFOLD = str.maketrans({",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"})


class Counts:
    """Weighted counts of characters in words: all, last, first, and pairs."""

    def __init__(self) -> None:
        self.all: Counter[str] = Counter()
        self.last: Counter[str] = Counter()
        self.first: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()

    def add(self, word: str, weight: float) -> None:
        """Count one word."""
        self.first[word[0]] += weight
        self.last[word[-1]] += weight
        for c in word:
            self.all[c] += weight
        for i in range(len(word) - 1):
            self.pairs[word[i : i + 2]] += weight


def chinese_words() -> dict[str, float]:
    """Return Simplified words with probabilities: half wordfreq's, half jieba's."""
    out: Counter[str] = Counter()
    frequencies = wordfreq.get_frequency_dict("zh", "large")
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").splitlines()
    counted = {w: float(n) for w, n, *_ in (line.split(" ") for line in dictionary)}
    for source in (frequencies, counted):
        han = {w: f for w, f in source.items() if all("\u3400" <= c <= "\u9fff" for c in w)}
        total = sum(han.values())
        for word, f in han.items():
            out[word] += f / total / 2
    return dict(out)


def count_words() -> Counts:
    """Return the counts of the whole mixture."""
    counts = Counts()
    chinese = chinese_words()
    for word, p in chinese.items():
        counts.add(word, SHARES["hans"] * p)
    for config in ("s2t", "s2tw", "s2hk"):
        convert = opencc.OpenCC(config).convert
        for word, p in chinese.items():
            counts.add(convert(word), SHARES["hant"] * p / 3)
    guests = [
        ("en", SHARES["en"]),
        *((g, LATIN_SHARE) for g in LATIN_GUESTS),
        *((g, OTHER_SHARE) for g in OTHER_GUESTS),
    ]
    for language, share in guests:
        words = sorted(wordfreq.get_frequency_dict(language, "best").items(), key=lambda item: -item[1])[:WORDS]
        total = sum(p for _, p in words)
        for word, p in words:
            if any(cm.class_of(ord(c)) not in LETTERS for c in word):
                continue
            for form, part in ((word, 0.86), (word[:1].upper() + word[1:], 0.12), (word.upper(), 0.02)):
                counts.add(form, share * p * part / total)
    return counts


def sample_texts() -> list[str]:
    """Return the seeds as they are, with full-width punctuation, and in the other scripts: for transitions only."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    texts += [unfolded(text) for text in texts]
    return texts + [opencc.OpenCC(c).convert(t) for c in ("s2tw", "t2s") for t in texts]


def unfolded(text: str) -> str:
    """Return the text with full-width punctuation after hanzi, as most Chinese pages have it."""
    return "".join(c.translate(UNFOLD) if i and "\u4e00" <= text[i - 1] <= "\u9fff" else c for i, c in enumerate(text))


# Which classes go together, for turns the seeds show seldom or never: (from, to, weight in a thousand turns).
AFFINE = (
    ("han", "rare", 4), ("rare", "han", 500), ("rare", "rare", 60), ("rare", "fullwidth", 80), ("han", "han", 700),
    ("han", "fullwidth", 90), ("fullwidth", "han", 500), ("fullwidth", "fullwidth", 60), ("fullwidth", "feed", 100),
    ("han", "feed", 20), ("feed", "han", 150), ("han", "digit", 8), ("digit", "han", 80), ("han", "upper", 5),
    ("han", "lower", 5), ("lower", "han", 2), ("upper", "han", 20), ("han", "space", 20), ("space", "han", 60),
    ("han", "ascii", 40), ("ascii", "han", 60), ("han", "punctuation", 20), ("punctuation", "han", 250),
    ("lower", "space", 700), ("lower", "ascii", 150), ("lower", "lower", 60), ("lower", "latin", 8), ("lower", "upper", 8),
    ("latin", "lower", 300), ("latin", "space", 150), ("latin", "latin", 15), ("latin", "ascii", 60), ("upper", "latin", 10),
    ("upper", "lower", 300), ("upper", "upper", 150), ("space", "latin", 5), ("space", "lower", 550), ("space", "upper", 150),
    ("space", "digit", 40), ("space", "ascii", 50), ("space", "punctuation", 12), ("space", "sign", 3), ("sign", "space", 300),
    ("sign", "digit", 150), ("digit", "sign", 5), ("sign", "lower", 80), ("sign", "upper", 80), ("lower", "punctuation", 12),
    ("punctuation", "lower", 200), ("punctuation", "space", 250), ("punctuation", "upper", 80), ("punctuation", "punctuation", 40),
    ("digit", "digit", 450), ("digit", "ascii", 200), ("ascii", "digit", 100), ("digit", "space", 120), ("ascii", "space", 300),
    ("ascii", "lower", 150), ("ascii", "upper", 80), ("ascii", "ascii", 150), ("ascii", "feed", 120), ("space", "space", 120),
    ("feed", "upper", 150), ("feed", "lower", 150), ("feed", "space", 150), ("feed", "feed", 150), ("feed", "ascii", 100),
    ("feed", "digit", 40), ("feed", "fullwidth", 20), ("feed", "punctuation", 10), ("feed", "symbol", 8), ("feed", "latin", 2),
    ("kana", "kana", 500), ("kana", "han", 250), ("kana", "fullwidth", 100), ("kana", "feed", 20), ("feed", "kana", 4),
    ("fullwidth", "kana", 20), ("han", "kana", 12), ("hangul", "space", 500), ("hangul", "hangul", 300), ("hangul", "ascii", 80),
    ("space", "hangul", 8), ("feed", "hangul", 3), ("cyrillic", "space", 600), ("cyrillic", "cyrillic", 100),
    ("cyrillic", "ascii", 150), ("space", "cyrillic", 3), ("feed", "cyrillic", 2), ("greek", "space", 600), ("greek", "greek", 100),
    ("greek", "ascii", 150), ("space", "greek", 6), ("feed", "greek", 2), ("script", "script", 300), ("script", "space", 400),
    ("space", "script", 6), ("feed", "script", 2), ("symbol", "symbol", 400), ("symbol", "han", 200), ("symbol", "space", 200),
    ("symbol", "feed", 50), ("han", "symbol", 3), ("space", "symbol", 8), ("fullwidth", "digit", 20), ("fullwidth", "upper", 20),
    ("fullwidth", "lower", 10), ("digit", "fullwidth", 30), ("lower", "fullwidth", 4), ("upper", "fullwidth", 15),
    ("digit", "feed", 40), ("lower", "feed", 30), ("upper", "feed", 15), ("upper", "space", 150), ("upper", "ascii", 100),
    ("punctuation", "digit", 40), ("digit", "punctuation", 8), ("upper", "punctuation", 10), ("latin", "punctuation", 8),
    ("ascii", "punctuation", 20), ("punctuation", "ascii", 80), ("punctuation", "feed", 60), ("sign", "ascii", 60),
    ("digit", "lower", 30), ("digit", "upper", 20), ("punctuation", "fullwidth", 60), ("fullwidth", "punctuation", 20),
)  # fmt: skip
FLOORS = {"control": 2e-7, "c1": 2e-7, "private": 1e-6, "script": 1e-5, "rare": 3e-5}  # of any other turn
FLOOR = 8e-5
PRIOR = 1.5e3  # turns that AFFINE weighs as much as


def turns() -> np.ndarray:
    """Return the probabilities of turns between classes: AFFINE and the seeds' counts, then the floors."""
    k = len(cm.CLASSES)
    table = np.zeros((k, k))
    for a, b, weight in AFFINE:
        table[cm.CLASSES.index(a), cm.CLASSES.index(b)] = weight
    table = table / np.maximum(table.sum(axis=1, keepdims=True), 1) * PRIOR
    for text in sample_texts():
        kinds = [cm.CLASSES.index("han" if cm.class_of(ord(c)) == "rare" else cm.class_of(ord(c))) for c in text]
        np.add.at(table, (kinds[:-1], kinds[1:]), 0.02)
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1e-9)
    floors = np.array([FLOORS.get(name, FLOOR) for name in cm.CLASSES])
    return np.maximum(table, floors[None, :])


def symbol_rows(counts: Counts) -> tuple[list[str], dict[str, int], np.ndarray]:
    """Return the known characters, the index of each class and the probabilities (class, ends, starts) of all symbols."""
    texts = "".join(sample_texts())
    seen: Counter[str] = Counter()
    for c, n in Counter(texts).items():
        if cm.class_of(ord(c)) not in {"rare", "lower", "upper", "latin"}:
            seen[c] += n
    for c in "，。、；：？！（）《》「」『』【】〈〉":
        seen[c] += 200
    for c in "“”‘’—…·–•":
        seen[c] += 200
    for c in SYMBOLS:
        seen[c] += 20
    for c in "\u3000\t©®°±§«»™×€":
        seen[c] += 10
    seen["\xa0"] += 500
    for c in " \n!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~":
        seen[c] += 20
    ranked = [c for c, _ in counts.all.most_common(KNOWN)]
    known = sorted({*ranked, *seen} - {chr(0xFFFD)})
    kinds = {c: "han" if cm.class_of(ord(c)) == "rare" else cm.class_of(ord(c)) for c in known}
    return known, {c: cm.CLASSES.index(kinds[c]) for c in known}, start_rows(counts, seen, known, kinds)


def start_rows(counts: Counts, seen: Counter[str], known: list[str], kinds: dict[str, str]) -> np.ndarray:
    """Return per symbol the probability of ending after it and of beginning with it within its class."""
    first = {c: counts.first[c] + 0.02 * counts.all[c] if counts.all[c] else float(seen[c]) for c in known}
    mass = Counter(dict.fromkeys(cm.CLASSES, 0.0))
    for c in known:
        mass[kinds[c]] += first[c]
    sizes = Counter(cm.class_of(p) for p in range(0x10000))
    sizes["han"] = 1
    share = {"han": 0.0, "rare": 1.0}  # of a class's mass that goes to characters not known
    rows = []
    for c in known:
        end = max(counts.last[c] / counts.all[c], 0.02) if counts.all[c] else 1.0
        rows.append((end, (1 - share.get(kinds[c], 0.03)) * first[c] / mass[kinds[c]]))
    for name in cm.CLASSES:
        unknown = share.get(name, 0.03 if mass[name] else 1.0)
        rows.append((0.5, unknown / max(sizes[name], 1)))
    return np.array(rows)


def build() -> bytes:
    """Return the model file."""
    counts = count_words()
    known, kinds, rows = symbol_rows(counts)
    table = turns()
    index = {c: i for i, c in enumerate(known)}
    size = len(known) + len(cm.CLASSES)
    gains = []
    for pair, n in counts.pairs.items():
        a, b = pair
        if a not in index or b not in index:
            continue
        free = rows[index[a], 0] * table[kinds[a], kinds[b]] * rows[index[b], 1]
        bound = free + n / counts.all[a]
        gains.append((n * np.log(bound / free), index[a] * size + index[b], bound))
    kept = sorted((key, bound) for gain, key, bound in sorted(gains, reverse=True)[:PAIRS])
    classes = [kinds[c] for c in known] + list(range(len(cm.CLASSES)))
    columns = np.array([classes, [cm.cost_of(p) for p in rows[:, 0]], [cm.cost_of(p) for p in rows[:, 1]]], np.uint8)
    costs = np.array([[cm.cost_of(p) for p in row] for row in table], np.uint8)
    keys = np.array([key for key, _ in kept], np.uint32)
    values = np.array([cm.cost_of(p) for _, p in kept], np.uint8)
    print(f"{len(known)} characters, {len(keys)} of {len(gains)} pairs")
    return cm.pack(np.array([ord(c) for c in known], np.uint32), columns, costs, (keys, values))


def main(argv: list[str]) -> int:
    """Write the model and print its size and digest."""
    out = Path(argv[0]) if argv else ROOT / "cleaners" / "models" / cm.MODEL
    packed = build()
    out.write_bytes(packed)
    print(f"{out}: {len(packed)} bytes, sha256 {hashlib.sha256(packed).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
