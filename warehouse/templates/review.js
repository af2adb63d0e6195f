"use strict";
// Collects verdicts and gives them back as JSON lines; nothing is sent anywhere.

const items = [...document.querySelectorAll("form.item")];
const unfinished = () => items.find((item) => !item.elements.verdict.value);

function line(item) {
  const { edit, doc, rule, start, end } = item.dataset;
  return JSON.stringify({ edit_id: edit, doc_id: doc, rule_id: rule, locator: "", raw_start: Number(start), raw_end: Number(end), before: "", removed: "", inserted: "", after: "", evidence: "", verdict: item.elements.verdict.value, note: item.elements.note.value });
}
function collected() { return items.filter((item) => item.elements.verdict.value).map((item) => line(item) + "\n").join(""); }
function refresh() {
  const done = items.filter((item) => item.elements.verdict.value).length;
  document.getElementById("progress").textContent = done + " of " + items.length + " judged";
  document.getElementById("lines").value = collected();
}
function visit(item) { if (item) { item.focus(); item.scrollIntoView({ block: "center" }); } }
document.addEventListener("input", refresh);
document.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input[type=text], textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const here = items.find((item) => item.contains(document.activeElement)) || unfinished() || items[0];
  const at = items.indexOf(here);
  if ("123".includes(event.key)) { here.elements.verdict.value = ["right", "wrong", "unsure"][Number(event.key) - 1]; refresh(); visit(items[at + 1] || here); event.preventDefault(); }
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") { visit(items[at + (event.key === "ArrowDown" ? 1 : -1)]); event.preventDefault(); }
});
document.getElementById("save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([collected()], { type: "application/jsonl" }));
  link.download = "verdicts.jsonl";
  link.click();
  URL.revokeObjectURL(link.href);
});
refresh();
