// Sorts and searches the table of pages. Without this script it stands in the order of the run.
for (const section of document.querySelectorAll("[data-pages]")) {
  const table = section.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const words = new Map();
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  // A page without a score has no number there: it stands at the end, whichever way.
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    return column ? Number.parseFloat(text) : text;
  };
  const sort = (column, down) => {
    const keyed = rows.map((row) => [value(row, column), row]);
    keyed.sort(([one], [other]) => {
      if (!column) return down ? order.compare(other, one) : order.compare(one, other);
      if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) - Number.isNaN(other);
      return down ? other - one : one - other;
    });
    body.append(...keyed.map(([, row]) => row));
    heads.forEach((head, at) => head.setAttribute("aria-sort", at === column ? (down ? "descending" : "ascending") : "none"));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    // Names and scores first from the low end, counts from the high one: that is what somebody looks for.
    const first = column > 1;
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      sort(column, now === "none" ? first : now === "ascending");
    });
  });
  const tools = section.querySelector(".sift");
  const [find, failing] = tools.querySelectorAll("input");
  const status = tools.querySelector(".shown");
  const filter = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      if (wanted.length && !words.has(row)) words.set(row, row.cells[0].textContent.toLowerCase());
      const fits = wanted.every((word) => words.get(row).includes(word));
      row.hidden = !fits || (failing.checked && !("fails" in row.dataset));
      if (!row.hidden) shown += 1;
    }
    status.textContent = shown < rows.length ? `${shown} of ${rows.length} pages shown` : "";
  };
  find.addEventListener("input", filter);
  failing.addEventListener("change", filter);
  tools.hidden = false;
}
