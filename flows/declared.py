"""What `seeds/sources.toml` may say: every table and key, with its type, its limits and its default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MEGABYTE = 1_000_000


class Model(BaseModel):
    """Base of the settings: unknown keys and wrong types are refused, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WarehouseSettings(Model):
    """`[warehouse]`: where the releases lie."""

    root: str = "../warehouse/data"
    """A directory, relative to the settings file, or absolute; or `s3://bucket/prefix` (extra `s3`, see operations.md)."""
    mirror: str = ""
    """With a root on s3://: the directory of its mirror on this machine; empty: one below ~/.cache."""
    overlaps: Literal["all", "exact", "off"] = "all"
    """Which text shared by documents the tables overlaps and clusters hold: all of it, copies with the same letters, or none."""
    max_age_hours: Annotated[float, Field(gt=0)] = 26.0
    """How old the last successful run may be before `palimpsest doctor` complains; a night and two hours."""


class RunSettings(Model):
    """`[run]`: how an ingest works, never what it gives."""

    runner: Literal["here", "cores", "dask"] = "cores"
    """Who cleans: the process of the run, all cores of this machine, or a Dask cluster."""
    address: str = ""
    """The scheduler of the Dask cluster, such as tcp://10.0.0.5:8786."""
    batch_documents: Annotated[int, Field(ge=1)] = 2_000
    """Documents per batch; a batch is one Prefect task (1,000 to 5,000 measured best)."""
    batch_bytes: Annotated[int, Field(ge=1)] = 64 * MEGABYTE
    """Source bytes per batch."""
    workers: Annotated[int, Field(ge=0)] = 0
    """Processes that clean, and then help to publish; 0 means one per core."""


class Thresholds(Model):
    """`[source.thresholds]`: what holds a document or a whole source back."""

    max_loss: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of a document's non-space characters that cleaning may take."""
    max_vanished: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Share of a source's items that may vanish in one run (two or more of them)."""
    max_bytes: Annotated[int, Field(ge=1)] = 100 * MEGABYTE
    """Bytes of one item."""
    max_foreign: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of documents that may be in none of the source's `languages` before run and report warn of it, and name them."""


Paths = Annotated[tuple[str, ...], Field(min_length=1)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
Address = Annotated[str, Field(pattern=r"^https?://[^\s/@]+(/[^\s]*)?$")]  # no user:password@ in a file


class Common(Model):
    """Keys of every source."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Its name in every table; renaming it makes new documents."""
    profile: str = "default"
    """Which cleaners run, in which order."""
    rule_packs: tuple[str, ...] = ()
    """TOML rule packs of your own, relative to the settings file."""
    disable: tuple[str, ...] = ()
    """Rules that find nothing here."""
    observe: tuple[str, ...] = ()
    """Rules that only report candidates here."""
    site_marks: Literal["off", "propose", "adopt"] = "propose"
    """What becomes of text that many of its pages share: nothing, a proposal, or a rule where its words say that it is a mark."""
    languages: tuple[Language, ...] = ()
    """Languages expected (BCP 47: zh-Hans, zh-Hant, zh, en, …). Every document is kept; `max_foreign` says when a person is asked."""
    licence: str = ""
    """The licence you have of this source (SPDX), copied to every document."""
    media_type: str = ""
    """Media type of every item; empty: told by header, name and bytes."""
    charset: str = ""
    """Encoding label to try first, as a header would say it."""
    keep_bodies: bool = True
    """Whether captures keep the bytes; documents and edits give them back without (stateful encodings apart)."""
    vanish_after: Annotated[int, Field(ge=1)] = 1
    """Complete listings that must miss an item before it counts as vanished."""
    group: str = "default"
    """Schedule group: a deployment may ingest one group only."""
    thresholds: Thresholds = Thresholds()


class DirectorySource(Common):
    """`kind = "directory"`: the files under a directory that match `include`."""

    kind: Literal["directory"]
    path: str
    """The directory; a link that leads out of it is quarantined."""
    include: tuple[str, ...] = ("**/*",)
    """Globs; `**` stands for any directories below, hidden names must be asked for."""
    exclude: tuple[str, ...] = ()
    """Globs of what to leave out."""


class FilesSource(Common):
    """`kind = "files"`: files named one by one, or by glob."""

    kind: Literal["files"]
    paths: Paths
    """Files or globs; one that is named and missing is quarantined."""


class JsonlSource(Common):
    """`kind = "jsonl"`: every line of the files is a document (.gz too)."""

    kind: Literal["jsonl"]
    paths: Paths
    """Files or globs."""
    text: str = "text"
    """Field that holds the text."""
    key: str = ""
    """Field that names the document; without one its text does, and a changed text is a new document."""
    uri: str = ""
    """Field that holds the page's address."""


class ParquetSource(Common):
    """`kind = "parquet"`: every row of the files is a document."""

    kind: Literal["parquet"]
    paths: Paths
    """Files or globs."""
    text: str = "text"
    """Column that holds the text."""
    key: str = ""
    """Column that names the document; without one its text does."""
    uri: str = ""
    """Column that holds the page's address."""


class WarcSource(Common):
    """`kind = "warc"`: every answered request of the archives is a document; of several of one address the last."""

    kind: Literal["warc"]
    paths: Paths
    """Files or globs, packed record by record (.warc.gz) or plain."""
    media_types: tuple[str, ...] = ("text/html", "application/xhtml+xml", "text/plain")
    """Other records (images, scripts) are passed over."""


class WebCommon(Common):
    """Keys of every source that is fetched from the web."""

    per_second: Annotated[float, Field(gt=0)] = 1.0
    """Requests per second to one host; a longer crawl delay of its robots.txt wins."""
    concurrency: Annotated[int, Field(ge=1, le=32)] = 2
    """Requests at once to one host."""
    timeout: Annotated[float, Field(gt=0)] = 30.0
    """Seconds without a byte after which a request has failed."""
    allow_networks: tuple[str, ...] = ()
    """Private networks that may be reached ("10.0.0.0/8"); none by default, whatever a page redirects to."""
    ca_file: str = ""
    """PEM file of certificate authorities to trust beside the system's, relative to the settings file."""
    authorization_variable: str = ""
    """Environment variable whose value is sent as Authorization header; the value itself never stands in a file."""


class PagesSource(WebCommon):
    """`kind = "pages"`: pages named one by one, or by a file of addresses."""

    kind: Literal["pages"]
    urls: tuple[Address, ...] = ()
    """Addresses."""
    list_file: str = ""
    """File with an address a line ('#' begins a comment)."""


class SitemapSource(WebCommon):
    """`kind = "sitemap"`: the pages of a sitemap or of an index of sitemaps; a page that it drops is gone."""

    kind: Literal["sitemap"]
    url: Address
    """Address of the sitemap."""


class FeedSource(WebCommon):
    """`kind = "feed"`: the pages of an RSS or Atom feed; a page that has left the feed stays."""

    kind: Literal["feed"]
    url: Address
    """Address of the feed."""


class ObjectSource(Common):
    """`kind = "s3"`: the objects below an `s3://` prefix; credentials come from the environment, as every S3 client reads them."""

    kind: Literal["s3"]
    url: Annotated[str, Field(pattern=r"^s3://[^/\s]+(/\S*)?$")]
    """Bucket and prefix."""
    include: tuple[str, ...] = ("**/*",)
    """Globs of keys below the prefix."""
    endpoint: str = ""
    """Address of a store that is not Amazon's."""
    anonymous: bool = False
    """Whether to ask without credentials."""


SourceSettings = Annotated[
    DirectorySource
    | FilesSource
    | JsonlSource
    | ParquetSource
    | WarcSource
    | PagesSource
    | SitemapSource
    | FeedSource
    | ObjectSource,
    Field(discriminator="kind"),
]
ContainerSource = JsonlSource | ParquetSource | WarcSource
WebSource = PagesSource | SitemapSource | FeedSource
KINDS: dict[str, type[BaseModel]] = {
    "directory": DirectorySource,
    "files": FilesSource,
    "jsonl": JsonlSource,
    "parquet": ParquetSource,
    "warc": WarcSource,
    "pages": PagesSource,
    "sitemap": SitemapSource,
    "feed": FeedSource,
    "s3": ObjectSource,
}


class SettingsFile(Model):
    """The whole of `sources.toml`."""

    warehouse: WarehouseSettings = WarehouseSettings()
    run: RunSettings = RunSettings()
    source: Annotated[tuple[SourceSettings, ...], Field(min_length=1)]
