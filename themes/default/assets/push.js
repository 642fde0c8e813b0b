// The installed page: starts its service worker, and switches notices on this device on and off.
// Whoever signs out here takes them along, and so does whoever signs in after another person.

const OWNER = "okno.push";   // whose notices come to this browser
const LONGEST = 1500;        // how long signing out waits for it, milliseconds
const able = "serviceWorker" in navigator && window.isSecureContext;
const person = document.body.dataset.person || "";

const ready = able
  ? navigator.serviceWorker.register("/sw.js?lang=" + document.documentElement.lang).then(() => navigator.serviceWorker.ready).catch(() => null)
  : Promise.resolve(null);

function remembered(value) {
  try {
    if (value === undefined) return localStorage.getItem(OWNER);
    if (value) localStorage.setItem(OWNER, value); else localStorage.removeItem(OWNER);
  } catch { /* the browser keeps nothing for this page */ }
  return null;
}

async function subscription() {
  const worker = await ready;
  return worker && worker.pushManager ? worker.pushManager.getSubscription() : null;
}

async function forget() {
  const known = await subscription();
  if (known) await known.unsubscribe().catch(() => false);
  remembered("");
}

if (able && person && remembered() && remembered() !== person) forget();

for (const form of document.querySelectorAll("form[action='/sign-out']")) {
  form.addEventListener("submit", async (event) => {
    if (!remembered()) return;
    event.preventDefault();
    await Promise.race([forget(), new Promise((done) => setTimeout(done, LONGEST))]);
    form.submit();
  });
}

// ---- the control on the page of notices ----
const place = document.querySelector("[data-push]");
if (place) control(place);

async function control(box) {
  const state = box.querySelector("[data-push-state]");
  const form = box.querySelector("[data-push-form]");
  const say = (what) => { state.textContent = state.dataset["word" + what]; };
  const worker = await ready;
  if (!worker || !worker.pushManager || !("Notification" in window)) return say("None");
  const known = await subscription();
  await mark(known);
  if (Notification.permission === "denied") return say("Denied");
  const here = known && remembered() === person && document.querySelector("[data-push-here]:not([hidden])");
  say(here ? "On" : "Off");
  form.hidden = Boolean(here);
  form.querySelector("[data-push-on]").addEventListener("click", async () => {
    if (await Notification.requestPermission() !== "granted") return say("Denied");
    try {
      const made = (await subscription()) || await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: box.dataset.key });
      const { endpoint, keys } = made.toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      Object.assign(form.elements.key, { value: keys.p256dh });
      Object.assign(form.elements.secret, { value: keys.auth });
    } catch {
      return say("Failed");
    }
    remembered(person);
    form.submit();
    return undefined;
  });
  return undefined;
}

// Which of the devices is this browser: the server shows of an address no more than the beginning of its hash.
async function mark(known) {
  const own = known ? await digest(known.endpoint) : "";
  for (const row of document.querySelectorAll("[data-push-mark]")) {
    if (row.dataset.pushMark !== own) continue;
    row.querySelector("[data-push-here]").hidden = false;
    row.querySelector("[data-push-off]").addEventListener("submit", async (event) => {
      event.preventDefault();
      await Promise.race([forget(), new Promise((done) => setTimeout(done, LONGEST))]);
      event.target.submit();
    });
  }
}

async function digest(text) {
  const raw = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(raw)].slice(0, 8).map((one) => one.toString(16).padStart(2, "0")).join("");
}
