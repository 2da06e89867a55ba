// The keyboard of the counter. Each view says which keys work now; function keys and
// Ctrl+Enter work everywhere, letters and digits only outside fields that are typed in. The
// bar at the foot shows them, "?" or F1 the whole list with what it means.
import { html, render } from "../shared/html.js";
import { shortcutsOn } from "../shared/shortcuts.js";
import { t } from "../shared/words.js";

let offered = () => [];

const typing = (node) => node.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=file])");

const nameOfKey = (event) => (event.ctrlKey && event.key === "Enter" ? "Ctrl+Enter" : event.ctrlKey || event.altKey || event.metaKey ? "" : event.key.length === 1 ? event.key.toUpperCase() : event.key);

// What the keys do now: a list of {key, label, run, hidden}; asked anew at every key.
export const useKeys = (list) => { offered = list; };

const everywhere = (key) => /^(F\d+|Ctrl\+Enter|Escape)$/.test(key);

function pressed(event) {
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const name = nameOfKey(event);
  if (!name || (typing(event.target) && !everywhere(name)) || (name.length === 1 && !shortcutsOn())) return;
  if (name === "?" || name === "F1") {
    event.preventDefault();
    showKeys();
    return;
  }
  const found = offered().find(({ key }) => key === name);
  if (!found) return;
  event.preventDefault();
  found.run();
}
document.addEventListener("keydown", pressed);

const SIGNS = { Escape: "Esc", ArrowLeft: "←", ArrowRight: "→" };

const row = ({ key, label }) => html`<li><kbd>${SIGNS[key] || key}</kbd> ${label}</li>`;

// The keys that work now, at the foot of the window.
export const keyBar = () => html`
  <ul class="keys">
    ${offered().filter(({ hidden }) => !hidden).map(row)}
    <li><button type="button" class="link" @click=${showKeys}><kbd>?</kbd> ${t("counter.keys")}</button></li>
  </ul>`;

// The keys that every step knows, beside those of the moment.
const general = () => ["Enter", "Tab", "↑ ↓", "Esc"].map((key) => ({ key, label: t(`counter.key_${key.replace("↑ ↓", "arrows").toLowerCase()}`) }));

function showKeys() {
  openBox(t("counter.keys"), html`<ul class="key-list">${[...offered(), ...general()].map(row)}</ul>`);
}

// Opens a box over the page; answers {box, draw, close}. The focus goes back where it was.
export function openBox(title, content, closed = () => {}) {
  const before = document.activeElement;
  const box = document.createElement("dialog");
  box.className = "dialog";
  box.setAttribute("aria-labelledby", "box-title");
  document.body.append(box);
  const close = () => {
    if (!box.isConnected) return;
    box.close();
    box.remove();
    if (before && before.isConnected) before.focus();
    closed();
  };
  const draw = (inner) => render(box, html`
    <h2 id="box-title">${title}</h2>
    ${inner}
    <p class="buttons"><button type="button" class="button secondary" @click=${close}>${t("counter.close")} <kbd>Esc</kbd></button></p>`);
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  draw(content);
  box.showModal();
  return { box, draw, close };
}

// Enter leads to the next thing that is still empty, as on a form of paper, and sends the
// form when nothing is.
export function enterGoesOn(event) {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.target.tagName === "TEXTAREA" || event.target.tagName === "BUTTON") return;
  const fields = [...event.currentTarget.querySelectorAll("input:not([type=file]), select, textarea")].filter((field) => !field.disabled);
  const next = fields.slice(fields.indexOf(event.target) + 1).find((field) => (field.type === "checkbox" ? !field.checked && field.dataset.must : field.type !== "radio" && !field.value));
  if (!next) return;
  event.preventDefault();
  next.focus();
}
