// The notes' own window: shows what the presentation tells, and hands its keys back.

import { PASSED_ON, actionOf, isTheirs } from "./keys.js";
import { read } from "./kept.js";
import { elapsed, told } from "./timer.js";

const channel = new BroadcastChannel(`present-${location.hash.slice(1)}`);
const at = (id) => document.getElementById(id);
let timer = null;

const act = (action) => channel.postMessage({ type: "act", action });

function show({ page, at: place, above, heading, note, next, begins, later, theme, timer: time }) {
  timer = time;
  document.documentElement.dataset.theme = theme === "dark" ? "dark" : "light";
  document.title = `Notes: ${heading}`;
  for (const [id, text] of Object.entries({ page, at: place, above, heading, next: next || "the end" })) {
    if (at(id).textContent !== text) at(id).textContent = text;
  }
  if (note) at("note").innerHTML = note;
  else at("note").replaceChildren(...without(begins, later));
  tick();
}

/** What stands where a screen has no note: how the next one begins, and where the next note is. */
function without(begins, later) {
  const lines = [["p", "No note for this screen."]];
  if (begins) lines.push(["p", "The next screen begins:"], [begins.code ? "pre" : "blockquote", begins.text]);
  if (later) lines.push(["p", `Next note: screen ${later}.`]);
  return lines.map(([name, text]) => Object.assign(document.createElement(name), { textContent: text }));
}

function tick() {
  at("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (!timer) return;
  const text = told(elapsed(timer, Date.now()));
  at("timer").textContent = text;
  at("timer").toggleAttribute("data-stands", timer.since === null);
  at("timer").setAttribute("aria-label", `${text}: ${timer.since === null ? "go on" : "stop"}`);
}

channel.addEventListener("message", ({ data }) => {
  if (data.type === "state") show(data);
  else if (data.type === "end") at("next").textContent = "The presentation has ended, or goes on to another page.";
});

document.addEventListener("click", ({ target }) => {
  const pressed = target.closest("[data-action]");
  if (pressed) act(pressed.dataset.action);
});

document.addEventListener("keydown", (event) => {
  const focused = event.target.closest("button, a") ? "button" : "";
  if (isTheirs(event.key, focused)) return;
  const action = actionOf(event, read("localStorage", "present-letters") !== "off");
  if (!PASSED_ON.has(action)) return;
  event.preventDefault();
  act(action);
});

setInterval(tick, 1000);
tick();
channel.postMessage({ type: "hello" });
