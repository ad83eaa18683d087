// Counters of an observation: a touch counts one, in the page first, so that it works without a
// network; the form around them keeps a draft and goes to the outbox. Without this file each touch
// posts the form.

const doc = document;
const stack = [];

/** Put a count in its hidden field and on its button. */
function put(button, count) {
  const field = doc.getElementById(button.dataset.tally);
  field.value = String(Math.min(Math.max(count, 0), 99));
  button.querySelector("[data-number]").textContent = field.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return Number(field.value);
}

/** Say in the bar how many gestures were seen in all. */
function total(form) {
  const bar = doc.querySelector("[data-total]");
  if (!bar) return;
  bar.textContent = String([...form.querySelectorAll("[data-seen]")].reduce((sum, one) => sum + Number(one.value), 0));
}

/** Note when it happened: the first count, and the last word typed. */
function date(form, name, again) {
  const field = form.elements[name];
  if (field && (again || !field.value)) field.value = new Date().toISOString();
}

doc.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-tally]");
  if (!button) return;
  event.preventDefault();
  const field = doc.getElementById(button.dataset.tally);
  date(button.form, "observed_at", true);
  put(button, Number(field.value) + 1);
  stack.push(button);
  total(button.form);
  navigator.vibrate?.(15);
});

doc.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-untally]")) return;
  const button = stack.pop();
  if (!button?.isConnected) return;
  put(button, Number(doc.getElementById(button.dataset.tally).value) - 1);
  total(button.form);
});

doc.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.elements.told_at && event.target.closest("[data-exchange]")) date(form, "told_at", true);
});

/** Write on the buttons what their fields hold: they were filled from what this phone kept. */
function redraw(form) {
  for (const button of form.querySelectorAll("[data-tally]")) {
    button.querySelector("[data-number]").textContent = doc.getElementById(button.dataset.tally).value;
  }
  total(form);
}
doc.addEventListener("outbox:filled", (event) => redraw(event.target));
for (const form of doc.querySelectorAll("form:has([data-tally])")) redraw(form);
