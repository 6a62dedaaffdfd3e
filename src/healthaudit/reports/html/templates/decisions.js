// What a reviewer decides on findings: to fix, accepted, dismissed. Kept in this browser, by page and fingerprint,
// so that a new report of the same page still knows. The words are those of a baseline.

const DECISIONS = {
  rejected: { key: "f", verb: "To fix", sign: "✎", asks: "Note for the author (optional)" },
  accepted: { key: "a", verb: "Accept", done: "Accepted", sign: "✓", asks: "Why it may stand (Enter without a word: no reason given)", wanted: true },
  dismissed: { key: "d", verb: "Dismiss", done: "Dismissed", sign: "✕", asks: "Why it is wrong here", wanted: true, needed: true },
};
const nameOf = (status) => DECISIONS[status].done ?? DECISIONS[status].verb;
const keyOf = (page) => `healthaudit ${JSON.stringify([page.name, page.section.dataset.title])}`;

let kept = true;
const read = (page) => {
  try {
    const stored = JSON.parse(localStorage.getItem(keyOf(page)) ?? "{}");
    return new Map(Object.entries(stored).filter(([, each]) => isDecision(each)));
  } catch {
    return new Map(); // forbidden, or written by somebody else
  }
};
// A baseline with one entry that is wrong is refused whole.
const isDecision = (each) =>
  typeof each?.status === "string" && Object.hasOwn(DECISIONS, each.status) &&
  typeof each.reason === "string" && (each.reason.trim() !== "" || !DECISIONS[each.status].needed) &&
  typeof each.reviewed === "string" && isDay(each.reviewed);
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
const write = (page) => {
  try {
    localStorage.setItem(keyOf(page), JSON.stringify(Object.fromEntries(page.decisions)));
    kept = true;
  } catch {
    kept = false;
  }
};

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

/** What is decided on a finding: here, or in the baseline of the audit; undefined for nothing. */
const decisionOn = (card) =>
  pageOf.get(card).decisions.get(card.dataset.finding) ??
  (card.dataset.baseline === "rejected" ? { status: "rejected", reason: "", reviewed: "", known: true } : undefined);

const undone = [];

/** Decide on a finding; a status of null takes the decision back. */
const decide = (card, status, reason = "") => {
  const page = pageOf.get(card);
  const id = card.dataset.finding;
  undone.push([card, page.decisions.get(id)]);
  if (status) page.decisions.set(id, { status, reason, reviewed: today() });
  else page.decisions.delete(id);
  decided(page, card);
  const now = decisionOn(card);
  const what = `Finding ${card.dataset.number}: ${now ? nameOf(now.status).toLowerCase() : "not decided"}${now?.known ? ", by the baseline" : ""}.`;
  const left = pages.flatMap((each) => each.cards).filter((each) => !decisionOn(each)).length;
  const then = status ? (left ? "u takes it back." : "All findings are decided: e saves the decisions, m writes the list for the author.") : "";
  told(card, kept ? `${what} ${then}` : `${what} Your browser keeps nothing: save before you close.`);
};

/** Take the last decision back, and go to its finding. */
const undo = () => {
  const last = undone.pop();
  if (!last) return;
  const [card, before] = last;
  const page = pageOf.get(card);
  if (before) page.decisions.set(card.dataset.finding, before);
  else page.decisions.delete(card.dataset.finding);
  decided(page, card);
  card.hidden = false;
  go(card);
  told(card, `Finding ${card.dataset.number}: ${before ? nameOf(before.status).toLowerCase() : "not decided"} again.`);
};

const decided = (page, card) => {
  write(page);
  // The same page may stand in a report twice.
  for (const other of pages.filter((each) => each.decisions === page.decisions)) {
    other.cards.filter((each) => each.dataset.finding === card.dataset.finding).forEach(paint);
    count(other);
    if (other.decision.value) filter(other);
  }
};

/** Show on a card, and on its marks, what is decided. */
const paint = (card) => {
  const decision = decisionOn(card);
  card.dataset.decision = decision?.status ?? "none";
  for (const button of card.querySelectorAll(".decide button[data-status]")) {
    button.setAttribute("aria-pressed", String(button.dataset.status === decision?.status));
  }
  const stamp = card.querySelector(".stamp");
  const said = decision ? `${DECISIONS[decision.status].sign} ${nameOf(decision.status)}` : "";
  stamp.textContent = decision?.reason ? `${said}: ${decision.reason}` : said + (decision?.known ? ", by the baseline" : "");
  for (const mark of marksOf(card)) {
    for (const badge of mark.querySelectorAll(".badge")) {
      if (badge.textContent === card.dataset.number) badge.dataset.decision = card.dataset.decision;
    }
    const stands = mark.dataset.findings.split(" ").every((number) => {
      const other = pageOf.get(card).byCard.get(number);
      return ["accepted", "dismissed"].includes(decisionOn(other)?.status);
    });
    mark.classList.toggle("stands", stands);
  }
};

const count = (page) => {
  const number = page.cards.filter(decisionOn).length;
  page.bar.querySelector("progress").value = number;
  page.bar.querySelector(".decided").textContent = `${number} of ${page.cards.length} decided`;
};

/** Ask for the words that go with a decision; what there is already is offered. */
const ask = (card, status) => {
  const open = card.querySelector(".reason");
  if (open?.dataset.status === status) return open.querySelector("input").focus();
  open?.remove();
  const { asks, needed } = DECISIONS[status];
  const before = decisionOn(card);
  const input = element("input", {
    type: "text", required: Boolean(needed), maxLength: 500, value: before?.reason ?? "", autocomplete: "off",
  });
  const form = element("form", { className: "reason" }, element("label", {}, asks, input), element("button", {}, DECISIONS[status].verb));
  form.dataset.status = status;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = input.value.trim();
    if (needed && !reason) return input.focus();
    form.remove();
    settle(card, status, reason, before ? null : beside(1));
  });
  card.querySelector(".decide").append(form);
  input.focus();
  input.select();
};

/** Decide, and go on to the next finding if there is one. */
const settle = (card, status, reason, next) => {
  decide(card, status, reason);
  go(next ?? card);
  if (next && pageOf.get(next) === pageOf.get(card)) pageOf.get(card).bar.querySelector(".said").append(` Now at ${next.dataset.number}.`);
};

/** Decide by key or button, and go on to the next finding; what needs a reason asks for it first. */
const choose = (card, status) => {
  if (decisionOn(card)?.status === status && !decisionOn(card).known) {
    decide(card, null);
    card.focus({ preventScroll: true });
  } else if (DECISIONS[status].wanted) {
    ask(card, status);
  } else {
    settle(card, status, "", beside(1));
  }
};

for (const page of pages) {
  page.byCard = new Map(page.cards.map((card) => [card.dataset.number, card]));
  page.decisions = pages.find((each) => each.decisions && keyOf(each) === keyOf(page))?.decisions ?? read(page);
  const buttons = element("div", { className: "decide" });
  for (const [status, { verb, key }] of Object.entries(DECISIONS)) {
    const hint = element("kbd", {}, key);
    hint.setAttribute("aria-hidden", "true");
    const button = element("button", { type: "button" }, verb, hint);
    button.dataset.status = status;
    button.setAttribute("aria-keyshortcuts", key);
    buttons.append(button);
  }
  for (const card of page.cards) {
    const own = buttons.cloneNode(true);
    for (const button of own.children) button.setAttribute("aria-describedby", `${card.id}-h`);
    card.querySelector(".facts").after(element("p", { className: "stamp" }), own);
  }
  page.cards.forEach(paint);
  count(page);
  page.section.addEventListener("click", ({ target }) => {
    const button = target.closest(".decide button[data-status]");
    if (!button) return;
    current = current ?? button.closest(".card");
    go(button.closest(".card"), { text: false });
    choose(button.closest(".card"), button.dataset.status);
  });
}

// Another window with the same report.
addEventListener("storage", (event) => {
  const changed = pages.filter((each) => keyOf(each) === event.key || event.key === null);
  for (const page of changed) page.decisions = undefined;
  for (const page of changed) {
    page.decisions = changed.find((each) => each.decisions && keyOf(each) === keyOf(page))?.decisions ?? read(page);
    page.cards.forEach(paint);
    count(page);
  }
});
