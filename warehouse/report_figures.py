"""Every figure of a report and the one SQL statement that computes it: the page, report.json and the tests share these.

The statements read the tables of a release and of the log by name, and beside them `this` (release, before, run_id, now: one row),
`before_documents` and `before_vanished` (the release before) and `history` (documents of every kept release, with its number).
"""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """A figure: its name in report.json, what it says, and its SQL, whose column names are the figure's."""

    name: str
    says: str
    sql: str


PAGE_CHARS = "chars + removed_chars - inserted_chars"  # what a document holds once markup is off

# Documents of this release and the one before, each in one class (`warehouse.diff` says the same of two releases).
CLASSED = """
WITH began AS (SELECT * FROM runs WHERE state = 'started'),
     said AS (SELECT doc_id, logged_at AS said_at FROM verdicts WHERE about = 'span' AND verdict = 'protected'),
     moved AS (SELECT DISTINCT moved_to FROM vanished SEMI JOIN before_documents USING (doc_id)),
     classed AS (
       SELECT doc_id, coalesce(now.source_id, was.source_id) AS source_id, coalesce(now.locator, was.locator) AS locator,
              CASE WHEN was.doc_id IS NULL THEN 'added'
                   WHEN now.doc_id IS NULL THEN CASE WHEN gone.doc_id IS NULL THEN 'vanished' ELSE 'erased' END
                   WHEN was.raw_sha256 <> now.raw_sha256 THEN 'source changed'
                   WHEN was.output_sha256 <> now.output_sha256 THEN 'cleaning changed' ELSE 'unchanged' END AS change,
              CASE WHEN was.doc_id IS NULL AND former.doc_id IS NOT NULL THEN 'returned'
                   WHEN was.doc_id IS NULL AND moved.moved_to IS NOT NULL THEN 'moved'
                   WHEN was.raw_sha256 = now.raw_sha256 AND was.output_sha256 <> now.output_sha256 THEN concat_ws(', ',
                     CASE WHEN EXISTS (FROM said WHERE said.doc_id = now.doc_id AND said_at BETWEEN a.logged_at AND b.logged_at)
                          THEN 'overruled' END,
                     CASE WHEN a.rules_hash <> b.rules_hash THEN 'rules' END,
                     CASE WHEN a.settings <> b.settings THEN 'settings' END,
                     CASE WHEN a.lock_hash <> b.lock_hash OR a.code_version <> b.code_version THEN 'libraries' END)
                   ELSE '' END AS cause
       FROM documents AS now FULL JOIN before_documents AS was USING (doc_id)
       LEFT JOIN (SELECT DISTINCT doc_id FROM erasures) AS gone USING (doc_id)
       LEFT JOIN before_vanished AS former USING (doc_id)
       LEFT JOIN moved ON moved.moved_to = doc_id
       LEFT JOIN began AS a ON a.run_id = was.run_id LEFT JOIN began AS b ON b.run_id = now.run_id)
"""

# Items whose last sighting says that they are stopped, with the last thing that was said of why.
STOPPED = """
WITH seen AS (SELECT doc_id, arg_max(state, run_id) AS state FROM sightings GROUP BY doc_id),
     stopped AS (SELECT q.* FROM quarantine q JOIN seen USING (doc_id) WHERE state IN ('quarantined', 'held back')
                 QUALIFY row_number() OVER (PARTITION BY q.doc_id ORDER BY q.run_id DESC, q.logged_at DESC) = 1)
"""

FIGURES = (
    Figure(
        "totals",
        "What the release holds, in one row.",
        f"""SELECT count(*) AS documents, count(DISTINCT source_id) AS sources,
                   coalesce(sum(source_chars), 0) AS source_chars, coalesce(sum({PAGE_CHARS}), 0) AS page_chars,
                   coalesce(sum(chars), 0) AS chars, coalesce(sum(removed_chars), 0) AS removed_chars,
                   coalesce(sum(inserted_chars), 0) AS inserted_chars, count(*) FILTER (status = 'stale') AS stale,
                   coalesce(sum(edits), 0) AS edits, coalesce(sum(markup_edits), 0) AS markup_edits,
                   coalesce(sum(claims), 0) AS claims, (SELECT count(*) FROM claims WHERE doubted_by <> '') AS doubted,
                   coalesce(sum(flags), 0) AS flags, coalesce(sum(candidates), 0) AS candidates,
                   coalesce(sum(segments), 0) AS segments, coalesce(sum(pairs), 0) AS pairs,
                   (SELECT count(*) FROM vanished) AS vanished
            FROM documents""",
    ),
    Figure(
        "rules",
        "Edits outside the markup layer, by rule: how many, in how many documents, characters taken and put in.",
        """SELECT rule_id, any_value(version) AS version, count(*) AS edits, count(DISTINCT doc_id) AS documents,
                  sum(length(removed))::BIGINT AS removed, sum(length(inserted))::BIGINT AS inserted,
                  min(confidence) AS least_confidence, any_value(says) AS says
           FROM edits LEFT JOIN rules USING (rule_id) GROUP BY rule_id ORDER BY removed DESC, rule_id""",
    ),
    Figure(
        "sources",
        "Characters by source: kept, taken by edits, taken with markup.",
        f"""SELECT source_id, count(*) AS documents, sum(chars)::BIGINT AS kept, sum(removed_chars)::BIGINT AS taken,
                   sum(source_chars - ({PAGE_CHARS}))::BIGINT AS markup, sum(edits)::BIGINT AS edits,
                   count(*) FILTER (status = 'stale') AS stale, max(loss) AS highest_loss
            FROM documents GROUP BY source_id ORDER BY kept + taken DESC, source_id""",
    ),
    Figure(
        "noise",
        "Share of the characters, markup apart, that edits took, over the kept releases.",
        f"""SELECT release, count(*) AS documents, round(sum(removed_chars) / greatest(sum({PAGE_CHARS}), 1), 6) AS noise_share
            FROM history GROUP BY release ORDER BY release""",
    ),
    Figure(
        "encodings",
        "Documents by encoding, and how many carried a declaration that their bytes contradict.",
        """SELECT encoding, count(*) AS documents, count(*) FILTER (len(decoding_lied) > 0) AS lied
           FROM documents GROUP BY encoding ORDER BY documents DESC, encoding""",
    ),
    Figure(
        "languages",
        "Characters and documents by language of the segments.",
        """SELECT language, sum(clean_end - clean_start)::BIGINT AS characters, count(DISTINCT doc_id) AS documents
           FROM segments GROUP BY language ORDER BY characters DESC, language""",
    ),
    Figure(
        "scripts",
        "Documents in which a script stands (ISO 15924).",
        """SELECT script, count(*) AS documents FROM (SELECT unnest(scripts) AS script FROM documents)
           GROUP BY script ORDER BY documents DESC, script""",
    ),
    Figure(
        "lengths",
        "Documents by length in characters, before (decoded source) and after cleaning; a bin reaches to twice its begin.",
        """WITH both_sides AS (SELECT 'before' AS side, source_chars AS n FROM documents
                               UNION ALL SELECT 'after', chars FROM documents)
           SELECT CASE WHEN n = 0 THEN 0 ELSE pow(2, floor(log2(n)))::BIGINT END AS at_least,
                  count(*) FILTER (side = 'before') AS before, count(*) FILTER (side = 'after') AS after
           FROM both_sides GROUP BY at_least ORDER BY at_least""",
    ),
    Figure(
        "duplicates",
        "Text that stood twice in a document and was taken once: by rule, with the characters taken.",
        """SELECT rule_id, count(DISTINCT (doc_id, patch_seq)) AS copies, count(DISTINCT doc_id) AS documents,
                  sum(length(removed))::BIGINT AS removed, count(*) AS edits
           FROM edits WHERE starts_with(rule_id, 'duplicate.') GROUP BY rule_id ORDER BY removed DESC, rule_id""",
    ),
    Figure(
        "twins",
        "Groups of documents whose clean text is the same, character for character.",
        """SELECT clean_sha256, count(*) AS documents, min(doc_id) AS first_doc_id, any_value(chars) AS chars FROM documents
           WHERE chars > 0 GROUP BY clean_sha256 HAVING count(*) > 1 ORDER BY documents DESC, clean_sha256 LIMIT 50""",
    ),
    Figure(
        "overlaps",
        "Pairs of documents that share text, by kind: the same letters, the same but for a fifth, or part of one in the other.",
        """SELECT kind, count(*) AS pairs, count(DISTINCT doc_id) AS documents, count(*) FILTER (folded) AS written_otherwise,
                  min(containment) AS least_containment, min(identity) AS least_identity
           FROM "overlaps" GROUP BY kind ORDER BY pairs DESC, kind""",
    ),
    Figure(
        "clusters",
        "Documents whose text another one holds, by how: consumers that want each text once leave these out.",
        """SELECT reason, count(*) AS documents, count(DISTINCT canonical_id) AS canonical, min(held) AS least_held
           FROM clusters WHERE reason <> 'canonical' GROUP BY reason ORDER BY documents DESC, reason""",
    ),
    Figure(
        "claims",
        "What the sources say of themselves, by field, and how many of these claims another one doubts.",
        """SELECT field, count(*) AS claims, count(DISTINCT doc_id) AS documents, count(*) FILTER (doubted_by <> '') AS doubted
           FROM claims GROUP BY field ORDER BY claims DESC, field""",
    ),
    Figure(
        "flags",
        "Damage that cannot be proved or repaired, by kind.",
        """SELECT kind, count(*) AS flags, count(DISTINCT doc_id) AS documents
           FROM flags GROUP BY kind ORDER BY flags DESC, kind""",
    ),
    Figure(
        "candidates",
        "Removals that were considered and refused, by rule.",
        """SELECT rule_id, count(*) AS candidates, count(DISTINCT doc_id) AS documents
           FROM candidates GROUP BY rule_id ORDER BY candidates DESC, rule_id""",
    ),
    Figure(
        "quarantine",
        "Items that are in quarantine or held back now, by the stage that stopped them.",
        f"""{STOPPED} SELECT stage, count(*) AS items FROM stopped GROUP BY stage ORDER BY items DESC, stage""",
    ),
    Figure(
        "pairs",
        "Pairs of segments that translate each other, by score in tenths.",
        """SELECT least(floor(score * 10), 9) / 10 AS at_least, count(*) AS pairs, count(DISTINCT doc_id) AS documents
           FROM pairs GROUP BY at_least ORDER BY at_least""",
    ),
    Figure(
        "runs",
        "The last twenty runs: how they ended and how many seconds they took; the run of this report until now.",
        """SELECT runs.run_id, coalesce(max(state) FILTER (state <> 'started'), 'running') AS state,
                  round(epoch(coalesce(max(logged_at) FILTER (state <> 'started'), max(this.now))
                              - min(logged_at)), 3) AS seconds,
                  max(new_release) AS new_release, strftime(min(logged_at), '%Y-%m-%d %H:%M:%S') AS started
           FROM runs, this GROUP BY runs.run_id ORDER BY runs.run_id DESC LIMIT 20""",
    ),
    Figure(
        "sightings",
        "The items of the last run, by what became of them.",
        """SELECT state, count(*) AS items, count(DISTINCT source_id) AS sources FROM sightings, this
           WHERE sightings.run_id = this.run_id GROUP BY state ORDER BY items DESC, state""",
    ),
    Figure(
        "changes",
        "Documents of this release and the one before, each in one class; the classes add up to the union of both.",
        f"""{CLASSED} SELECT change, cause, count(*) AS documents FROM classed
            GROUP BY change, cause ORDER BY documents DESC, change, cause""",
    ),
    Figure(
        "contracts",
        "Figures of the last run that were held to a threshold; severity `block` holds a source back, `warn` asks for a person.",
        """SELECT scope, metric, value, threshold, severity, passed FROM quality, this
           WHERE quality.run_id = this.run_id AND threshold IS NOT NULL ORDER BY passed, severity, scope, metric""",
    ),
    Figure(
        "precision",
        "Edits that people judged, by rule: how many were right, and the 95 % Wilson interval of that share.",
        """WITH last AS (SELECT subject, reviewer, arg_max(verdict, logged_at) AS verdict FROM verdicts
                         WHERE about = 'edit' GROUP BY subject, reviewer),
                counted AS (SELECT rule_id, count(*) FILTER (verdict = 'right') AS right_, count(*) FILTER (verdict = 'wrong') AS wrong,
                                   count(*) FILTER (verdict = 'unsure') AS unsure
                            FROM last JOIN edits ON edits.edit_id = last.subject GROUP BY rule_id),
                shares AS (SELECT *, right_ + wrong AS n, right_ / greatest(right_ + wrong, 1) AS p, 1.959964 AS z FROM counted)
           SELECT rule_id, right_ AS "right", wrong, unsure,
                  CASE WHEN n > 0 THEN round(p, 6) END AS precision,
                  CASE WHEN n > 0 THEN round(greatest(0, (p + z*z/(2*n) - z*sqrt(p*(1-p)/n + z*z/(4*n*n))) / (1 + z*z/n)), 6) END AS low,
                  CASE WHEN n > 0 THEN round(least(1, (p + z*z/(2*n) + z*sqrt(p*(1-p)/n + z*z/(4*n*n))) / (1 + z*z/n)), 6) END AS high
           FROM shares ORDER BY low, rule_id""",
    ),
    Figure(
        "held",
        "Sources that the last run held back, and how many items waited; single items stand under quarantine.",
        """SELECT source_id, count(*) AS items FROM sightings, this
           WHERE sightings.run_id = this.run_id AND state = 'held back'
             AND doc_id NOT IN (SELECT doc_id FROM quarantine, this WHERE quarantine.run_id = this.run_id)
           GROUP BY source_id ORDER BY source_id""",
    ),
)  # fmt: skip
