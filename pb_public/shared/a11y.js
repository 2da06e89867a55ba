// What a form needs so that everybody can finish it: a summary of what is wrong that takes
// the focus and leads to the fields, and a question that waits for an answer.
import { html, render } from "./html.js";
import { t } from "./words.js";

// The summary of problems [{id, text, open}]: the line leads to the field with the id, after
// open() has shown it where that is needed; without an id it leads nowhere. Show it above
// the form and call focusErrors() after drawing.
export function errorSummary(problems, title = t("common.problems", { n: problems.length })) {
  if (!problems.length) return "";
  return html`
    <div class="errors" role="alert" tabindex="-1">
      <h2>${title}</h2>
      <ul>${problems.map(({ id, text, open }) => html`<li>${id ? html`<a href=${`#${id}`} @click=${goTo(id, open)}>${text}</a>` : text}</li>`)}</ul>
    </div>`;
}

const goTo = (id, open = () => {}) => (event) => {
  event.preventDefault();
  open();
  const field = document.getElementById(id);
  if (!field) return;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
};

export function focusErrors(root = document) {
  const summary = root.querySelector(".errors");
  if (summary) summary.focus();
}

// The sentence at the field itself; its id is for aria-describedby.
export const fieldError = (id, text) => (text ? html`<span class="field-error" id=${`${id}-error`}><span class="visually-hidden">${t("common.error")}</span>${text}</span>` : "");

export const describedBy = (id, { hint, error }) => [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || null;

// Asks and answers true or false. The focus goes back to where it was.
export function confirmed({ title, text, go, cancel = t("common.cancel"), danger = false }) {
  const box = document.createElement("dialog");
  box.className = "dialog";
  box.setAttribute("aria-labelledby", "confirm-title");
  document.body.append(box);
  const before = document.activeElement;
  return new Promise((resolve) => {
    const close = (answer) => {
      box.close();
      box.remove();
      if (before && before.isConnected) before.focus();
      resolve(answer);
    };
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(false);
    });
    render(box, html`
      <h2 id="confirm-title">${title}</h2>
      ${text ? html`<p>${text}</p>` : ""}
      <p class="buttons">
        <button type="button" class=${danger ? "button danger" : "button"} @click=${() => close(true)}>${go}</button>
        <button type="button" class="button secondary" @click=${() => close(false)}>${cancel}</button>
      </p>`);
    box.showModal();
  });
}
