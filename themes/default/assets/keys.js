// Keys of the desk. They go by the place of the key, so the Russian layout works; off while typing.

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const MENUS = "details.pop[open], details.queues[open]";
const dialog = document.getElementById("keys");

const seen = (element) => element.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll(".t .subj a")].filter(seen);

function step(by) {
  const list = rows();
  if (!list.length) return false;
  const row = document.activeElement?.closest?.(".t");
  const at = row ? list.findIndex((link) => row.contains(link)) : -1;
  const link = list[Math.min(Math.max(at + by, 0), list.length - 1)];
  link.focus({ preventScroll: true });
  link.closest(".t").scrollIntoView({ block: "nearest" });
  return true;
}

function press(code) {
  const row = document.activeElement?.closest?.(".t");
  const target = row?.querySelector(`[data-row-key="${code}"]`) || [...document.querySelectorAll(`[data-key="${code}"]`)].find(seen);
  if (!target) return false;
  target.click();
  target.closest("details")?.querySelector("select, textarea")?.focus();
  return true;
}

function reply(visibility) {
  const form = document.querySelector("[data-reply]");
  if (!form) return false;
  const choice = form.querySelector(`[name=visibility][value=${visibility}]`);
  if (choice?.type === "radio" && !choice.checked) choice.click();
  form.querySelector("textarea").focus();
  return true;
}

function find() {
  const field = [...document.querySelectorAll("[data-find]")].find(seen);
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

// ---- the row under the hand is found again after the page has changed ----
const KEPT = "okno:row";
function keep(row) {
  const list = rows();
  const at = list.findIndex((link) => row.contains(link));
  const ids = [row, list[at + 1]?.closest(".t"), list[at - 1]?.closest(".t")].filter(Boolean).map((one) => one.id);
  const title = document.getElementById("title").textContent;
  try { sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname + location.search, title, ids })); } catch { /* not allowed: the page begins at its top */ }
}
function kept() { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } }
function restore() {
  const old = kept();
  if (old?.path !== location.pathname + location.search || (document.activeElement && document.activeElement !== document.body)) return;
  const row = old.ids.map((id) => document.getElementById(id)).find(Boolean);
  row?.querySelector(".subj a")?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}
for (const name of ["submit", "click"]) {
  document.addEventListener(name, (event) => {
    const row = event.target.closest?.(".t");
    if (row && (name === "submit" || event.target.closest("a"))) keep(row);
  });
}
if (document.getElementById("rows")) restore();
// From a ticket the way back leads to the list that it was opened from.
const label = document.querySelector("[data-back-label]");
if (label && kept()) {
  label.textContent = kept().title;
  label.closest("a").href = kept().path;
}

function back() {
  const open = document.querySelector(MENUS);
  if (open) { open.open = false; open.querySelector("summary").focus(); return true; }
  const link = document.querySelector("[data-back]");
  if (link && !dialog?.open) { link.click(); return true; }
  return false;
}

const acts = {
  KeyJ: () => step(1), KeyK: () => step(-1), KeyT: () => press("KeyT"), KeyP: () => press("KeyP"), KeyN: () => press("KeyN"),
  KeyR: () => reply("public"), KeyI: () => reply("internal"), KeyM: () => reply("internal"), Slash: find, Escape: back,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = event.target.matches?.(TYPING);
  if (typing) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-reply] textarea, details textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape" && !(event.target.closest(MENUS) && back())) event.target.blur();
    return;
  }
  if (dialog?.open) return;
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK" && find()) { event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) { show(); event.preventDefault(); return; }
  if (acts[event.code]?.()) event.preventDefault();
});

let opener = null;
function show() { opener = document.activeElement; dialog?.showModal(); }
dialog?.addEventListener("close", () => opener?.focus?.());
for (const button of document.querySelectorAll("[data-keys-open]")) { button.hidden = false; button.addEventListener("click", show); }
