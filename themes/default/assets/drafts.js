// Drafts of orders: kept on the server a moment after typing, so that they are there again in any browser.

const said = document.body.dataset;
const WAIT = 1200;
const AGAIN = 10000;
const MOST_AT_LEAVING = 60000; // what a browser sends for a page that is gone already

function keep(form) {
  const line = form.querySelector("[data-draft-line]");
  const note = form.querySelector("[data-draft-note]");
  let timer = 0;
  let changed = false;
  let sent = false;
  let running = null;

  function chosen() { return [...form.querySelectorAll("input[type=file]")].filter((input) => !input.disabled && input.files.length); }
  function body(leaving) {
    const data = new FormData(form);
    if (leaving) for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    return data;
  }
  function small(data) { return [...data].reduce((size, [name, value]) => size + name.length + 2 * value.length + 120, 0) < MOST_AT_LEAVING; }

  async function save(leaving = false) {
    clearTimeout(timer);
    if (!changed || sent) return;
    const data = body(leaving);
    if (leaving && !small(data)) return;
    const taken = leaving ? [] : chosen().map((input) => [input, [...input.files]]);
    changed = false;
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: data, credentials: "same-origin", keepalive: leaving, headers: { Accept: "application/json" }, signal: running.signal });
      // What is refused is refused again; what is written next may be taken.
      if (answer.status >= 400 && answer.status < 500) return;
      if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("not kept");
      const told = await answer.json();
      if (!told.time) return;
      for (const [input, files] of taken) took(input, files, told.files[input.name] || []);
      if (!changed) form.dispatchEvent(new CustomEvent("okno:kept"));
      note.textContent = said.saidDraft.replace("{time}", told.time);
      line.hidden = false;
    } catch {
      if (sent) return;
      changed = true;
      timer = setTimeout(save, AGAIN);
    }
  }
  // The files that were chosen lie on the server now: a tick keeps each.
  function took(input, files, kept) {
    const place = input.closest("[data-drop]");
    const present = new Set([...place.querySelectorAll("[type=checkbox]")].map((box) => box.value));
    for (const file of kept.filter((one) => !present.has(one.id))) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      const words = document.createElement("span");
      const size = document.createElement("span");
      Object.assign(box, { type: "checkbox", name: input.name + ".kept", value: file.id, checked: true });
      size.className = "muted";
      size.textContent = file.size;
      words.append(file.name + " ", size);
      label.className = "tick small kept";
      label.append(box, words);
      place.querySelector("[data-picked]").before(label);
    }
    input.dispatchEvent(new CustomEvent("okno:took", { detail: files }));
  }

  function later() { changed = true; clearTimeout(timer); timer = setTimeout(save, WAIT); }
  for (const name of ["input", "change"]) form.addEventListener(name, later);
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
    running?.abort();
    // The answer did not come: what is written from now on is kept again.
    setTimeout(() => { sent = false; }, 20000);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  addEventListener("pagehide", () => save(true));
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
}

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
