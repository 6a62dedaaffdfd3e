// Filters only. Without this script every finding shows.
for (const page of document.querySelectorAll("[data-page]")) {
  const boxes = [...page.querySelectorAll(".legend input")];
  const cards = [...page.querySelectorAll(".card")];
  const status = page.querySelector(".shown");
  const filter = () => {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    const shown = new Set();
    for (const card of cards) {
      const { family, severity, outcome, baseline, number } = card.dataset;
      card.hidden = [family, severity, outcome, baseline].some((value) => off.has(value));
      if (!card.hidden) shown.add(number);
    }
    for (const mark of page.querySelectorAll("mark")) {
      mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((number) => shown.has(number)));
    }
    status.textContent = off.size ? `${shown.size} of ${cards.length} findings shown` : "";
  };
  for (const hidden of page.querySelectorAll(".legend [hidden]")) hidden.hidden = false;
  for (const box of boxes) box.addEventListener("change", filter);
}
