// Service worker. It keeps the shell (static files, which carry their release in their address) and
// one page that says the network is gone. It never keeps a page, a picture or a word of anybody.

const RELEASE = "__RELEASE__";
const CACHE = `shell-${RELEASE}`;
const BASE = `/static/${RELEASE}/`;
const SHELL = [
  "css/app.css", "js/app.js", "vendor/htmx-4.0.1.min.js",
  "fonts/figtree-1.woff2", "fonts/bricolage-1.woff2", "icons/mark.svg",
].map((name) => BASE + name);
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(SHELL);
    // Fetched without cookies: the page kept is nobody's.
    const page = await fetch(OFFLINE, { credentials: "omit", cache: "reload" });
    if (page.ok) await cache.put(OFFLINE, page);
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

const fromShell = async (request) => (await caches.match(request)) || fetch(request);

async function orOffline(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(BASE)) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(orOffline(request));
});
