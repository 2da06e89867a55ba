// What is read once more before handing in: what was filled in, and how the papers stand.
import { html } from "../shared/html.js";
import { day } from "../shared/days.js";
import { heldOf } from "../shared/shelf.js";
import { nameOf, t } from "../shared/words.js";

const shown = (field, value) => {
  if (value === undefined || value === null || String(value).trim() === "") return html`<span class="hint">${t("apply.empty")}</span>`;
  return field.kind === "date" ? day(value, false) : html`<span class="pre">${String(value)}</span>`;
};

export const fieldRow = (form) => (field) => html`<div class="fact"><dt>${nameOf(field, "label")}</dt><dd>${shown(field, form[field.key])}</dd></div>`;

function sheetWords(uploads, material) {
  const sheets = uploads.counting(material);
  if (!sheets.length && heldOf(uploads, material)) return html`<span class="good">✓ ${t("shelf.held")}</span>`;
  if (!sheets.length) return html`<span class=${material.necessity === "required" ? "field-error" : "hint"}>${t(material.necessity === "required" ? "upload.none" : "apply.not_given")}</span>`;
  if (!uploads.complete(material)) return html`<span class="field-error">${t("apply.unfinished")}</span>`;
  return html`<span class="good">✓ ${t("upload.pages", { n: sheets.length })}</span>`;
}

export const paperRow = (uploads) => (material) => html`<div class="fact"><dt>${nameOf(material)}</dt><dd>${sheetWords(uploads, material)}</dd></div>`;
