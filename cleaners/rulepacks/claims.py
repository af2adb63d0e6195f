"""From the words of a page to the value of a claim: dates in ISO 8601 at the text's precision, names of licences as SPDX.

Anything else a page says of itself is claimed verbatim. A value that cannot be read is no claim.
"""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
NARROW = {i + 0xFEE0: i for i in range(0x21, 0x7F)}  # full-width figures and signs
NUMERIC = re.compile(r"(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})日?)?")
DAY_FIRST = re.compile(r"(?i)(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m>[a-z]{3,9})\.?,?\s+(?P<y>(?:19|20)\d\d)")
MONTH_FIRST = re.compile(r"(?i)(?P<m>[a-z]{3,9})\.?\s+(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<y>(?:19|20)\d\d)")
TAIWAN = re.compile(r"(?<!\d)(?P<y>1[0-2]\d)[-/年](?P<m>\d{1,2})[-/月](?P<d>\d{1,2})日?")  # years since 1912
MINGUO = re.compile(r"民[国國]\s?(?P<y>\d{1,3})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日")
UNIX = re.compile(
    r"(?i)\b[a-z]{3},?\s+(?P<m>[a-z]{3})\s+(?P<d>\d{1,2})\s+(?P<clock>\d\d:\d\d(?::\d\d)?)(?:\s+[A-Z]{2,5})?\s+(?P<y>(?:19|20)\d\d)"
)  # as ctime prints it
YEAR = re.compile(r"(?P<y>(?:19|20)\d\d)年?")
CLOCK = re.compile(
    r"(?i)(?P<h>\d{1,2})(?:\s*[:\uff1a时時点點]\s*|\.(?=\d\d\s(?:GMT|BST|[A-Z]{2,4}T)\b))(?P<min>\d{2})(?:\s*[:\uff1a分]\s*(?P<s>\d{2})|分)?\s*(?P<half>[ap]\.?m\.?)?"
)
BETWEEN = re.compile(r"[\sT,\uff0c|at\-—·周星期一二三四五六日天()\uff08\uff09上下午]*")  # a date and its time
ZONE = re.compile(r"(?i)\s*(?P<utc>UTC|GMT|Z)\b|\s*(?P<offset>[+-]\d{2}:?\d{2})")

STAFF_NUMBER = re.compile(r"[_\s]?(?<=[_\s\u4e00-\u9fff])[A-Z]{1,4}\d{3,7}$")

CREATIVE_COMMONS = re.compile(
    r"(?i)\bCC[\s-]*(?P<zero>0)?(?:[1-4]\.\d)?[\s-]*(?P<kind>BY(?:[\s-]*(?:NC|SA|ND))*)?(?:[\s-]*v?(?P<version>[1-4]\.\d))?"
)
SPDX = re.compile(
    r"MIT(?:-0)?|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|Unlicense|Zlib|BSL-1\.0|MPL-2\.0|EPL-2\.0|CC0-1\.0|Artistic-2\.0|[AL]?GPL-[23]\.[01](?:-only|-or-later)"
)  # as registries of packages print them
CC_WORDS = (("署名", "BY"), ("非商业", "NC"), ("相同方式共享", "SA"), ("禁止演绎", "ND"))
CC_ENGLISH = (
    ("attribution", "BY"),
    ("noncommercial", "NC"),
    ("sharealike", "SA"),
    ("noderiv", "ND"),
)
NAMED = (
    (re.compile(r"(?i)GNU Free Documentation Licen[cs]e,? 1\.3 or (?:any )?later"), "GFDL-1.3-or-later"),
    (re.compile(r"(?i)GNU Free Documentation Licen[cs]e,? 1\.2 or (?:any )?later"), "GFDL-1.2-or-later"),
    (re.compile(r"(?i)(?:GNU Free Documentation Licen[cs]e|GFDL),? (?:version )?1\.3$"), "GFDL-1.3"),
    (re.compile(r"(?i)(?:GNU Free Documentation Licen[cs]e|GFDL),? (?:version )?1\.2$"), "GFDL-1.2"),
    (re.compile(r"GNU自由文[档檔件][許许]可\w{1,2} ?1\.3 ?[或及]更[高新]版本"), "GFDL-1.3-or-later"),
    (re.compile(r"GNU自由文[档檔件][許许]可\w{1,2} ?1\.2 ?[或及]更[高新]版本"), "GFDL-1.2-or-later"),
    (re.compile(r"(?i)GNU Free Documentation|GNU自由文[档檔件]|\bGFDL\b"), "GFDL"),
    (re.compile(r"(?i)\bApache License,? (?:Version )?2\.0|\bApache-2\.0\b"), "Apache-2.0"),
    (re.compile(r"(?i)\bMIT License\b"), "MIT"),
    (re.compile(r"(?i)Open Government Licen[cs]e,? (?:version |v)?3(?:\.0)?\b"), "OGL-UK-3.0"),
    (re.compile(r"(?i)Open Government Licen[cs]e,? (?:version |v)?2(?:\.0)?\b"), "OGL-UK-2.0"),
    (re.compile(r"(?i)\bCC0\b|Creative Commons Zero"), "CC0-1.0"),
)


def published(words: str) -> str:
    """Return the ISO 8601 date or time that `words` state, at their own precision, or '' where there is none.

    >>> published("2017-03-02 11:25"), published("2019年10月"), published("March 5, 2021"), published("soon")
    ('2017-03-02T11:25', '2019-10', '2021-03-05', '')
    >>> published("Mon Nov 19 07:12:40 2001"), published("民國 95 年 7 月 13 日")
    ('2001-11-19T07:12:40', '2006-07-13')
    """
    words = words.translate(NARROW)
    for form in (NUMERIC, UNIX, DAY_FIRST, MONTH_FIRST, TAIWAN, MINGUO, YEAR):
        found = form.search(words)
        day = _day(found) if found else ""
        if found and day and form is UNIX:
            return f"{day}T{found['clock']}"
        if found and day:
            return day + (_time(words[found.end() :]) if len(day) == 10 else "")
    return ""


def _day(found: re.Match[str]) -> str:
    parts = found.groupdict()
    year, month, day = int(parts["y"]) + (1911 if found.re in {TAIWAN, MINGUO} else 0), parts.get("m"), parts.get("d")
    if month is None:
        return f"{year:04d}"
    number = int(month) if month.isdigit() else MONTHS.get(month.lower(), 0)
    try:
        full = date(year, number, int(day) if day else 1)
    except ValueError:
        return ""
    return full.isoformat() if day else full.isoformat()[:7]


def _time(rest: str) -> str:
    found = CLOCK.search(rest[:24])
    if not found or not BETWEEN.fullmatch(rest[: found.start()]):
        return ""
    hour = int(found["h"]) + (12 if _is_afternoon(found, rest) and int(found["h"]) < 12 else 0)
    if hour > 23 or int(found["min"]) > 59 or int(found["s"] or 0) > 59:
        return ""
    seconds = f":{found['s']}" if found["s"] else ""
    return f"T{hour:02d}:{found['min']}{seconds}{_zone(rest[found.end() :])}"


def _is_afternoon(found: re.Match[str], rest: str) -> bool:
    half = (found["half"] or "").lower()
    return half.startswith("p") or (not half and "下午" in rest[: found.start()])


def _zone(rest: str) -> str:
    found = ZONE.match(rest)
    if not found:
        return ""
    if found["utc"]:
        return "Z"
    offset = found["offset"]
    return offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"


def person(words: str) -> str:
    """Return a name without the number by which its office knows it.

    >>> person("林一_NB12031"), person("林一(实习)")
    ('林一', '林一(实习)')
    """
    return STAFF_NUMBER.sub("", words)


def licence_id(words: str) -> str:
    """Return the SPDX id of the licence that `words` name, or '' where they name none exactly.

    >>> licence_id("CC BY-SA 4.0"), licence_id("GNU Free Documentation License"), licence_id("some licence")
    ('CC-BY-SA-4.0', 'GFDL', '')
    """
    if SPDX.fullmatch(words.strip()):
        return words.strip()
    version = re.search(r"[1-4]\.\d", words)
    kinds = _creative_commons(words)
    if kinds:
        name = "CC-" + "-".join(kinds)
        return f"{name}-{version[0]}" if version else f"LicenseRef-{name}"
    return next((name for pattern, name in NAMED if pattern.search(words)), "")


def _creative_commons(words: str) -> tuple[str, ...]:
    found = CREATIVE_COMMONS.search(words)
    if found and found["kind"]:
        return tuple(re.split(r"[\s-]+", found["kind"].upper()))
    plain = re.sub(r"[\s-]", "", words.lower())
    if (
        "creativecommons" in plain
        or "ccattribution" in plain
        or "知识共享" in plain
        or "知識共享" in plain
        or "创用cc" in plain
        or "創用cc" in plain
    ):
        kinds = tuple(k for word, k in CC_ENGLISH if word in plain) or _chinese(plain)
        return kinds if kinds[:1] == ("BY",) else ()
    return ()


def _chinese(plain: str) -> tuple[str, ...]:
    words = plain.replace("業", "业").replace("釋", "绎").replace("繹", "绎").replace("姓名標示", "署名")
    words = words.replace("相同方式分享", "相同方式共享").replace("非商業性", "非商业")
    return tuple(k for word, k in CC_WORDS if word in words)
