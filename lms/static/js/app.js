// The page's small manners: focus and words after a navigation, nothing sent twice, nothing lost.
// Everything works without this file; it only makes it smoother.

const doc = document;
const find = (selector, root = doc) => root.querySelector(selector);
const all = (selector, root = doc) => root.querySelectorAll(selector);

/** Say `words` to screen readers, once. */
export function say(words) {
  const live = find("#live");
  if (!live || !words) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = words; }, 60);
}

/** Show one of the prepared messages (templates at the foot of the page) in #flash. */
export function show(template) {
  const source = doc.getElementById(template);
  const flash = find("#flash");
  if (!source || !flash) return;
  const message = source.content.cloneNode(true);
  if (message.firstElementChild.id && doc.getElementById(message.firstElementChild.id)) return;
  flash.append(message);
  wake(flash);
}

/** The token every post carries, read from where htmx reads it. */
export function token() {
  const headers = doc.body.getAttribute("hx-headers:inherited");
  return headers ? JSON.parse(headers)["X-CSRF-Token"] : "";
}

/** Post a form quietly; answers true when the server kept it. */
export async function post(url, fields, key = crypto.randomUUID()) {
  try {
    const answer = await fetch(url, {
      method: "POST", body: fields, credentials: "same-origin", keepalive: true,
      headers: { "X-CSRF-Token": token(), "Idempotency-Key": key, "HX-Request": "true", "HX-Request-Type": "partial" },
    });
    const door = answer.headers.get("HX-Redirect");
    if (door) location.assign(door);
    return answer.ok;
  } catch {
    return false;
  }
}

// Modules that only some pages need. A page that came by htmx brings no script of its own.
const MODULES = {
  "[data-order],[data-second-url]": "./player.js",
  "[data-tally]": "./counters.js",
  "#pin,[data-shared-device]": "./tablet.js",
  "[data-person]": "./outbox.js",
};

// What only makes sense with script is hidden in the HTML and shown here.
function wake(root) {
  for (const [selector, module] of Object.entries(MODULES)) {
    if (find(selector)) import(module);
  }
  for (const button of all("[data-close],[data-copy],[data-save],[data-reveal],[data-script]", root)) button.hidden = false;
  const bar = find("#offline");
  if (navigator.onLine && bar) bar.remove();
}

// Only the body was replaced: language and theme, if they changed, are those of the new page.
function dress() {
  const { lang, theme } = find("#flash")?.dataset || {};
  if (lang) doc.documentElement.lang = lang;
  tint({ value: theme });
}

// After a page came by htmx: its heading takes the focus, its title is said.
function arrived() {
  wake(doc);
  dress();
  say(doc.title);
  if (find("[autofocus]")) return;
  const heading = find("#main h1") || find("#main");
  if (!heading) return;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

function close(button) {
  const message = button.closest(".c-flash");
  const next = message?.nextElementSibling?.querySelector("[data-close]") || find("#main");
  message?.remove();
  next?.focus({ preventScroll: true });
}

async function copy(button) {
  await navigator.clipboard?.writeText(button.dataset.copy);
  button.classList.add("is-done");
  say(button.textContent);
}

function save(button) {
  const link = doc.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${button.dataset.save}\n`], { type: "text/plain" }));
  link.download = button.dataset.name;
  link.click();
  URL.revokeObjectURL(link.href);
  say(button.textContent);
}

function reveal(button) {
  const input = doc.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  const words = button.firstElementChild;
  const other = button.dataset.hide;
  button.dataset.hide = words.textContent;
  words.textContent = other;
}

function openDialog(opener) {
  const dialog = doc.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return false;
  dialog.showModal();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
  return true;
}

// A theme chosen in the profile shows at once; the form saves it.
function tint(input) {
  const root = doc.documentElement;
  if (input.value === "light" || input.value === "dark") root.dataset.theme = input.value;
  else delete root.dataset.theme;
}

doc.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-close],[data-copy],[data-save],[data-reveal],[data-dialog],[data-print]");
  if (!button) return;
  if ("close" in button.dataset) close(button);
  else if ("copy" in button.dataset) copy(button);
  else if ("save" in button.dataset) save(button);
  else if ("reveal" in button.dataset) reveal(button);
  else if ("print" in button.dataset) { event.preventDefault(); window.print(); }
  else if (openDialog(button)) event.preventDefault();
});

// A disabled act stays in the tab order to say why; it does nothing.
doc.addEventListener("click", (event) => {
  const off = event.target.closest?.("[aria-disabled=true]");
  if (!off) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const why = doc.getElementById(off.getAttribute("aria-describedby") || "");
  say(why?.textContent || off.textContent);
}, true);

doc.addEventListener("change", (event) => {
  if (event.target.name === "theme") tint(event.target);
  if (event.target.matches?.("[data-submit]")) event.target.form.requestSubmit();
});

// One form, one post: a second press within five seconds is not heard (the key in the form guards the rest).
doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  clearTimeout(waiting.get(form)); // what is sent now is newer than the draft that waits
  waiting.delete(form);
  hurry();
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
}, true);
window.addEventListener("pageshow", () => { for (const form of all("form[data-sent]")) delete form.dataset.sent; });

// Drafts: a form with data-autosave="URL" is posted there a moment after each change.
const waiting = new Map();
const counters = new WeakMap();
async function keep(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const note = find(".c-save", form) || find(".c-save");
  const tell = (state) => { if (note) note.textContent = note.dataset[state] || ""; };
  const turn = (counters.get(form) || 0) + 1;
  counters.set(form, turn);
  tell("saving");
  const fields = new FormData(form);
  fields.set("sequence", String(Date.now()));
  const kept = await post(form.dataset.autosave, fields);
  if (counters.get(form) !== turn) return;
  tell(kept ? "saved" : "unsaved");
  form.dispatchEvent(new CustomEvent(kept ? "draft:saved" : "draft:unsaved", { bubbles: true }));
}
function later(event) {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), event.type === "input" ? 900 : 120));
}
// Another form is sent, or the page is left: drafts do not wait for their moment.
function hurry() {
  for (const form of waiting.keys()) keep(form);
}
doc.addEventListener("input", later);
doc.addEventListener("change", later);
window.addEventListener("pagehide", hurry);
doc.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { if (ctx.target === doc.body) hurry(); });

// htmx: one place for what every request needs.
doc.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const polling = ctx.sourceEvent?.type === "every";
  if (polling && doc.hidden) event.preventDefault();
  // What posts without a form, or as one types, has a key of its own each time.
  const { request } = ctx;
  const typing = ["change", "input"].includes(ctx.sourceEvent?.type);
  if (request.method !== "GET" && (typing || !request.body?.get?.("_key"))) request.headers["Idempotency-Key"] = crypto.randomUUID();
});
doc.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.target || ctx.target === doc.body) return;
  ctx.waited = ctx.target; // the answer may change ctx.target
  ctx.waited.setAttribute("aria-busy", "true");
});
doc.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  ctx.waited?.removeAttribute("aria-busy");
  const form = ctx.sourceElement?.closest?.("form");
  if (form) delete form.dataset.sent;
});
// An answer that is not ours (a proxy's 502, a dead network) never replaces words on the screen.
doc.addEventListener("htmx:before:response", (event) => {
  const { response } = event.detail.ctx;
  if (response.status < 500 || response.headers.get("HX-Retarget")) return;
  event.preventDefault();
  show("failed-words");
});
doc.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx?.sourceEvent?.type !== "every") show(navigator.onLine ? "failed-words" : "offline-words");
});
// The address of a refused post is no page to come back to.
doc.addEventListener("htmx:before:history:update", (event) => {
  if (event.detail.response?.status >= 400) event.preventDefault();
});
doc.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.target === doc.body) setTimeout(arrived);
  else wake(doc);
});

window.addEventListener("offline", () => show("offline-words"));
window.addEventListener("online", () => find("#offline")?.remove());

wake(doc);
if (!navigator.onLine) show("offline-words");
if ("serviceWorker" in navigator && window.isSecureContext && !find("[data-shared-device]")) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
