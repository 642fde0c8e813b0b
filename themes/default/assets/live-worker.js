// One live stream for all pages of a browser: the first page opens it, the last one closes it.
// Topics of persons and teams come by right; tickets are asked for by the pages that show them.
"use strict";

const pages = new Map();   // port of a page -> tickets that it shows: "ticket:10427"
let stream = null;
let asked = new Set();     // tickets that the open stream was asked for
let from = "";             // place of the last message, a word that only the server reads
let wait = 1000;
let again = 0;

function tell(message) {
  for (const page of pages.keys()) page.postMessage(message);
}

function wanted() {
  return new Set([...pages.values()].flatMap((topics) => [...topics]));
}

function close() {
  if (stream) stream.close();
  stream = null;
}

function open() {
  if (stream || !pages.size) return;
  asked = wanted();
  const query = new URLSearchParams();
  if (from) query.set("since", from);
  for (const topic of asked) query.append("topic", topic);
  stream = new EventSource("/live?" + query);
  const heard = (event) => { if (event.lastEventId) from = event.lastEventId; };
  stream.addEventListener("open", () => { wait = 1000; tell({ kind: "up" }); });
  stream.addEventListener("ready", heard);
  stream.addEventListener("change", (event) => { heard(event); tell({ kind: "change", data: event.data }); });
  stream.addEventListener("reload", (event) => { heard(event); tell({ kind: "reload" }); });
  stream.addEventListener("presence", (event) => tell({ kind: "presence", data: event.data }));
  stream.addEventListener("bye", later);
  stream.addEventListener("error", () => {
    tell({ kind: "down" });
    // A refused stream is closed for good by the browser; a broken one is opened again by itself.
    if (stream && stream.readyState === EventSource.CLOSED) later();
  });
}

// The server goes away or refuses: come back soon, and not all browsers at once.
function later() {
  close();
  clearTimeout(again);
  again = setTimeout(open, wait + Math.random() * wait);
  wait = Math.min(wait * 2, 60000);
}

function enter(page, message) {
  // A page alone begins where it was made. Beside others it may be older than the stream and have missed a message,
  // or newer; words can't be put in order, so it looks once.
  if (!pages.size || !from) from = message.from || from;
  else if (message.from && message.from !== from) page.postMessage({ kind: "reload" });
  pages.set(page, new Set(message.wanted));
  if (message.wanted.some((topic) => !asked.has(topic))) close();
  clearTimeout(again);
  open();
}

function leave(page) {
  pages.delete(page);
  if (!pages.size) { close(); clearTimeout(again); }
}

self.onconnect = (event) => {
  const page = event.ports[0];
  page.onmessage = ({ data }) => { if (data.kind === "enter") enter(page, data); else leave(page); };
  page.start();
};
