// Outbox: on a personal phone without a network, a form with data-outbox waits in the browser's
// database, bound to who wrote it, and is sent once when the network is back (its own key makes a
// second sending harmless). On a shared device nothing is kept: there is no data-person there.

import { post, say, show, token } from "./app.js";

const doc = document;
const person = () => doc.querySelector("#flash")?.dataset.person || "";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Run `act` on the store and answer its result. */
async function inStore(mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const deal = base.transaction("entries", mode);
      const asked = act(deal.objectStore("entries"));
      deal.oncomplete = () => resolve(asked.result);
      deal.onabort = () => reject(deal.error);
    });
  } finally {
    base.close();
  }
}

const isThere = async () => ((await indexedDB.databases?.()) || []).some((base) => base.name === "outbox");

async function mine() {
  if (!(await isThere())) return [];
  return (await inStore("readonly", (store) => store.getAll())).filter((one) => one.person === person());
}

/** Forget one entry; an empty outbox leaves nothing on the phone. */
async function forget(one) {
  await inStore("readwrite", (store) => store.delete(one.key));
  if (await inStore("readonly", (store) => store.count())) return;
  await new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase("outbox");
    gone.onsuccess = gone.onerror = gone.onblocked = resolve;
  });
}

/** Write in the bar how many entries wait, or take the bar away. */
async function count() {
  doc.getElementById("outbox")?.remove();
  const waiting = person() ? await mine() : [];
  if (!waiting.length) return 0;
  show("outbox-words");
  const number = doc.querySelector("#outbox [data-count]");
  if (number) number.textContent = String(waiting.length);
  return waiting.length;
}

/** Put a form aside until the network is back. */
async function keep(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  fields.delete("csrf_token");
  const key = fields.get("_key");
  await inStore("readwrite", (store) => store.put({ key, person: person(), url: form.action, page: location.pathname + location.search, draft: form.dataset.autosave, fields: [...fields] }));
  form.hidden = true;
  doc.querySelector(".c-task")?.remove();
  delete form.dataset.autosave;
  doc.getElementById("offline")?.remove();
  await count();
  const bar = doc.getElementById("outbox");
  say(bar?.textContent);
  bar?.scrollIntoView({ block: "start" });
}

/** Give a refused entry back as a draft: its words wait where they were written. */
async function giveBack(one) {
  const fields = new URLSearchParams(one.fields.filter(([name, value]) => name !== "coach" && typeof value === "string"));
  if (one.draft && (await post(one.draft, fields))) return "refused";
  return "";
}

/** Return the body of an entry: a photo goes as it was taken, words alone go light. */
function bodyOf(fields) {
  const body = fields.every(([, value]) => typeof value === "string") ? new URLSearchParams() : new FormData();
  for (const [name, value] of fields) body.append(name, value);
  return body;
}

/** Send one entry; answers "sent", "refused" when it went back to its page, or nothing: it waits. */
async function send(one) {
  const body = bodyOf(one.fields);
  const answer = await fetch(one.url, {
    method: "POST", body, credentials: "same-origin", redirect: "manual",
    headers: { "X-CSRF-Token": token(), "Idempotency-Key": one.key, "HX-Request": "true", "HX-Request-Type": "partial" },
  });
  if (answer.type === "opaqueredirect" || answer.ok) return "sent";
  return [403, 404, 409, 422].includes(answer.status) ? giveBack(one) : "";
}

let sending = false;
/** Send what waits, under the very person who wrote it and with this page's fresh token. */
async function flush() {
  if (sending || !navigator.onLine || !person()) return;
  sending = true;
  try {
    const ends = new Map();
    for (const one of await mine()) {
      const end = await send(one);
      if (!end) continue;
      await forget(one);
      ends.set(end, one);
    }
    await count();
    for (const end of ends.keys()) show(`outbox-${end}`);
    const back = doc.querySelector("[data-outbox-page]");
    if (back) back.href = ends.get("refused")?.page || back.href;
  } catch {
    await count();
  } finally {
    sending = false;
  }
}

doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("outbox" in form.dataset) || !person() || navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keep(form, event.submitter);
}, true);

// The network was thought to be there: the very same post goes to the outbox.
doc.addEventListener("htmx:error", (event) => {
  const { sourceElement, request } = event.detail?.ctx || {};
  const form = sourceElement?.closest?.("form[data-outbox]");
  if (form && person() && request?.method === "POST" && request.action?.endsWith(new URL(form.action).pathname)) keep(form, request.submitter);
});

// Leaving with something unsent asks first: it would wait for the next time on this phone.
doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/sign-out") return;
  const words = doc.getElementById("outbox-leave")?.content.textContent.trim();
  if (!doc.getElementById("outbox") || !words) return;
  if (!window.confirm(words)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

doc.addEventListener("click", async (event) => {
  if (!event.target.closest?.("[data-outbox-forget]")) return;
  for (const one of await mine()) await forget(one);
  await count();
});

window.addEventListener("online", flush);
doc.addEventListener("htmx:after:swap", (event) => { if (event.detail.ctx.target === doc.body) count().then(flush); });
count().then(flush);
