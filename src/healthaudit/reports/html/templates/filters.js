// Which findings show: by severity, family, outcome, state, decision, and words.

const words = new Map(); // of each card, made at the first search
const wordsOf = (card) => {
  if (!words.has(card)) words.set(card, card.textContent.toLowerCase());
  return words.get(card);
};

const filter = (page) => {
  const off = new Set(page.boxes.filter((box) => !box.checked).map((box) => box.value));
  const sought = page.query.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const decision = page.decision.value;
  const shown = new Set();
  for (const card of page.cards) {
    const { family, severity, outcome, baseline, number } = card.dataset;
    const fits = ![family, severity, outcome, baseline].some((value) => off.has(value)) &&
      (!decision || card.dataset.decision === decision) &&
      sought.every((word) => wordsOf(card).includes(word));
    if (card.hidden === fits) card.hidden = !fits;
    if (fits) shown.add(number);
  }
  for (const mark of page.marks) {
    mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((number) => shown.has(number)));
  }
  page.filtered = off.size > 0 || sought.length > 0 || decision !== "";
  page.bar.querySelector(".shown").textContent = page.filtered
    ? `${shown.size} of ${page.cards.length} findings shown${shown.size ? "" : ": nothing fits. Esc shows all"}`
    : "";
};

/** Let every finding of a page show. */
const unfilter = (page) => {
  if (!page.filtered) return;
  for (const box of page.boxes) box.checked = true;
  page.query.value = "";
  page.decision.value = "";
  filter(page);
};

for (const page of pages) {
  page.boxes = [...page.bar.querySelectorAll(".legend input")];
  page.query = page.bar.querySelector(".query");
  page.decision = page.bar.querySelector(".decision");
  page.filtered = false;
  for (const box of page.boxes) box.addEventListener("change", () => filter(page));
  page.query.addEventListener("input", () => filter(page));
  page.decision.addEventListener("change", () => filter(page));
}

/** A link to a finding leads to it also when it was filtered out. */
const arrive = ({ text = false } = {}) => {
  const card = document.getElementById(location.hash.slice(1)); // ids of ours need no decoding
  if (!pageOf.has(card)) return;
  if (card.hidden) unfilter(pageOf.get(card));
  go(card, { text });
};
addEventListener("hashchange", () => arrive());
document.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href^='#']");
  // The same link again changes no hash.
  if (link && link.hash === location.hash) arrive();
});
// After the browser has gone to the card by itself.
if (location.hash) addEventListener("load", () => setTimeout(() => arrive({ text: true })));
