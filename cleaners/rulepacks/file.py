'''The format of rule packs: rules as data in TOML, with their own examples, checked when they load.

A pack:

    [let]                                   # optional: named pieces, used as {{name}} in patterns
    site = "(?:example|sample)"

    [[rule]]
    id = "watermark.example"                # family.kind
    version = 1
    says = "A mark of example.org."         # what the rule says of a span
    why = "It names the site, not the text."
    cues = ["Example mark"]                 # plain words; without one of them on a line the rule does not look at it
    pattern = """Example mark {{url}}"""    # google-re2; or patterns = […]; written in Simplified Chinese and ASCII
    where = "line-end"                      # line, line-end, glued (line-end after a finished sentence), line-start, inside, block
    removes = ["A sentence.⟦Example mark https://a.example/1⟧"]   # what stands in ⟦⟧ goes, the rest stays
    keeps = ["A sentence about Example marks."]

Optional: place = "any" | "head" | "tail" | "edge" (default any); company = n (furniture lines beside it); most = n (more
such lines are a list); prose = n (paragraphs the page must have); whole = "rights_statement" (the match is this claim); claims = { licence_id = "GFDL" } (constants);
doubts = "licence_id"; citable = true (stays in lists of references); longest = n (characters; default 400);
spaced = true (also with a blank after each letter);
alone = true (the cues are ordinary words: they count only where they begin a line); keep = true (claims only);
framed = true (only on a page with a frame of other furniture); following = "pattern" (further lines of a block), limit = n.
Named groups are claims: (?P<publisher>…); a match in which a group (?P<key_>…) took no part does not count. Patterns see folded text (views.py): both scripts, full-width letters, invisible
characters between. A pack that contradicts its examples, is slow, or overlaps another rule is refused with file, line, caret.
'''

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import re2

from cleaners.errors import RuleError
from cleaners.rule import Rule
from cleaners.rulepacks.patterns import SHAPES, PackRule, options

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "5"  # of packs and engine: part of every pack's digest
SHOWN = 60  # code points of a key's value that the caret line marks
PROGRAM = 24000  # steps of the compiled pattern: counted repeats of repeats blow it up
TEXTS = {"id", "says", "why", "pattern", "place", "whole", "doubts", "following"}
NUMBERS = {"version", "company", "most", "limit", "prose", "longest"}
LISTS = {"patterns", "cues", "removes", "keeps", "where"}
SWITCHES = {"alone", "citable", "spaced", "keep", "framed"}
PLACES = {"any", "head", "tail", "edge"}
FIELDS = {
    "source_url", "publisher", "published", "editor", "author", "translator", "title", "rights_statement", "licence_id",
    "note",
}  # fmt: skip
LET = {
    "colon": r"\s{0,2}[::]\s{0,3}",
    "sep": r"\s{0,2}(?:[-—–―::|,,、/>]\s{0,2}){0,3}",
    "host": r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})\.){1,5}[A-Za-z]{2,12}",
    "path": r"(?:/[A-Za-z0-9\-._~/@%+=&]*?\.(?:s?html?|php|aspx?|jsp|do)(?:\?[A-Za-z0-9\-._~=&%]+)?|/[A-Za-z0-9\-._~/@%+=&#?!$*]*[A-Za-z0-9/=_\-]|/)",
    "date": r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2}日?)?",
    "clock": r"\d{1,2}[::时]\d{2}(?:[::分]\d{2}秒?|分)?",
    "month": r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)",
}
LET["url"] = rf"(?:(?:https?|ftp)://|www\.){LET['host']}(?::\d{{2,5}})?{LET['path']}?"
LET["when"] = rf"{LET['date']}(?:\s{{0,3}}{LET['clock']})?"


@dataclass(frozen=True)
class Entry:
    """One [[rule]] table: the rule it makes, its examples, and its number in the file for error messages."""

    rule: PackRule
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    number: int


def parse(name: str, toml: str) -> tuple[Entry, ...]:
    """Return the rules of a pack; raises RuleError at the place of the first fault."""
    try:
        table: Mapping[str, object] = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        _refuse_toml(name, toml, str(error))
    let = dict(LET)
    named = table.get("let", {})
    if isinstance(named, dict):
        for key, value in named.items():
            let[key] = _filled(str(value), let)
    rows = table.get("rule")
    if not isinstance(rows, list) or not rows:
        refuse(name, toml, (0, ""), "a pack holds at least one [[rule]]")
    return tuple(_Reader(name, toml, n, row, let).entry() for n, row in enumerate(rows))


def refuse(name: str, toml: str, place: tuple[int, str], message: str, needle: str = "") -> NoReturn:
    """Raise RuleError pointing at key `place[1]` of rule number `place[0]`, there at `needle` where it can be found."""
    number, key = place
    tables = [m.start() for m in re.finditer(r"(?m)^\s*\[\[rule\]\]", toml)]
    low = tables[number] if number < len(tables) else 0
    high = tables[number + 1] if number + 1 < len(tables) else len(toml)
    found = re.compile(rf"(?m)^[ \t]*({re.escape(key)})[ \t]*=[ \t]*(.*)$").search(toml, low, high) if key else None
    start, end = found.span(2) if found else (low, low + 1)
    inside = toml.find(needle.splitlines()[0], start, high) if needle else -1
    start, end = (inside, inside + len(needle.splitlines()[0])) if inside >= 0 else (start, end)
    end = min(end, start + SHOWN)
    line = toml.count("\n", 0, start) + 1
    raise RuleError(f"{name}:{line}: {message}", toml, min(start, max(0, len(toml) - 1)), min(end, len(toml)))


def _refuse_toml(name: str, toml: str, message: str) -> NoReturn:
    found = re.search(r"line (\d+), column (\d+)", message)
    starts = [0, *(m.end() for m in re.finditer("\n", toml))]
    place = starts[int(found[1]) - 1] + int(found[2]) - 1 if found else len(toml) - 1
    line = toml.count("\n", 0, place) + 1
    raise RuleError(f"{name}:{line}: {message}", toml, max(0, min(place, len(toml) - 1)))


def _filled(pattern: str, let: Mapping[str, str]) -> str:
    """Return a pattern with its {{pieces}} put in; an unknown piece stays and is reported by the caller."""
    return re.sub(r"\{\{(\w+)\}\}", lambda m: f"(?:{let[m[1]]})" if m[1] in let else m[0], pattern)


class _Reader:
    """Reads one [[rule]] table, refusing what the format does not allow."""

    def __init__(self, name: str, toml: str, number: int, row: object, let: Mapping[str, str]) -> None:
        self.name, self.toml, self.number, self.let = name, toml, number, let
        if not isinstance(row, dict):
            self.refuse("", "a rule is a table")
        self.row: Mapping[str, object] = row

    def refuse(self, key: str, message: str, needle: str = "") -> NoReturn:
        refuse(self.name, self.toml, (self.number, key), message, needle)

    def entry(self) -> Entry:
        known = TEXTS | NUMBERS | LISTS | SWITCHES | {"claims"}
        for key in self.row:
            if key not in known:
                self.refuse(key, f"unknown key {key!r}; a rule has {', '.join(sorted(known))}")
        removes, keeps = self.words("removes"), self.words("keeps")
        for key, given in (("removes", removes), ("keeps", keeps)):
            if not given:
                self.refuse(key, f"a rule needs at least one example that it {key}")
        return Entry(self.rule(), removes, keeps, self.number)

    def rule(self) -> PackRule:
        rule_id = self.text("id")
        if not re.fullmatch(r"[a-z]+(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+", rule_id):
            self.refuse("id", "an id is family.kind in small letters")
        if not self.text("says") or not self.text("why"):
            self.refuse("says", "a rule says what it finds, and why it may go")
        where = self.words("where")
        if not where or not set(where) <= set(SHAPES):
            self.refuse("where", f"where is one or more of {', '.join(SHAPES)}")
        place = self.text("place") or "any"
        if place not in PLACES:
            self.refuse("place", f"place is one of {', '.join(sorted(PLACES))}")
        following = self.text("following")
        return PackRule(
            rule=Rule(rule_id, self.number_of("version", 1), self.text("says"), self.text("why")),
            patterns=self.patterns(),
            cues=self.cues(),
            where=where,
            place=place,
            company=self.number_of("company", 0),
            most=self.number_of("most", 0),
            whole=self.field("whole"),
            constant=self.constants(),
            doubts=self.field("doubts"),
            alone=self.switch("alone"),
            citable=self.switch("citable"),
            longest=self.number_of("longest", 400),
            spaced=self.switch("spaced"),
            keep=self.switch("keep"),
            framed=self.switch("framed"),
            prose=self.number_of("prose", 0),
            following=self.pattern("following", following) if following else "",
            limit=self.number_of("limit", 40),
        )

    def text(self, key: str) -> str:
        value = self.row.get(key, "")
        if not isinstance(value, str):
            self.refuse(key, f"{key} is a text")
        return value

    def number_of(self, key: str, default: int) -> int:
        value = self.row.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(key, f"{key} is a number from 0")
        return value

    def switch(self, key: str) -> bool:
        value = self.row.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, f"{key} is true or false")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self.row.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(v, str) for v in listed):
            self.refuse(key, f"{key} is a list of texts")
        return tuple(listed)

    def field(self, key: str) -> str:
        value = self.text(key)
        if value and value not in FIELDS:
            self.refuse(key, f"unknown claim {value!r}; claims are {', '.join(sorted(FIELDS))}")
        return value

    def constants(self) -> tuple[tuple[str, str], ...]:
        value = self.row.get("claims", {})
        if not isinstance(value, dict) or not set(value) <= FIELDS:
            self.refuse("claims", f"claims is a table of {', '.join(sorted(FIELDS))}")
        return tuple((k, str(v)) for k, v in value.items())

    def cues(self) -> tuple[str, ...]:
        given = self.words("cues")
        shortest = 3 if self.switch("alone") else 4  # letters of ASCII
        for cue in given:
            letters = cue.replace(" ", "")
            if len(letters) < (shortest if letters.isascii() else 2 if letters.isalnum() else 1):
                self.refuse("cues", f"slow: the cue {cue!r} is too short, ordinary text holds it on most lines", cue)
        if not given:
            self.refuse("cues", "slow: without cues a rule would read every line")
        return given

    def patterns(self) -> tuple[str, ...]:
        given = self.words("patterns") + self.words("pattern")
        if not given:
            self.refuse("pattern", "a rule needs a pattern")
        key = "patterns" if self.words("patterns") else "pattern"
        return tuple(self.pattern(key, p) for p in given)

    def pattern(self, key: str, given: str) -> str:
        made = _filled(given, self.let).strip()
        unknown = re.search(r"\{\{(\w+)\}\}", made)
        if unknown:
            self.refuse(key, f"no piece {unknown[0]} in [let] or among {', '.join(LET)}")
        return made


def examine(name: str, toml: str, entries: tuple[Entry, ...]) -> None:
    """Raise RuleError where a pattern does not compile, is slow, or names a claim that nobody knows."""
    for entry in entries:
        key = "patterns" if len(entry.rule.patterns) > 1 else "pattern"
        given = [(key, pattern) for pattern in entry.rule.patterns]
        if entry.rule.following:
            given.append(("following", entry.rule.following))
        for key, pattern in given:
            reason = _fault(pattern)
            if reason:
                refuse(name, toml, (entry.number, key), reason)


def _fault(pattern: str) -> str:
    """Return what is wrong with a pattern, or ''."""
    try:
        compiled = re2.compile(pattern, options())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        return f"bad pattern: {reason.decode() if isinstance(reason, bytes) else reason}"
    if compiled.match("") is not None:
        return "slow: the pattern matches the empty text, so it matches everywhere"
    if compiled.programsize > PROGRAM:
        return f"slow: the pattern compiles to {compiled.programsize} steps, more than {PROGRAM}"
    unknown = [g for g in compiled.groupindex if g != "key_" and g.rstrip("0123456789") not in FIELDS]
    if unknown:
        return f"unknown claim {unknown[0]!r} as a named group; claims are {', '.join(sorted(FIELDS))}"
    return ""
