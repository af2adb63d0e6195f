"""Mining repeated noise and drafting rules for it."""

from __future__ import annotations

import doctest

from cleaners import discover as module
from cleaners.discover import discover, draft_pack
from cleaners.packs import load_pack
from cleaners.text import Patch
from tests.material import LEAVES_ALONE, ZH

MARK = "墨香书屋欢迎您 https://www.moxiang.example.com/book/{}.html"


def stamped(count: int) -> dict[str, str]:
    """Return pages that carry the mark in several places, with changing numbers."""
    return {
        f"page-{n}": "\n".join(
            [*(line + MARK.format(n * 10 + k) for k, line in enumerate(ZH[:4])), MARK.format(n), ZH[4]]
        )
        for n in range(count)
    }


def test_noise_is_shown_with_counts_places_forms_and_contexts() -> None:
    """A person sees how often, where, in which forms and in what surroundings it stands."""
    (noise, *_) = discover(stamped(3))
    assert noise.count == 15
    assert noise.places == {"line": 3, "tail": 12}
    assert noise.pages == ("page-0", "page-1", "page-2")
    assert noise.varies
    assert noise.contexts[0].endswith("⟧")


def test_what_each_page_has_once_is_found_across_pages() -> None:
    """Three pages of a site are enough to be shown."""
    pages = {f"p{k}": f"{ZH[k]}\n{ZH[k + 1]}本站收集整理 第{k}页" for k in range(4)}
    assert any("本站收集整理" in noise.skeleton for noise in discover(pages))


def test_a_drafted_pack_loads_and_removes_what_it_was_drafted_from() -> None:
    """The draft passes its own examples as it stands."""
    pages = stamped(2)
    pack = load_pack(draft_pack(discover(pages)))
    assert pack.rules
    for text in pages.values():
        found = [f for f in pack.findings(text) if isinstance(f, Patch)]
        assert len(found) == 5


def test_nothing_is_drafted_that_breaks_the_pack() -> None:
    """Whatever repeats in texts that are built of repeats, the draft is valid TOML with an example each."""
    for name, text in LEAVES_ALONE.items():
        draft = draft_pack(discover({name: text}))
        assert draft.count("[[rule]]") == draft.count("removes = [")


def test_the_documentation_is_right() -> None:
    """The examples in the module hold."""
    assert doctest.testmod(module).failed == 0
