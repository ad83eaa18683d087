// Service worker. It keeps the shell (static files, which carry their release in their address) and
// one page that says the network is gone. Of anybody's pages it keeps those alone that the server
// marked for one session, on a personal phone: they are dropped by signing out, by anybody else's
// coming, and after a day and a half. It never keeps another page, a picture or a word of anybody.

const RELEASE = "__RELEASE__";
const CACHE = `shell-${RELEASE}`;
const BASE = `/static/${RELEASE}/`;
const SHELL = [
  "css/app.css", "js/app.js", "vendor/htmx-4.0.1.min.js",
  "fonts/figtree-1.woff2", "fonts/bricolage-1.woff2", "icons/mark.svg",
].map((name) => BASE + name);
const OFFLINE = "/offline";
const PAGES = "pages-";
const FRESH = 36 * 3600 * 1000;

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
    await Promise.all(names.filter((name) => name !== CACHE && !name.startsWith(PAGES)).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

async function fromShell(request) {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  // Its address changes with its bytes: a page kept needs the same sheets and scripts as before.
  if (answer.status === 200) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

const mark = (answer) => (answer.ok && !answer.redirected && answer.headers.get("Offline-Copy")) || "";

let epoch = 0;
/** Drop every page kept, but those of the session marked `but`; what is on its way comes too late. */
async function dropPages(but = "") {
  if (!but) epoch += 1;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PAGES) && name !== PAGES + but).map((name) => caches.delete(name)));
}

/** Keep a marked page, and those it leads to; a page of another session ends what was kept. */
async function keepPage(path, answer, asked, deep = true) {
  const mine = mark(answer);
  if (!mine || asked !== epoch) return;
  await dropPages(mine);
  await (await caches.open(PAGES + mine)).put(path, answer);
  if (asked !== epoch) await dropPages();
  const next = (answer.headers.get("Offline-Also") || "").split(" ").filter(Boolean);
  for (const one of next.filter((other) => other.startsWith(BASE))) await fromShell(new Request(one));
  for (const one of next.filter((other) => deep && other !== path && !other.startsWith(BASE))) await keepPage(one, await fetch(one, { credentials: "same-origin" }), asked, false);
}

/** When a page was written: some servers say it twice, an HTTP date is 29 letters long. */
const written = (page) => Date.parse((page.headers.get("Date") || "").slice(0, 29));

/** Answer a page kept less than a day and a half ago, or nothing. */
async function keptPage(path) {
  for (const name of (await caches.keys()).filter((one) => one.startsWith(PAGES))) {
    const page = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (page && Date.now() - written(page) < FRESH) return page;
  }
  return null;
}

async function orKept(event, path, last) {
  const asked = epoch;
  try {
    const answer = await fetch(event.request);
    if (mark(answer)) event.waitUntil(keepPage(path, answer.clone(), asked).catch(() => {}));
    return answer;
  } catch {
    return (await keptPage(path)) || (last && (await caches.match(last))) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    if (url.pathname === "/sign-out") event.waitUntil(dropPages());
    return;
  }
  if (url.pathname.startsWith(BASE)) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(orKept(event, url.pathname, OFFLINE));
  else if (request.headers.get("HX-Request-Type") === "full") event.respondWith(orKept(event, url.pathname));
});
