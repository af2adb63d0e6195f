"""Every table of a release and of the log: columns, their meaning, what sorts and identifies a row.

Compatibility: a minor version adds nullable columns or tables at the end; a major one may rename, retype or drop, and readers of
another major are refused. `docs/tables.md` is generated from here (`python -m warehouse.docs`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

SCHEMA_VERSION = "1.0"

TEXT = pa.string()
LARGE = pa.large_string()  # texts of a whole document: a row group of them may pass 2 GB
BYTES = pa.large_binary()
INT = pa.int64()
REAL = pa.float64()
BOOL = pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.field("element", TEXT, nullable=False))
INTS = pa.list_(pa.field("element", INT, nullable=False))


@dataclass(frozen=True)
class Column:
    """One column: its name, Arrow type and meaning; `null` says what null means, '' where it cannot be."""

    name: str
    type: pa.DataType
    says: str
    null: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, the columns that sort it and the columns that identify a row."""

    name: str
    says: str
    sort: tuple[str, ...]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in schema order."""
        return tuple(c.name for c in self.columns)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema: a description on every column, the schema version on the table."""
        fields = [
            pa.field(c.name, c.type, nullable=bool(c.null), metadata={"description": _described(c)})
            for c in self.columns
        ]
        return pa.schema(
            fields, metadata={"table": self.name, "description": self.says, "schema_version": SCHEMA_VERSION}
        )


def _described(column: Column) -> str:
    return column.says + (f" Null: {column.null}." if column.null else "")


C = Column
DOC = C(
    "doc_id",
    TEXT,
    "The document: 32 hex digits of SHA-256 over source_id, locator and part; the same on every machine.",
)
RULE = C("rule_id", TEXT, "The rule, `family.kind`; its words and hash stand in table rules.")
RAW_START = C("raw_start", INT, "Start in the source text, in code points.")
RAW_END = C("raw_end", INT, "End in the source text, in code points, exclusive.")
CLEAN_START = C("clean_start", INT, "Start in the clean text, in code points.")
CLEAN_END = C("clean_end", INT, "End in the clean text, in code points, exclusive.")
EVIDENCE = C("evidence", TEXT, "Why, in one sentence.")
EVIDENCE_SPANS = C(
    "evidence_spans", INTS, "The places the evidence speaks of, in the source text: start, end, start, end, …."
)
SOURCE = C("source_id", TEXT, "The declared source.")
RUN = C("run_id", TEXT, "The run (UUIDv7).")
RAW_SHA = C("raw_sha256", TEXT, "SHA-256 of the capture's bytes, hex.")

CAPTURES = Table(
    "captures", "The bytes of one item, as fetched after transfer and content decoding.", ("raw_sha256",), ("source_id", "raw_sha256"),
    (
        RAW_SHA, SOURCE,
        C("media_type", TEXT, "Media type the item was first served or found as."),
        C("header_charset", TEXT, "Charset of the transfer headers it was first served with, or ''."),
        C("bytes", INT, "Length of the body in bytes."),
        C("body", BYTES, "The bytes.", "the source keeps no bodies; documents and edits still give the bytes back"),
    ),
)  # fmt: skip

DOCUMENTS = Table(
    "documents", "Exactly one row per live document.", ("doc_id",), ("doc_id",),
    (
        DOC, SOURCE,
        C("source_uri", TEXT, "Where the item is."),
        C("locator", TEXT, "Where the item is, relative to its source."),
        C("part", TEXT, "Which document of the item (WARC record, JSONL line), or ''."),
        C("version_id", TEXT, "32 hex digits over doc_id, raw_sha256 and output_sha256: moves with every change of bytes or cleaning."),
        RAW_SHA,
        C("source_sha256", TEXT, "SHA-256 of the source text as UTF-8, hex."),
        C("clean_sha256", TEXT, "SHA-256 of the clean text as UTF-8, hex."),
        C("output_sha256", TEXT, "SHA-256 over text, decoding, ledger, markup, claims, flags, candidates, segments and pairs."),
        C("cleaning_hash", TEXT, "The first cleaning that gave this output: rules, settings, decoder, models, libraries."),
        C("run_id", TEXT, "The run that wrote this version first (UUIDv7)."),
        C("fetched_at", TIME, "When these bytes were first fetched; later sightings stand in the log."),
        C("media_type", TEXT, "Media type the text was cleaned as."),
        C("header_charset", TEXT, "Charset of the transfer headers, or ''."),
        C("encoding", TEXT, "Python name of the encoding of the bytes."),
        C("bom_length", INT, "Bytes of the byte order mark before the text."),
        C("decoding_decided", TEXT, "What decided the encoding."),
        C("decoding_runner_up", TEXT, "The second best encoding, or ''."),
        C("decoding_margin", REAL, "How far the runner-up was behind: nats per byte for content, 1 where the bytes leave no choice."),
        C("decoding_lied", TEXTS, "Declared charsets that the bytes contradict, each as place:label (header:gb2312)."),
        C("decoding_exceptions", TEXT, "JSON list of [offset, hex bytes]: code points the encoding would write otherwise."),
        C("decoding_verbatim", BOOL, "Whether only captures.body gives the bytes back (stateful codecs)."),
        C("markup", LARGE, "JSON of the markup layer (edits of rules markup.*), delta-coded; '' where there is none. See docs/tables.md."),
        C("text", LARGE, "The clean text."),
        C("title", TEXT, "First heading or title claim, else the first line; '' where there is none."),
        C("title_raw_start", INT, "Start of the title in the source text.", "there is no title"),
        C("title_raw_end", INT, "End of the title in the source text, exclusive.", "there is no title"),
        C("languages", TEXTS, "BCP 47 tags of the segments, most characters first."),
        C("scripts", TEXTS, "ISO 15924 codes of the clean text, most characters first."),
        C("source_licence", TEXT, "Licence declared for the source in sources.toml, or ''. What the page says stands in claims."),
        C("source_chars", INT, "Code points of the source text."),
        C("chars", INT, "Code points of the clean text."),
        C("removed_chars", INT, "Code points removed by edits, markup apart."),
        C("inserted_chars", INT, "Code points inserted by edits, markup apart."),
        C("loss", REAL, "Share of non-space characters lost; markup, boilerplate blocks and proven duplicates apart."),
        C("edits", INT, "Rows of this document in edits."),
        C("patches", INT, "Changes proposed and made: edits cut from one patch count once; markup apart."),
        C("markup_edits", INT, "Edits in the markup layer."),
        C("claims", INT, "Rows of this document in claims."),
        C("flags", INT, "Rows of this document in flags."),
        C("candidates", INT, "Rows of this document in candidates."),
        C("segments", INT, "Rows of this document in segments."),
        C("pairs", INT, "Rows of this document in pairs."),
        C("status", TEXT, "fresh; stale: a newer version is held back or in quarantine; in older releases erased: emptied on demand."),
    ),
)  # fmt: skip

EDITS = Table(
    "edits", "One change of a live document; markup.* edits stand in documents.markup.", ("doc_id", "seq"), ("edit_id",),
    (
        C("edit_id", TEXT, "32 hex digits over doc_id, raw_sha256, span, inserted text and rule_id."),
        DOC,
        C("seq", INT, "Place in the document's rows, from 0, in order of raw_start."),
        C("patch_seq", INT, "Edits cut from one patch share it."),
        RAW_START, RAW_END, CLEAN_START, CLEAN_END,
        C("removed", LARGE, "The characters taken out: the source text from raw_start to raw_end."),
        C("inserted", LARGE, "The characters put in: the clean text from clean_start to clean_end."),
        RULE, EVIDENCE, EVIDENCE_SPANS,
        C("confidence", REAL, "0 to 1: share of such patches a person would confirm; 1 where the rule is certain by construction."),
        C("via", TEXTS, "Rules whose earlier insertions this edit took over, oldest first."),
    ),
)  # fmt: skip

CLAIMS = Table(
    "claims", "What a source says of itself, from removed and from kept text.", ("doc_id", "seq"), ("doc_id", "seq"),
    (
        DOC,
        C("seq", INT, "Place in the document's rows, from 0."),
        C("field", TEXT, "What is claimed: publisher, author, published, source_url, licence_id, rights_statement, …."),
        C("value", TEXT, "The span verbatim; published is ISO 8601 at the text's precision, licence_id SPDX, LicenseRef- or a template's name."),
        RAW_START, RAW_END, RULE,
        C("verdict", TEXT, "unverified: no person has judged it; judgements stand in the log's verdicts."),
        C("doubts", TEXT, "The field this claim casts doubt on.", "it doubts none"),
        C("doubted_by", TEXT, "The rule of a claim of the same document that doubts this one, or ''."),
    ),
)  # fmt: skip

FLAGS = Table(
    "flags", "Damage that cannot be proved or repaired.", ("doc_id", "seq"), ("doc_id", "seq"),
    (DOC, C("seq", INT, "Place in the document's rows, from 0."), C("kind", TEXT, "What kind of damage."),
     RAW_START, RAW_END, RULE, EVIDENCE, EVIDENCE_SPANS),
)  # fmt: skip

CANDIDATES = Table(
    "candidates", "Removals that were considered and refused.", ("doc_id", "seq"), ("doc_id", "seq"),
    (DOC, C("seq", INT, "Place in the document's rows, from 0."), RULE, RAW_START, RAW_END,
     C("reason", TEXT, "Why it was refused.")),
)  # fmt: skip

SEGMENTS = Table(
    "segments", "A unit of one language.", ("doc_id", "ordinal"), ("doc_id", "ordinal"),
    (
        DOC,
        C("ordinal", INT, "Place in the document, from 0."),
        CLEAN_START, CLEAN_END, RAW_START, RAW_END,
        C("kind", TEXT, "heading, paragraph, cell, item, code, quote, …."),
        C("level", INT, "Heading level 1 to 6, depth of a list; 0 where the kind has none."),
        C("row", INT, "Number of the table row a cell stands in; -1 outside tables."),
        C("language", TEXT, "BCP 47: zh-Hans, zh-Hant, zh, en, …; mul where a line holds several, und where none was found."),
        C("text", LARGE, "The clean text from clean_start to clean_end."),
    ),
)  # fmt: skip

PAIRS = Table(
    "pairs", "Two segments that translate each other.", ("doc_id", "left", "right"), ("doc_id", "left", "right"),
    (
        DOC,
        C("left", INT, "Ordinal of the first segment. Quote the name in SQL."),
        C("right", INT, "Ordinal of the second segment. Quote the name in SQL."),
        C("score", REAL, "0 to 1: how well the evidence agrees."),
        C("method", TEXT, "What agreed."),
    ),
)  # fmt: skip

OVERLAPS = Table(
    "overlaps", "Text that two documents share, found from sketches and proved letter by letter on folded text: NFKC, no spacing or "
    "punctuation, lower case, Traditional as Simplified. Nothing is dropped from documents for it. Quote the name in SQL.",
    ("doc_id", "other_id", "script"), ("doc_id", "other_id", "script"),
    (
        DOC,
        C("other_id", TEXT, "The other document; its id is the higher one."),
        C("script", TEXT, "Which letters were compared: han, other, or all (copies with the same letters throughout)."),
        C("kind", TEXT, "exact: all letters are the same; near: the longer one's letters are shared, too, but for a fifth; contained: less than that."),
        C("clean_start", INT, "Start of the longest aligned stretch in the clean text of doc_id, in code points."),
        C("clean_end", INT, "Its end, exclusive."),
        C("other_start", INT, "Start of the same stretch in the clean text of other_id."),
        C("other_end", INT, "Its end, exclusive."),
        C("shared", INT, "Letters and digits that agree, in all aligned stretches."),
        C("stretches", INT, "Aligned stretches; what lies between two of them differs."),
        C("containment", REAL, "Share of the shorter text's letters of this script that are shared."),
        C("identity", REAL, "Share of the letters of the longest stretch that agree."),
        C("letters", INT, "Letters and digits of doc_id, of every script."),
        C("other_letters", INT, "Letters and digits of other_id, of every script."),
        C("differences", INT, "Places where the longest stretch differs."),
        C("difference_spans", INTS, "The first 32 of them, as spans of both clean texts: start, end, start, end in the other, …."),
        C("folded", BOOL, "Whether letters of the stretch are written otherwise: in the other script, another width or case."),
    ),
)  # fmt: skip

CLUSTERS = Table(
    "clusters", "Which document stands for others: nearly all of a document's text stands in its canonical one. Documents without such a "
    "relation have no row.",
    ("doc_id",), ("doc_id",),
    (
        DOC,
        C("canonical_id", TEXT, "The document that stands for it: of those that hold its text the one with most letters."),
        C("reason", TEXT, "canonical: stands for itself and others; exact: the same letters; near: the same but for less than a fifth; "
          "contained: lies in a longer one."),
        C("held", REAL, "Share of the document's letters that the canonical one holds in the same order."),
    ),
)  # fmt: skip

VANISHED = Table(
    "vanished", "Documents whose item is gone.", ("doc_id",), ("doc_id",),
    (
        DOC, SOURCE,
        C("source_uri", TEXT, "Where the item was."),
        C("locator", TEXT, "Where the item was, relative to its source."),
        C("part", TEXT, "Which document of the item, or ''."),
        C("version_id", TEXT, "Its last version."),
        RAW_SHA,
        C("clean_sha256", TEXT, "SHA-256 of its last clean text as UTF-8, hex."),
        C("title", TEXT, "Its last title, or ''."),
        C("last_seen", TIME, "When the item was last seen."),
        C("vanished_at", TIME, "When it was found to be gone."),
        C("moved_to", TEXT, "doc_id of the new item with the same bytes, or ''."),
        C("text", LARGE, "Its last clean text.", "the source's policy is to drop it"),
    ),
)  # fmt: skip

RULES = Table(
    "rules", "The catalogue: every rule that could act or did.", ("rule_id",), ("rule_id",),
    (
        RULE,
        C("version", INT, "Version of the rule."),
        C("hash", TEXT, "16 hex digits over words, version, code, patterns, parameters and data."),
        C("says", TEXT, "What the rule says of a span."),
        C("why", TEXT, "Why that is sound."),
    ),
)  # fmt: skip

RELEASE = (CAPTURES, DOCUMENTS, EDITS, CLAIMS, FLAGS, CANDIDATES, SEGMENTS, PAIRS, OVERLAPS, CLUSTERS, VANISHED, RULES)
WHOLE = ("overlaps", "clusters")  # tables whose rows speak of documents of several sources
OUTPUT = (EDITS, CLAIMS, FLAGS, CANDIDATES, SEGMENTS, PAIRS)  # what a document's output consists of, beside its own row

RUNS = Table(
    "runs", "A run, twice: a start file before work and an end file after it.", ("run_id", "state"), ("run_id", "state"),
    (
        RUN,
        C("state", TEXT, "started, or at the end: published, idle, failed, blocked."),
        C("logged_at", TIME, "When it started or ended."),
        C("code_version", TEXT, "Version of this software."),
        C("lock_hash", TEXT, "Hash of the locked requirements, or ''."),
        C("rules_hash", TEXT, "Hash over the rules in use."),
        C("settings", TEXT, "The settings as JSON, secrets left out."),
        C("command", TEXT, "What was asked for."),
        C("parent_release", INT, "Release the run worked from.", "there was none"),
        C("new_release", INT, "Release it published.", "none, or not yet"),
        C("counts", TEXT, "JSON of counts by state."),
        C("error", TEXT, "What stopped it, or ''."),
    ),
)  # fmt: skip

FETCHES = Table(
    "fetches", "One request, or one read of a file.", ("uri",), ("run_id", "uri", "logged_at"),
    (
        RUN, SOURCE,
        C("uri", TEXT, "What was asked for."),
        C("final_uri", TEXT, "Where redirects led."),
        C("logged_at", TIME, "When."),
        C("status", INT, "HTTP status; 0 for files."),
        C("etag", TEXT, "ETag of the answer, or ''."),
        C("last_modified", TEXT, "Last-Modified of the answer, or ''."),
        C("redirects", TEXTS, "Addresses on the way, in order."),
        C("robots", TEXT, "Verdict of robots.txt: allowed, refused, none, or '' where it does not apply."),
        C("container_sha256", TEXT, "Digest of the container (WARC, archive, JSONL), or ''."),
        C("container_offset", INT, "Byte offset in the container.", "there is no container"),
        C("warc_record_id", TEXT, "WARC-Record-ID, or ''."),
        C("raw_sha256", TEXT, "SHA-256 of the body, or '' where there was none."),
        C("bytes", INT, "Length of the body."),
        C("error", TEXT, "What went wrong, or ''."),
    ),
)  # fmt: skip

SIGHTINGS = Table(
    "sightings", "Every item of every run, unchanged ones too.", ("doc_id",), ("run_id", "doc_id"),
    (
        RUN, SOURCE, DOC,
        C("locator", TEXT, "Where the item is, relative to its source."),
        C("part", TEXT, "Which document of the item, or ''."),
        C("source_uri", TEXT, "Where the item is."),
        C("logged_at", TIME, "When it was seen or missed."),
        C("state", TEXT, "new, changed, recleaned, unchanged, returned, moved, missing, vanished, quarantined, held back, suppressed."),
        C("raw_sha256", TEXT, "SHA-256 of the bytes seen, or ''."),
        C("version_id", TEXT, "Version that is live after this run, or ''."),
        C("says", TEXT, "The reason where the state has one, or ''."),
    ),
)  # fmt: skip

QUALITY = Table(
    "quality", "One measured figure and its threshold.", ("scope", "metric"), ("run_id", "scope", "metric"),
    (
        RUN,
        C("scope", TEXT, "release, source:ID or document:ID."),
        C("metric", TEXT, "What was measured."),
        C("value", REAL, "The figure."),
        C("threshold", REAL, "What it was held to.", "it is only reported"),
        C("severity", TEXT, "block, warn or info."),
        C("passed", BOOL, "Whether it held."),
    ),
)  # fmt: skip

QUARANTINE = Table(
    "quarantine", "An item that could not become a document, or whose new version was held back.", ("doc_id",),
    ("run_id", "doc_id"),
    (
        RUN, SOURCE, DOC,
        C("locator", TEXT, "Where the item is, relative to its source."),
        C("part", TEXT, "Which document of the item, or ''."),
        C("source_uri", TEXT, "Where the item is."),
        C("raw_sha256", TEXT, "SHA-256 of its bytes, which lie in rejected/; '' where there are none."),
        C("cleaning_hash", TEXT, "The cleaning that failed."),
        C("stage", TEXT, "fetch, intake, process (it killed the process that cleaned it), decoding, cleaning, laws, loss or contract."),
        C("error", TEXT, "What went wrong, and what to do next where that is known."),
        C("attempts", INT, "How often this cleaning failed on these bytes."),
        C("logged_at", TIME, "When."),
    ),
)  # fmt: skip

VERDICTS = Table(
    "verdicts", "A person's judgement of an edit, a claim or a document.", ("doc_id",), ("run_id", "doc_id", "about", "subject"),
    (
        RUN, DOC,
        C("about", TEXT, "edit, claim, flag, candidate, document, or span: a place that no rule may touch."),
        C("subject", TEXT, "edit_id, or the row's span as raw_start-raw_end."),
        RAW_START, RAW_END,
        C("verdict", TEXT, "right, wrong or unsure; of a span: protected."),
        C("reviewer", TEXT, "Who judged."),
        C("note", TEXT, "Why, or ''."),
        C("logged_at", TIME, "When."),
        C("raw_sha256", TEXT, "SHA-256 of the capture whose code points a protected span counts, hex.", "it protects nothing"),
        C("text", TEXT, "The protected text with up to 16 code points to each side, to find it in other bytes.", "it protects nothing, or was erased"),
    ),
)  # fmt: skip

ERASURES = Table(
    "erasures", "A document whose text was purged: the tombstone that keeps it from coming back.", ("doc_id",), ("run_id", "doc_id"),
    (
        RUN, SOURCE, DOC, RAW_SHA,
        C("clean_sha256", TEXT, "SHA-256 of the purged clean text, hex."),
        C("reason", TEXT, "Why."),
        C("releases", INTS, "Releases it was purged from."),
        C("logged_at", TIME, "When."),
    ),
)  # fmt: skip

LOG = (RUNS, FETCHES, SIGHTINGS, QUALITY, QUARANTINE, VERDICTS, ERASURES)
TABLES = {table.name: table for table in (*RELEASE, *LOG)}
