// The list of the desk: selecting rows, and the pane beside the list. Without it both work by forms and links.

const list = document.getElementById("rows");
const bulk = document.getElementById("bulk");
const wide = matchMedia("(min-width: 80rem)");
const boxes = () => [...document.querySelectorAll(".t:not(.gone) > .pick-row")];
let last = null;

// ---- selecting ----
function told() {
  const said = bulk?.querySelector("[data-selected]");
  if (!said) return;
  const count = boxes().filter((box) => box.checked).length;
  const form = new Intl.PluralRules(document.documentElement.lang).select(count);
  const words = form === "one" ? said.dataset.one : form === "few" ? said.dataset.few : said.dataset.many;
  said.textContent = words.replace("{n}", count);
  document.dispatchEvent(new CustomEvent("okno:selected", { detail: { count } }));
}

list?.addEventListener("click", (event) => {
  const box = event.target.closest(".pick-row");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  told();
});
for (const button of document.querySelectorAll("[data-select]")) {
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of boxes()) box.checked = button.dataset.select === "all";
    if (button.dataset.select === "none") document.querySelector(".t .subj a")?.focus();
    told();
  });
}
// A page that is shown again may have ticks that nobody sees made.
if (boxes().some((box) => box.checked)) told();
document.addEventListener("okno:fresh", told);

// ---- the pane beside ----
let asked = null;
let timer = 0;
let shown = "";
function pane() {
  const found = document.querySelector("[data-previews]") && document.getElementById("preview");
  return found && found.getClientRects().length ? found : null;
}

function mark(row) {
  for (const old of document.querySelectorAll(".t.open")) { old.classList.remove("open"); old.querySelector(".subj a")?.removeAttribute("aria-current"); }
  row?.classList.add("open");
  row?.querySelector(".subj a")?.setAttribute("aria-current", "true");
}

async function preview(row) {
  if (!pane() || !row?.dataset.number) return;
  mark(row);
  shown = row.dataset.number;
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch("/desk/preview/" + shown, { headers: { "HX-Request": "true" }, credentials: "same-origin", signal: asked.signal });
    if (answer.headers.get("HX-Redirect")) { location.assign(answer.headers.get("HX-Redirect")); return; }
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("preview");
    const old = pane();
    if (!next || !old || old.contains(document.activeElement)) return;
    const top = old.dataset.number === next.dataset.number ? old.querySelector(".scroll")?.scrollTop || 0 : 0;
    // The list keeps itself fresh, and the pane by it.
    next.removeAttribute("data-live");
    // The page has its heading already.
    next.querySelector("h1")?.setAttribute("aria-level", "2");
    for (const field of next.querySelectorAll("[data-here]")) field.value = location.pathname + location.search;
    old.replaceWith(next);
    if (top) next.querySelector(".scroll").scrollTop = top;
    window.htmx?.process(next);
  } catch { /* another row was wanted meanwhile, or there is no connection: what is shown stays */ }
}

list?.addEventListener("focusin", (event) => {
  const row = event.target.closest(".t");
  if (!row || row.dataset.number === shown) return;
  clearTimeout(timer);
  timer = setTimeout(() => preview(row), 120);
});
document.addEventListener("okno:fresh", () => { const row = shown && document.getElementById("t" + shown); if (row && pane()) preview(row); });
wide.addEventListener("change", () => { const row = document.activeElement?.closest?.(".t"); if (row) preview(row); });
const begun = document.activeElement?.closest?.(".t") || document.querySelector(".t");
if (begun) preview(begun);
