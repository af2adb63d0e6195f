"""`palimpsest clean`: files or stdin in; clean text with every edit, claim, segment and pair out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners import clean
from cleaners.errors import PalimpsestError
from flows.bugs import BUGS, sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from cleaners.document import Cleaned

STDIN = "-"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files to clean; none, or '-', reads stdin")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", dest="form", action="store_const", const="json", help="one JSON object a line for each file"
    )
    form.add_argument("--text", dest="form", action="store_const", const="text", help="the clean text alone")
    parser.add_argument("--charset", default="", help="encoding label to try first, as a server would name it")
    parser.add_argument("--media-type", default="", help="text/plain, text/html, …; else told by name and content")


def run(args: argparse.Namespace) -> int:
    """Clean each file by itself; 1 where one of them could not be cleaned."""
    write = {"json": _write_json, "text": _write_text}.get(args.form, _write_shown)
    failures = 0
    for name in args.files or [STDIN]:
        done = _cleaned(name, args)
        failures += isinstance(done, str)
        write(name, done)
    return 1 if failures else 0


def _cleaned(name: str, args: argparse.Namespace) -> Cleaned | str:
    """Return the cleaned document, or the sentence that says why there is none."""
    try:
        body = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        uri = "" if name == STDIN else name
        return clean(body, uri=uri, media_type=args.media_type, header_charset=args.charset)
    except OSError as error:
        return f"{name}: {error.strerror}"
    except PalimpsestError as error:
        return f"{'stdin' if name == STDIN else name}: {error}"
    except BUGS as error:  # one file that a cleaner trips over must not cost the others
        return f"{'stdin' if name == STDIN else name}: {sentence(error)}"


def _write_json(_: str, done: Cleaned | str) -> None:
    record = {"error": done} if isinstance(done, str) else as_record(done)
    try:
        line = json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair has no UTF-8 form; \ud800 says the same in JSON
        line = json.dumps(record).encode()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _write_text(_: str, done: Cleaned | str) -> None:
    if isinstance(done, str):
        print(f"palimpsest clean: {done}", file=sys.stderr)
    else:
        sys.stdout.buffer.write(done.text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()


def _write_shown(name: str, done: Cleaned | str) -> None:
    if isinstance(done, str):
        print(f"palimpsest clean: {done}", file=sys.stderr)
        return
    from flows.show import show_cleaned

    show_cleaned("stdin" if name == STDIN else name, done)


def as_record(done: Cleaned) -> dict[str, object]:
    """Return what `--json` prints; its keys are documented in docs/commands.md."""
    return {
        "text": done.text,
        "encoding": done.decoding.encoding,
        "edits": list(_edits(done)),
        "claims": [
            {
                "field": c.field,
                "value": c.value,
                "raw_start": c.raw_start,
                "raw_end": c.raw_end,
                "rule": c.rule,
                "doubted_by": c.doubted_by,
            }
            for c in done.claims
        ],
        "flags": [
            {
                "kind": f.kind,
                "raw_start": f.raw_start,
                "raw_end": f.raw_end,
                "rule": f.rule,
                "evidence": f.evidence.says,
            }
            for f in done.flags
        ],
        "candidates": [c._asdict() for c in done.candidates],
        "segments": list(_segments(done)),
        "pairs": [[pair.left, pair.right] for pair in done.pairs],
    }


def _edits(done: Cleaned) -> Iterator[dict[str, object]]:
    for edit in done.edits:
        yield {
            "raw_start": edit.raw_start,
            "raw_end": edit.raw_end,
            "removed": edit.removed,
            "inserted": edit.inserted,
            "rule": edit.rule,
            "evidence": edit.evidence.says,
            "confidence": edit.confidence,
        }


def _segments(done: Cleaned) -> Iterator[dict[str, object]]:
    for segment in done.segments:
        yield {
            "raw_start": segment.raw_start,
            "raw_end": segment.raw_end,
            "kind": segment.kind,
            "language": segment.language,
            "level": segment.level,
            "row": segment.row,
            "clean_start": segment.clean_start,
            "clean_end": segment.clean_end,
            "text": segment.text,
        }
