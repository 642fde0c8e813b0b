// Of an installed Okno: shows notices, and one page for when there is no connection.
// That page and the public files that it needs are all that is ever kept here: what belongs to a person never is.

const STORE = "okno-public";
const LANG = new URL(self.location).searchParams.get("lang") || "ru";
const OFFLINE = "/offline?lang=" + LANG;
const PUBLIC = /"(\/assets\/[^"?#]+\?v=[0-9a-f]+)/g;   // an asset with the hash of its content

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fill() {
  const page = await fetch(OFFLINE, { credentials: "omit", cache: "no-store" });
  if (!page.ok || page.redirected) throw new Error("no page for times without a connection");
  const wanted = [...(await page.clone().text()).matchAll(PUBLIC)].map((found) => found[1]);
  const store = await caches.open(STORE);
  for (const old of await store.keys()) await store.delete(old);
  await store.addAll([...new Set(wanted)].map((path) => new Request(path, { credentials: "omit" })));
  await store.put(OFFLINE, page);
  await self.skipWaiting();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => kept(OFFLINE)));
    return;
  }
  const url = new URL(request.url);
  if (url.origin === self.location.origin && url.pathname.startsWith("/assets/")) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});

async function kept(path) {
  const store = await caches.open(STORE);
  return (await store.match(path)) || Response.error();
}

// ---- notices ----
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { /* nothing that is ours */ }
  event.waitUntil(self.registration.showNotification(told.title || "Okno", {
    body: told.body || "",
    tag: told.tag || "okno",
    renotify: true,
    lang: told.lang || LANG,
    icon: "/assets/default/icon-192.png",
    badge: "/assets/default/badge-96.png",
    data: { path: local(told.path) },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(local((event.notification.data || {}).path)));
});

// A page of ours and nothing else, whatever has come in.
function local(path) {
  try {
    const url = new URL(path || "/", self.location.origin);
    return url.origin === self.location.origin ? url.pathname + url.search : "/";
  } catch {
    return "/";
  }
}

// A window that shows the page already comes to the front; no other is led away, for it may hold unsent text.
async function open(path) {
  for (const one of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (new URL(one.url).pathname === path.split("?")[0]) return one.focus();
  }
  return self.clients.openWindow(path);
}
