// Sheets of observations begun where there is no network. The list of whom one may watch, kept for
// that, leads to an empty sheet kept beside it; the phone gives the sheet its number, and everything
// sent about it says that number: the server opens it once.

import { say } from "./app.js";
import { inStore, isDraft, mine, person } from "./outbox.js";

const doc = document;
const blank = () => doc.querySelector("form[data-phone]");
const words = (id) => doc.getElementById(id)?.content.cloneNode(true);

/** Open the sheet of somebody: the one half filled on this phone, else an empty one. */
async function toSheet(form, submitter, number) {
  const asked = new URLSearchParams();
  const fields = [...new FormData(form)].filter(([name]) => !["csrf_token", "_key", "sheet"].includes(name));
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  for (const [name, value] of fields) asked.append(name, value);
  const known = (await mine()).find((one) => isDraft(one) && one.phone && one.fields.some(([name, value]) => name === "person" && value === asked.get("person")));
  asked.set("sheet", number || crypto.randomUUID());
  location.assign(known?.page || `${form.dataset.sheetPage}?${asked}`);
}

doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("sheetPage" in form.dataset) || !person()) return;
  if (navigator.onLine) {
    form.elements.sheet.value ||= crypto.randomUUID();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  delete form.dataset.sent;
  toSheet(form, event.submitter);
}, true);

// The network was thought to be there: the sheet it may have opened has the same number.
doc.addEventListener("htmx:error", (event) => {
  const { sourceElement, request } = event.detail?.ctx || {};
  const form = sourceElement?.closest?.("form[data-sheet-page]");
  if (form && person() && request?.method === "POST") toSheet(form, request.submitter, form.elements.sheet.value);
});

/** Write who is watched, close the list of people, leave the moments of their store. */
function draw(form) {
  const chosen = form.querySelector("[name=person]:checked");
  const name = chosen?.parentElement.textContent.trim() || "";
  form.dataset.who = name;
  form.querySelector("[data-chosen]").textContent = name;
  const people = form.querySelector("[data-whom]");
  if (chosen && !form.querySelector("#people .c-err")) people.open = false;
  for (const tally of form.querySelectorAll("[data-stores]")) tally.hidden = Boolean(chosen) && !tally.dataset.stores.split(" ").includes(chosen.dataset.unit);
}

/** Give the empty sheet its number and whom it is about, from its address: it was kept for anybody. */
function number(form) {
  const asked = new URLSearchParams(location.search);
  if (!asked.get("sheet")) {
    asked.set("sheet", crypto.randomUUID());
    history.replaceState(history.state, "", `${location.pathname}?${asked}`);
  }
  const { elements } = form;
  form.dataset.sheet = elements.sheet.value = elements._key.value = asked.get("sheet");
  elements.begun_at.value ||= new Date().toISOString();
  if (!doc.querySelector(".c-errsum")) {
    for (const one of form.querySelectorAll("[name=person]")) one.checked = one.value === asked.get("person");
    for (const one of form.querySelectorAll("[name=beside]")) one.checked ||= one.value === asked.get("beside");
  }
  draw(form);
}

/** List what this phone has of sheets: half filled ones lead back to them. */
async function list(where) {
  const lines = (await mine()).filter((one) => one.sheet).map((one) => {
    const line = words(isDraft(one) ? (navigator.onLine && one.phone ? "sheet-stuck" : "sheet-noted") : "sheet-waits");
    const name = line.querySelector("h3 a") || line.querySelector("h3");
    name.textContent = one.who || words("sheet-unnamed").textContent;
    if (name.href) name.href = one.page;
    return line;
  });
  where.querySelector("ul").replaceChildren(...lines);
  where.hidden = !lines.length;
}

doc.addEventListener("change", ({ target }) => { if (target.name === "person" && target.form === blank()) draw(target.form); });
doc.addEventListener("outbox:filled", ({ target }) => { if (target === blank()) draw(target); });

// What went is under way or shared now: the page says so once asked again.
doc.addEventListener("outbox:moved", async () => {
  const where = doc.querySelector("[data-sheets]");
  if (!where) return;
  await list(where);
  window.htmx?.ajax("GET", location.pathname, { target: "#under-way", select: "#under-way", swap: "outerHTML" });
});

doc.addEventListener("click", async (event) => {
  const form = blank();
  if (!form || !event.target.closest?.("[data-sheet-drop]")) return;
  if (!window.confirm(words("sheet-drop").textContent.trim())) return;
  await inStore("readwrite", (store) => store.delete(`draft sheet ${form.dataset.sheet}`));
  say(event.target.textContent);
  location.assign(form.dataset.list);
});

/** Say the first thing a form still needs, where it is to be written; answers whether it lacks one. */
export function lacks(form) {
  for (const words of form.querySelectorAll("[data-lack]")) words.remove();
  const empty = [...form.querySelectorAll("[data-need]")].find((part) => !held(part));
  if (!empty) return false;
  const words = doc.createElement("span");
  Object.assign(words, { className: "c-err", textContent: empty.dataset.need, id: "lack" });
  words.dataset.lack = "";
  if (empty.tagName === "DETAILS") empty.open = true;
  (empty.querySelector("summary") || empty).after(words);
  (empty.querySelector("summary,textarea,input") || empty).focus({ preventScroll: true });
  words.scrollIntoView({ block: "center" });
  say(words.textContent);
  return true;
}

/** Tell whether a part of a form holds an answer: "another day" alone is none. */
function held(part) {
  const fields = [...part.querySelectorAll("textarea,input:not([type=hidden])")].filter((one) => part.id === "beside" || one.name !== "beside");
  return fields.some((one) => (["radio", "checkbox"].includes(one.type) ? one.checked && one.value !== "other" : one.value.trim()));
}

/** Make the page ready, before what was kept comes back into it. */
export async function begin() {
  if (blank()) number(blank());
  const where = doc.querySelector("[data-sheets]");
  if (where) await list(where);
}
