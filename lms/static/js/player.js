// Lessons and questions: move answers without a drag, keep the place in a video or a sound.

import { post, say } from "./app.js";

/** Renumber a list to order; its ends cannot go further. */
function renumber(list) {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    row.querySelector("b").textContent = String(index + 1);
    for (const button of row.querySelectorAll("[data-move]")) {
      const stuck = button.dataset.move === "up" ? index === 0 : index === rows.length - 1;
      if (stuck) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  });
}

function move(button) {
  const row = button.closest("li");
  const list = row.parentElement;
  const up = button.dataset.move === "up";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  renumber(list);
  button.focus();
  const place = [...list.children].indexOf(row) + 1;
  say(`${row.querySelector("span").textContent}, ${place} / ${list.children.length}`);
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-order] [data-move]");
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") !== "true") move(button);
});

const EVERY = 10; // seconds between two marks of the place

/** Post where one is, unless that was said already. */
function mark(media) {
  const seconds = Math.floor(media.currentTime);
  if (seconds === media.marked) return;
  media.marked = seconds;
  const fields = new FormData();
  fields.set("second", String(seconds));
  if (Number.isFinite(media.duration)) fields.set("duration", String(Math.floor(media.duration)));
  if (media.ended) fields.set("ended", "1");
  post(media.dataset.secondUrl, fields);
}

function follow(media) {
  if (media.followed) return;
  media.followed = true;
  const start = Number(media.dataset.second || 0);
  const resume = () => { if (start > 2 && start < media.duration - 3) media.currentTime = start; };
  if (media.readyState > 0) resume();
  else media.addEventListener("loadedmetadata", resume, { once: true });
  media.addEventListener("timeupdate", () => {
    if (Math.abs(media.currentTime - (media.marked || 0)) >= EVERY) mark(media);
  });
  for (const name of ["pause", "ended"]) media.addEventListener(name, () => mark(media));
}

const media = () => document.querySelectorAll("[data-second-url]");
const start = () => media().forEach(follow);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) media().forEach((element) => { if (element.currentTime > 0) mark(element); });
});
document.addEventListener("htmx:after:swap", () => setTimeout(start));
start();
