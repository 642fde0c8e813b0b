// The search for services: what may be meant is offered while one types. Without it the form leads to the whole list.

const WAIT = 120; // after the last key, milliseconds

for (const box of document.querySelectorAll("[data-suggest]")) suggest(box);
for (const tick of document.querySelectorAll("[data-sends]")) tick.addEventListener("change", () => tick.form.requestSubmit());

function suggest(box) {
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let timer = 0;
  let asked = null;
  let at = -1;
  Object.assign(list, { id: input.id + "-offers", className: "menu options offers", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent || "");
  said.className = "vh";
  said.setAttribute("role", "status");
  box.append(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) input.setAttribute(name, value);

  const rows = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    const all = rows();
    at = place < -1 ? all.length - 1 : place >= all.length ? -1 : place;
    all.forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }

  function row(title, line, href, n, kind = "") {
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = title;
    item.append(name);
    if (line) { const small = document.createElement("small"); small.textContent = line; item.append(small); }
    Object.assign(item, { id: `${list.id}-${n}`, className: kind });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.href = href;
    return item;
  }

  function draw(found) {
    const items = found.items.map((one, n) => row(one.title, one.line, one.href, n));
    if (found.heard && items.length) {
      const note = document.createElement("li");
      note.className = "note small muted";
      note.setAttribute("role", "presentation");
      note.textContent = box.dataset.saidHeard.replace("{heard}", found.heard);
      items.unshift(note);
    }
    if (found.general && !found.items.length) items.push(row(box.dataset.saidGeneral, "", found.general, 0, "general"));
    list.replaceChildren(...items);
    said.textContent = found.items.length ? String(found.items.length) : box.dataset.saidNone;
    list.hidden = !items.length;
    at = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    asked?.abort();
    const words = input.value.trim();
    if (words.length < 2) { close(); return; }
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) { close(); return; }
      const found = await answer.json();
      if (document.activeElement === input) draw(found);
    } catch { /* a newer question, or no connection: the form itself still works */ }
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.assign(rows()[at].dataset.href); }
  });
  // Before the blur: a press on a row must not close it first.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const item = event.target.closest("[role=option]"); if (item) location.assign(item.dataset.href); });
  input.addEventListener("blur", close);
}
