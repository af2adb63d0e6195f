"""What comes in: items as they were fetched, and what a source's settings say of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  # pydantic and readers of annotations need it at run time
from typing import TYPE_CHECKING, Literal, NamedTuple

from warehouse import ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cleaners import Cleaned
    from cleaners.page import Profile
    from warehouse.protect import Protection


class Item(NamedTuple):
    """One thing found at a source: `locator` is relative to the source (or a canonical URL), `part` names a document within it."""

    locator: str
    uri: str
    part: str = ""


class Fetched(NamedTuple):
    """The bytes of an item, after transfer and content decoding."""

    item: Item
    body: bytes
    fetched_at: datetime
    media_type: str = ""
    header_charset: str = ""


class NotModified(NamedTuple):
    """The item is as the warehouse knows it (HTTP 304, or equal digest): no bytes were sent."""

    item: Item
    fetched_at: datetime


class Gone(NamedTuple):
    """The item answered that it is gone (404, 410): a miss."""

    item: Item


class Failed(NamedTuple):
    """The item could not be fetched; it is quarantined at stage `fetch` and its last good row stays as it is."""

    item: Item
    error: str


class Deadly(NamedTuple):
    """The process that cleaned these bytes was killed: they are quarantined at stage `process` and not tried again by this cleaning."""

    fetched: Fetched
    error: str

    @property
    def item(self) -> Item:
        """The item they are of."""
        return self.fetched.item


Arrival = Fetched | NotModified | Gone | Failed | Deadly


@dataclass(frozen=True)
class Contract:
    """What must hold of a whole source, or it is held back and its last good rows stay."""

    max_vanished_share: float = 0.2  # of known documents, and at least two of them
    max_quarantined_share: float = 1.0  # of items seen
    min_items: int = 0  # seen in this run, when the listing is complete


@dataclass(frozen=True)
class SourceSpec:
    """Everything the warehouse must know of a declared source.

    `cleaning_hash` covers whatever decides text: profile digest, settings, decoder, models, library versions.
    `clean` replaces the call of `cleaners.clean` with the profile; None means that call.
    `protected` are a steward's spans by doc_id; the warehouse's plan adds what its log holds.
    """

    source_id: str
    profile: Profile
    cleaning_hash: str
    source_licence: str = ""
    keep_bodies: bool = True
    max_loss: float = 0.5  # share of non-space characters a document may lose, markup and proven duplicates apart
    misses: int = 1  # complete misses until an item counts as vanished
    vanished_text: Literal["keep", "drop"] = "keep"
    contract: Contract = Contract()
    protected: Mapping[str, tuple[Protection, ...]] = field(default_factory=dict)
    clean: Callable[[Fetched], Cleaned] | None = None

    def cleaning_of(self, doc_id: str) -> str:
        """Return the hash of one document's cleaning: what is protected in it decides its text, too."""
        return self._with_protected(self.cleaning_hash, doc_id)

    def confirmation(self, doc_id: str, version_id: str) -> str:
        """Return what to remember of a version that this cleaning gave again: its id, or one that moves with what is protected."""
        return self._with_protected(version_id, doc_id)

    def _with_protected(self, what: str, doc_id: str) -> str:
        found = self.protected.get(doc_id, ())
        return ids.cleaning_hash(what, *map(repr, found)) if found else what
