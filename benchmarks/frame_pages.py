"""Pages with their furniture marked line by line: the material of build_frame_model.py.

Annotated pages of the web as a scraper dumps them, a line a block: what the annotators' text does not hold is furniture, but for
titles and headings it repeats. The noisy pages and look-alikes of tests/cases. And clean texts (poems, manuals, recipes, minutes) with
some lines of other pages' frames set before and behind them: there every line's kind is sure.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.article_labels import aligned
from benchmarks.html_pages import examples
from cleaners.frames.rows import is_paragraph
from cleaners.frames.verdict import READER
from cleaners.html.build import parse
from tests.test_cases import CASES, filled, load, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from benchmarks.html_pages import Example

Labelled = tuple[str, int]  # a line and whether it is FURNITURE, TEXT or UNSURE
FURNITURE, TEXT, UNSURE = 1, 0, -1
CASE_FILES = (
    "strangers", "visitors", "guests", "pages", "callers", "arrivals", "readers_marks", "readers_wiki", "readers_bodies", "platforms",
    "newcomers", "hosts_bodies", "hosts_en", "hosts_marks", "hosts_wiki", "hosts_zh", "later_hans", "later_hant", "later_en",
)  # fmt: skip
DUMPED = {"article", "zh-article", "forum", "zh-forum", "documentation"}  # kinds of pages that have one text
SURELY, SURELY_NOT = 0.6, 0.15  # share of a line that annotators kept
TITLED = 0.7  # of a line's words that are the title's
LONGEST = 700  # lines of a page that is learned from
KEPT = 40  # lines of either end of a long clean text
PACKS = Path(__file__).parents[1] / "cleaners" / "rules"
LEXICON = Path(__file__).with_name("frame_lines.tsv")
WORD = re.compile(r"\w+")
TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
HAN = re.compile("[\u3400-\u9fff]")


class Marked(NamedTuple):
    """A page's lines with their labels, and whose words they are: a host, an author of cases, a clean text; the last ones' the frame."""

    lines: tuple[Labelled, ...]
    sources: tuple[str, ...]
    kind: str  # site, trimmed, page, stays, framed, plain


def case_pages() -> Iterator[Marked]:
    """Yield the pages of tests/cases; of one author's file each."""
    for name in CASE_FILES:
        cases = load(name)
        for kind in ("page", "stays"):
            for case in cases.get(kind, []):
                lines = tuple(_lines(*marked(filled(case["text"]))))
                copied = case.get("family") == "body"
                text = {line.strip() for line, label in lines if label == TEXT}
                yield Marked(tuple(_sure(line, label, text, copied) for line, label in lines), (name,), kind)


def _sure(line: str, label: int, text: AbstractSet[str], copied: object) -> Labelled:
    """Return a line with its label, none where it goes as a copy of the text, or as what a reader says."""
    copy = line.strip() in text or (copied and is_paragraph(line))
    return line, UNSURE if label == FURNITURE and (copy or READER.match(line)) else label


def _lines(bare: str, spans: Sequence[tuple[int, int]]) -> Iterator[Labelled]:
    at = 0
    for line in bare.split("\n"):
        start, end, size = at, at + len(line), len(line.strip())
        at = end + 1
        covered = sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
        if size:
            yield line, FURNITURE if covered >= size else UNSURE if covered else TEXT


def case_lines() -> Iterator[Labelled]:
    """Yield the single lines of tests/cases that go or stay."""
    for path in sorted(CASES.glob("*.toml")):
        for group in load(path.stem).get("lines", []):
            yield from ((line, FURNITURE) for line in group.get("go", []))
            yield from ((line, TEXT) for line in group.get("stay", []))


def pack_lines() -> Iterator[tuple[str, int]]:
    """Yield the examples of the rule packs: what goes and what stays."""
    for path in sorted(PACKS.glob("*.toml")):
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", []):
            for example in rule["removes"]:
                bare, spans = marked(example)
                yield from ((bare[a:b], FURNITURE) for a, b in spans if "\n" not in bare[a:b])
            yield from ((line, TEXT) for example in rule["keeps"] for line in example.split("\n"))


def lexicon() -> Iterator[Labelled]:
    """Yield the lines of frame_lines.tsv, written for this: how sites speak (+) and how texts speak (-)."""
    for row in LEXICON.read_text(encoding="utf-8").splitlines():
        sign, _, line = row.partition("\t")
        yield line, FURNITURE if sign == "+" else TEXT


def site_pages(root: Path) -> Iterator[Marked]:
    """Yield the annotated pages of the web as dumps, all kinds of pages."""
    for page in examples(root):
        if lines := tuple(_dumped(page)):
            yield Marked(lines, (page.host,), page.kind)


def _dumped(page: Example) -> Iterator[Labelled]:
    texts = [run.text for run in parse(page.source).runs]
    if not texts:
        return
    shares, _ = aligned(texts, page.truth)
    found = TITLE.search(page.source)
    title = found[1].lower() if found else ""
    kept = {_dense(text) for text, share in zip(texts, shares, strict=True) if share >= SURELY}
    for text, share in zip(texts, shares, strict=True):
        label = TEXT if share >= SURELY else FURNITURE if share <= SURELY_NOT else UNSURE
        if label == FURNITURE and (_dense(text) in kept or _is_title(text, title)):
            label = UNSURE
        yield from ((" ".join(line.split()), label) for line in text.split("\n") if line.strip())


def _dense(text: str) -> str:
    return "".join(text.split()).lower()


def _is_title(text: str, title: str) -> bool:
    words, all_words = set(WORD.findall(text.lower())), set(WORD.findall(title))
    dense = _dense(text)
    if len(dense) >= 6 and dense in _dense(title):  # shorter ones are words of any site
        return True
    return len(words) >= 3 and len(words & all_words) > TITLED * len(words)


class Maker:
    """Makes framed pages with one seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.frames: dict[tuple[str, bool], list[tuple[str, list[Labelled]]]] = defaultdict(list)
        self.texts: list[tuple[str, list[str]]] = []

    def learn(self, pages: Iterable[Marked]) -> None:
        """Remember the frames of noisy pages, and the texts of pages without noise."""
        for page in pages:
            head, body, tail = cut(page.lines)
            chinese = is_chinese(line for line, _ in page.lines)
            for side, lines in (("head", head), ("tail", tail)):
                if sure := [line for line in lines if line[1] == FURNITURE]:
                    self.frames[side, chinese].append((page.sources[0], sure))
            if page.kind == "stays" or page.kind.endswith("article"):
                self.texts.append((page.sources[0], [line for line, label in body if label == TEXT]))

    def read(self, directory: Path, most: int) -> None:
        """Add clean texts from files: their first and last lines, and of files with quotations some of these."""
        paths = sorted(p for p in directory.rglob("*") if p.is_file())
        self.chance.shuffle(paths)
        for path in paths[:most]:
            text = path.read_text(encoding="utf-8", errors="replace")
            for part in self.chance.sample(parts := text.split("\n%\n"), min(12, len(parts))):
                lines = [line for line in part.split("\n") if line.strip()]
                kept = lines if len(lines) <= 2 * KEPT else lines[:KEPT] + lines[-KEPT:]
                self.texts.append((f"clean {path.name}", kept))

    def plain(self) -> Iterator[Marked]:
        """Yield the clean texts of files as they are."""
        for source, lines in self.texts:
            if lines and source.startswith("clean"):
                yield Marked(tuple((line, TEXT) for line in lines), (source,), "plain")

    def framed(self, rounds: int) -> Iterator[Marked]:
        """Yield every text with lines of frames around it; clean files are many: in each round half of them."""
        for _ in range(rounds):
            for source, lines in self.texts:
                if lines and not (source.startswith("clean") and self.chance.random() < 0.5):
                    yield self._framed(source, lines)

    def _framed(self, source: str, lines: list[str]) -> Marked:
        made, sources, chinese = [(line, TEXT) for line in lines], [source], is_chinese(lines)
        if self.chance.random() < 0.65:
            whose, part = self._some("head", chinese=chinese)
            at = int(self.chance.random() < 0.3)  # behind the title
            made[at:at] = part
            sources.append(whose)
        if self.chance.random() < 0.85:
            whose, part = self._some("tail", chinese=chinese)
            made += part
            sources.append(whose)
        return Marked(tuple(made), tuple(sources), "framed")

    def _some(self, side: str, *, chinese: bool) -> tuple[str, list[Labelled]]:
        other = self.chance.random() < 0.1
        whose, lines = self.chance.choice(self.frames[side, chinese != other])
        count = min(len(lines), int(self.chance.paretovariate(0.9)))
        start = self.chance.choice([0, len(lines) - count, self.chance.randint(0, len(lines) - count)])
        return whose, lines[start : start + count]

    def trimmed(self, page: Marked) -> Marked:
        """Return a page with only some of the lines before and behind its text, as scrapers that look for the article cut it."""
        head, body, tail = cut(page.lines)
        before, behind = int(self.chance.paretovariate(0.8)), int(self.chance.paretovariate(0.7))
        above = head[-before:] if self.chance.random() < 0.7 else head[:2] + head[2:][-before:]
        below = tail[:behind] if self.chance.random() < 0.7 else tail[:behind] + tail[behind:][-3:]
        return Marked((*above, *body, *below), page.sources, "trimmed")


def cut(lines: Sequence[Labelled]) -> tuple[Sequence[Labelled], Sequence[Labelled], Sequence[Labelled]]:
    """Return the lines before the first line of text, those up to the last, and those behind."""
    text = [n for n, (_, label) in enumerate(lines) if label == TEXT]
    if not text:
        return lines, (), ()
    return lines[: text[0]], lines[text[0] : text[-1] + 1], lines[text[-1] + 1 :]


def is_chinese(lines: Iterable[str]) -> bool:
    """Return whether a sixth of the characters are Han."""
    text = "".join(lines)
    return len(HAN.findall(text)) * 6 > len(text)
