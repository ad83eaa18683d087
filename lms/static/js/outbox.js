// Outbox: on a personal phone without a network, a form with data-outbox waits in the browser's
// database, bound to who wrote it, and is sent once when the network is back (its own key makes a
// second sending harmless). Such a form, half filled, keeps its words there too: a phone that
// reloads its page in a basement finds them again. On a shared device nothing is kept: there is no
// data-person there.

import { post, say, show, token } from "./app.js";

const doc = document;
const DRAFT = "draft ";
const DAY = 24 * 3600 * 1000;
const STALE = 3 * DAY;
const WEEK = 7 * DAY; // as long as the server believes a phone about the hour
export const person = () => doc.querySelector("#flash")?.dataset.person || "";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Run `act` on the store and answer its result. */
export async function inStore(mode, act) {
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

export async function mine() {
  if (!(await isThere())) return [];
  const all = await inStore("readonly", (store) => store.getAll());
  return all.filter((one) => one.person === person()).sort((one, other) => (one.at || 0) - (other.at || 0));
}

export const isDraft = (one) => one.key.startsWith(DRAFT);
const waitingToGo = async () => (await mine()).filter((one) => !isDraft(one));

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
  const waiting = person() ? await waitingToGo() : [];
  if (!waiting.length) return 0;
  doc.getElementById("offline")?.remove();
  show("outbox-words");
  const number = doc.querySelector("#outbox [data-count]");
  if (number) number.textContent = String(waiting.length);
  return waiting.length;
}

// A sheet has one name wherever it is written: begun here, or opened by the server.
const nameOf = (sheet) => `${DRAFT}sheet ${sheet}`;
const draftOf = (form) => (form.dataset.sheet ? nameOf(form.dataset.sheet) : DRAFT + new URL(form.action).pathname);
const isBack = (one) => "why" in one;
const life = (one) => (one.sheet || isBack(one) ? WEEK : STALE);
const address = () => location.pathname + location.search;
const onPhone = (form) => "phone" in form.dataset;
const typing = new WeakMap();

/** Keep what a form holds so far: the server does not have it yet. */
async function note(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrf_token", "_key"].includes(name));
  const { autosave, phone, sheet, who } = form.dataset;
  const told = { url: autosave || phone, phone, sheet, who, page: address(), fields };
  await inStore("readwrite", (store) => store.put({ key: draftOf(form), id: crypto.randomUUID(), at: Date.now(), person: person(), ...told }));
  const words = form.querySelector(".c-save") || doc.querySelector(".c-save");
  if (words) words.textContent = words.dataset.phone || "";
}

/** The server has what the form holds, or is being sent it. */
async function forgetDraft(form) {
  clearTimeout(typing.get(form));
  if (await isThere()) await forget({ key: draftOf(form) });
}

/** Put words back in the fields they were typed in, and pictures where they were taken. */
function fill(form, { fields, why }) {
  const left = new Map();
  for (const [name, value] of fields) left.set(name, [...(left.get(name) || []), value]);
  for (const field of form.elements) {
    if (["submit", "button", "fieldset"].includes(field.type) || (why !== undefined && field.type === "hidden")) continue;
    if (field.type === "file") putBack(field, left.get(field.name) || []);
    else if (["radio", "checkbox"].includes(field.type)) field.checked = (left.get(field.name) || []).includes(field.value);
    else if (left.get(field.name)?.length) field.value = left.get(field.name).shift();
  }
  form.dispatchEvent(new CustomEvent("outbox:filled", { bubbles: true }));
}

/** Choose again the files that came back; a browser that cannot leaves the field empty. */
function putBack(field, files) {
  const deal = new DataTransfer();
  for (const file of files) if (file instanceof File && file.size) deal.items.add(file);
  if (!deal.files.length) return;
  field.files = deal.files;
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

/** Say above a form why what it holds was not taken; without the form, the words are read there. */
function tellBack(one, form) {
  const notice = doc.getElementById("outbox-refused")?.content.cloneNode(true).firstElementChild;
  if (!notice || [...doc.querySelectorAll("[data-back]")].some(({ dataset }) => dataset.back === one.key)) return;
  notice.dataset.back = one.key;
  notice.className = "c-notice c-notice-warn";
  notice.querySelector("[data-outbox-page]").remove();
  const written = (tag, textContent) => Object.assign(doc.createElement(tag), { textContent });
  const words = notice.querySelector("span");
  words.append(written("p", one.why));
  if (!form) words.append(doc.createElement("ul"));
  for (const said of form ? [] : one.said) words.lastChild.append(written("li", said));
  if (form) form.before(notice);
  else doc.querySelector("main").prepend(notice);
}

/** Fill the forms of this page that were left half filled on this phone, or came back. */
async function restore() {
  if (!person()) return;
  const drafts = (await mine()).filter((one) => isDraft(one) && Date.now() - one.at < life(one));
  if (!drafts.length) return;
  const lost = new Set(drafts.filter((one) => isBack(one) && one.page === address()));
  for (const form of doc.querySelectorAll("form[data-outbox]")) {
    const one = drafts.find(({ key }) => key === draftOf(form));
    if (!one) continue;
    lost.delete(one);
    fill(form, one);
    if (isBack(one)) tellBack(one, form);
  }
  for (const one of lost) tellBack(one);
}

/** Put a form aside until the network is back. */
async function keep(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  fields.delete("csrf_token");
  if (fields.get("told_at") === "") fields.set("told_at", new Date().toISOString());
  const { autosave: draft, phone, sheet, who } = form.dataset;
  const typed = [...form.elements].filter((field) => ["text", "textarea"].includes(field.type));
  const said = typed.map((field) => field.value.trim()).filter(Boolean);
  const one = { key: fields.get("_key"), said, at: Date.now(), person: person(), url: form.action, page: address(), draft, phone, sheet, who, fields: [...fields] };
  clearTimeout(typing.get(form));
  // Both or neither: a phone that stops here has the words once.
  await inStore("readwrite", (store) => { store.delete(draftOf(form)); return store.put(one); });
  form.hidden = true;
  const stays = doc.getElementById("outbox-kept")?.content.cloneNode(true);
  if (stays) form.after(stays);
  doc.querySelector(".c-task")?.remove();
  for (const next of doc.querySelectorAll("[data-when-kept]")) next.hidden = false;
  delete form.dataset.autosave;
  doc.getElementById("offline")?.remove();
  await count();
  const bar = doc.getElementById("outbox");
  say(bar?.textContent);
  bar?.scrollIntoView({ block: "start" });
}

/** Return what the server says of an entry it refuses. */
async function whyOf(answer) {
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = told.querySelector(".c-errsum li, .c-flash span, main p");
  return (words?.textContent || "").replace(/\s+/g, " ").trim();
}

/** Give a refused entry back as a draft: its words wait where they were written. */
async function giveBack(one, answer) {
  const fields = one.fields.filter(([name]) => !["coach", "_key"].includes(name));
  const words = fields.filter(([, value]) => typeof value === "string");
  if (one.draft && (await post(one.draft, new URLSearchParams(words)))) return "refused";
  const { person: owner, phone, sheet, who, page, said = [] } = one;
  const back = { id: crypto.randomUUID(), at: Date.now(), person: owner, page };
  if (phone) Object.assign(back, { key: nameOf(sheet), url: phone, phone, sheet, who, fields: words });
  else Object.assign(back, { key: DRAFT + new URL(one.url).pathname, said, fields, why: await whyOf(answer) });
  await inStore("readwrite", (store) => store.put(back));
  return "refused";
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
    headers: { "X-CSRF-Token": token(), "Idempotency-Key": one.id || one.key, "HX-Request": "true", "HX-Request-Type": "partial" },
  });
  if (answer.type === "opaqueredirect" || answer.ok) return "sent";
  if (isDraft(one)) return !one.phone && [403, 404, 409].includes(answer.status) ? "refused" : "";
  return [403, 404, 409, 410, 413, 422].includes(answer.status) ? giveBack(one, answer) : "";
}

/** Give the server a half filled form; one that has nowhere to go waits for its page, some days. */
async function deliver(one) {
  if (one.phone && doc.querySelector(`form[data-phone][data-sheet="${one.sheet}"]`)) return false;
  const old = Date.now() - one.at > life(one);
  const fields = [...one.fields, ["sequence", String(one.at)]];
  if (!old && !(one.url && (await send({ ...one, fields })))) return false;
  await forget(one);
  return Boolean(one.sheet);
}

/** The page that kept something says what became of it. */
function settle(sent) {
  if (doc.getElementById("outbox")) return;
  for (const notice of doc.querySelectorAll("[data-kept-here]")) {
    const [waits, went] = notice.querySelectorAll("p");
    [waits.hidden, went.hidden] = [true, false];
    if (!sent) notice.remove();
  }
  for (const words of doc.querySelectorAll(".c-save")) words.textContent = "";
}

let sending = false;
/** Send what waits, under the very person who wrote it and with this page's fresh token. */
async function flush() {
  if (sending || !navigator.onLine || !person()) return;
  sending = true;
  try {
    const ends = new Map();
    let moved = false;
    for (const one of (await mine()).filter(isDraft)) moved = (await deliver(one)) || moved;
    for (const one of await waitingToGo()) {
      const end = await send(one);
      if (!end) continue;
      await forget(one);
      ends.set(end, one);
      moved ||= Boolean(one.sheet);
    }
    await count();
    for (const end of ends.keys()) show(`outbox-${end}`);
    if (ends.size) settle(!ends.has("refused"));
    const back = doc.querySelector("[data-outbox-page]");
    if (back) back.href = ends.get("refused")?.page || back.href;
    if (moved) doc.dispatchEvent(new CustomEvent("outbox:moved"));
  } catch {
    await count();
  } finally {
    sending = false;
  }
}

doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("outbox" in form.dataset) || !person()) return;
  if (navigator.onLine) {
    if (!onPhone(form)) forgetDraft(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  delete form.dataset.sent;
  setAside(form, event.submitter);
}, true);

let sheets = null;
/** A sheet goes when it is whole, and says what it lacks; any other form goes as it is. */
async function setAside(form, submitter) {
  if (!("sheet" in form.dataset)) return keep(form, submitter);
  if (submitter?.value === "share") return sheets?.lacks(form) ? undefined : keep(form, submitter);
  if (submitter?.value === "watched") form.elements.ended.value = "yes";
  await note(form);
  if (submitter?.value === "watched") location.assign(form.dataset.list);
}

function later({ target }) {
  const form = target.closest?.("form[data-outbox]");
  if (!form || !person() || (navigator.onLine && !onPhone(form))) return;
  clearTimeout(typing.get(form));
  typing.set(form, setTimeout(() => note(form), 250));
}
doc.addEventListener("input", later);
doc.addEventListener("change", later);
doc.addEventListener("draft:unsaved", ({ target }) => { if ("outbox" in target.dataset && person()) note(target); });
doc.addEventListener("draft:saved", ({ target }) => { if ("outbox" in target.dataset && person()) forgetDraft(target); });

// The network was thought to be there: the very same post goes to the outbox.
doc.addEventListener("htmx:error", (event) => {
  const { sourceElement, request } = event.detail?.ctx || {};
  const form = sourceElement?.closest?.("form[data-outbox]");
  if (form && person() && request?.method === "POST" && request.action?.endsWith(new URL(form.action).pathname)) setAside(form, request.submitter);
});
// What was noted here only is forgotten when the server says that it has it.
doc.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement?.closest?.("form[data-phone]");
  if (form && ctx.response?.status < 400) forgetDraft(form);
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
  const back = event.target.closest?.("[data-close]")?.closest("[data-back]");
  if (back) {
    await forget({ key: back.dataset.back });
    back.remove();
  }
  if (!event.target.closest?.("[data-outbox-forget]")) return;
  const words = doc.getElementById("outbox-erase")?.content.textContent.trim();
  if (words && !window.confirm(words)) return;
  for (const one of await waitingToGo()) await forget(one);
  await count();
});

/** A page that answered a post is kept for no network yet: ask for it as any other, once. */
async function keepPage() {
  if (!person() || !navigator.onLine || !doc.querySelector("form[data-kept]") || !("caches" in window)) return;
  if (await caches.match(location.pathname, { ignoreVary: true })) return;
  await navigator.serviceWorker?.ready;
  await fetch(location.pathname, { headers: { "HX-Request": "true", "HX-Request-Type": "full" } }).catch(() => {});
}

/** What this page has to say and to fill, then what waits goes. */
async function begin() {
  await count();
  for (const { dataset } of doc.querySelectorAll("[data-sheet-done]")) if (await isThere()) await forget({ key: nameOf(dataset.sheetDone) });
  if (person() && doc.querySelector("[data-sheets],form[data-sheet]")) sheets = await import("./sheets.js").catch(() => null);
  await sheets?.begin();
  await restore();
  await flush();
  await keepPage();
}
window.addEventListener("online", flush);
doc.addEventListener("htmx:after:swap", (event) => { if (event.detail.ctx.target === doc.body) begin(); });
begin();
