// Decisions leave the browser: as a baseline that the next audit takes up, and as a list for the author.

const REASON = "accepted by a reviewer, who gave no reason";

/** All decisions of the document as the file of a baseline. Names count from the folder in which the audit was made. */
const baseline = () => {
  const named = new Map(); // of each page its entries by id: a page may stand in a report twice
  for (const page of pages) {
    const entries = named.get(page.name) ?? new Map();
    for (const card of page.cards.filter((each) => page.decisions.has(each.dataset.finding))) {
      entries.set(card.dataset.finding, entry(card, page.decisions.get(card.dataset.finding)));
    }
    if (entries.size) named.set(page.name, entries);
  }
  const sorted = (map) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  const listed = Object.fromEntries(sorted(named).map(([name, entries]) => [name, sorted(entries).map(([, each]) => each)]));
  const text = JSON.stringify({ version: 1, names: "working-folder", pages: listed }, null, 2);
  // Characters that steer a terminal or turn words round.
  return `${text.replace(/[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
};

const quoteOf = (card) => card.querySelector(".evidence q")?.textContent ?? "";

const entry = (card, { status, reason, reviewed }) => ({
  id: card.dataset.finding,
  rule: card.dataset.rule,
  quote: quoteOf(card),
  sentence: card.dataset.sentence ?? quoteOf(card),
  severity: card.dataset.severity,
  outcome: card.dataset.outcome,
  status,
  reason: status === "accepted" ? reason || REASON : reason,
  added: reviewed,
  reviewed,
});

/** Words of a page in Markdown, none of which is taken for markup. */
const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>~]|&(?=#?\w+;)/g, "\\$&").replace(/^([-+=#])/, "\\$1").replace(/^(\d+)([.)])/, "$1\\$2");

const LISTS = [
  ["rejected", "To fix"],
  ["none", "Not decided yet"],
  ["accepted", "Accepted: right, and may stand"],
  ["dismissed", "Dismissed: wrong here"],
];

/** What the author has to do, page by page, as Markdown. */
const list = () => pages.map(({ section, name, cards }) => {
  const lines = [`# ${plain(section.dataset.title)}`, "", `${plain(name)}, score ${section.dataset.score}, reviewed on ${today()}`];
  for (const [status, heading] of LISTS) {
    const those = cards.filter((card) => card.dataset.decision === status);
    if (those.length) lines.push("", `## ${heading} (${those.length})`);
    for (const card of those) lines.push("", ...item(card, decisionOn(card)));
  }
  return lines.join("\n");
}).join("\n\n");

const item = (card, decision) => {
  const { number, severity, family, rule } = card.dataset;
  const lines = [`- Finding ${number}: **${plain(card.querySelector(".message").textContent)}** (${severity}, ${family}, ${rule})`, ""];
  for (const place of card.querySelectorAll(":scope > .evidence li")) {
    const where = place.querySelector(".where").textContent.match(/line\s\d+/)?.[0].replace(/\s/, " ") ?? "";
    lines.push(`  > ${plain(place.querySelector("q").textContent)}${where ? ` (${where})` : ""}`, "  >");
  }
  if (lines.at(-1) === "  >") lines[lines.length - 1] = "";
  if (decision?.reason) lines.push(`  Reviewer: ${plain(decision.reason)}`, "");
  if (!decision || decision.status === "rejected") lines.push(`  How to fix: ${plain(card.querySelector(".dossier dt:nth-of-type(2) + dd").textContent)}`);
  return lines;
};

const save = (name, text, type) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

const saveBaseline = (bar) => {
  const number = pages.reduce((sum, page) => sum + page.cards.filter((card) => page.decisions.has(card.dataset.finding)).length, 0);
  const said = bar.querySelector(".said");
  if (!number) {
    said.textContent = "Nothing is decided yet.";
    return;
  }
  save("healthaudit-baseline.json", baseline(), "application/json");
  said.textContent = `Saved healthaudit-baseline.json, ${number} ${number === 1 ? "decision" : "decisions"}. Take it up: healthaudit audit … --baseline healthaudit-baseline.json`;
};

const saveList = (bar) => {
  save("to-fix.md", `${list()}\n`, "text/markdown");
  bar.querySelector(".said").textContent = "Saved to-fix.md.";
};

for (const { bar } of pages) {
  bar.querySelector(".export-baseline").addEventListener("click", () => saveBaseline(bar));
  bar.querySelector(".export-list").addEventListener("click", () => saveList(bar));
}
