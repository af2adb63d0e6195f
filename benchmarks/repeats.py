"""CPU seconds of the noise cleaners, and how they grow: `python -m benchmarks.repeats`.

Clean articles (early exit), stamped ones, doubled ones, short ones; then link lists, equal lines and random text at 1x, 4x and 16x
with the exponent of growth between them (1.0 is linear). CPU time of one process; compare ratios, not absolutes.
"""

from __future__ import annotations

import math
import random
import sys
import time
from typing import TYPE_CHECKING

from cleaners.duplicate import duplicate
from cleaners.indent import indent
from cleaners.packs import BUILTIN
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Text
from cleaners.watermark import watermark

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 7
SIZES = (1, 4, 16)
BYTES = 4_000_000  # of articles in all, so that a reading lasts about a second
FIRST = DEFAULT.cleaners.index(BUILTIN[0])  # what stands before it are markup and repairs
NOISE = Profile("noise", tuple(c for c in DEFAULT.cleaners[FIRST:] if c is not indent))


def seconds(texts: list[str], cleaners: tuple[object, ...] = (watermark, duplicate)) -> float:
    """Return the CPU seconds the cleaners take for all texts."""
    start = time.process_time()
    for text in texts:
        for cleaner in cleaners:
            list(cleaner(Text(text), Page()))  # type: ignore[operator]
    return time.process_time() - start


def noise_seconds(texts: list[str]) -> float:
    """Return the CPU seconds that all noise cleaners together take: packs in both rounds, marks, frames and copies."""
    start = time.process_time()
    for text in texts:
        run(Text(text), Page(), NOISE)
    return time.process_time() - start


def article(rng: random.Random, sentences: int) -> str:
    """Return an article of random Han sentences, five to a paragraph."""
    words = [
        "".join(
            rng.choices(
                "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经",
                k=rng.randint(8, 30),
            )
        )
        for _ in range(sentences)
    ]
    return "\n".join("。".join(words[k : k + 5]) + "。" for k in range(0, sentences, 5))


def english(rng: random.Random, sentences: int) -> str:
    """Return an article of random English-like sentences."""
    vocabulary = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(2000)]
    words = [" ".join(rng.choices(vocabulary, k=rng.randint(8, 20))).capitalize() for _ in range(sentences)]
    return "\n".join(". ".join(words[k : k + 5]) + "." for k in range(0, sentences, 5))


def throughput(name: str, texts: list[str]) -> None:
    """Print MB of UTF-8 per CPU second of each repetition cleaner, of both, and of all noise cleaners together."""
    size = sum(len(t.encode()) for t in texts) / 1e6
    each = {c: seconds(texts, (c,)) for c in (watermark, duplicate)}
    both = sum(each.values())
    noise_seconds(texts[: len(texts) // 4])
    noise = noise_seconds(texts)
    print(
        f"{name:24} {size:6.1f} MB  watermark {size / each[watermark]:7.1f}  duplicate {size / each[duplicate]:7.1f}  "
        f"both {size / both:7.1f}  all noise {size / noise:7.1f} MB/s, {1e3 * noise / len(texts):.2f} ms a text"
    )


def growth(name: str, make: Callable[[int], str]) -> None:
    """Print the seconds at each size and the exponent between the first and the last."""
    texts = [make(n) for n in SIZES]
    took = [seconds([text]) for text in texts]
    exponent = math.log(took[-1] / max(took[0], 1e-6)) / math.log(len(texts[-1]) / len(texts[0]))
    cells = "  ".join(f"{len(t) / 1e6:6.2f} M chars {s:6.2f} s" for t, s in zip(texts, took, strict=True))
    print(f"{name:24} {cells}  exponent {exponent:.2f}")


def main() -> int:
    """Print the table."""
    rng = random.Random(SEED)
    seconds([article(rng, 20)])  # tables load once
    zh = [article(rng, 150) for _ in range(BYTES // 9_000)]
    en = [english(rng, 100) for _ in range(BYTES // 9_000)]
    throughput("clean Chinese articles", zh)
    throughput("clean English articles", en)
    mark = "文章源自青石读书-https://www.qingshi.example.com/8034.html"
    throughput("stamped articles", [t.replace("。\n", f"。{mark}\n") for t in zh[:100]])
    strange = "请上青石屋看全本www.qingshi.example.com/8034.html"  # no pack knows it
    throughput("stamped, no rule", [t.replace("。\n", f"。{strange}\n") for t in zh[:100]])
    throughput("short texts", [article(rng, 10) for _ in range(1_000)])
    throughput("doubled articles", [f"{t}\n{t}" for t in zh[:100]])
    growth(
        "link list", lambda n: "\n".join(f"第{k}篇 https://www.example.com/archive/{k}.html" for k in range(1_250 * n))
    )
    growth("equal lines", lambda n: "今天的天气和昨天一样好,我们还是去河边走一走。\n" * (9_000 * n))
    growth("random text", lambda n: article(rng, 1_500 * n))
    growth("doubled text", lambda n: "\n".join([article(rng, 750 * n)] * 2))
    growth(
        "changing lines",
        lambda n: "\n".join(f"{k} 号记录:水位 {k % 97} 米,流量 {k % 89} 方,一切正常。" for k in range(5_000 * n)),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
