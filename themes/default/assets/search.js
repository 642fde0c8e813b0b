// The search from everywhere: Ctrl K opens its box; in the list of what was found the arrows and J, K go from one to the next.

const box = document.getElementById("search-everywhere");
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
let opener = null;

function open() {
  if (!box || box.open || document.querySelector("dialog[open]")) return false;
  opener = document.activeElement;
  box.showModal();
  box.querySelector("input").select();
  return true;
}

function step(by) {
  const links = [...document.querySelectorAll("[data-hits] h3 a")];
  if (!links.length) return false;
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  next.focus({ preventScroll: true });
  next.closest("article").scrollIntoView({ block: "nearest" });
  return true;
}

// Before the other keys of a page, which leave alone what is answered here.
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === "KeyK") { if (open()) event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const field = event.target.matches?.("#q") && document.querySelector("[data-hits]");
  if (event.target.matches?.(TYPING) && !(field && event.code === "ArrowDown")) return;
  const by = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1 }[event.code];
  if (by && step(by)) event.preventDefault();
}, true);

for (const door of document.querySelectorAll("[data-search-open]")) {
  door.addEventListener("click", (event) => { if (!event.ctrlKey && !event.metaKey && open()) event.preventDefault(); });
}
box?.addEventListener("close", () => opener?.focus?.());
box?.addEventListener("click", (event) => { if (event.target === box) box.close(); });
