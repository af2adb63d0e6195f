"""The tables overlaps and clusters: what they hold follows from the texts alone, whatever way the warehouse came to them."""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import opencc
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean
from cleaners.page import Profile
from tests.store import Runs, spec
from warehouse import Extent, StoreError, Warehouse, check, erase, hash_ranges, shards, sketched, tally
from warehouse import candidates as joined
from warehouse.clusters import HELD, clusters
from warehouse.layout import Layout
from warehouse.overlap_shards import SKETCHES, Ground, extent_of, overlap_shards
from warehouse.overlaps_audit import overlap_problems
from warehouse.read import View
from warehouse.records import OverlapRow, table_of
from warehouse.schema import TABLES
from warehouse.shards import Shard, Sorted

ROOT = Path(__file__).parent.parent
SEEDS = {p.stem[:3]: clean(p.read_bytes()).text for p in sorted((ROOT / "seeds").glob("*.txt"))}
HAN = sorted(set(re.findall(r"[\u4e00-\u9fff]", SEEDS["003"])))
PLAIN = spec(profile=Profile("plain", ()))
TRADITIONAL = opencc.OpenCC("s2t")


def doc_of(name):
    return hashlib.sha256(name.encode()).hexdigest()[:32]


class State(NamedTuple):
    """A warehouse of texts alone, for laws over many states: document shards, and what was made of them."""

    layout: Layout
    view: View

    @property
    def overlaps(self):
        return self.view.table("overlaps").to_pylist()

    @property
    def clusters(self):
        return {row["doc_id"]: row for row in self.view.table("clusters").to_pylist()}


def state(
    root: Path, texts: dict[str, str], before: State | None = None, *, parts: int = 1, extent=Extent.ALL
) -> State:
    """The state after `before` that holds these texts, divided into so many shards."""
    layout = Layout(root)
    groups: dict[int, list[str]] = {n: [] for n in range(parts)}
    for name in texts:
        groups[int(doc_of(name)[0], 16) * parts // 16].append(name)
    documents = [
        _documents(layout.objects, n, parts, {k: texts[k] for k in names}) for n, names in groups.items() if names
    ]
    ground = Ground(layout, before.view if before else None, documents, layout.objects)
    return State(layout, View(layout.objects, (*documents, *overlap_shards(ground, extent))))


def _documents(objects: Path, number: int, parts: int, texts: dict[str, str]) -> Shard:
    rows = sorted((doc_of(name), hashlib.sha256(text.encode()).hexdigest(), text) for name, text in texts.items())
    schema = pa.schema([TABLES["documents"].schema.field(name) for name in ("doc_id", "clean_sha256", "text")])
    table = pa.Table.from_arrays(
        [pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), schema, strict=True)], schema=schema
    )
    bits = format(number, f"0{parts.bit_length() - 1}b") if parts > 1 else ""
    return shards.write(objects, ("documents", "one", bits), Sorted.of(table))


def pairs(found: State, names) -> dict[frozenset[str], str]:
    """Kinds of the overlaps by the names of their documents."""
    by_id = {doc_of(name): name for name in names}
    return {frozenset((by_id[row["doc_id"]], by_id[row["other_id"]])): row["kind"] for row in found.overlaps}


def fresh(chance, count, letters=HAN):
    return "".join(chance.choices(letters, k=count))


def edited(text, chance, share=0.05):
    out = list(text)
    for place in chance.sample(range(len(text)), int(share * len(text))):
        out[place] = chance.choice(text)
    return "".join(out)


# --- what is found ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """A release of the clean seeds, a Traditional version of one, and a page that shares nothing."""
    run = Runs(Warehouse(tmp_path_factory.mktemp("overlaps") / "w"))
    other = {"s003.txt": TRADITIONAL.convert(SEEDS["003"]), "alone.txt": fresh(random.Random(1), 800)}
    return run, run((PLAIN, {f"{name}.txt": text for name, text in SEEDS.items()} | other))


def named(release, table):
    names = dict(zip(*(release.table("documents")[c].to_pylist() for c in ("doc_id", "locator")), strict=True))
    return [
        {k: names.get(v, v) if isinstance(v, str) else v for k, v in row.items()}
        for row in release.table(table).to_pylist()
    ]


def test_the_chinese_of_002_lies_whole_in_004_of_the_release(seeds):
    """Simplified in Traditional: containment 1.0, the aligned spans and their identity recorded; neither stands for the other."""
    _, release = seeds
    row = next(row for row in named(release, "overlaps") if {row["doc_id"], row["other_id"]} == {"002.txt", "004.txt"})
    assert (row["script"], row["kind"], row["containment"], row["identity"], row["folded"]) == (
        "han",
        "contained",
        1.0,
        1.0,
        True,
    )
    spans = {
        row["doc_id"]: (row["clean_start"], row["clean_end"]),
        row["other_id"]: (row["other_start"], row["other_end"]),
    }
    assert SEEDS["002"][slice(*spans["002.txt"])].startswith("三、实践路径")
    assert SEEDS["004"][slice(*spans["004.txt"])].startswith("三、實踐路徑")
    assert SEEDS["004"][: spans["004.txt"][1]].endswith("攜手開創人類更加美好的未來")
    assert not {"002.txt", "004.txt"} & {row["doc_id"] for row in named(release, "clusters")}


def test_the_traditional_version_of_a_page_is_its_copy(seeds):
    _, release = seeds
    found = [row for row in named(release, "clusters") if "003" in row["doc_id"]]
    assert {row["doc_id"] for row in found} == {"003.txt", "s003.txt"}
    assert {row["reason"] for row in found} in ({"canonical", "exact"}, {"canonical", "near"})


def test_documents_lose_nothing_and_the_release_is_sound(seeds):
    run, release = seeds
    assert release.table("documents").num_rows == len(SEEDS) + 2
    assert check(run.house, now=run.now) == []


def made(count, seed=3):
    """Documents of shuffled characters of a seed, copies of them, and the pairs that are true, with their kinds."""
    chance = random.Random(seed)
    documents, true = {}, {}
    for n in range(count):
        text = fresh(chance, 900)
        documents |= {f"d{n}": text, f"d{n}near": edited(text, chance), f"d{n}part": fresh(chance, 600) + text[300:600]}
        documents[f"d{n}hant"] = "\n".join(TRADITIONAL.convert(text)[i : i + 40] for i in range(0, 900, 40))
        short = fresh(chance, 60)
        documents |= {f"d{n}short": short, f"d{n}shorter": edited(short, chance)}
        true |= {
            frozenset((f"d{n}", f"d{n}near")): {"near"},
            frozenset((f"d{n}", f"d{n}part")): {"contained"},
            frozenset((f"d{n}", f"d{n}hant")): {"exact", "near"},  # a few characters have no way back to Simplified
            frozenset((f"d{n}short", f"d{n}shorter")): {"near", "contained"},
        }
    return documents, true


def stem(name):
    return re.match(r"d\d+", name)[0]


def test_copies_edits_thirds_and_short_notes_are_found_with_their_kind_and_nothing_else(tmp_path):
    documents, true = made(40)
    found = pairs(state(tmp_path, documents), documents)
    assert all(len({stem(name) for name in pair}) == 1 for pair in found)
    first = {frozenset(name.removesuffix("hant") for name in pair): kind for pair, kind in found.items()}
    missed = [pair for pair, kinds in true.items() if found.get(pair, first.get(pair)) not in kinds]
    assert missed == []


def test_a_hundred_and_fifty_near_copies_meet_in_one_cluster(tmp_path):
    """Their shingles stand in more documents than pairs are joined for: the anchors hold them together."""
    chance = random.Random(5)
    text = fresh(chance, 400)
    texts = {f"c{n}": edited(text, chance, 0.03) for n in range(150)}
    found = state(tmp_path, texts | {"alone": fresh(chance, 400)})
    assert len(texts) > 2 * joined.COMMON
    assert set(found.clusters) == {doc_of(name) for name in texts}
    assert len({row["canonical_id"] for row in found.clusters.values()}) <= 8


def test_pages_with_one_phrase_in_common_are_no_pairs(tmp_path):
    chance = random.Random(6)
    footer = "本站所有文章均来自互联网如有侵权请联系我们删除谢谢合作"
    found = state(tmp_path, {f"p{n}": fresh(chance, 400) + footer for n in range(30)})
    assert found.overlaps == []
    assert found.clusters == {}


# --- what it follows from --------------------------------------------------------------------------------------------

POOL = {}
_chance = random.Random(11)
for _n in range(4):
    _text = fresh(_chance, 260)
    POOL |= {
        f"t{_n}": _text,
        f"t{_n}e": edited(_text, _chance),
        f"t{_n}x": TRADITIONAL.convert(_text),
        f"t{_n}c": f" {_text}。",
    }
    POOL[f"t{_n}p"] = fresh(_chance, 150) + _text[100:220]
NAMES = [f"doc{n}" for n in range(12)]
STATES = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(sorted(POOL)), max_size=12), min_size=2, max_size=4
)


@settings(max_examples=8)
@given(STATES, st.sampled_from([1, 2, 8]), st.sampled_from([Extent.ALL, Extent.ALL, Extent.EXACT]))
def test_a_warehouse_built_in_steps_holds_what_one_built_at_once_does(states, parts, extent):
    """Whatever came, changed and went in between, however it lay in shards; hashes become common and cease to be, anchors move."""
    with pytest.MonkeyPatch.context() as patch, tmp() as root:
        patch.setattr(joined, "COMMON", 3)
        patch.setattr(joined, "ANCHORS", 2)
        patch.setattr(hash_ranges, "RANGE", 400)
        last = None
        for number, names in enumerate(states):
            texts = {name: POOL[which] for name, which in names.items()}
            with patch.context() as small:  # pairs joined and summed a few at a time
                small.setattr(joined, "JOINED", 20)
                small.setattr(tally, "SHARE", 5)
                last = state(root / "steps", texts, last, parts=parts if number % 2 else 1, extent=extent)
            once = state(root / f"once{number}", texts, extent=extent)
            for table in ("overlaps", "clusters"):
                assert [s.identity for s in last.view.of(table)] == [s.identity for s in once.view.of(table)]
            assert list(overlap_problems(last.view, frozenset())) == []


def tmp():
    from tempfile import TemporaryDirectory

    class Rooted(TemporaryDirectory):
        def __enter__(self):
            return Path(super().__enter__())

    return Rooted()


def test_texts_that_did_not_change_are_not_sketched_again(tmp_path, monkeypatch):
    """Not in a shard that stayed, not in one that changed, nor where shards were divided anew."""
    seen = []
    monkeypatch.setattr(sketched, "sketches", lambda texts, real=sketched.sketches: seen.extend(texts) or real(texts))
    chance = random.Random(7)
    texts = {f"n{n}": fresh(chance, 200) for n in range(40)}
    first = state(tmp_path, texts)
    assert Counter(seen) == Counter(texts.values())
    seen.clear()
    texts |= {"n3": fresh(chance, 200), "new": fresh(chance, 200)}
    del texts["n5"]
    second = state(tmp_path, texts, first, parts=4)
    assert Counter(seen) == Counter([texts["n3"], texts["new"]])
    seen.clear()
    state(tmp_path, texts, second, parts=4)
    assert seen == []


def test_only_documents_that_changed_and_what_they_touch_are_aligned(tmp_path, monkeypatch):
    from warehouse import overlaps

    aligned = []
    monkeypatch.setattr(
        overlaps, "shared", lambda ids, *rest, real=overlaps.shared: aligned.append(ids) or real(ids, *rest)
    )
    documents, _ = made(8)
    first = state(tmp_path, documents)
    assert len(aligned) > 8
    aligned.clear()
    state(tmp_path, documents | {"d3near": documents["d3near"] + "又及"}, first)
    assert aligned
    assert all(doc_of("d3near") in pair for pair in aligned)


def test_a_join_that_finds_no_room_is_refused_with_advice(tmp_path, monkeypatch):
    monkeypatch.setattr(joined, "MEMORY", "1KB")
    with pytest.raises(StoreError, match='overlaps = "exact"'):
        state(tmp_path, made(4)[0])


def test_a_disk_that_takes_no_more_of_what_is_counted_is_refused_with_advice(tmp_path):
    """In a process of its own, whose files may not grow beyond 3,000 bytes: as on a full disk."""
    script = (
        "import resource, signal, sys, numpy, pathlib; from warehouse.scatter import Scatter, spilling\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        "with spilling(): Scatter(pathlib.Path(sys.argv[1]), numpy.dtype('u8')).add(numpy.arange(900, dtype='u8'), [900])"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path / "s"], capture_output=True, text=True, check=False)
    assert "StoreError" in done.stderr
    assert 'overlaps = "exact"' in done.stderr


@pytest.mark.parametrize("harm", ["lost", "cut", "empty"])
def test_sketches_that_were_lost_or_cut_are_made_again(tmp_path, harm):
    documents, _ = made(4)
    first = state(tmp_path, documents)
    for path in (first.layout.work / SKETCHES).glob("*/*"):
        path.unlink() if harm == "lost" else path.write_bytes(
            path.read_bytes()[: len(path.read_bytes()) // 2 if harm == "cut" else 0]
        )
    second = state(tmp_path, documents | {"more": fresh(random.Random(9), 300)}, first)
    assert second.overlaps == first.overlaps


def test_sketches_of_what_is_gone_are_not_kept(tmp_path):
    documents, _ = made(4)
    first = state(tmp_path, documents)
    second = state(tmp_path, dict(list(documents.items())[:3]), first)
    third = state(tmp_path, dict(list(documents.items())[:3]) | {"more": "no"}, second)
    kept = {path.name.partition(".")[0] for path in (third.layout.work / SKETCHES).glob("*/*")}
    assert kept == {shard.identity for held in (second, third) for shard in held.view.of("documents")}


def test_batches_of_any_size_give_the_same_rows(tmp_path):
    documents, _ = made(3)
    releases = [Runs(Warehouse(tmp_path / f"w{size}"))((PLAIN, documents), batch=size) for size in (1, 4, 100)]
    for table in ("overlaps", "clusters"):
        assert len({tuple(s.identity for s in release.of(table)) for release in releases}) == 1


def test_overlaps_of_documents_that_vanish_or_are_erased_go(tmp_path):
    documents, _ = made(2)
    run = Runs(Warehouse(tmp_path / "w"))
    run((PLAIN, documents))
    del documents["d0near"]
    release = run((PLAIN, documents))
    gone = release.table("vanished")["doc_id"].to_pylist()
    assert len(gone) == 1
    run.count += 1
    with lease(run) as held:
        done = erase(run.house, "file:///d1", "asked for", run_id=run.run_id, lease=held, now=run.now)
    release = run.house.head()
    ids = {
        row[name]
        for table in ("overlaps", "clusters")
        for row in release.table(table).to_pylist()
        for name in ("doc_id", "other_id", "canonical_id")
        if name in row
    }
    assert ids
    assert not ids & {*gone, done.doc_id}
    assert check(run.house, now=run.now) == []
    del documents["d1"]
    fresh_run = Runs(Warehouse(tmp_path / "once"))
    assert named(release, "overlaps") == named(fresh_run((PLAIN, documents)), "overlaps")


def lease(run):
    import os
    from contextlib import contextmanager

    from warehouse import Holder

    @contextmanager
    def held():
        taken = run.house.acquire(Holder(run.run_id, os.getpid(), "here"), now=run.now)
        yield taken
        taken.release()

    return held()


# --- settings --------------------------------------------------------------------------------------------------------


def test_the_extent_decides_what_is_looked_for_and_its_change_makes_a_release(tmp_path):
    documents, _ = made(3)
    root = tmp_path / "w"
    run = Runs(Warehouse(root, overlaps=Extent.OFF))
    release = run((PLAIN, documents))
    assert (release.table("overlaps").num_rows, release.table("clusters").num_rows) == (0, 0)
    assert extent_of(release) is Extent.OFF
    assert not (root / "work" / SKETCHES).exists()
    for extent, kinds in ((Extent.EXACT, {"exact"}), (Extent.ALL, {"exact", "near", "contained"}), (Extent.OFF, set())):
        run.house = Warehouse(root, overlaps=extent)
        release = run((PLAIN, documents))
        assert extent_of(release) is extent
        assert {row["kind"] for row in release.table("overlaps").to_pylist()} == kinds
        assert run((PLAIN, documents)) is None  # idle
    assert check(run.house, now=run.now) == []


def test_who_names_no_extent_keeps_the_one_there_is(tmp_path):
    documents, _ = made(2)
    run = Runs(Warehouse(tmp_path / "w", overlaps=Extent.EXACT))
    run((PLAIN, documents))
    run.house = Warehouse(tmp_path / "w")
    release = run((PLAIN, documents | {"more": "and one more"}))
    assert extent_of(release) is Extent.EXACT


# --- clusters --------------------------------------------------------------------------------------------------------

EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 100), st.booleans()), max_size=20)


@given(EDGES, st.lists(st.integers(100, 130), min_size=10, max_size=10))
def test_whoever_stands_for_a_document_holds_its_text(edges, letters):
    """A member's canonical document stands for itself, holds at least HELD of it, and holds it directly, copies apart."""
    rows, copy_of = {}, {}
    for one, two, shared, is_copy in edges:
        low, high = sorted((one, two))
        if low == high or (low, high) in rows:
            continue
        if is_copy and high not in copy_of and low not in copy_of and high not in copy_of.values():
            letters[high] = letters[low]
            copy_of[high] = low
            rows = {pair: row for pair, row in rows.items() if high not in pair}
            rows[low, high] = ("all", "exact", letters[low])
        elif high not in copy_of and low not in copy_of:
            rows[low, high] = ("han", "contained", min(shared, letters[low], letters[high]))
    ids = [f"{n:032x}" for n in range(10)]
    table = table_of(
        "overlaps",
        [
            OverlapRow(
                ids[a], ids[b], script, kind, 0, 1, 0, 1, shared, 1, 1.0, 1.0, letters[a], letters[b], 0, [], False
            )
            for (a, b), (script, kind, shared) in sorted(rows.items())
        ],
    )
    found = {row["doc_id"]: row for row in clusters(table).to_pylist()}
    held = {frozenset((ids[a], ids[b])): row[2] for (a, b), row in rows.items()}
    for doc, row in found.items():
        head = row["canonical_id"]
        assert found[head]["reason"] == "canonical"
        assert found[head]["canonical_id"] == head
        if doc != head:
            n = ids.index(doc)
            direct = ids[copy_of.get(n, n)]
            assert direct == head or held[frozenset((direct, head))] >= HELD * letters[n] - 0.01
        else:
            assert any(other["canonical_id"] == doc for other in found.values() if other is not row)
    assert {ids[n] for pair, (_, kind, _) in rows.items() for n in pair if kind == "exact"} <= set(found)


# --- the page about them ---------------------------------------------------------------------------------------------


def test_the_snippets_of_the_page_run_as_they_stand(seeds, tmp_path):
    run, release = seeds
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "data").symlink_to(run.house.root)
    page = (ROOT / "docs" / "overlaps.md").read_text("utf-8")
    snippets = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(snippets) >= 2
    members = sum(row["reason"] != "canonical" for row in release.table("clusters").to_pylist())
    for snippet in snippets:
        done = subprocess.run(
            [sys.executable, "-c", snippet + "\nprint(len(deduplicated))"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        assert int(done.stdout.split()[-1]) == release.table("documents").num_rows - members
