// The form fields of a service at the counter: the clerk types what the applicant says.
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";

const TYPES = { date: "date", phone: "tel" };

const typed = (field, value, set) => html`
  <input id=${`f-${field.key}`} type=${TYPES[field.kind] || "text"} inputmode=${field.kind === "number" ? "decimal" : null} maxlength="500"
    autocomplete="off" .value=${String(value ?? "")} @input=${(event) => set(event.target.value)}>`;

const long = (field, value, set) => html`
  <textarea id=${`f-${field.key}`} rows="3" maxlength="5000" .value=${String(value ?? "")} @input=${(event) => set(event.target.value)}></textarea>`;

const choice = (field, value, set) => html`
  <select id=${`f-${field.key}`} .value=${String(value ?? "")} @change=${(event) => set(event.target.value)}>
    <option value="">${t("counter.choose")}</option>${(field.choices || []).map((c) => html`<option value=${c}>${c}</option>`)}</select>`;

const CONTROLS = { long_text: long, choice };

export const formField = (field, value, set) => html`
  <p class="field">
    <label for=${`f-${field.key}`}>${nameOf(field, "label")} <span class="field-mark">${t(field.required ? "common.required" : "common.optional")}</span></label>
    ${(CONTROLS[field.kind] || typed)(field, value, set)}
  </p>`;
