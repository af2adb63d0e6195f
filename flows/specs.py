"""From a declared source to what the warehouse must know of it: profile, rules, limits and the hash of its cleaning."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cleaners
from cleaners.errors import SettingsError
from cleaners.packs import load_pack
from cleaners.profiles import PROFILES
from cleaners.rule import digest_of
from cleaners.site_marks import mark_cleaner
from warehouse import Contract, SourceSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.page import Profile
    from cleaners.rule import Cleaner
    from cleaners.site_marks import Mark
    from flows.declared import SourceSettings

DECIDING = (  # libraries that decide text; another version may decide otherwise
    "beautifulsoup4",
    "chardet",
    "ftfy",
    "google-re2",
    "lingua-language-detector",
    "opencc",
    "rapidfuzz",
    "turbohtml",
)


def profile_of(source: SourceSettings, base: Path, marks: Sequence[Mark] = ()) -> Profile:
    """Return a source's profile with its own packs, adopted marks, disabled and observed rules; raises SettingsError or RuleError."""
    if source.profile not in PROFILES:
        message = f"source '{source.id}': there is no profile '{source.profile}'; known are {', '.join(PROFILES)}"
        raise SettingsError(message)
    profile = PROFILES[source.profile]
    packs = cast("tuple[Cleaner, ...]", tuple(load_pack(base / pack) for pack in source.rule_packs))
    of_site = (mark_cleaner(source.id, marks),) if marks else ()
    profile = replace(profile, cleaners=(*profile.cleaners, *packs, *of_site))
    known = {rule.id for rule in profile.rules}
    for rule in (*source.disable, *source.observe):
        if rule not in known and not rule.startswith("site."):  # a mark may be named before it is adopted again
            message = f"source '{source.id}' names the rule '{rule}', which its profile does not have; `palimpsest rules` lists them"
            raise SettingsError(message)
    return replace(profile, disabled=frozenset(source.disable), observed=frozenset(source.observe))


def spec_of(source: SourceSettings, base: Path, marks: Sequence[Mark] = ()) -> SourceSpec:
    """Return what the warehouse must know of a source."""
    profile = profile_of(source, base, marks)
    limits = source.thresholds
    return SourceSpec(
        source_id=source.id,
        profile=profile,
        cleaning_hash=digest_of(profile.digest, source.media_type, source.charset, code_digest()),
        source_licence=source.licence,
        keep_bodies=source.keep_bodies,
        max_loss=limits.max_loss,
        misses=source.vanish_after,
        contract=Contract(max_vanished_share=limits.max_vanished),
    )


@cache
def code_digest() -> str:
    """Return the digest of all code, data and libraries that decide text."""
    home = Path(cleaners.__file__).parent
    files = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".pyc")
    code = (hashlib.sha256(path.read_bytes()).hexdigest() + path.relative_to(home).as_posix() for path in files)
    return digest_of(libraries_digest(), *code)


def libraries_digest() -> str:
    """Return the digest of the libraries that decide text, and of Python."""
    return digest_of(platform.python_version(), unicodedata.unidata_version, *map(_version, DECIDING))


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} missing"
