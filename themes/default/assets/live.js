// Keeps marked parts of the page fresh. A part says what it depends on: <div id="story" data-live="ticket:10427">.
// A push carries topics only; the page is asked for anew and the same parts are taken from it.
// What has the focus or unsent text is never replaced, and the scroll stays.

const body = document.body;
const EVERY = 2000;       // not more often than this, milliseconds
const due = new Set();    // topics that changed and are not shown yet
let planned = 0;
let last = 0;
let busy = false;

// ---- the stream ----
const shows = [...new Set(parts().flatMap(topicsOf))].filter((topic) => topic.startsWith("ticket:"));

function listen() {
  const from = body.dataset.liveFrom || "";
  if (window.SharedWorker) {
    try {
      const worker = new SharedWorker(body.dataset.worker, { name: "okno-" + body.dataset.person });
      const enter = () => worker.port.postMessage({ kind: "enter", from, wanted: shows });
      worker.port.onmessage = (event) => hear(event.data);
      worker.onerror = () => own(from, 1000);
      addEventListener("pagehide", () => worker.port.postMessage({ kind: "leave" }));
      addEventListener("pageshow", (event) => { if (event.persisted) { enter(); changed(["*"]); } });
      worker.port.start();
      enter();
      return;
    } catch { /* refused by the browser's settings: one stream a page then */ }
  }
  own(from, 1000);
}

function own(from, wait) {
  const query = new URLSearchParams();
  if (from) query.set("since", from);
  for (const topic of shows) query.append("topic", topic);
  const stream = new EventSource("/live?" + query);
  const heard = (event) => { from = event.lastEventId || from; };
  const later = () => { stream.close(); setTimeout(() => own(from, Math.min(wait * 2, 60000)), wait + Math.random() * wait); };
  stream.addEventListener("open", () => { wait = 1000; hear({ kind: "up" }); });
  stream.addEventListener("ready", heard);
  stream.addEventListener("change", (event) => { heard(event); hear({ kind: "change", data: event.data }); });
  stream.addEventListener("reload", (event) => { heard(event); hear({ kind: "reload" }); });
  stream.addEventListener("presence", (event) => hear({ kind: "presence", data: event.data }));
  stream.addEventListener("bye", later);
  stream.addEventListener("error", () => { hear({ kind: "down" }); if (stream.readyState === EventSource.CLOSED) later(); });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

let wasDown = 0;
function hear(message) {
  if (message.kind === "change") {
    let topics = [];
    try { topics = JSON.parse(message.data).topics || []; } catch { return; }
    document.dispatchEvent(new CustomEvent("okno:change", { detail: { topics } }));
    changed(topics);
  } else if (message.kind === "reload") {
    changed(["*"]);
  } else if (message.kind === "presence") {
    let topics = [];
    try { topics = JSON.parse(message.data).topics || []; } catch { return; }
    document.dispatchEvent(new CustomEvent("okno:presence", { detail: { topics } }));
  } else if (message.kind === "down") {
    if (!wasDown) wasDown = setTimeout(() => { offline(!navigator.onLine); }, 3000);
  } else if (message.kind === "up") {
    clearTimeout(wasDown); wasDown = 0; offline(false);
  }
}

function offline(gone) {
  const strip = document.getElementById("offline");
  if (strip) strip.hidden = !gone;
}
addEventListener("offline", () => offline(true));
addEventListener("online", () => { offline(false); changed(["*"]); });

// ---- what to refresh ----
function topicsOf(part) { return part.dataset.live.split(/\s+/); }
function parts() { return [...document.querySelectorAll("[data-live]")]; }
function touched(part) { return due.has("*") || topicsOf(part).some((topic) => due.has(topic)); }

function changed(topics) {
  for (const topic of topics) due.add(topic);
  if (!parts().some(touched)) { due.clear(); return; }
  plan();
}

function plan(after = 0) {
  if (planned || busy) return;
  const wait = Math.max(after, last + EVERY - Date.now(), 0) + Math.random() * 400;
  planned = setTimeout(refresh, wait);
}

async function refresh() {
  planned = 0;
  if (document.hidden) { document.addEventListener("visibilitychange", () => plan(), { once: true }); return; }
  const wanted = parts().filter(touched);
  due.clear();
  if (!wanted.length) return;
  busy = true; last = Date.now();
  const slow = setTimeout(() => body.classList.add("loading"), 300);
  try {
    const answer = await fetch(location.href, { headers: { "X-Okno-Live": "1", ...(numbers() && { "X-Okno-Rows": numbers() }) }, credentials: "same-origin" });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { location.reload(); return; }
    // What it shows is not there for this person any more: the server says so in words, asking again changes nothing.
    if (answer.status === 403 || answer.status === 404) { location.replace(location.pathname + location.search); return; }
    if (answer.status === 405) return;  // the answer to a form: it can't be asked for again
    if (!answer.ok) throw new Error(String(answer.status));
    take(new DOMParser().parseFromString(await answer.text(), "text/html"), wanted);
  } catch {
    for (const part of wanted) for (const topic of topicsOf(part)) due.add(topic);
    setTimeout(() => plan(), 5000);
  } finally {
    clearTimeout(slow); body.classList.remove("loading"); busy = false;
  }
  if (due.size) plan();
}

function take(fresh, wanted) {
  for (const part of wanted) {
    const next = part.id && fresh.getElementById(part.id);
    if (!next || !part.isConnected) continue;
    if ("hold" in part.dataset) hold(part, next, fresh);
    else if ("keyed" in part.dataset) keyed(part, next);
    else whole(part, next);
  }
  document.dispatchEvent(new CustomEvent("okno:fresh"));
}

// Typing, an open menu or unsent words: leave it, come back when the hand has gone.
function held(part) {
  const at = document.activeElement;
  if (part.contains(at) && at.matches("input, textarea, select")) return true;
  if (part.querySelector("details[open] textarea, details[open] select, details[open].pop")) return true;
  return [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
}

function whole(part, next) {
  if (part.isEqualNode(next)) return;
  if (held(part)) {
    part.addEventListener("focusout", () => changed(topicsOf(part)), { once: true });
    return;
  }
  const opened = [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  const focus = part.contains(document.activeElement) ? mark(document.activeElement) : "";
  part.replaceWith(next);
  for (const summary of next.querySelectorAll("details > summary")) if (opened.includes(summary.textContent)) summary.parentElement.open = true;
  if (focus) (next.matches(focus) ? next : next.querySelector(focus))?.focus({ preventScroll: true });
  window.htmx?.process(next);
}

function mark(element) {
  if (element.id) return "#" + CSS.escape(element.id);
  if (element.getAttribute("href")) return `[href="${CSS.escape(element.getAttribute("href"))}"]`;
  return element.name ? `[name="${CSS.escape(element.name)}"]` : "";
}

// Children with ids are matched one by one, so what did not change is not touched.
function keyed(part, next) {
  const end = part.closest("[data-end]");
  const atEnd = end && end.scrollHeight - end.scrollTop - end.clientHeight < 80;
  const list = part.querySelector(".card.lines") && next.querySelector(".card.lines");
  if (list) sync(part.querySelector(".card.lines"), next.querySelector(".card.lines"));
  else if (part.id === "story") sync(part, next);
  else whole(part, next);
  if (atEnd) end.scrollTop = end.scrollHeight;
}

function sync(old, next) {
  const have = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  const before = have.size;
  let at = null;
  for (const child of [...next.children]) {
    const mine = child.id && have.get(child.id);
    if (mine && (mine.isEqualNode(child) || held(mine))) { at = mine; have.delete(child.id); continue; }
    if (mine) { have.delete(child.id); mine.replaceWith(child); at = child; window.htmx?.process(child); continue; }
    if (!child.id) continue;
    if (before) child.classList.add("arrived");
    if (at) at.after(child); else old.prepend(child);
    at = child;
    window.htmx?.process(child);
  }
  // Rows fetched by «50 more» are not in the first page: only a whole list tells what has gone.
  if (!next.querySelector("#more")) for (const child of have.values()) if (child.id !== "more") child.remove();
}

// ---- the desk: new rows wait, changed rows change in place, rows that left turn grey and say why ----
let waiting = null;
const numbers = () => [...document.querySelectorAll("[data-hold] .t[data-number]:not(.gone)")].map((row) => row.dataset.number).join(",");

// A row as the server made it: without what this page has put upon it.
function bare(row) {
  const copy = row.cloneNode(true);
  copy.classList.remove("open", "arrived", "gone");
  for (const one of copy.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
  copy.querySelector(".gone-why")?.remove();
  if (!copy.className.trim()) copy.removeAttribute("class");
  return copy;
}

function swap(mine, row) {
  const copy = row.cloneNode(true);
  if (bare(mine).isEqualNode(copy) || mine.contains(document.activeElement) && document.activeElement.matches("button")) return;
  const [old, box] = [mine.querySelector(".pick-row"), copy.querySelector(".pick-row")];
  if (old && box) box.checked = old.checked;
  if (mine.classList.contains("open")) { copy.classList.add("open"); copy.querySelector(".subj a")?.setAttribute("aria-current", "true"); }
  const at = mine.contains(document.activeElement) ? document.activeElement : null;
  mine.replaceWith(copy);
  if (at) (at === old ? box : copy.querySelector(".subj a"))?.focus({ preventScroll: true });
}

function leave(row, why) {
  if (row.classList.contains("gone")) return;
  row.classList.add("gone");
  const box = row.querySelector(".pick-row");
  if (box) { box.checked = false; box.disabled = true; }
  if (!why) return;
  const said = document.createElement("span");
  said.className = "gone-why";
  said.textContent = why;
  row.append(said);
}

function hold(part, next, fresh) {
  const rows = [...part.querySelectorAll(".t")];
  const comes = [...next.querySelectorAll(".t")];
  if (!rows.length) { whole(part, next); return; }
  const have = new Map(rows.map((row) => [row.id, row]));
  const reasons = new Map([...fresh.querySelectorAll("#gone > li")].map((one) => ["t" + one.dataset.number, one.textContent]));
  let arrived = 0;
  for (const row of comes) {
    const mine = have.get(row.id);
    if (!mine || mine.classList.contains("gone")) { arrived += 1; continue; }
    have.delete(row.id);
    swap(mine, row);
  }
  for (const [id, row] of have) if (reasons.has(id) || !next.querySelector("#more")) leave(row, reasons.get(id));
  waiting = { part, next };
  news(arrived);
}

function news(count) {
  const bar = document.getElementById("news");
  if (!bar) return;
  const button = bar.querySelector("[data-news]");
  const form = new Intl.PluralRules(document.documentElement.lang).select(count);
  const words = form === "one" ? button.dataset.one : form === "few" ? button.dataset.few : button.dataset.many;
  button.querySelector("span").textContent = words.replace("{n}", count);
  bar.hidden = count === 0;
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-news]") || !waiting) return;
  const { part, next } = waiting;
  const top = part.scrollTop;
  const known = new Set([...part.querySelectorAll(".t")].map((row) => row.id));
  for (const row of next.querySelectorAll(".t")) if (!known.has(row.id)) row.classList.add("arrived");
  part.replaceWith(next);
  next.scrollTop = top;
  window.htmx?.process(next);
  document.getElementById("news").hidden = true;
  waiting = null;
  next.querySelector(".t.arrived .subj a")?.focus();
});

// «50 more» may bring a second head of the same group.
document.addEventListener("htmx:afterSwap", () => {
  const seen = new Set();
  for (const head of document.querySelectorAll("[data-group]")) {
    if (seen.has(head.dataset.group)) head.remove();
    seen.add(head.dataset.group);
  }
});

document.addEventListener("okno:refresh", () => changed(["*"]));
document.addEventListener("okno:push", (event) => changed(event.detail.topics));

// A page without a place to begin at, such as one of an error, has nothing to keep fresh.
if (body.dataset.person && body.dataset.liveFrom) listen();

// The newest words stand at the end of the story.
for (const flow of document.querySelectorAll("[data-end]")) if (!location.hash && flow.querySelector(".msg")) flow.scrollTop = flow.scrollHeight;
