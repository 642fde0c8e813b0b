// The reply box of an agent: drafts that lie on the server, canned replies by "/", files that go up at once, one more step.

const said = document.body.dataset;
const WAIT = 1200;
const AGAIN = 10000;
const states = new WeakMap();

const box = () => document.querySelector("[data-box]");
const area = (form) => form.querySelector("#reply-text");
const sideOf = (form) => form.querySelector("[name=visibility]:checked, [name=visibility][type=hidden]")?.value || "public";

function state(form) {
  if (!states.has(form)) states.set(form, { timer: 0, changed: false, sent: false, running: null, moved: false, side: sideOf(form) });
  return states.get(form);
}

function note(form, words) {
  form.querySelector("[data-draft-note]").textContent = words;
  form.querySelector("[data-drop-draft]").hidden = !area(form).value.trim();
}

// ---- drafts ----
function fields(form, own) {
  const data = new URLSearchParams();
  for (const name of ["_csrf", "once"]) data.set(name, form.querySelector(`[name=${name}]`).value);
  data.set("visibility", own.side);
  data.set("text", area(form).value);
  if (own.moved) { data.set("other", own.left?.dataset.begun || ""); data.set("other_side", own.left?.value || ""); }
  return data;
}

async function save(form, leaving = false) {
  const own = state(form);
  clearTimeout(own.timer);
  if (!own.changed || own.sent) return;
  own.changed = false;
  const data = fields(form, own);
  own.moved = false;
  own.running = new AbortController();
  try {
    const answer = await fetch(form.dataset.keepReply, { method: "POST", body: data, credentials: "same-origin", keepalive: leaving, headers: { Accept: "application/json" }, signal: own.running.signal });
    if (answer.status >= 400 && answer.status < 500) return;
    if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("not kept");
    const { time } = await answer.json();
    if (!own.changed) form.dispatchEvent(new CustomEvent("okno:kept"));
    note(form, time ? said.saidDraft.replace("{time}", time) : "");
  } catch {
    if (own.sent) return;
    own.changed = true;
    own.timer = setTimeout(() => save(form), AGAIN);
  }
}

function later(form) {
  const own = state(form);
  own.changed = true;
  clearTimeout(own.timer);
  own.timer = setTimeout(() => save(form), WAIT);
}

document.addEventListener("input", (event) => { if (event.target.id === "reply-text" && event.target.form?.matches("[data-box]")) { note(event.target.form, ""); later(event.target.form); } });
document.addEventListener("visibilitychange", () => { const form = box(); if (form && document.visibilityState === "hidden") save(form, true); });
addEventListener("pagehide", () => { const form = box(); if (form) save(form, true); });
addEventListener("pageshow", (event) => { const form = box(); if (form && event.persisted) state(form).sent = false; });
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches?.("[data-box]")) return;
  const own = state(form);
  own.sent = true;
  clearTimeout(own.timer);
  own.running?.abort();
  setTimeout(() => { own.sent = false; }, 20000);
}, true);
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => {
  const form = event.target.closest?.("[data-box]");
  if (form) { state(form).sent = false; later(form); }
});

// ---- to whom: words go along, unless others wait there already ----
function choice(form, side) { return form.querySelector(`[name=visibility][type=radio][value=${side}]`); }
// At the first event: what the page came with.
const before = (form, own, chosen) => own.side !== chosen.value ? choice(form, own.side)
  : [...form.querySelectorAll("[name=visibility][type=radio]")].find((one) => one.defaultChecked && one !== chosen);
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-box]");
  if (!form || event.target.name !== "visibility") return;
  const own = state(form);
  const words = area(form).value;
  const waits = event.target.dataset.begun || "";
  const left = before(form, own, event.target);
  own.side = event.target.value;
  if (!left) return;
  own.left = left;
  if (waits.trim()) {
    // Both sides have words of their own: each keeps them.
    left.dataset.begun = words;
    event.target.dataset.begun = "";
    area(form).value = waits;
  } else left.dataset.begun = "";
  own.moved = true;
  later(form);
});

// ---- canned replies ----
const menu = () => document.querySelector("[data-canned-menu]");
function open() {
  const list = menu();
  if (!list) return false;
  list.open = true;
  const find = list.querySelector("[data-canned-find]");
  find.hidden = false;
  const field = find.querySelector("input");
  field.value = "";
  filter(list, "");
  field.focus();
  return true;
}
function filter(list, words) {
  const wanted = words.toLowerCase().replaceAll("ё", "е").split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const one of list.querySelectorAll("[data-canned]")) {
    const text = (one.textContent + " " + one.dataset.canned).toLowerCase().replaceAll("ё", "е");
    one.hidden = !wanted.every((word) => text.includes(word));
    if (!one.hidden) shown += 1;
  }
  for (const line of list.querySelectorAll(".canned-head")) line.hidden = Boolean(wanted.length);
  list.querySelector("[data-canned-none]").hidden = shown > 0 || !wanted.length;
}
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-canned-menu]") && event.target.open && !event.target.contains(document.activeElement?.closest("[data-canned-find]"))) open();
}, true);
document.addEventListener("input", (event) => { if (event.target.closest?.("[data-canned-find]")) filter(menu(), event.target.value); });
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-canned-menu]");
  if (list) {
    const shown = [...list.querySelectorAll("[data-canned]")].filter((one) => !one.hidden);
    const at = shown.indexOf(document.activeElement);
    if (event.key === "ArrowDown") shown[Math.min(at + 1, shown.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? shown[at - 1] : list.querySelector("[data-canned-find] input")).focus();
    else if (event.key === "Enter" && event.target.matches("input")) shown[0]?.click();
    else if (event.key === "Escape") { list.open = false; area(list.closest("form")).focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.target.id !== "reply-text" || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const before = event.target.value.slice(0, event.target.selectionStart);
  // In the middle of a word a slash is a slash: and/or, 10/12.
  if (before && !/\s$/.test(before)) return;
  if (open()) event.preventDefault();
}, true);
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-save-canned]");
  const form = link?.closest("form");
  if (!form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await save(form);
  location.href = link.href;
});

// ---- files go up while one writes ----
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-box] [data-files]")) return;
  // After the list of chosen ones has been made.
  setTimeout(() => { for (const file of [...input.files]) up(input, file); });
});
for (const name of ["drop", "paste"]) document.addEventListener(name, (event) => {
  const form = event.target.closest?.("[data-box]");
  const input = form?.querySelector("[data-files]");
  if (input) setTimeout(() => { for (const file of [...input.files]) up(input, file); });
});
const going = new WeakSet();
function up(input, file) {
  const form = input.form;
  if (going.has(file)) return;
  going.add(file);
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const item = [...form.querySelectorAll("[data-picked] li")].find((one) => one.firstChild.textContent === file.name);
  item?.append(bar);
  const data = new FormData();
  data.set("_csrf", form.querySelector("[name=_csrf]").value);
  data.set("visibility", sideOf(form));
  data.append("files", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.upload);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; });
  request.addEventListener("loadend", () => {
    bar.remove();
    let kept = [];
    try { kept = request.status === 200 ? JSON.parse(request.responseText) : []; } catch { /* it goes with the words then */ }
    if (!form.isConnected || !kept.length) { going.delete(file); return; }
    // Taken off the list meanwhile: it is not attached.
    if (![...input.files].includes(file)) return;
    for (const one of kept) tick(form, one);
    input.dispatchEvent(new CustomEvent("okno:took", { detail: [file] }));
  });
  request.send(data);
}
function tick(form, file) {
  const label = document.createElement("label");
  const check = document.createElement("input");
  const words = document.createElement("span");
  const size = document.createElement("span");
  Object.assign(check, { type: "checkbox", name: "files.kept", value: file.id, checked: true });
  size.className = "muted";
  size.textContent = file.size;
  words.append(file.name + " ", size);
  label.className = "tick small kept";
  label.append(check, words);
  form.querySelector("[data-picked]").before(label);
}

// ---- sending and going on: the next one of the list that somebody came from ----
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-box] button[name=then]");
  if (!button) return;
  button.closest("details").open = false;
  const field = button.form.querySelector("[data-next]");
  try {
    const kept = JSON.parse(sessionStorage.getItem("okno:row"));
    const next = kept?.ids?.[1] || "";
    field.value = /^t[0-9]+$/.test(next) ? "/tickets/" + next.slice(1) : kept?.path || "";
  } catch { field.value = ""; }
}, true);
// What the page has been refreshed to is what the next act goes by.
document.addEventListener("okno:fresh", () => {
  const fresh = document.querySelector("#moves input[name=version]");
  const own = box()?.querySelector("input[name=version]");
  if (fresh && own) own.value = fresh.value;
});

// ---- people to hand over to: found as one types ----
document.addEventListener("toggle", (event) => {
  const find = event.target.open ? event.target.querySelector?.("[data-pick-find]") : null;
  if (find) { find.hidden = false; find.focus(); }
}, true);
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-pick-find]")) return;
  const words = event.target.value.toLowerCase().replaceAll("ё", "е").split(/\s+/).filter(Boolean);
  for (const one of event.target.form.querySelectorAll("button.pick")) one.hidden = !words.every((word) => one.textContent.toLowerCase().replaceAll("ё", "е").includes(word));
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-pick-find]") || event.key !== "Enter") return;
  event.preventDefault();
  [...event.target.form.querySelectorAll("button.pick")].find((one) => !one.hidden)?.click();
}, true);

// ---- the timer counts on the page as it does on the server ----
function count() {
  for (const place of document.querySelectorAll("[data-timer]")) {
    const minutes = Math.max(1, Math.floor((Date.now() - Date.parse(place.dataset.timer)) / 60000));
    const hours = Math.floor(minutes / 60);
    place.textContent = (hours ? `${hours}\u00a0${said.hour}` : "") + (hours && minutes % 60 ? "\u00a0" : "") + (minutes % 60 || !hours ? `${minutes % 60}\u00a0${said.minute}` : "");
  }
}
setInterval(count, 20000);
