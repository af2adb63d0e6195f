"""Settings: typed, and every mistake is named with its line, a caret and what to do."""

from pathlib import Path

import pytest

from cleaners.errors import SettingsError
from flows import manual
from flows.places import span_of
from flows.settings import load, read

GOOD = '[[source]]\nid = "a"\nkind = "directory"\npath = "x"\n'

# text, words of the message, the line with the caret under it
MISTAKES = {
    "empty": ("", "declares no [[source]]", ""),
    "no_toml": ("[[source]]\nid = a\n", "line 2: Invalid value", "id = a\n         ^"),
    "unterminated": ('x = """', "Unterminated string", ""),
    "wide_characters": ('a = "中文" b\n', "line 1", 'a = "中文" b\n               ^'),
    "wrong_type": (
        "[warehouse]\nroot = 5\n" + GOOD,
        "line 2: 'root': input should be a valid string",
        "root = 5\n    ~~~^",
    ),
    "number_for_truth": (GOOD + "keep_bodies = 1\n", "line 5: 'keep_bodies'", "~~~~~~~~~~^"),
    "unknown_key": (GOOD + 'paht = "y"\n', "line 5: unknown key 'paht': did you mean 'path'?", 'paht = "y"\n    ~~~^'),
    "unknown_table": (
        "[warehaus]\n" + GOOD,
        "unknown key 'warehaus': did you mean 'warehouse'?",
        "[warehaus]\n    ~~~~~~~~~^",
    ),
    "unknown_threshold": (
        GOOD + "[source.thresholds]\nmax_los = 1\n",
        "did you mean 'max_loss'?",
        "max_los = 1\n    ~~~~~~^",
    ),
    "out_of_range": (GOOD + "[source.thresholds]\nmax_loss = 1.5\n", "less than or equal to 1", "~~~~~~~^"),
    "text_for_list": (GOOD + 'include = "*.txt"\n', "line 5: 'include' is a list: include = [...]", "~~~~~~^"),
    "missing_path": (
        '[[source]]\nid = "a"\nkind = "directory"\n',
        "line 1: 'path' is missing",
        "[[source]]\n    ~~~~~~~~~^",
    ),
    "missing_kind": ('[[source]]\nid = "a"\npath = "x"\n', "'kind' is missing here: one of", "[[source]]"),
    "unknown_kind": (
        GOOD.replace("directory", "dir"),
        "line 3: there is no such kind of source",
        'kind = "dir"\n    ~~~^',
    ),
    "bad_id": (GOOD.replace('"a"', '"中 文"'), "line 2: an id is 1 to 64 of a-z", "~^"),
    "twin_ids": (GOOD + GOOD, "line 6: two sources have the id 'a' (the other stands in line 2)", 'id = "a"\n    ~^'),
    "single_brackets": (
        GOOD.replace("[[source]]", "[source]"),
        "[[source]], in two brackets",
        "[source]\n    ~~~~~~~^",
    ),
    "second_source": (
        GOOD + GOOD.replace('"a"', '"b"') + "wrong = 1\n",
        "line 9: unknown key 'wrong'",
        "wrong = 1\n    ~~~~^",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_with_line_and_caret(case):
    text, says, shown = MISTAKES[case]
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert says in str(caught.value)
    assert shown in str(caught.value)


def test_the_project_s_own_settings_are_valid_and_put_the_warehouse_where_its_keeper_lives():
    file = Path(__file__).parent.parent / "seeds" / "sources.toml"
    settings = load(file, environ={})
    assert [source.id for source in settings.sources] == ["seeds"]
    assert settings.root == file.parent.parent / "warehouse" / "data"


def test_the_environment_overrides_the_root_and_nothing_else(tmp_path):
    file = tmp_path / "sources.toml"
    file.write_text(GOOD)
    assert load(file, environ={"PALIMPSEST_WAREHOUSE": str(tmp_path / "w")}).root == tmp_path / "w"
    assert load(file, environ={}).root == tmp_path.parent / "warehouse" / "data"


@pytest.mark.parametrize(
    ("content", "says"), [(None, "no settings file"), (b"\xff\xfe", "is not UTF-8"), ("dir", "Is a directory")]
)
def test_a_settings_file_that_cannot_be_read_is_one_sentence(tmp_path, content, says):
    file = tmp_path / "s.toml"
    if content == "dir":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=says):
        load(file, environ={})


def test_an_unknown_source_names_the_nearest_one(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text(GOOD.replace('"a"', '"articles"'))
    with pytest.raises(SettingsError, match="did you mean 'articles'"):
        load(file, environ={}).source("article")


def test_places_know_the_nearest_table_above_a_key_that_is_not_there():
    text = "# c = 1\n[a.b]\n x = 1\n"
    assert text[slice(*span_of(text, ("a", "b", "x")))] == "x"
    assert text[slice(*span_of(text, ("a", "b", "missing")))] == "[a.b]"
    assert span_of(text, ("c",)) == (0, 0)


def test_the_page_about_sources_toml_is_written_from_the_settings_and_leaves_no_key_unexplained():
    page = manual.page()
    assert (Path(__file__).parent.parent / "docs" / "sources.md").read_text("utf-8") == page
    assert "|  |" not in page
