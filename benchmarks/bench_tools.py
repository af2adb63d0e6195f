"""Every tool of `make bench` as a function from an input to an answer; runs in our environment and in that of the peers.

`python -m benchmarks.bench_tools SECTION DIRECTORY NAME …` times the tools it can import over `DIRECTORY/SECTION.jsonl`, prints a JSON
line for each (name, version, CPU seconds, or why it did not run) and writes the answers to `DIRECTORY/SECTION.NAME.json`.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, str]
    Answer = Callable[[Row], str]

ROUNDS = 2  # the faster one counts: what else runs on the machine only slows
WARM = 5


class Tool(NamedTuple):
    """A tool: the package it is, and what makes the function (imports and models are loaded before the clock runs)."""

    package: str
    make: Callable[[], Answer]


def our_cleaning() -> Answer:
    """The whole default profile with its ledger: every removed character can come back."""
    from cleaners.page import Page
    from cleaners.pipeline import run
    from cleaners.profiles import DEFAULT
    from cleaners.text import Text

    return lambda row: str(run(Text(row["source"]), Page(), DEFAULT))


def ftfy_defaults() -> Answer:
    """ftfy as it comes."""
    import ftfy

    return lambda row: ftfy.fix_text(row["source"])


def formatter(name: str) -> Callable[[], Answer]:
    """Return what makes a formatter of datatrove."""

    def make() -> Answer:
        import datatrove.pipeline.formatters as found

        made = getattr(found, name)()
        return lambda row: str(made.format(row["source"]))

    return make


def filtered(name: str) -> Callable[[], Answer]:
    """Return what makes a filter of datatrove: a dropped document answers nothing, C4 also drops lines."""

    def make() -> Answer:
        import datatrove.pipeline.filters as found
        from datatrove.data import Document

        made = getattr(found, name)()

        def answer(row: Row) -> str:
            document = Document(text=row["source"], id="0")
            kept = made.filter(document)
            return document.text if kept is True else ""

        return answer

    return make


def our_article() -> Answer:
    """Markup and article, with offsets of everything that stays and goes."""
    from benchmarks.html import ours

    return lambda row: ours(row["source"])


def trafilatura_defaults() -> Answer:
    """trafilatura as it comes."""
    import trafilatura

    return lambda row: trafilatura.extract(row["source"]) or ""


def resiliparse_main() -> Answer:
    """resiliparse, main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda row: extract_plain_text(row["source"], main_content=True)


def body_of(row: Row) -> bytes:
    """Return the bytes of a decoding case."""
    return base64.b64decode(row["body"])


def our_decoding() -> Answer:
    """Declarations, structure, content."""
    from cleaners.decoding import decode

    return lambda row: decode(body_of(row), row["header"]).text


def chardet_alone() -> Answer:
    """chardet believed, as a codec of Python."""
    import chardet

    def answer(row: Row) -> str:
        body = body_of(row)
        return read_as(body, chardet.detect(body)["encoding"])

    return answer


def charset_normalizer_best() -> Answer:
    """charset-normalizer's best guess."""
    import charset_normalizer

    def answer(row: Row) -> str:
        found = charset_normalizer.from_bytes(body_of(row)).best()
        return str(found) if found else ""

    return answer


def icu_detector() -> Answer:
    """ICU's detector believed."""
    import icu

    def answer(row: Row) -> str:
        body = body_of(row)
        return read_as(body, icu.CharsetDetector(body).detect().getName())

    return answer


def read_as(body: bytes, name: str | None) -> str:
    """Decode as named, gb2312 and gbk as the larger gb18030."""
    wide = "gb18030" if (name or "").lower() in {"gb2312", "gbk"} else name or "utf-8"
    try:
        return body.decode(wide, "replace").removeprefix("\ufeff")
    except LookupError:
        return body.decode("utf-8", "replace")


TOOLS: dict[str, dict[str, Tool]] = {
    "cleaning": {
        "palimpsest": Tool("palimpsest", our_cleaning),
        "ftfy.fix_text": Tool("ftfy", ftfy_defaults),
        **{
            f"datatrove {name}": Tool("datatrove", formatter(name))
            for name in ("FTFYFormatter", "SymbolLinesFormatter")
        },
        **{
            f"datatrove {name}": Tool("datatrove", filtered(name))
            for name in ("C4QualityFilter", "GopherQualityFilter", "GopherRepetitionFilter", "FineWebQualityFilter")
        },
    },
    "html": {
        "palimpsest": Tool("palimpsest", our_article),
        "trafilatura": Tool("trafilatura", trafilatura_defaults),
        "resiliparse": Tool("resiliparse", resiliparse_main),
    },
    "encodings": {
        "palimpsest": Tool("palimpsest", our_decoding),
        "chardet": Tool("chardet", chardet_alone),
        "charset-normalizer": Tool("charset-normalizer", charset_normalizer_best),
        "ICU": Tool("PyICU", icu_detector),
    },
}


def timed(answer: Answer, rows: list[Row]) -> tuple[float, list[str]]:
    """Return the CPU seconds of the faster round, and the answers."""
    best, answers = float("inf"), []
    for row in rows[:WARM]:
        answer(row)
    for _ in range(ROUNDS):
        begin = time.process_time()
        answers = [answer(row) for row in rows]
        best = min(best, time.process_time() - begin)
    return best, answers


def main(section: str, directory: Path, names: list[str]) -> None:
    """Time the tools and write their answers."""
    with (directory / f"{section}.jsonl").open("rb") as lines:  # split at line feeds only: texts hold others
        rows = [json.loads(line) for line in lines]
    for name in names:
        tool = TOOLS[section][name]
        try:
            seconds, answers = timed(tool.make(), rows)
        except Exception as error:
            print(json.dumps({"name": name, "failed": f"{type(error).__name__}: {error}"[:200]}), flush=True)
            continue
        (directory / f"{section}.{name}.json").write_text(json.dumps(answers), "utf-8")
        print(json.dumps({"name": name, "version": version(tool.package), "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
