"""Sources on disk: what is listed, what is broken, and when a listing may say that something is gone."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleaners.errors import SourceError
from flows.cli import main
from flows.declared import DirectorySource, FilesSource
from flows.sources import listing, read

LATER = 2**62  # a listing made long after the files were written: their fingerprints can be trusted


def directory(**more):
    return DirectorySource(id="d", kind="directory", path="in", **more)


@pytest.fixture
def base(tmp_path):
    for name in ("in/a.txt", "in/b.md", "in/sub/c.txt", "in/.hidden.txt", "in/.git/d.txt", "outside.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@contextmanager
def nobody():
    """Tests often run as root, who may read everything: be somebody else for a moment."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.parametrize(
    ("include", "exclude", "names"),
    [
        (("**/*",), (), ["a.txt", "b.md", "sub/c.txt"]),
        (("*.txt",), (), ["a.txt"]),
        (("**/*.txt",), ("sub/*",), ["a.txt"]),
        (("*.txt", "a.*", "*/c.txt"), (), ["a.txt", "sub/c.txt"]),
        ((".*.txt",), (), [".hidden.txt"]),
        (("[ab].*",), (), ["a.txt", "b.md"]),
        (("nothing*",), (), []),
    ],
)
def test_a_directory_lists_what_its_patterns_name_and_no_hidden_file_unasked(base, include, exclude, names):
    found = listing(directory(include=include, exclude=exclude), base, LATER)
    assert [entry.locator for entry in found.items] == names
    assert found.complete
    assert not found.broken


def test_a_fingerprint_moves_with_the_bytes_and_says_nothing_right_after_a_write(base):
    [before] = listing(directory(include=("a.txt",)), base, LATER).items
    [again] = listing(directory(include=("a.txt",)), base, LATER).items
    stat = before.path.stat()
    before.path.write_text("in/A.txt")
    os.utime(before.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # same size, same modification time
    [after] = listing(directory(include=("a.txt",)), base, LATER).items
    [racy] = listing(directory(include=("a.txt",)), base, stat.st_mtime_ns).items
    assert before.fingerprint == again.fingerprint != after.fingerprint
    assert racy.fingerprint == ""


@pytest.mark.parametrize("target", ["../outside.txt", "/etc/hostname", "missing", "link.txt", ".."])
def test_a_link_that_leads_out_or_nowhere_is_broken_and_stops_nothing(base, target):
    (base / "in" / "link.txt").symlink_to(target)
    found = listing(directory(), base, LATER)
    assert [entry.locator for entry in found.items] == ["a.txt", "b.md", "sub/c.txt"]
    assert [broken.locator for broken in found.broken] == ["link.txt"]
    assert found.complete


def test_a_link_within_the_source_is_an_item(base):
    (base / "in" / "link.txt").symlink_to("sub/c.txt")
    assert "link.txt" in [entry.locator for entry in listing(directory(), base, LATER).items]


def test_a_pipe_is_broken_and_never_opened(base):
    os.mkfifo(base / "in" / "pipe.txt")
    [broken] = listing(directory(), base, LATER).broken
    assert "pipe" in broken.error


def test_a_name_that_is_not_utf_8_is_broken(base):
    os.close(os.open(os.fsencode(base / "in") + b"/\xff.txt", os.O_CREAT | os.O_WRONLY))
    [broken] = listing(directory(), base, LATER).broken
    assert "UTF-8" in broken.error
    assert broken.locator == "\\xff.txt"


def test_an_unreadable_directory_is_broken_and_leaves_the_listing_incomplete():
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        (base / "in" / "shut").mkdir(parents=True)
        (base / "in" / "a.txt").write_text("a")
        (base / "in" / "shut" / "b.txt").write_text("b")
        base.chmod(0o755)
        (base / "in" / "shut").chmod(0)
        with nobody():
            found = listing(directory(), base, LATER)
        (base / "in" / "shut").chmod(0o755)
    assert [entry.locator for entry in found.items] == ["a.txt"]
    assert [broken.locator for broken in found.broken] == ["shut/"]
    assert not found.complete


@pytest.mark.parametrize(("path", "says"), [("missing", "does not exist"), ("outside.txt", "is no directory")])
def test_a_source_that_is_not_there_is_an_error_of_that_source(base, path, says):
    source = DirectorySource(id="d", kind="directory", path=path)
    with pytest.raises(SourceError, match=f"source 'd'.*{says}.*correct its path"):
        listing(source, base, LATER)


def test_named_files_are_items_globs_are_expanded_and_a_missing_one_is_broken(base):
    source = FilesSource(id="f", kind="files", paths=("outside.txt", "in/*.md", "missing.txt", str(base / "in/a.txt")))
    found = listing(source, base, LATER)
    assert [entry.locator for entry in found.items] == [str(base / "in/a.txt"), "in/b.md", "outside.txt"]
    assert [broken.locator for broken in found.broken] == ["missing.txt"]


@pytest.mark.parametrize("pattern", ["in/*.md", "in/../in/*.md", "{base}/in/*.md", "{base}/*/b.md"])
def test_a_glob_may_be_absolute_or_climb_and_its_locators_are_written_as_it_is(base, pattern):
    pattern = pattern.format(base=base)
    found = listing(FilesSource(id="f", kind="files", paths=(pattern,)), base, LATER)
    fixed = pattern.partition("*")[0]
    assert [entry.locator for entry in found.items] == [fixed + ("in/b.md" if pattern.endswith("*/b.md") else "b.md")]


def test_reading_gives_the_bytes_and_refuses_more_than_allowed(base):
    [entry] = listing(directory(include=("a.txt",)), base, LATER).items
    assert read(entry, 100) == b"in/a.txt"
    with pytest.raises(SourceError, match="larger than 3 bytes"):
        read(entry, 3)
    entry.path.unlink()
    with pytest.raises(SourceError, match=r"a\.txt cannot be read"):
        read(entry, 100)


DECLARED = '[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n'
MISTAKES = {
    "an unknown metric": ('[[clause]]\nmetric = "nois"\nmax = 1\n', 2, 'metric = "nois"\n    ~~~~~^', "no metric 'nois'"),
    "a limit that is no number": (
        '[[clause]]\nmetric = "rows"\nmin = 1\n\n[[clause]]\nmetric = "rows"\nmin = "1"\n',
        7, 'min = "1"\n    ~~^', "'min' is a number",
    ),
    "no limit at all": ('# all\n[[clause]]\nmetric = "rows"\n', 2, "[[clause]]\n    ~~~~~~~~~^", "give it 'min' or 'max'"),
    "a share of ninety": ("[review]\nlower_bound = 90\n", 2, "lower_bound = 90\n    ~~~~~~~~~~^", "between 0 and 1"),
    "no TOML": ("[[clause]]\nmetric = rows\n", 2, "metric = rows", "This is no TOML"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_contracts_is_shown_with_line_and_caret(base, mistake, capsys):
    text, line, shown, says = MISTAKES[mistake]
    (base / "sources.toml").write_text(DECLARED)
    (base / "contracts.toml").write_text(text)
    assert main(["sources", "check", "--sources", str(base / "sources.toml")]) == 2
    said = capsys.readouterr().err
    assert f"contracts.toml, line {line}: " in said
    assert (shown in said, says in said) == (True, True), said


def test_a_clause_for_no_source_and_a_missing_authority_are_problems(base, capsys):
    web = '[[source]]\nid = "w"\nkind = "pages"\nurls = ["https://a.example/"]\nca_file = "no.pem"\n'
    (base / "sources.toml").write_text(DECLARED + web)
    (base / "contracts.toml").write_text('[[clause]]\nmetric = "rows"\nmin = 1\nsources = ["b*"]\n')
    assert main(["sources", "check", "--sources", str(base / "sources.toml")]) == 1
    said = capsys.readouterr()
    assert "contracts.toml, clause 1 (rows) is for b*, which no source is called" in said.err
    assert "ca_file no.pem cannot be used: No such file" in said.err
    assert "2 problems" in said.out


@pytest.mark.parametrize("tags", ['"chinese"', '"zh-hans"', '"zh", "EN"', '"zh_CN"'])
def test_a_language_is_a_tag(base, tags, capsys):
    (base / "sources.toml").write_text(f"{DECLARED}languages = [{tags}]\n")
    assert main(["sources", "check", "--sources", str(base / "sources.toml")]) == 2
    assert "line 5: 'languages' is a list of tags such as zh-Hans" in capsys.readouterr().err
