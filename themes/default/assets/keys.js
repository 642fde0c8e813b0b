// Keys of the desk, all of them in one place. They go by the place of the key, so the Russian layout works;
// off while typing, and for whoever has switched them off in his profile (Ctrl with a key and Esc stay).

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const MENUS = "details.pop[open], details.queues[open]";
const KEPT = "okno:row";
const dialog = document.getElementById("keys");
const plain = document.body.dataset.keys !== "off";

const seen = (element) => element.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll(".t:not(.gone) .subj a")].filter(seen);
const rowNow = () => document.activeElement?.closest?.(".t") || document.querySelector(".t.open");
const picked = () => [...document.querySelectorAll(".pick-row:checked")].filter(seen);
const target = (name, code, root = document) => [...root.querySelectorAll(`[data-${name}="${code}"]`)].find(seen);

function click(element) {
  if (!element) return false;
  element.click();
  const menu = element.closest("details");
  // A field that nobody sees cannot have the focus.
  if (menu?.open) [...menu.querySelectorAll(":is(.menu, .pad) :is(select, textarea, input, button, a)")].find(seen)?.focus();
  return true;
}

// ---- the list ----
function step(by) {
  const list = rows();
  if (!list.length) return false;
  const row = rowNow();
  const at = row ? list.findIndex((link) => row.contains(link)) : -1;
  const link = list[Math.min(Math.max(at + by, 0), list.length - 1)];
  link.focus({ preventScroll: true });
  link.closest(".t").scrollIntoView({ block: "nearest" });
  return true;
}

function open() {
  const row = rowNow();
  const free = document.activeElement === document.body || document.activeElement?.matches("#rows, #main");
  return free && row ? click(row.querySelector(".subj a")) : false;
}

function pick() {
  const box = rowNow()?.querySelector(".pick-row");
  if (!box) return false;
  box.click();
  return true;
}

// What a key does with the selected ones, else with the row under the hand, else with the page.
function press(code) {
  if (picked().length && click(target("bulk-key", code))) return true;
  const row = document.activeElement?.closest?.(".t");
  const here = row && target("row-key", code, row);
  const pane = document.getElementById("preview");
  const shown = pane?.dataset.number && (!row || row.dataset.number === pane.dataset.number) && target("pane-key", code, pane);
  return click(here || shown || target("key", code) || tucked(code));
}

// What stands in a closed menu of the page, such as "done" while the requester is waited for.
function tucked(code) {
  const element = document.querySelector(`details.pop:not([open]) [data-key="${code}"]`);
  if (element) element.closest("details.pop").open = true;
  return element;
}

// ---- the ticket ----
function reply(visibility) {
  const form = document.querySelector("[data-reply]");
  const row = form ? null : rowNow();
  if (row) { keep(row); location.assign(row.querySelector(".subj a").href + (visibility === "public" ? "#reply" : "#note")); return true; }
  if (!form) return false;
  const choice = form.querySelector(`[name=visibility][value=${visibility}]`);
  if (choice?.type === "radio" && !choice.checked) choice.click();
  form.querySelector("textarea").focus();
  return true;
}

// On the page of a ticket: the next one of the list that it was opened from.
function follow(by) {
  const number = location.pathname.match(/^\/tickets\/(\d+)/)?.[1];
  const old = number && kept();
  const at = old?.all?.indexOf("t" + number) ?? -1;
  const next = at >= 0 ? old.all[at + by] : null;
  if (!next) return false;
  try { sessionStorage.setItem(KEPT, JSON.stringify({ ...old, ids: [next, ...old.ids] })); } catch { /* not allowed */ }
  location.assign("/tickets/" + next.slice(1));
  return true;
}

function find() {
  const field = [...document.querySelectorAll("[data-find]")].find(seen);
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

const canned = () => document.querySelector("[data-reply]") ? click(document.querySelector("details.canned > summary")) : find();

function back() {
  const menu = document.querySelector(MENUS);
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); return true; }
  if (picked().length) { for (const box of picked()) box.click(); return true; }
  const link = [...document.querySelectorAll("[data-back]")].find(seen);
  if (link && !dialog?.open) { link.click(); return true; }
  return false;
}

// ---- the registry: place of the key, what it does ----
const KEYS = {
  KeyJ: () => step(1) || follow(1), KeyK: () => step(-1) || follow(-1), Enter: open, KeyX: pick,
  KeyT: () => press("KeyT"), KeyP: () => press("KeyP"), KeyD: () => press("KeyD"), KeyN: () => press("KeyN"),
  KeyA: () => press("KeyA"), KeyF: () => press("KeyF"), KeyW: () => press("KeyW"), KeyZ: () => press("KeyZ"),
  KeyR: () => reply("public"), KeyI: () => reply("internal"), KeyM: () => reply("internal"), Slash: canned,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const control = event.ctrlKey || event.metaKey;
  if (event.target.matches?.(TYPING)) {
    if (event.key === "Enter" && control && event.target.matches("[data-reply] textarea, details textarea, .bulk-page textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape" && !(event.target.closest(MENUS) && back())) event.target.blur();
    return;
  }
  if (dialog?.open) return;
  if (control && event.code === "KeyK" && find()) { event.preventDefault(); return; }
  if (control || event.altKey) return;
  if (event.key === "Escape") { if (back()) event.preventDefault(); return; }
  if (!plain) return;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) { show(); event.preventDefault(); return; }
  if (KEYS[event.code]?.()) event.preventDefault();
});

// ---- the row under the hand is found again after the page has changed ----
function keep(row) {
  const list = rows();
  const at = list.findIndex((link) => row.contains(link));
  const ids = [row, list[at + 1]?.closest(".t"), list[at - 1]?.closest(".t")].filter(Boolean).map((one) => one.id);
  const title = document.getElementById("title")?.textContent || "";
  const all = list.slice(Math.max(at - 100, 0), at + 200).map((link) => link.closest(".t").id);
  try { sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname + location.search, title, ids, all })); } catch { /* not allowed: the page begins at its top */ }
}
function kept() { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } }
function restore() {
  const old = kept();
  if (old?.path !== location.pathname + location.search || (document.activeElement && document.activeElement !== document.body)) return;
  // What has left the list meanwhile hands the focus on to the row after it.
  const at = old.all?.indexOf(old.ids[0]) ?? -1;
  const row = [...old.ids, ...(at >= 0 ? old.all.slice(at + 1) : [])].map((id) => document.getElementById(id)).find(Boolean);
  row?.querySelector(".subj a")?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}
for (const name of ["submit", "click"]) {
  document.addEventListener(name, (event) => {
    const row = event.target.closest?.(".t");
    if (row && (name === "submit" || event.target.closest("a"))) keep(row);
    const among = name === "submit" && event.target.matches?.("#bulk, .preview form") && (rowNow() || picked()[0]?.closest(".t"));
    if (among) keep(among);
  });
}
if (document.getElementById("rows")) restore();
// From a ticket the way back leads to the list that it was opened from.
const label = document.querySelector("[data-back-label]");
if (label && kept()?.title) {
  label.textContent = kept().title;
  label.closest("a").href = kept().path;
}
// Where a key of the list leads to on the page of a ticket.
const LANDINGS = { "#reply": () => reply("public"), "#note": () => reply("internal"), "#hand": () => press("KeyP") };
if (document.querySelector("[data-reply], [data-key=KeyP]")) LANDINGS[location.hash]?.();

// ---- what the keys are ----
let opener = null;
function show() { opener = document.activeElement; dialog?.showModal(); }
dialog?.addEventListener("close", () => opener?.focus?.());
for (const button of document.querySelectorAll("[data-keys-open]")) { button.hidden = false; button.addEventListener("click", show); }
