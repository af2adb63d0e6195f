"use strict";
// The page's own script: opens documents, rules and rows from the compressed text below. Every text of a source reaches the page as a text
// node, never as HTML; controls, bidi and zero-width characters are shown as code points.

const $ = (id) => document.getElementById(id);
const SHOWN = 500; // rows or spans drawn at once
let lines = [], index = null, ready = null;

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
  return node;
}

// ---------- texts ----------
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff]|[\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}]/gu;
const code = (c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

function inert(text) {
  const found = document.createDocumentFragment();
  let at = 0;
  for (const hit of text.matchAll(HIDDEN)) {
    found.append(text.slice(at, hit.index), make("span", { class: "ctl", title: "an invisible character" }, code(hit[0])));
    at = hit.index + hit[0].length;
  }
  found.append(text.slice(at));
  return found;
}
const says = (value) => make("bdi", {}, inert(String(value)));
const plain = (text) => String(text).replace(HIDDEN, (c) => "[" + code(c) + "]");
const count = (number, thing) => number.toLocaleString("en") + " " + thing + (number === 1 ? "" : "s");

// Offsets count code points; texts beyond the basic plane are cut as arrays.
function points(text) { return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text; }
const cut = (held, from, to) => (typeof held === "string" ? held.slice(from, to) : held.slice(from, to).join(""));

// ---------- data ----------
async function load() {
  const bytes = Uint8Array.from(atob($("data").textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  lines = (await new Response(stream).text()).split("\n");
  lines.pop();
  index = JSON.parse(lines[lines.length - 1]);
  index.version = new Map(index.rules.map((rule) => [rule[0], rule]));
}
const own = (map, name) => (Object.hasOwn(map, name) ? map[name] : undefined); // a link may say __proto__
const ruleOf = (rule) => (typeof rule === "number" ? index.rules[rule][0] : rule);
const family = (rule) => "f-" + (rule.split(".")[0].replace(/[^a-z]/g, "") || "other");
const kept = new Map();
function opened(id) {
  if (!Object.hasOwn(index.lines, id)) return null;
  if (!kept.has(id)) kept.set(id, JSON.parse(lines[index.lines[id]]));
  return kept.get(id);
}
function objects(name) {
  const { columns, rows } = index.listings[name];
  return rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
}
let places = null;
function place(id) {
  places = places || new Map(objects("documents").map((row) => [row.doc_id, row]));
  return places.get(id);
}
function nameOf(id) { const row = place(id); return row ? row.locator + (row.part ? " " + row.part : "") : id.slice(0, 12); }

// ---------- pages ----------
const link = (words, fields) => "#" + words + Object.entries(fields || {}).map(([name, value]) => "&" + name + "=" + encodeURIComponent(value)).join("");
const docLink = (id, start, end) => link("doc=" + encodeURIComponent(id), start === undefined || start === null ? {} : { at: start + "-" + end });
function show(title, ...parts) {
  hideNote();
  $("detail").replaceChildren(make("p", { class: "crumb" }, make("a", { href: "#overview" }, "← Overview")), make("h1", { id: "title" }, title), ...parts.flat(9));
  $("overview").hidden = true;
  $("detail").hidden = false;
}
function overview(part) {
  hideNote();
  $("overview").hidden = false;
  $("detail").hidden = true;
  $("detail").replaceChildren();
  const target = part && $(part);
  if (target) { target.scrollIntoView(); target.focus({ preventScroll: true }); }
}

// ---------- rows ----------
const LINKS = { doc_id: (v, row) => docLink(v, row.raw_start, row.raw_end), rule_id: (v) => link("rule=" + encodeURIComponent(v)) };
const NARROW = new Set(["raw_start", "raw_end", "before_bin", "after_bin", "twins", "at_least"]);
function matches(row, filter) {
  return Object.entries(filter).every(([name, wanted]) => {
    const value = row[name];
    if (wanted === "*") return value !== null && value !== undefined && value !== "";
    if (Array.isArray(value)) return value.includes(wanted);
    return typeof value === "number" ? value === Number(wanted) : String(value === null || value === undefined ? "" : value) === wanted;
  });
}
function cell(name, row) {
  const value = row[name];
  const text = Array.isArray(value) ? value.join(", ") : value === null || value === undefined ? "" : typeof value === "number" ? value.toLocaleString("en") : String(value);
  const label = name === "doc_id" ? "open" : text;
  const inside = LINKS[name] && value && (name !== "doc_id" || place(value)) ? make("a", { href: LINKS[name](value, row) }, says(label)) : text ? says(name === "doc_id" ? text.slice(0, 12) : text) : "";
  return make("td", { "data-head": name, class: typeof value === "number" ? "num" : null }, inside);
}
function table(columns, rows) {
  const body = make("tbody", {});
  const held = make("div", { class: "rows" }, make("table", {}, make("thead", {}, make("tr", {}, columns.map((c) => make("th", { scope: "col", class: rows.length && typeof rows[0][c] === "number" ? "num" : null }, c)))), body));
  more(rows, body, (row) => make("tr", {}, columns.map((c) => cell(c, row))), held);
  return held;
}
function more(items, into, draw, holder) {
  let at = 0;
  const button = make("button", { type: "button" });
  const step = () => {
    into.append(...items.slice(at, at + SHOWN).map(draw));
    at = Math.min(items.length, at + SHOWN);
    button.textContent = "Show more (" + count(items.length - at, "row") + " left)";
    if (at >= items.length) button.remove();
  };
  button.addEventListener("click", step);
  if (items.length > SHOWN) holder.append(button);
  step();
}
function rowsPage(name, filter) {
  const listing = own(index.listings, name);
  if (!listing) return missing("There is no listing " + name);
  const found = objects(name).filter((row) => matches(row, filter));
  const filled = (c) => found.some((row) => row[c] !== null && row[c] !== "" && !(Array.isArray(row[c]) && !row[c].length));
  const columns = listing.columns.filter((c) => !NARROW.has(c) && !(c in filter && filter[c] !== "*") && filled(c));
  const chosen = Object.entries(filter).map(([key, value]) => make("span", { class: "pill" }, key + ": ", says(value === "*" ? "any" : value || "none")));
  const sampled = listing.total > listing.rows.length ? " of a seeded sample of " + listing.rows.length.toLocaleString("en") + " of all " + listing.total.toLocaleString("en") + " rows" : "";
  show(listing.title, make("p", { class: "filter", id: "count", "data-count": found.length, "data-sampled": sampled ? 1 : 0 }, chosen, count(found.length, "row") + sampled,
    chosen.length ? [" · ", make("a", { href: link("rows=" + name) }, "all rows")] : ""), found.length ? table(columns, found) : make("p", { class: "calm" }, "None."));
}

// ---------- rules ----------
function rulesPage() {
  const used = index.rules.filter((rule) => index.uses[rule[0]]);
  const rows = used.map((rule) => {
    const [documents, edits] = index.uses[rule[0]];
    return { rule_id: rule[0], version: rule[1], documents, edits, says: rule[2] };
  }).sort((a, b) => b.edits - a.edits);
  const silent = index.rules.filter((rule) => !index.uses[rule[0]] && !rule[0].startsWith("markup."));
  show("Rules", make("p", { class: "filter", id: "count", "data-count": rows.length }, count(rows.length, "rule") + " changed something; " + count(silent.length, "rule") + " found nothing here."),
    table(["rule_id", "says", "edits", "documents", "version"], rows),
    make("details", {}, make("summary", {}, "Rules that found nothing"), make("ul", {}, silent.map((rule) => make("li", {}, make("a", { href: link("rule=" + encodeURIComponent(rule[0])) }, rule[0]), " ", says(rule[2]))))));
}
function* spansOf(rule) {
  const [documents, , uses] = own(index.uses, rule) || [0, 0, []];
  for (const id of documents > uses.length ? Object.keys(index.lines) : uses.map((use) => use[0])) { // the index names the first of many
    const doc = opened(id);
    if (!doc) continue;
    let raw = 0;
    for (const [n, piece] of doc.pieces.entries()) {
      if (typeof piece === "string") { raw += length(piece); continue; }
      if (ruleOf(piece[0]) === rule) yield { id, start: raw, end: raw + piece[6], before: around(doc.pieces, n, -1), removed: piece[2], inserted: piece[3], after: around(doc.pieces, n, 1), evidence: doc.evidence[piece[1]], confidence: piece[4] };
      raw += piece[6];
    }
  }
  for (const [id, start, end, before, removed, inserted, after, evidence, confidence] of own(index.spans, rule) || []) yield { id, start, end, before, removed, inserted, after, evidence, confidence };
}
const length = (text) => { const held = points(text); return held.length; };
function around(pieces, n, step) {
  let text = "";
  for (let at = n + step; at >= 0 && at < pieces.length && text.length < 60; at += step) {
    const piece = typeof pieces[at] === "string" ? pieces[at] : pieces[at][3];
    text = step < 0 ? piece.slice(-80) + text : text + piece.slice(0, 80);
  }
  return step < 0 ? text.slice(-60).replace(/^[\udc00-\udfff]/, "") : text.slice(0, 60).replace(/[\ud800-\udbff]$/, "");
}
const middle = (text) => (text.length > 1200 ? text.slice(0, 600) + " … " + (text.length - 1200).toLocaleString("en") + " more … " + text.slice(-600) : text);
function rulePage(rule) {
  const known = index.version.get(rule);
  if (!known) return missing("There is no rule " + plain(rule));
  const [documents, edits, uses] = own(index.uses, rule) || [0, 0, []];
  const spans = [...spansOf(rule)];
  const list = make("div", { class: family(rule) });
  const holder = make("section", { class: "part" }, make("h2", {}, "Spans in context"), list);
  more(spans, list, (span) => make("div", { class: "span" }, make("span", { class: "where" }, make("a", { href: docLink(span.id, span.start, span.end) }, says(nameOf(span.id) + " " + span.start + "–" + span.end)),
    " · ", says(span.evidence), " · confidence " + span.confidence), inert(span.before), span.removed ? make("del", { class: "e" }, inert(visibleSpace(middle(span.removed)))) : "", span.inserted ? make("ins", { class: "e" }, inert(visibleSpace(middle(span.inserted)))) : "", inert(span.after)), holder);
  const rows = uses.map(([id, edits]) => ({ doc_id: id, document: nameOf(id), title: (place(id) || {}).title || "", edits }));
  show(make("span", { class: family(rule) }, rule), make("p", { class: "why" }, says(known[2]), " ", says(known[3])), make("p", { class: "facts", id: "count", "data-count": spans.length, "data-sampled": index.whole ? 0 : 1 },
    "version " + known[1] + " · " + count(edits, "edit") + (index.whole ? "" : ", " + spans.length.toLocaleString("en") + " of them in this page, a seeded sample") + " · " + count(documents, "document")),
    rows.length ? make("section", { class: "part" }, make("h2", {}, "Documents" + (documents > rows.length ? ", the " + rows.length + " with most edits" : "")), table(["doc_id", "document", "title", "edits"], rows)) : "", spans.length ? holder : make("p", { class: "calm" }, rule.startsWith("markup.") ? "Tags and references stand in the markup layer: each document shows its own." : "It changed nothing in this release."));
}
const visibleSpace = (text) => (/\S/.test(text) ? text : text.replace(/\n/g, "↵\n").replace(/ /g, "␣").replace(/\u3000/g, "□").replace(/\t/g, "⇥").replace(/\u00a0/g, "⍽"));

// ---------- documents ----------
function docPage(id, at) {
  const row = place(id), doc = opened(id);
  if (!doc) {
    return show(row ? says(row.title || row.locator) : "Document " + plain(id).slice(0, 40), make("p", { class: "why" }, row ? "This page holds a sample; the text of this document is not in it." : "This release has no such document, or its row is not in this page's sample."),
      make("p", {}, make("code", {}, "palimpsest report --doc " + plain(id).slice(0, 40)), " writes its page."), row ? table(index.listings.documents.columns.filter((c) => !NARROW.has(c)), [row]) : "");
  }
  const marks = marksOf(doc);
  const view = drawn(doc, marks);
  const facts = row ? [["source", row.source_id], ["encoding", row.encoding], ["languages", row.language.join(", ")], ["characters", row.source_chars.toLocaleString("en") + " → " + row.chars.toLocaleString("en")], ["edits", row.edits], ["status", row.status]] : [];
  show(says(doc.title || (row && row.locator) || id), make("p", { class: "facts" }, facts.map(([name, value]) => make("span", {}, name + " ", make("b", {}, says(value))))),
    make("p", { class: "facts" }, says(doc.uri), " · ", make("code", {}, id)), key(doc), tools(view), view, lists(doc, id), (doc.copies || []).map((copy) => copyPart(copy, id)), pairsPart(doc, id));
  if (at) focusOn(view, at);
}
function key(doc) {
  const counts = new Map();
  for (const piece of doc.pieces) if (typeof piece !== "string") counts.set(ruleOf(piece[0]), (counts.get(ruleOf(piece[0])) || 0) + 1);
  return make("p", { class: "key", "aria-label": "Rules that changed this document" }, [...counts].sort((a, b) => b[1] - a[1]).map(([rule, times]) => make("a", { href: link("rule=" + encodeURIComponent(rule)) }, make("i", { class: "dot " + family(rule), "aria-hidden": "true" }), rule + " " + times)));
}
function marksOf(doc) {
  const marks = [];
  for (const [field, value, start, end, rule, doubts, doubted] of doc.claims) marks.push({ start, end, kind: "claim", says: "claim: " + field + " = " + value, rule, more: doubted ? "doubted by " + doubted : doubts ? "doubts " + doubts : "" });
  for (const [kind, start, end, rule, evidence] of doc.flags) marks.push({ start, end, kind: "flag", says: "damage: " + kind, rule, more: evidence });
  for (const [rule, start, end, reason] of doc.refused) marks.push({ start, end, kind: "refused", says: "considered and refused", rule, more: reason });
  return marks.filter((mark) => mark.end > mark.start).sort((a, b) => a.start - b.start || a.end - b.end);
}
// Emits a text that begins at `raw` of the source into a node, cut where claims, flags and refused removals begin and end.
function marked(node, text, raw, marks, cuts) {
  const held = points(text), end = raw + held.length;
  let from = raw, n = bisect(cuts, raw + 1);
  for (;;) {
    const to = n < cuts.length && cuts[n] < end ? cuts[n] : end;
    const over = marks.length && to > from ? covering(marks, from, to) : [];
    const part = inert(cut(held, from - raw, to - raw));
    if (over.length) {
      const span = make("span", { class: "mark " + over[over.length - 1].kind, "data-raw": from, "data-raw-end": to, tabindex: node.classList.contains("e") ? null : 0 }, part);
      span.note = over.map((mark) => ({ head: mark.says, rule: mark.rule, says: mark.more, where: mark.start + "–" + mark.end }));
      node.append(span);
    } else node.append(part);
    if (to >= end) break;
    from = to; n++;
  }
}
function covering(marks, from, to) {
  const found = [];
  for (const mark of marks) { if (mark.start >= to) break; if (mark.end > from) found.push(mark); }
  return found;
}
function bisect(sorted, value) { let low = 0, high = sorted.length; while (low < high) { const mid = (low + high) >> 1; if (sorted[mid] < value) low = mid + 1; else high = mid; } return low; }
function drawn(doc, marks) {
  const cuts = [...new Set(marks.flatMap((mark) => [mark.start, mark.end]))].sort((a, b) => a - b);
  const view = make("div", { class: "doc both", id: "text" }, make("div", { class: "head l" }, "Source text, with what went and what came"), make("div", { class: "head r" }, "Clean text"));
  let left, right, raw = 0;
  const lang = ((place(doc.doc) || {}).language || []).find((tag) => tag.startsWith("zh")) || "zh-Hans";
  const row = () => { left = make("div", { class: "l", dir: "auto", lang, "data-raw": raw }); right = make("div", { class: "r", dir: "auto", lang }); view.append(left, right); };
  row();
  for (const piece of doc.pieces) {
    if (typeof piece === "string") {
      for (const line of piece.split(/(?<=\n)/)) { marked(left, line, raw, marks, cuts); right.append(inert(line.replace(/\n$/, ""))); raw += length(line); if (line.endsWith("\n")) row(); }
      continue;
    }
    const [number, evidence, removed, inserted, confidence, via, long] = piece, rule = ruleOf(number);
    const note = [{ head: rule + ", version " + ((index.version.get(rule) || [])[1] || "?"), rule, says: doc.evidence[evidence], where: raw + "–" + (raw + long) + ", confidence " + confidence + (via.length ? ", after " + via.map(ruleOf).join(", ") : "") }];
    const start = raw;
    const edit = (tag) => { const node = make(tag, { class: "e " + family(rule), tabindex: 0, "data-raw": start, "data-raw-end": start + long, "aria-label": (tag === "del" ? "removed by " : "inserted by ") + rule }); node.note = note; return node; };
    if (rule.startsWith("markup.")) {
      const node = edit("del");
      node.removeAttribute("tabindex"); // a page holds thousands of tags
      if (covering(marks, start, start + long).length) marked(node, removed, start, marks, cuts); else node.append(make("span", { class: "gone" }, "‹›"));
      left.append(node); raw += long;
    } else for (const [n, line] of (removed ? removed.split(/(?<=\n)/) : []).entries()) {
      const node = edit("del");
      if (n) node.removeAttribute("tabindex"); // one stop an edit
      const gone = rule === "layout.indent" || !/\S/.test(line) ? visibleSpace(line) : line;
      if (gone === line) marked(node, line, raw, marks, cuts); else node.append(gone.replace(/\n/g, ""));
      left.append(node); raw += length(line);
      if (line.endsWith("\n")) row();
    }
    if (inserted) {
      const node = edit("ins");
      if (removed) node.removeAttribute("tabindex");
      node.append(inert(visibleSpace(inserted))); left.append(node);
      const twin = make("ins", { class: "e " + family(rule) }, inert(inserted)); twin.note = note; right.append(twin);
    }
  }
  return view;
}
function tools(view) {
  const modes = [["both", "Side by side"], ["source", "Source"], ["clean", "Clean"]];
  const buttons = modes.map(([mode, words]) => { const button = make("button", { type: "button", "aria-pressed": mode === "both" }, words);
    button.addEventListener("click", () => { view.className = "doc " + mode; for (const other of buttons) other.setAttribute("aria-pressed", other === button); }); return button; });
  const next = make("button", { type: "button" }, "Next edit"), previous = make("button", { type: "button" }, "Previous edit");
  next.addEventListener("click", () => step(1)); previous.addEventListener("click", () => step(-1));
  return make("div", { class: "tools", role: "toolbar", "aria-label": "Text" }, buttons, previous, next, make("span", { class: "keys wide" }, "keys: n next, p previous, Esc back"));
}
function step(by) {
  const stops = [...document.querySelectorAll("#text .l .e[tabindex]")];
  if (!stops.length) return;
  const at = stops.indexOf(document.activeElement), from = at < 0 ? (by > 0 ? -1 : 0) : at;
  stops[(from + by + stops.length) % stops.length].focus();
}
function focusOn(view, at) {
  const [start, end] = at.split("-").map(Number);
  const nodes = [...view.querySelectorAll(".l .e, .l .mark")].filter((node) => Number(node.dataset.raw) < Math.max(end, start + 1) && Number(node.dataset.rawEnd) >= start && (Number(node.dataset.rawEnd) > start || start === end));
  const inner = nodes.filter((node) => node.classList.contains("mark") && Number(node.dataset.raw) >= start && Number(node.dataset.rawEnd) <= end);
  const exact = nodes.filter((node) => node.classList.contains("e") && Number(node.dataset.raw) === start && Number(node.dataset.rawEnd) === end);
  const chosen = exact.length ? exact : inner.length ? inner : nodes;
  for (const node of chosen) node.classList.add("here");
  const target = chosen[0] || [...view.querySelectorAll(".l[data-raw]")].filter((row) => Number(row.dataset.raw) <= start).pop();
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  return target;
}
function lists(doc, id) {
  const part = (title, rows, draw) => (rows.length ? make("section", { class: "part" }, make("h2", {}, title + " (" + rows.length + ")"), make("ul", {}, rows.slice(0, SHOWN).map((row) => make("li", {}, draw(row))))) : "");
  return [
    part("What it says of itself, unverified", doc.claims, ([field, value, start, end, rule, doubts, doubted]) => [make("a", { href: docLink(id, start, end) }, field), " ", says(value), make("small", { class: "facts" }, " " + rule + (doubted ? " · doubted by " + doubted : "") + (doubts ? " · doubts " + doubts : ""))]),
    part("Damage", doc.flags, ([kind, start, end, rule, evidence]) => [make("a", { href: docLink(id, start, end) }, kind + " at " + start), " ", says(evidence)]),
    part("Considered and refused", doc.refused, ([rule, start, end, reason]) => [make("a", { href: docLink(id, start, end) }, rule + " at " + start), " ", says(reason)]),
  ];
}
function copyPart(copy, id) {
  const body = make("div", { class: "copy " + family(ruleOf(copy.rule)), lang: "zh-Hans", dir: "auto" });
  for (const [same, left, right] of copy.stretches) {
    if (same) body.append(make("span", { class: "same" }, inert(left)));
    else body.append(left ? make("ins", { class: "e f-repair", title: "only in the copy that stays" }, inert(visibleSpace(left))) : "", right ? make("del", { class: "e", title: "only in the copy that went" }, inert(visibleSpace(right))) : "");
  }
  const differ = copy.stretches.filter(([same]) => !same).length;
  return make("section", { class: "part" }, make("h2", {}, "Two copies, aligned"), make("p", { class: "facts" }, "The copy at ", make("a", { href: docLink(id, copy.removed[0], copy.removed[1]) }, copy.removed.join("–")), " went, the one at " + copy.kept.join("–") + " stays; they differ in " + count(differ, "place") + ". ",
    make("ins", { class: "e f-repair" }, "only in the copy that stays"), " ", make("span", { class: family(ruleOf(copy.rule)) }, make("del", { class: "e" }, "only in the copy that went"))), body);
}
function pairsPart(doc, id) {
  if (!doc.pairs.length) return "";
  const list = make("div", { class: "pairs" });
  for (const [ls, le, ll, rs, re, rl, left, right, score, method] of doc.pairs.slice(0, SHOWN)) list.append(make("div", { lang: ll, dir: "auto" }, inert(left)), make("div", { lang: rl, dir: "auto" }, inert(right)), make("small", { class: "facts", title: method }, make("a", { href: docLink(id, ls, le) }, score.toFixed(2))));
  return make("section", { class: "part" }, make("details", {}, make("summary", {}, "Pairs (" + doc.pairs.length + ")"), list));
}

// ---------- search ----------
const folded = (text) => text.normalize("NFKC").toLowerCase();
function searchPage(words) {
  const wanted = folded(words.trim());
  if (!wanted) return overview();
  const found = [];
  for (const rule of index.rules) if (folded(rule[0] + " " + rule[2]).includes(wanted)) found.push([link("rule=" + encodeURIComponent(rule[0])), "rule", rule[0], rule[2]]);
  for (const row of objects("documents")) if (folded([row.title, row.locator, row.doc_id].join("\n")).includes(wanted)) found.push([docLink(row.doc_id), "document", row.title || row.locator, row.locator]);
  for (const row of objects("claims")) if (folded(row.value).includes(wanted)) found.push([docLink(row.doc_id, row.raw_start, row.raw_end), "claim", row.field, row.value]);
  for (const id of Object.keys(index.lines)) {
    if (found.length > SHOWN) break;
    let raw = 0;
    for (const piece of opened(id).pieces) {
      const text = typeof piece === "string" ? piece : piece[2], flat = folded(text);
      for (let at = flat.indexOf(wanted); at >= 0 && found.length <= SHOWN; at = flat.indexOf(wanted, at + wanted.length)) {
        const from = flat.length === text.length ? raw + length(text.slice(0, at)) : raw; // folding moved the places: the piece's begin is near enough
        found.push([docLink(id, from, from + length(words.trim())), typeof piece === "string" ? "text" : "removed text", nameOf(id), text.slice(Math.max(0, at - 50), at + wanted.length + 50)]);
      }
      raw += typeof piece === "string" ? length(piece) : piece[6];
    }
  }
  show("Search: " + plain(words), make("p", { class: "filter", id: "count", "data-count": found.length }, (found.length > SHOWN ? "The first " : "") + count(Math.min(found.length, SHOWN), "place") + (index.whole ? "" : " in the documents of this page")),
    make("ul", {}, found.slice(0, SHOWN).map(([href, kind, name, text]) => make("li", { class: "span" }, make("span", { class: "where" }, kind + " · ", make("a", { href }, says(name))), says(text)))));
}
function missing(words) { show(words, make("p", { class: "calm" }, "The link may belong to another release.")); }

// ---------- notes ----------
function note(node) {
  if (!node || !node.note) return;
  const held = [...node.note];
  for (let up = node.parentElement; up && up.id !== "text"; up = up.parentElement) if (up.note) held.push(...up.note);
  const box = $("note");
  box.className = family(held[0].rule);
  box.replaceChildren(...held.map((one) => make("div", {}, make("b", {}, says(one.head)), make("p", {}, says(one.says || ""), " ", says(one.rule === one.head.split(",")[0] ? "" : one.rule), " " + one.where))));
  box.hidden = false;
}
function hideNote() { $("note").hidden = true; $("note").replaceChildren(); }
const noted = (event) => event.target.closest && event.target.closest(".e, .mark");
document.addEventListener("mouseover", (event) => { const node = noted(event); if (node) note(node); else if (!document.activeElement || !document.activeElement.note) hideNote(); });
document.addEventListener("focusin", (event) => { const node = noted(event); if (node) note(node); else hideNote(); });
document.addEventListener("click", (event) => { const node = noted(event); if (node) note(node); });
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea") || event.ctrlKey || event.metaKey || event.altKey) { if (event.key === "Escape") event.target.blur(); return; }
  if (event.key === "/") { event.preventDefault(); $("query").focus(); }
  else if (event.key === "Escape") { if (!$("note").hidden) hideNote(); else if (!$("detail").hidden) location.hash = "#overview"; }
  else if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
});
$("find").addEventListener("submit", (event) => { event.preventDefault(); location.hash = link("search=" + encodeURIComponent($("query").value)); });

// ---------- links ----------
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
async function route() {
  await ready;
  const parts = location.hash.slice(1).split("&").map((part) => { const at = part.indexOf("="); return at < 0 ? [decoded(part), ""] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))]; });
  const [[page, value], ...rest] = parts, fields = Object.fromEntries(rest);
  if (page === "doc") docPage(value, fields.at);
  else if (page === "rule") rulePage(value);
  else if (page === "rules") rulesPage();
  else if (page === "rows") rowsPage(value, fields);
  else if (page === "search") searchPage(value);
  else { overview(page); document.documentElement.dataset.shown = location.hash; return; }
  document.title = $("title").textContent.slice(0, 120) + " · Palimpsest";
  if (!(page === "doc" && fields.at)) { window.scrollTo(0, 0); $("detail").focus({ preventScroll: true }); }
  document.documentElement.dataset.shown = location.hash;
}
ready = load();
window.addEventListener("hashchange", route);
route();
