// Keys of the desk. They go by the place of the key, so the Russian layout works; off while typing.

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
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

function back() {
  const open = document.querySelector("details.pop[open], details.queues[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); return true; }
  const link = document.querySelector("[data-back]");
  if (link && !dialog?.open) { link.click(); return true; }
  return false;
}

const acts = {
  KeyJ: () => step(1), KeyK: () => step(-1), KeyT: () => press("KeyT"), KeyP: () => press("KeyP"), KeyN: () => press("KeyN"),
  KeyR: () => reply("public"), KeyI: () => reply("internal"), KeyM: () => reply("internal"), Escape: back,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = event.target.matches?.(TYPING);
  if (typing) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-reply] textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) { show(); event.preventDefault(); return; }
  if (acts[event.code]?.()) event.preventDefault();
});

let opener = null;
function show() { opener = document.activeElement; dialog?.showModal(); }
dialog?.addEventListener("close", () => opener?.focus?.());
for (const button of document.querySelectorAll("[data-keys-open]")) { button.hidden = false; button.addEventListener("click", show); }
