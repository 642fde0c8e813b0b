// Forms: choices, people, files, drafts, one send only. Everything works without it, with less comfort.

document.documentElement.classList.add("js");

const body = document.body;
const said = body.dataset;
const PLACE = `okno:${said.person}:`;
const own = (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type);
const once = new WeakSet();

// ---- set up a form and whatever arrives later ----
function dress(root) {
  const find = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  find(".choice input, .seg-pick input").forEach(lit);
  find("[data-people]").forEach(people);
  find("[data-files]").forEach(files);
  find("[data-grow]").forEach(grow);
  find("[data-draft]").forEach(draft);
  find("[data-reply]").forEach(audience);
  find("[data-rows]").forEach(rows);
  find("[data-several]").forEach(offers);
}

// ---- radio cards ----
function lit(input) { input.parentElement.classList.toggle("on", input.checked); }
document.addEventListener("change", (event) => {
  const group = event.target.closest(".choices, .seg-pick");
  if (group) group.querySelectorAll("input").forEach(lit);
  if (event.target.name === "visibility") audience(event.target.form);
});

// ---- who sees the answer ----
function audience(form) {
  const choice = form?.querySelector("[name=visibility]:checked");
  if (!choice) return;
  form.classList.toggle("note", choice.value === "internal");
  form.querySelectorAll(".seg-pick input").forEach(lit);
  form.querySelector("[data-sees-text]").textContent = choice.dataset.sees;
  form.querySelector("[data-reply-button]").textContent = choice.dataset.label;
  form.querySelector("[data-reply-label]").textContent = choice.dataset.label;
}

// ---- a text field grows with its words, by rows: a style attribute would be refused by the policy ----
const MOST_ROWS = 14;
function grow(field) {
  const least = field.rows;
  const fit = () => {
    field.rows = least;
    while (field.scrollHeight > field.clientHeight && field.rows < MOST_ROWS) field.rows += 1;
  };
  field.addEventListener("input", fit);
  if (field.value) fit();
}

// ---- people: type a name, choose from the list ----
let lists = 0;
function people(box) {
  const input = box.querySelector("input:not([type=hidden])");
  const id = box.querySelector("[data-id]");
  const line = box.querySelector("[data-line]");
  const list = document.createElement("ul");
  let found = [];
  let at = -1;
  let timer = 0;
  let asked = 0;
  lists += 1;
  Object.assign(list, { id: "people-" + lists, className: "menu options", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.querySelector("label").firstChild.textContent);
  input.parentElement.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);

  function show(open) { list.hidden = !open; input.setAttribute("aria-expanded", String(open)); if (!open) { at = -1; input.removeAttribute("aria-activedescendant"); } }
  function point(index) {
    at = index;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    const item = list.children[at];
    if (item) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
  }
  function choose(person) {
    input.value = person.name; id.value = person.id; line.textContent = person.line || ""; show(false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function draw() {
    list.replaceChildren(...found.map((person, n) => {
      const item = document.createElement("li");
      const name = document.createElement("b");
      const small = document.createElement("small");
      name.textContent = person.name; small.textContent = person.line || "";
      item.id = `${list.id}-${n}`;
      item.setAttribute("role", "option");
      item.append(name, small);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(person); });
      return item;
    }));
    if (!found.length) line.textContent = said.saidNobody;
    show(found.length > 0);
  }
  async function ask() {
    const q = input.value.trim();
    if (q.length < 2) { show(false); line.textContent = ""; return; }
    const mine = (asked += 1);
    try {
      const answer = await fetch("/people/suggest?q=" + encodeURIComponent(q), { credentials: "same-origin" });
      if (!answer.ok || mine !== asked) return;
      found = await answer.json();
      line.textContent = "";
      draw();
    } catch { /* the server finds the person by the words that were typed */ }
  }
  input.addEventListener("input", () => { id.value = ""; clearTimeout(timer); timer = setTimeout(ask, 200); });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) { if (event.key === "ArrowDown") ask(); return; }
    const steps = { ArrowDown: (at + 1) % found.length, ArrowUp: (at - 1 + found.length) % found.length };
    if (event.key in steps) { event.preventDefault(); point(steps[event.key]); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(found[at]); }
    else if (event.key === "Escape") { event.stopPropagation(); show(false); }
  });
}

// ---- several of one kind: one more row, as many as there may be ----
function rows(box) {
  const more = box.querySelector("[data-more]");
  const all = () => box.querySelectorAll("[data-row]");
  const fit = () => { more.hidden = all().length >= Number(box.dataset.most); };
  more.addEventListener("click", () => {
    const row = [...all()].at(-1).cloneNode(true);
    const number = all().length;
    row.classList.remove("bad");
    row.querySelector(".error")?.remove();
    for (const field of row.querySelectorAll("input, select")) {
      // The name of the first row is the name itself, the others are numbered: mail, mail.1, mail.1.label.
      const name = field.name.split(".")[0];
      field.name = `${name}.${number}` + (field.name.endsWith(".label") ? ".label" : "");
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, number + 1));
      if (field.id) field.id = `f-${name}-${number}`;
      if (field.matches("input")) field.value = "";
    }
    more.before(row);
    fit();
    row.querySelector("input").focus();
  });
  fit();
}

// ---- values separated by commas: what is known is offered for the last one ----
function offers(input) {
  const list = input.list;
  const known = [...list.options].map((option) => option.value);
  const draw = () => {
    const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const had = before.split(",").map((one) => one.trim().toLocaleLowerCase());
    list.replaceChildren(...known.filter((one) => !had.includes(one.toLocaleLowerCase())).map((one) => new Option("", before ? `${before} ${one}` : one)));
  };
  input.addEventListener("input", draw);
}

// ---- files: chosen, dropped or pasted; a list with sizes ----
function size(bytes) {
  const small = bytes < 1024 * 1024;
  const unit = small ? "kilobyte" : "megabyte";
  const value = small ? Math.max(1, Math.round(bytes / 1024)) : bytes / 1024 / 1024;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: small ? 0 : 1 }).format(value);
}
function files(input) {
  const form = input.form;
  const place = input.closest("[data-drop]") || form;
  const list = place.querySelector("[data-picked]");
  let chosen = [];
  function give() {
    const box = new DataTransfer();
    chosen.forEach((file) => box.items.add(file));
    input.files = box.files;
    draw();
  }
  function draw(refused = "") {
    list.replaceChildren(...chosen.map((file, n) => {
      const item = document.createElement("li");
      const drop = document.createElement("button");
      const note = document.createElement("span");
      note.textContent = size(file.size);
      Object.assign(drop, { type: "button", className: "btn plain s icon", textContent: "×" });
      drop.setAttribute("aria-label", said.saidRemove.replace("{name}", file.name));
      drop.addEventListener("click", () => { chosen.splice(n, 1); give(); input.focus(); });
      item.className = "file";
      item.append(file.name, note, drop);
      return item;
    }));
    if (refused) {
      const item = document.createElement("li");
      item.className = "error";
      item.setAttribute("role", "alert");
      item.textContent = said.saidBig.replace("{name}", refused).replace("{size}", size(Number(input.dataset.max)));
      list.append(item);
    }
  }
  function add(more) {
    const limit = Number(input.dataset.max) || Infinity;
    const big = more.find((file) => file.size > limit);
    chosen = [...chosen, ...more.filter((file) => file.size <= limit)];
    give();
    if (big) draw(big.name);
  }
  // Those that the server keeps already need not be sent again.
  input.addEventListener("okno:took", (event) => { chosen = chosen.filter((file) => !event.detail.includes(file)); give(); });
  input.addEventListener("change", () => add([...input.files].filter((file) => !chosen.includes(file))));
  const mine = (event) => [...(event.dataTransfer?.items || [])].some((item) => item.kind === "file");
  place.addEventListener("dragover", (event) => { if (mine(event)) { event.preventDefault(); place.classList.add("over"); } });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => { place.classList.remove("over"); if (mine(event)) { event.preventDefault(); add([...event.dataTransfer.files]); } });
  if (form.querySelector("[data-files]") === input) {
    form.addEventListener("paste", (event) => { const got = [...event.clipboardData.files]; if (got.length) { event.preventDefault(); add(got); } });
  }
}

// ---- drafts: kept on this computer every few seconds, said quietly, removed after sending ----
function store(key, value) { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* no room or not allowed */ } }
function stored(key) { try { return localStorage.getItem(key); } catch { return null; } }

function words(form) {
  const kept = {};
  for (const field of form.elements) {
    if (!own(field) && !("id" in field.dataset)) continue;
    if (["radio", "checkbox"].includes(field.type)) { (kept[field.name] ||= []); if (field.checked) kept[field.name].push(field.value); }
    else kept[field.name] = field.value;
  }
  return kept;
}
function fill(form, kept) {
  for (const field of form.elements) {
    if (!(field.name in kept) || (!own(field) && !("id" in field.dataset))) continue;
    if (["radio", "checkbox"].includes(field.type)) field.checked = kept[field.name].includes(field.value);
    else field.value = kept[field.name];
    if (field.matches(".choice input, .seg-pick input")) lit(field);
  }
  form.dispatchEvent(new Event("okno:filled", { bubbles: true }));
  audience(form);
}
function tell(note, text) {
  if (!note) return;
  note.textContent = text;
  note.closest("[data-draft-line]")?.toggleAttribute("hidden", !text);
}
function draft(form) {
  const key = PLACE + form.dataset.draft;
  const note = form.querySelector("[data-draft-note]");
  const drop = form.querySelector("[data-draft-drop]");
  const clean = JSON.stringify(words(form));
  let saved = clean;
  const old = stored(key) ?? stored(key + ":sent");
  if (old && !("failed" in form.dataset)) {
    try { fill(form, JSON.parse(old)); saved = old; tell(note, said.saidRestored); if (drop) drop.hidden = false; } catch { store(key, null); }
  }
  if ("failed" in form.dataset) { store(key, clean); }
  store(key + ":sent", null);
  function keep() {
    if (!form.isConnected) { clearInterval(timer); return; }
    const now = JSON.stringify(words(form));
    if (now === saved || once.has(form)) return;
    saved = now;
    if (now === clean) { store(key, null); tell(note, ""); return; }
    store(key, now);
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
    tell(note, said.saidDraft.replace("{time}", time));
    if (drop) drop.hidden = false;
  }
  const timer = setInterval(keep, 3000);
  addEventListener("pagehide", keep);
  // What the server keeps need not lie on this computer.
  form.addEventListener("okno:kept", () => { saved = JSON.stringify(words(form)); store(key, null); });
  drop?.addEventListener("click", () => { store(key, null); form.reset(); fill(form, JSON.parse(clean)); saved = clean; drop.hidden = true; tell(note, ""); });
}
// The draft of a plain send waits as «sent» until the next page shows that the send was taken.
function sending(form) {
  const key = PLACE + form.dataset.draft;
  store(key, null);
  store(key + ":sent", JSON.stringify(words(form)));
}
function settle() {
  if ("error" in said) return;
  try {
    const here = [...document.querySelectorAll("[data-draft]")].map((form) => PLACE + form.dataset.draft + ":sent");
    for (const key of Object.keys(localStorage)) if (key.startsWith(PLACE) && key.endsWith(":sent") && !here.includes(key)) localStorage.removeItem(key);
  } catch { /* not allowed: there are no drafts then */ }
}

// ---- one send only; the button is not disabled, so its value is sent ----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (once.has(form)) { event.preventDefault(); return; }
  once.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
  if ("draft" in form.dataset) event.submitter?.matches("[data-anew]") ? store(PLACE + form.dataset.draft, null) : sending(form);
  setTimeout(() => free(form), 20000);
});
function free(form) { once.delete(form); form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy")); }
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form").forEach(free); });

// ---- answers go without a reload ----
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (!form.matches?.("form")) return;
  if (once.has(form)) event.preventDefault(); else once.add(form);
});
// Before the answer takes the place of the form: the new one would find the words that were sent.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = event.target;
  if (form.matches?.("form[data-draft]") && event.detail.xhr.status < 300) store(PLACE + form.dataset.draft, null);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!form.matches?.("form")) return;
  once.delete(form);
  if (event.detail.successful) document.dispatchEvent(new CustomEvent("okno:refresh"));
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.("form");
    if (!form) return;
    let line = form.querySelector(".error.failed");
    if (!line) { line = document.createElement("p"); line.className = "error failed"; line.setAttribute("role", "alert"); form.querySelector("textarea").before(line); }
    const out = event.detail.xhr?.status === 401;
    line.textContent = out ? said.saidOut + " " : said.saidFailed;
    if (!out) return;
    // The draft is there again after signing in.
    const link = document.createElement("a");
    link.href = "/sign-in?next=" + encodeURIComponent(location.pathname + location.search);
    link.textContent = said.saidIn;
    line.append(link);
  });
}
// At once, not when it has settled: whoever leaves the box in between must not be drawn back into it.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "talk") document.getElementById("reply-text")?.focus({ preventScroll: true });
});
document.addEventListener("htmx:afterSettle", (event) => {
  const flow = document.querySelector("[data-end]");
  if (event.target.id === "talk" && flow) flow.scrollTop = flow.scrollHeight;
});

// ---- small manners ----
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.pop[open], details.queues[open]")) if (!open.contains(event.target)) open.open = false;
  const link = event.target.closest('a[href$="#reopen"]');
  if (link && link.pathname === location.pathname) unfold();
});
function unfold() {
  const box = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : document.getElementById("reopen");
  if (box?.matches("details")) { box.open = true; box.scrollIntoView({ block: "center" }); box.querySelector("textarea")?.focus({ preventScroll: true }); }
}
addEventListener("hashchange", unfold);
const toast = document.querySelector("[data-toast]");
if (toast) {
  let left = setTimeout(() => toast.remove(), 10000);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, () => clearTimeout(left));
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { left = setTimeout(() => toast.remove(), 4000); });
}

dress(document);
settle();
if (location.hash) unfold();
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.isConnected && event.target.querySelectorAll) dress(event.target.id ? document.getElementById(event.target.id) || event.target : event.target); });
