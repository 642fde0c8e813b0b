// The board: a card is dragged to a person by mouse, by finger or by pen. Each drop is one request with the version of
// the ticket. Without this script, and by keyboard, cards are ticked and given with the bar above.

const form = document.querySelector("form[data-board]");
const wrap = document.querySelector("[data-board-wrap]");
const FAR = 6;      // pixels before a press becomes a drag
const EDGE = 56;    // pixels from the edge where the board begins to move
let drag = null;

const lane = (x, y) => document.elementFromPoint(x, y)?.closest("[data-lane]:not([data-closed])") || null;

function begin(card, event) {
  drag = { card, from: card.closest("[data-lane]"), x: event.clientX, y: event.clientY, on: false, over: null, ghost: null, turn: 0 };
}

function lift(event) {
  const box = drag.card.getBoundingClientRect();
  drag.on = true;
  drag.dx = event.clientX - box.left;
  drag.dy = event.clientY - box.top;
  drag.ghost = drag.card.cloneNode(true);
  drag.ghost.removeAttribute("id");
  drag.ghost.setAttribute("aria-hidden", "true");
  drag.ghost.classList.add("ghost");
  drag.ghost.style.width = box.width + "px";
  document.body.append(drag.ghost);
  drag.card.classList.add("lifted");
  // What has the focus is not replaced when the board is kept fresh.
  drag.card.querySelector("input")?.focus({ preventScroll: true });
  getSelection()?.removeAllRanges();
}

function follow(event) {
  if (!drag) return;
  if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
  if (!drag.on) lift(event);
  event.preventDefault();
  drag.ghost.style.transform = `translate(${event.clientX - drag.dx}px, ${event.clientY - drag.dy}px)`;
  const over = lane(event.clientX, event.clientY);
  if (over !== drag.over) {
    drag.over?.classList.remove("over");
    drag.over = over;
    if (over && over !== drag.from) over.classList.add("over");
  }
  const box = wrap.getBoundingClientRect();
  drag.turn = event.clientX > box.right - EDGE ? 1 : event.clientX < box.left + EDGE ? -1 : 0;
  if (drag.turn && !drag.rolls) roll();
}

function roll() {
  if (!drag || !drag.turn) { if (drag) drag.rolls = false; return; }
  drag.rolls = true;
  wrap.scrollLeft += drag.turn * 8;
  requestAnimationFrame(roll);
}

function end(drop) {
  if (!drag) return;
  const { card, from, over, on, ghost } = drag;
  drag = null;
  ghost?.remove();
  over?.classList.remove("over");
  card.classList.remove("lifted");
  if (!on) return;
  card.querySelector("input")?.blur();
  // The click that ends a drag opens nothing.
  const still = (event) => event.preventDefault();
  addEventListener("click", still, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", still, { capture: true }), 0);
  if (drop && over && over !== from) give(card, over);
}

async function give(card, over) {
  const wanted = new URLSearchParams();
  wanted.set("_csrf", form.elements._csrf.value);
  wanted.set("act", "give");
  wanted.set("ticket", card.dataset.card);
  wanted.set("to", over.dataset.lane);
  card.classList.add("moving");
  try {
    const answer = await fetch(form.action, { method: "POST", body: wanted, credentials: "same-origin" });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { location.reload(); return; }
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    card.classList.remove("moving");
    document.dispatchEvent(new CustomEvent("okno:refresh"));
  }
}

function show(fresh) {
  for (const id of ["board", "said"]) {
    const next = fresh.getElementById(id);
    if (next) document.getElementById(id)?.replaceWith(next);
  }
  const strip = document.querySelector("#said .toast");
  if (strip) setTimeout(() => strip.remove(), 20000);
}

if (form && wrap) {
  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card || event.button || event.target.closest("label, input, button")) return;
    // A finger scrolls the board: it drags by the handle only.
    if (event.pointerType !== "mouse" && !event.target.closest("[data-grip]")) return;
    begin(card, event);
  });
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-card]")) event.preventDefault(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drag) { event.preventDefault(); end(false); } });
  const ticked = new Set();
  document.addEventListener("change", (event) => {
    if (event.target.name !== "ticket") return;
    const number = event.target.value.split(".")[0];
    if (event.target.checked) ticked.add(number); else ticked.delete(number);
  });
  // What was ticked stays so when the board is kept fresh.
  document.addEventListener("okno:fresh", () => {
    for (const box of document.querySelectorAll("input[name=ticket]")) box.checked = ticked.has(box.value.split(".")[0]);
  });
}
