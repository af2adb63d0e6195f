"""The command line: help for everything, errors as sentences, exit codes, and `clean --json` to the letter."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import COMMANDS, main, module_of, parser_of

HOME = Path(__file__).parent.parent
SEEDS = sorted((HOME / "seeds").glob("*.txt"))
KEYS = {
    "edits": {"raw_start", "raw_end", "removed", "inserted", "rule", "evidence", "confidence"},
    "claims": {"field", "value", "raw_start", "raw_end", "rule", "doubted_by"},
    "flags": {"kind", "raw_start", "raw_end", "rule", "evidence"},
    "candidates": {"raw_start", "raw_end", "rule", "reason"},
    "segments": {"raw_start", "raw_end", "kind", "language", "level", "row", "clean_start", "clean_end", "text"},
}


def palimpsest(*words, stdin=None, monkeypatch=None, capfdbinary):
    """Run a command in this process; return exit code, stdout, stderr."""
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    try:
        code = main(list(map(str, words)))
    except SystemExit as stop:  # argparse ends the program for --help and wrong use
        code = stop.code
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    assert b"Traceback" not in err
    return code, out.decode(), err.decode()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help_an_example_and_a_place_in_the_docs(command):
    shown = parser_of(command, module_of(command)).format_help()
    assert command.says.lower() in " ".join(shown.lower().split())
    assert command.example.startswith(f"palimpsest {command.name}")
    assert command.example in shown
    docs = (HOME / "docs" / "commands.md").read_text("utf-8")
    assert f"## palimpsest {command.name}" in docs
    assert command.example in docs
    for action in parser_of(command, module_of(command))._actions:
        assert action.help, action.dest
        assert all(option in docs for option in action.option_strings if option.startswith("--") and option != "--help")


def test_every_command_module_is_a_command():
    modules = {path.stem for path in (HOME / "flows" / "commands").glob("*.py")} - {"__init__"}
    assert modules == {command.module for command in COMMANDS}


def test_no_command_shows_all_of_them(capfdbinary):
    code, out, _ = palimpsest(capfdbinary=capfdbinary)
    assert code == 0
    assert all(command.says in out for command in COMMANDS)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["claen", "x"], 2, "invalid choice"),
        (["clean", "--jsn"], 2, "unrecognized arguments"),
        (
            ["ingest", "--sources", "/nowhere/s.toml"],
            2,
            "there is no settings file /nowhere/s.toml: name one with --sources",
        ),
        (["clean", "/nowhere/a.txt"], 1, "/nowhere/a.txt: No such file"),
        (["clean", "/"], 1, "/: Is a directory"),
        (["rules", "watermark.rights-lien"], 2, "did you mean watermark.rights-line"),
        (["sources", "check", "--sources", "/nowhere/s.toml"], 2, "no settings file"),
        (["why", "x", "--sources", "/nowhere/s.toml"], 2, "no settings file"),
        (["revert"], 2, "required: DOC"),
    ],
)
def test_an_error_is_a_sentence_with_its_exit_code(words, code, says, capfdbinary):
    got, _, err = palimpsest(*words, capfdbinary=capfdbinary)
    assert (got, says in err) == (code, True), err


@pytest.mark.parametrize("command", ["check", "why", "trace", "revert", "report"])
def test_a_command_on_an_empty_warehouse_says_what_to_do(command, tmp_path, monkeypatch, capfdbinary):
    monkeypatch.setenv("PALIMPSEST_WAREHOUSE", str(tmp_path / "none"))
    words = [command] if command in {"check", "report"} else [command, "x"]
    code, _, err = palimpsest(*words, capfdbinary=capfdbinary)
    assert code == 1
    assert "run `palimpsest ingest` first" in err
    assert not (tmp_path / "none").exists()


def test_clean_as_json_prints_one_object_a_line_in_the_order_of_the_files(tmp_path, capfdbinary):
    bad = tmp_path / "empty.txt"
    bad.write_bytes(b"")
    files = [SEEDS[2], bad, SEEDS[0], tmp_path / "missing.txt", SEEDS[2]]
    code, out, err = palimpsest("clean", "--json", *files, capfdbinary=capfdbinary)
    first, empty, table, missing, again = map(json.loads, out.splitlines())
    assert code == 1
    assert err == ""
    assert first == again  # no state between files
    assert set(empty) == set(missing) == {"error"}
    assert set(table) == {"text", "encoding", "pairs", *KEYS}
    assert "missing.txt: No such file" in missing["error"]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_clean_as_json_has_exactly_the_promised_keys_and_its_edits_lead_back(seed, capfdbinary):
    code, out, _ = palimpsest("clean", "--json", seed, capfdbinary=capfdbinary)
    done = json.loads(out)
    assert code == 0
    for name, keys in KEYS.items():
        assert all(set(row) == keys for row in done[name]), name
    source = seed.read_bytes().decode(done["encoding"])
    for edit in done["edits"]:
        assert source[edit["raw_start"] : edit["raw_end"]] == edit["removed"]
    for claim in done["claims"]:
        if claim["field"] not in {"published", "licence_id"}:
            assert source[claim["raw_start"] : claim["raw_end"]] == claim["value"]
    for segment in done["segments"]:
        assert done["text"][segment["clean_start"] : segment["clean_end"]] == segment["text"]
    assert all(left < len(done["segments"]) and right < len(done["segments"]) for left, right in done["pairs"])


def test_clean_reads_stdin(monkeypatch, capfdbinary):
    code, out, _ = palimpsest(
        "clean", "--json", stdin="中文\n".encode("gb18030"), monkeypatch=monkeypatch, capfdbinary=capfdbinary
    )
    assert (code, json.loads(out)["text"]) == (0, "中文\n")
    code, out, _ = palimpsest(
        "clean", "--text", "-", stdin=b"plain\n", monkeypatch=monkeypatch, capfdbinary=capfdbinary
    )
    assert (code, out) == (0, "plain\n")


def test_clean_without_json_shows_the_edits_with_rule_and_evidence(capfdbinary):
    code, out, _ = palimpsest("clean", SEEDS[2], capfdbinary=capfdbinary)
    assert code == 0
    assert "https://www.en84.com/8034.html" in out
    assert "source_url" in out
    assert "\x1b" not in out  # no colour where nobody looks


BODIES = {
    "nul_bytes": b"text \x00\x00\x00 with many \x00\x00\x00",
    "image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64),
    "empty": b"",
    "white_space": b" \n\n",
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_text_is_an_error_of_that_file(name, monkeypatch, capfdbinary):
    code, out, _ = palimpsest("clean", "--json", stdin=BODIES[name], monkeypatch=monkeypatch, capfdbinary=capfdbinary)
    assert (code, set(json.loads(out))) == (1, {"error"})


def test_a_cut_multi_byte_tail_is_cleaned(monkeypatch, capfdbinary):
    body = "天地玄黃,宇宙洪荒。日月盈昃,辰宿列張。".encode()[:-1]
    code, out, _ = palimpsest("clean", "--json", stdin=body, monkeypatch=monkeypatch, capfdbinary=capfdbinary)
    assert code == 0
    assert json.loads(out)["text"].startswith("天地玄黃")


def test_hostile_text_is_inert_on_a_terminal(monkeypatch, capfdbinary):
    body = "普通。\x1b[31m本文来自:甲乙网\u202e\n".encode()
    _, out, _ = palimpsest("clean", stdin=body, monkeypatch=monkeypatch, capfdbinary=capfdbinary)
    assert "\x1b[31m" not in out
    assert "\u202e" not in out


def test_clean_imports_neither_prefect_nor_pyarrow():
    code = "import sys, flows.cli; flows.cli.main(['clean', '--json', sys.argv[1]]); print(sorted({'prefect', 'pyarrow', 'duckdb', 'pydantic', 'rich'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code, SEEDS[0]], capture_output=True, check=True, text=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_stops_early_is_no_error():
    code = f"import sys, flows.cli; sys.exit(flows.cli.main(['clean', '--json'] + {[str(SEEDS[1])] * 40!r}))"
    run = subprocess.run(
        f'"{sys.executable}" -c "$CODE" | head -c 10',
        shell=True,
        env={"CODE": code, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert run.stderr == b""


def test_rules_are_listed_explained_and_machine_readable(capfdbinary):
    code, out, _ = palimpsest("rules", "watermark.", capfdbinary=capfdbinary)
    assert (code, "watermark.rights-line" in out) == (0, True)
    code, out, _ = palimpsest("rules", "--json", capfdbinary=capfdbinary)
    assert all({"id", "version", "says", "why", "hash"} == set(json.loads(line)) for line in out.splitlines())


def test_sources_check_names_every_problem(tmp_path, capfdbinary):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out.txt").symlink_to("/etc/hostname")
    settings = tmp_path / "s.toml"
    settings.write_text(
        '[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n[[source]]\nid = "b"\nkind = "files"\npaths = ["no.txt"]\n[[source]]\nid = "c"\nkind = "directory"\npath = "gone"\n'
    )
    code, out, err = palimpsest("sources", "check", "--sources", settings, capfdbinary=capfdbinary)
    assert code == 1
    assert "leads out of the source directory" in out
    assert "no.txt: cannot be read" in out
    assert "source 'c'" in err
    code, out, _ = palimpsest("sources", "list", "--sources", HOME / "seeds" / "sources.toml", capfdbinary=capfdbinary)
    assert code == 0
    assert "002_7f6f740f4e046d2f.txt" in out


def test_a_home_that_prefect_cannot_write_to_is_a_sentence(tmp_path, monkeypatch, capfdbinary):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "file" / "home"))
    code, _, err = palimpsest("ingest", "--sources", HOME / "seeds" / "sources.toml", capfdbinary=capfdbinary)
    assert (code, "set PREFECT_HOME, or use --no-prefect" in err) == (1, True)
