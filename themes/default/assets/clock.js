// Counts the minutes of clocks down between pushes. The server's words are true at the time of the page.

const { hour, minute } = document.body.dataset;
const SPACE = "\u00a0";
const known = new WeakMap();   // clock -> when the page said its minutes
const TOO_LONG = 4 * 60;       // after so many minutes the page is asked anew

function words(minutes) {
  const whole = Math.abs(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (!hours) return rest + SPACE + minute;
  return hours + SPACE + hour + (rest ? SPACE + rest + SPACE + minute : "");
}

function tick() {
  let asks = false;
  for (const clock of document.querySelectorAll("[data-minutes]")) {
    if (!known.has(clock)) known.set(clock, { at: Date.now(), said: Number(clock.dataset.minutes) });
    const { at, said } = known.get(clock);
    const gone = Math.floor((Date.now() - at) / 60000);
    if (!gone) continue;
    const shown = Number(clock.dataset.minutes);
    const now = said - gone;
    const text = clock.querySelector("[data-time]");
    const plain = text.textContent.replace(/[ \u00a0\u202f]/g, SPACE);
    if (plain.includes(words(shown))) text.textContent = plain.replace(words(shown), words(now));
    clock.dataset.minutes = now;
    if ((shown > 0 && now <= 0) || gone > TOO_LONG) asks = true;
  }
  if (asks) document.dispatchEvent(new CustomEvent("okno:refresh"));
}

tick();
setInterval(tick, 20000);
document.addEventListener("okno:fresh", tick);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
