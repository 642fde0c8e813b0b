// One live stream for all pages of a browser: the first page opens it, the last one closes it.
"use strict";

const pages = new Set();
let stream = null;
let from = "";
let wait = 1000;
let again = 0;

function tell(message) {
  for (const page of pages) page.postMessage(message);
}

function open() {
  if (stream || !pages.size) return;
  stream = new EventSource("/live" + (from ? "?since=" + encodeURIComponent(from) : ""));
  stream.addEventListener("open", () => { wait = 1000; tell({ kind: "up" }); });
  stream.addEventListener("change", (event) => {
    if (event.lastEventId) from = event.lastEventId;
    tell({ kind: "change", data: event.data });
  });
  stream.addEventListener("reload", () => tell({ kind: "reload" }));
  stream.addEventListener("bye", later);
  stream.addEventListener("error", () => {
    tell({ kind: "down" });
    // A refused stream is closed for good by the browser; a broken one is opened again by itself.
    if (stream && stream.readyState === EventSource.CLOSED) later();
  });
}

// The server goes away or refuses: come back soon, and not all browsers at once.
function later() {
  if (stream) stream.close();
  stream = null;
  clearTimeout(again);
  again = setTimeout(open, wait + Math.random() * wait);
  wait = Math.min(wait * 2, 60000);
}

function join(page) {
  page.onmessage = (event) => {
    if (event.data.kind === "from") {
      if (!from) from = event.data.from;
      pages.add(page);
      open();
    } else if (event.data.kind === "leave") {
      pages.delete(page);
      if (!pages.size && stream) { stream.close(); stream = null; }
    }
  };
  page.start();
}

self.onconnect = (event) => join(event.ports[0]);
