// Who else is at a ticket: this page says every few seconds that it is here, and draws who the server names.

const EVERY = 10000;      // says again, milliseconds; the server believes it for twenty-five seconds
const STILL = 20000;      // who has not typed for so long only looks
const SOON = 600;
const body = document.body;

function draw(place, people) {
  const faces = people.map((one) => {
    const box = document.createElement("span");
    const face = document.createElement("span");
    const words = document.createElement("span");
    box.className = "here-one" + (one.writes ? " writes" : "");
    box.title = one.name;
    face.className = "av " + one.colour;
    face.setAttribute("aria-hidden", "true");
    face.textContent = one.initials;
    words.textContent = one.words;
    box.append(face, words);
    return box;
  });
  const now = faces.map((one) => one.textContent).join();
  if (place.dataset.now === now) return;
  place.dataset.now = now;
  place.replaceChildren(...faces);
}

// ---- the page of a ticket ----
const head = document.querySelector("[data-presence]");
if (head) ticket(head.dataset.presence);

function ticket(url) {
  const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((n) => (n % 36).toString(36)).join("");
  const topic = "staff:" + url.split("/")[2];
  let act = "look";
  let typed = 0;
  let timer = 0;
  let here = false;
  const form = (what) => {
    const data = new URLSearchParams();
    data.set("_csrf", document.querySelector("input[name=_csrf]")?.value || "");
    data.set("act", what);
    data.set("tab", tab);
    return data;
  };
  async function show(answer) {
    if (!answer.ok) return;
    const place = document.getElementById("presence");
    if (place) draw(place, (await answer.json()).people);
  }
  async function say() {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(say, EVERY + Math.random() * 1000);
    if (act !== "look" && Date.now() - typed > STILL) act = "look";
    here = true;
    try { await show(await fetch(url, { method: "POST", body: form(act), credentials: "same-origin" })); } catch { /* it is said again */ }
  }
  function leave() {
    clearTimeout(timer);
    if (!here) return;
    here = false;
    // A beacon gets lost now and then while the next page loads: who hears it twice has heard it.
    navigator.sendBeacon(url, form("gone"));
    fetch(url, { method: "POST", body: form("gone"), credentials: "same-origin", keepalive: true }).catch(() => {});
  }
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-reply]");
    if (!box || !event.target.matches("textarea")) return;
    const side = box.querySelector("[name=visibility]:checked, [name=visibility][type=hidden]")?.value;
    const now = !event.target.value.trim() ? "look" : side === "internal" ? "note" : "reply";
    typed = Date.now();
    if (now === act) return;
    act = now;
    clearTimeout(timer);
    timer = setTimeout(say, SOON);
  });
  document.addEventListener("okno:presence", (event) => {
    if (event.detail.topics.includes(topic) && !document.hidden) fetch(url, { credentials: "same-origin" }).then(show).catch(() => {});
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else say(); });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) say(); });
  say();
}

// ---- rows of the desk, and whatever else shows a ticket: <span data-presence-row="10427"> ----
const AGAIN = 2000;
let asked = 0;
let planned = 0;
let known = {};

const rows = () => [...document.querySelectorAll(".t[id^=t] .subj")].map((place) => [place.closest(".t").id.slice(1), place]);
const others = () => [...document.querySelectorAll("[data-presence-row]")].map((place) => [place.dataset.presenceRow, place]);

function mark(number, place) {
  const people = known[number] || [];
  let spot = place.matches("[data-presence-row]") ? place : place.querySelector(".here-row");
  if (!people.length) { if (spot && spot !== place) spot.remove(); else spot?.replaceChildren(); return; }
  if (!spot) {
    spot = document.createElement("span");
    spot.className = "here-row";
    place.append(spot);
  }
  draw(spot, people);
}

function paint() { for (const [number, place] of [...rows(), ...others()]) mark(number, place); }

async function look() {
  planned = 0;
  const numbers = [...new Set([...rows(), ...others()].map(([number]) => number))].filter((one) => /^[0-9]+$/.test(one)).slice(0, 100);
  if (!numbers.length || document.hidden) return;
  asked = Date.now();
  try {
    const answer = await fetch("/live/presence?" + numbers.map((one) => "n=" + one).join("&"), { credentials: "same-origin" });
    if (!answer.ok) return;
    known = (await answer.json()).tickets;
    paint();
  } catch { /* the next change asks again */ }
}

function plan() {
  if (!planned) planned = setTimeout(look, Math.max(0, asked + AGAIN - Date.now()) + Math.random() * 400);
}

if (body.dataset.person && (rows().length || others().length || document.getElementById("rows"))) {
  document.addEventListener("okno:presence", plan);
  document.addEventListener("okno:fresh", () => { paint(); plan(); });
  document.addEventListener("htmx:afterSettle", plan);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) plan(); });
  plan();
}
