"""Wrong decodes of generated pages, ours and other decoders side by side in one run.

Usage: python benchmarks/encodings.py [DIR…] [--every N] [--wrong]

Every UTF-8 text below DIR (default: seeds/) is written in each of ten encodings that can hold it, cut to 64 bytes … whole,
and labelled rightly, not at all, wrongly, or by a header and a meta tag that disagree. A decode is right when it gives the
text that was written, a last character cut by the length apart. `--wrong` prints our wrong ones, `--every N` takes
every N-th text. Good development texts: the Debian packages manpages-zh, debian-reference-zh-cn and -zh-tw,
debian-handbook, fortunes-zh, unpacked and stripped of markup. Speed is per CPU second, in this run.
"""

from __future__ import annotations

import argparse
import codecs
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import chardet

from cleaners.charsets.declarations import blanked, declarations
from cleaners.charsets.whatwg import encoding_of
from cleaners.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "big5hkscs", "hz", "iso-2022-cn", "cp1252",
)  # fmt: skip
LENGTHS = (64, 256, 1024, 4096, 1 << 30)
LABELS = ("missing", "right", "lying", "conflict")
LIES = ("utf-8", "gb2312", "big5", "iso-8859-1", "shift_jis", "windows-1251")
BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PARTS = 4  # starts within a text
KEEPS = 0.995  # share of characters an encoding must hold to be used for a text
OTHERS = {
    "ru": ("cp1251", "koi8-r"), "ja": ("cp932", "euc_jp", "iso2022_jp"), "ko": ("cp949",), "el": ("cp1253",),
    "pl": ("cp1250", "iso8859-2"), "cs": ("cp1250", "iso8859-2"), "tr": ("cp1254",), "ar": ("cp1256",),
}  # fmt: skip


NOT_BIG5 = dict.fromkeys(map(ord, "•､‾∼♁☉¥¢£／＼"))  # Python's codec writes these as bytes that mean something else


class Case(NamedTuple):
    """One generated body with the text it should give."""

    body: bytes
    text: str
    header: str
    encoding: str
    length: int
    label: str


def to_bytes(text: str, encoding: str) -> bytes:
    """Return the text in an encoding, characters it lacks left out."""
    if encoding == "iso-2022-cn":
        return iso2022cn(text)
    return text.encode(encoding, "ignore")


def iso2022cn(text: str) -> bytes:
    """Return GB 2312 text in ISO-2022-CN, designated anew on every line."""
    out, shifted = bytearray(b"\x1b$)A"), False
    for char in text:
        raw = char.encode("gb2312", "ignore")
        if raw and (len(raw) > 1) != shifted:
            shifted = not shifted
            out += b"\x0e" if shifted else b"\x0f"
        out += bytes(byte & 0x7F for byte in raw)
        if char == "\n":
            out += b"\x1b$)A"
    return bytes(out)


def held(text: str, encoding: str) -> str:
    """Return the characters of the text that the encoding holds."""
    codec = "gb2312" if encoding in {"iso-2022-cn", "hz"} else encoding.removesuffix("-sig")
    return text.encode(codec, "ignore").decode(codec).translate(NOT_BIG5 if codec == "big5hkscs" else {})


def truth(body: bytes, encoding: str) -> str:
    """Return the text of a cut body of a stateless encoding."""
    return body.decode(encoding, "ignore")


def cases(text: str, n: int, encodings: tuple[str, ...]) -> Iterator[Case]:
    """Yield every case of one text; labels and lies rotate with the number of the case."""
    for encoding in encodings:
        kept = held(text, encoding)
        if len(kept) < KEEPS * len(text) or (not encoding.startswith("utf") and kept.isascii()):
            continue
        for length in LENGTHS:
            n += 1
            label = LABELS[n % len(LABELS)]
            name = encoding.removesuffix("-sig")
            lies = [lie for lie in LIES if encoding_of(lie) != encoding_of(name)]
            lie = lies[n // len(LABELS) % len(lies)]
            body, right = cut(kept, encoding, length)
            if right.isascii() and not encoding.startswith("utf"):
                continue
            if label == "conflict":
                head = f'<meta charset="{lie}">\n'
                body, right = cut(head + kept, encoding, length + len(to_bytes(head, encoding)))
                yield Case(body, right, name, encoding, length, label)
            else:
                yield Case(body, right, {"missing": "", "right": name, "lying": lie}[label], encoding, length, label)


def cut(kept: str, encoding: str, length: int) -> tuple[bytes, str]:
    """Return the first `length` bytes of a text in an encoding, and the text they hold."""
    whole = to_bytes(kept, encoding)
    body = whole[:length]
    if len(body) == len(whole):
        return body, kept
    if encoding in {"hz", "iso-2022-cn"}:
        low, high = 0, len(kept)
        while low < high:  # the longest prefix whose bytes, without a closing shift, lie within the body
            middle = (low + high + 1) // 2
            short = to_bytes(kept[:middle], encoding).removesuffix(b"~}").removesuffix(b"\x1b$)A")
            low, high = (middle, high) if len(short) <= length else (low, middle - 1)
        return body, kept[:low]
    return body, truth(body, encoding)


def right(case: Case, text: str) -> bool:
    """Say whether a decoded text is the one that was written; a cut last character may show as U+FFFD or as its shreds."""
    got, want = (
        text.replace("\u30fb", "·").replace("\u2015", "—"),
        case.text.replace("\u30fb", "·").replace("\u2015", "—"),
    )
    return got == want or (got.startswith(want) and len(got) - len(want) <= 2 and case.length < 1 << 30)


def ours(case: Case) -> str:
    """Decode with evidence and content."""
    return decode(case.body, case.header).text


def read_as(body: bytes, label: str) -> str:
    """Decode as the web means a label, byte order mark out; an unknown or missing one is UTF-8."""
    name = encoding_of(label) or "utf-8"
    codec = {"iso2022_cn": "utf-8", "utf-16-le": "utf-16" if body[:2] in BOMS_16 else "utf-16-le"}.get(name, name)
    return body.decode(codec, "replace").removeprefix("\ufeff")


def chardet_alone(case: Case) -> str:
    """Believe chardet, gb2312 and gbk read as gb18030."""
    return read_as(case.body, chardet.detect(case.body, compat_names=False)["encoding"] or "")


def chardet_narrowed(case: Case) -> str:
    """Believe chardet on the set of encodings of Chinese and English, declarations blanked."""
    names = ("utf-8", "utf-8-sig", "gb18030", "big5", "big5hkscs", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "hz")
    body = blanked(case.body, declarations(case.body, ""))
    return read_as(case.body, chardet.detect(body, include_encodings=names, compat_names=False)["encoding"] or "")


def label_trusted(case: Case) -> str:
    """Believe a byte order mark, the header, the meta tag, in this order."""
    if case.body[:2] in BOMS_16:
        return read_as(case.body, "utf-16")
    found = [d.encoding for d in declarations(case.body, case.header) if d.encoding]
    return read_as(case.body, "utf-8" if case.body[:3] == codecs.BOM_UTF8 or not found else found[0])


DECODERS: tuple[Callable[[Case], str], ...] = (ours, chardet_narrowed, chardet_alone, label_trusted)


def texts_below(folders: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield each text with the name of its folder, whole and from each further quarter on, so that heads differ."""
    for folder in folders:
        for path in sorted(folder.rglob("*.txt")):
            text = path.read_text("utf-8")
            for part in range(PARTS):
                start = text.find("\n", len(text) * part // PARTS) + 1 if part else 0
                yield path.parent.name, text[start:]


def speed(text: str, encoding: str) -> float:
    """Return megabytes decoded per CPU second, best of five."""
    body = text.encode(encoding, "ignore")
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        decode(body)
        best = min(best, time.process_time() - start)
    return len(body) / best / 1e6


WORST = {
    "random bytes": lambda n: random.Random(1).randbytes(n),
    "high bytes": lambda n: bytes(random.Random(1).choices(range(0x80, 0x100), k=n)),
    "euro bytes in GBK": lambda n: ("今天天气很好".encode("gbk") + b"\x80") * (n // 13),
    "second spellings": lambda n: ("今天天氣很好".encode("big5") + b"\xa2\xcc") * (n // 14),
    "bad bytes in UTF-8": lambda n: ("今天天气很好".encode() + b"\xff") * (n // 19),
    "lone surrogates": lambda n: b"\xff\xfe" + b"\x00\xd8" * (n // 2),
    "ISO-2022-CN": lambda n: (b"\x1b$)A\x0e" + b"VP" * 10 + b"\x0f\n") * (n // 26),
    "one accent at the end": lambda n: b"a b " * (n // 4) + b"\xe9 ",
}  # what costs most to decode: each must grow in step with its size


def growing() -> None:
    """Print the CPU seconds of the worst bodies at 1, 2 and 4 MB."""
    for name, make in WORST.items():
        spent = []
        for size in (1, 2, 4):
            body = make(size * 1_000_000)
            start = time.process_time()
            decode(body)
            spent.append(time.process_time() - start)
        print(f"{name:24}" + "".join(f"{seconds:8.2f} s" for seconds in spent))


def show(folder: str, case: Case, got: str) -> None:
    """Print a wrong decode around its first difference."""
    at = next(
        (i for i, (a, b) in enumerate(zip(got, case.text, strict=False)) if a != b), min(len(got), len(case.text))
    )
    decoding = decode(case.body, case.header)
    print(folder, case.encoding, case.length, case.label, case.header, decoding.encoding, decoding.evidence[:3], at)
    print("    ", repr(case.text[max(0, at - 20) : at + 30]), repr(got[max(0, at - 20) : at + 30]))


def main(argv: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path(__file__).parent.parent / "seeds"])
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--ours", action="store_true", help="leave the other decoders out")
    parser.add_argument("--growing", action="store_true", help="only the worst bodies, at growing sizes")
    options = parser.parse_args(argv)
    if options.growing:
        growing()
        return 0
    texts = list(texts_below(options.folders))[:: options.every]
    wrong: dict[str, Counter[str]] = {d.__name__: Counter() for d in DECODERS[: 1 if options.ours else None]}
    totals: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for n, (folder, text) in enumerate(texts):
        for case in cases(text, 7 * n, OTHERS.get(folder, ENCODINGS)):
            keys = ("all", case.encoding, "whole" if case.length > 1 << 20 else f"{case.length} bytes", case.label)
            totals.update(keys)
            for decoder in DECODERS[: 1 if options.ours else None]:
                start = time.process_time()
                text_got = decoder(case)
                spent[decoder.__name__] += time.process_time() - start
                if not right(case, text_got):
                    wrong[decoder.__name__].update(keys)
                    if options.wrong and decoder is ours:
                        show(folder, case, text_got)
    print(f"{'':16}{'cases':>8}" + "".join(f"{name:>18}" for name in wrong))
    for key in totals:
        print(f"{key:16}{totals[key]:8}" + "".join(f"{100 * w[key] / totals[key]:16.2f} %" for w in wrong.values()))
    print(f"{'CPU s':24}" + "".join(f"{spent[name]:18.1f}" for name in wrong))
    sample = max((t for _, t in texts), key=len)
    for encoding in ("utf-8", "gb18030"):
        print(
            f"{encoding}: {speed(sample * 4, encoding):.0f} MB per CPU s on {len(sample) * 4} characters, {speed(sample[:6000], encoding):.0f} on 6000"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
