// Everything by keyboard. Single keys can be switched off: some people's software types them by accident.

const dialog = document.querySelector("dialog.keys");
const KEYS_OFF = "healthaudit keys off";
const keysOn = dialog?.querySelector(".keys-on");

const barNow = () => (current ? pageOf.get(current) : pages[0]).bar;
const onCurrent = (act) => () => {
  const card = current && !current.hidden ? current : beside(1);
  if (card && card !== current) go(card);
  else if (card) act(card);
};
const step = (by) => {
  const card = beside(by);
  if (card) go(card);
  else if (current) told(current, by > 0 ? "That was the last finding." : "That is the first finding.");
};

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  f: onCurrent((card) => choose(card, "rejected")),
  a: onCurrent((card) => choose(card, "accepted")),
  d: onCurrent((card) => choose(card, "dismissed")),
  n: onCurrent((card) => ask(card, decisionOn(card)?.status ?? "rejected")),
  u: undo,
  t: onCurrent((card) => {
    const [mark] = marksOf(card);
    if (!mark) return told(card, "This finding is about the page as a whole.");
    mark.scrollIntoView({ block: "center" });
    mark.querySelector(`a[href="#${card.id}"]`)?.focus({ preventScroll: true });
  }),
  "/": () => barNow().querySelector(".query").focus(),
  e: () => saveBaseline(barNow()),
  m: () => saveList(barNow()),
  "?": () => dialog.showModal(),
};

const typing = (target) => target.matches("input:not([type=checkbox]), select, textarea");

if (pages.length) {
  try {
    keysOn.checked = !localStorage.getItem(KEYS_OFF);
  } catch {
    // nothing is kept here
  }
  keysOn.addEventListener("change", () => {
    try {
      if (keysOn.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
    } catch {
      // holds until the window is closed
    }
  });
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  for (const { bar } of pages) bar.querySelector(".help").addEventListener("click", ACTIONS["?"]);
  document.addEventListener("focusin", ({ target }) => {
    // Whoever comes to a card by Tab or click means it.
    const card = target.closest(".card");
    if (!card || card === current) return;
    for (const each of current ? [current, ...marksOf(current)] : []) each.classList.remove("now");
    current = card;
    for (const each of [card, ...marksOf(card)]) each.classList.add("now");
  });
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") {
      const form = event.target.closest(".reason");
      if (form) {
        const card = form.closest(".card");
        form.remove();
        card.focus({ preventScroll: true });
      } else {
        unfilter(current ? pageOf.get(current) : pages[0]);
        if (current) go(current);
        if (typing(event.target)) event.target.blur();
      }
      return;
    }
    if (typing(event.target)) {
      if (event.key === "Enter" && event.target.matches(".query")) {
        const card = pages.find(({ query }) => query === event.target).cards.find((each) => !each.hidden);
        if (card) go(card);
      }
      return;
    }
    if (!keysOn.checked && event.key !== "?") return;
    const act = ACTIONS[event.key];
    if (!act) return;
    event.preventDefault();
    // A key that is held walks; it does not decide one finding after another.
    if (!event.repeat || "jk".includes(event.key)) act();
  });
}
