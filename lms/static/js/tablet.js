// Shared tablet. At the door: a keypad that types into the one real field. Inside: some time without
// a touch (the house's rule, told by #lock) posts that form, after what was being written was kept.

import { post } from "./app.js";

const lockForm = () => document.getElementById("lock");
const rest = () => 1000 * Number(lockForm()?.dataset.rest || 120);

function press(key) {
  const pin = document.getElementById("pin");
  if (!pin) return;
  if (key === "back") pin.value = pin.value.slice(0, -1);
  else if (pin.value.length < pin.maxLength) pin.value += key;
  pin.removeAttribute("aria-invalid");
  pin.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(face) {
  const pin = document.getElementById("pin");
  const initial = document.getElementById("pin-face");
  const hello = document.querySelector("[data-hello]");
  if (initial) initial.textContent = face.dataset.name.slice(0, 1);
  if (hello) hello.textContent = hello.dataset.hello.replace("{name}", face.dataset.name);
  if (pin) {
    pin.value = "";
    // A finger on a name goes on with the code; a keyboard moving along the names stays there.
    if (!face.matches(":focus-visible")) pin.focus();
  }
}

document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-key]");
  if (key) press(key.dataset.key);
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.(".c-face input")) choose(event.target);
});

let timer = 0;
async function lock() {
  const form = lockForm();
  if (!form) return;
  const drafts = [...document.querySelectorAll("form[data-autosave]")];
  await Promise.all(drafts.map((draft) => {
    const fields = new FormData(draft);
    fields.set("sequence", String(Date.now()));
    return post(draft.dataset.autosave, fields);
  }));
  form.submit();
}
// Reading sends nothing: a touch tells the server, now and then, that somebody is still here.
let told = Date.now();
function awake() {
  clearTimeout(timer);
  timer = setTimeout(lock, rest());
  const form = lockForm();
  if (!form || Date.now() - told < rest() / 3) return;
  told = Date.now();
  post("/tablet/awake", new FormData(form));
}
for (const name of ["pointerdown", "keydown", "scroll", "pageshow"]) {
  window.addEventListener(name, awake, { passive: true, capture: true });
}
// A tablet that slept past the delay is locked when it wakes, before anything is read.
let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (hiddenAt && Date.now() - hiddenAt > rest()) lock();
});
awake();
