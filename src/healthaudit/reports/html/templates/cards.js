// Findings as the document shows them: pages with their cards, and the marks in the text that belong to each.
// Without scripts every finding shows, and links lead from text to card and back.
"use strict";

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const pages = [...document.querySelectorAll("[data-page]")].map((section) => {
  const marks = [...section.querySelectorAll("mark")];
  const byNumber = new Map();
  for (const mark of marks) {
    for (const number of mark.dataset.findings.split(" ")) {
      if (!byNumber.has(number)) byNumber.set(number, []);
      byNumber.get(number).push(mark);
    }
  }
  const cards = [...section.querySelectorAll(".card")];
  for (const card of cards) {
    const [, family, severity] = card.classList;
    card.dataset.outcome ??= "fail";
    Object.assign(card.dataset, { family, severity, number: card.id.split("-f")[1], rule: card.querySelector(".rule code").textContent });
    card.tabIndex = -1;
    card.querySelector("h4").id = `${card.id}-h`;
    card.setAttribute("aria-labelledby", `${card.id}-h`);
  }
  return { section, name: JSON.parse(section.dataset.page), marks, byNumber, cards, bar: section.querySelector(".bar") };
}).filter((page) => page.cards.length);

const pageOf = new Map(pages.flatMap((page) => page.cards.map((card) => [card, page])));
const marksOf = (card) => pageOf.get(card).byNumber.get(card.dataset.number) ?? [];
const told = (card, words) => {
  pageOf.get(card).bar.querySelector(".said").textContent = words;
};

let current = null;

/** Make a finding the one that keys are about; `text` also brings its place in the text into view. */
const go = (card, { text = true } = {}) => {
  for (const each of current ? [current, ...marksOf(current)] : []) each.classList.remove("now");
  current = card;
  const marks = marksOf(card);
  for (const each of [card, ...marks]) each.classList.add("now");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: scrollsAlone(card) ? "start" : "nearest" });
  if (text && marks.length && scrollsAlone(card)) marks[0].scrollIntoView({ block: "center" });
};

/** Whether findings scroll beside the text, as on a wide screen, not below it. */
const scrollsAlone = (card) => getComputedStyle(card.closest(".stack")).overflowY === "auto";

/** The finding that shows before or behind the current one, across pages; the first one in view to begin with. */
const beside = (step) => {
  const shown = pages.flatMap((page) => page.cards).filter((card) => !card.hidden || card === current);
  if (!shown.some((card) => !card.hidden)) return null;
  if (!current) {
    const page = pages.find(({ section }) => section.getBoundingClientRect().bottom > innerHeight / 3) ?? pages[0];
    return page.cards.find((card) => !card.hidden) ?? shown[0];
  }
  const next = shown[shown.indexOf(current) + step];
  return next ?? null;
};

// What many findings share stands once in the file, and is filled in here: titles of regulations, and what a rule says.
for (const { section, cards } of pages) {
  const laws = new Map([...section.querySelectorAll(".statutes tbody tr")].map((row) => [`#${row.id}`, row]));
  for (const link of section.querySelectorAll(".laws a")) {
    const [, place, title] = laws.get(link.hash).cells;
    const named = [...title.childNodes].flatMap((node) => (node.nodeName === "A" ? [...node.childNodes] : [node]));
    const number = element("span", { className: "no" }, link.textContent);
    const full = element("span", {}, element("b", {}, place.textContent), " ", ...named.map((node) => node.cloneNode(true)));
    link.replaceChildren(number, full);
  }
  for (const card of cards) {
    const same = card.querySelector(".same");
    const model = same && document.getElementById(same.querySelector("a").hash.slice(1));
    if (!model) continue;
    const again = model.querySelector(".dossier").cloneNode(true);
    again.classList.add("again");
    same.after(again);
  }
}

document.documentElement.classList.add("scripted");
for (const hidden of document.querySelectorAll(".scripted[hidden], .legend [hidden]")) hidden.hidden = false;

// The bar sticks to the top; what scrolls beneath it has to know how high it is.
const heights = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    target.parentElement.style.setProperty("--bar", `${Math.ceil(target.getBoundingClientRect().height)}px`);
  }
});
for (const page of pages) heights.observe(page.bar);
