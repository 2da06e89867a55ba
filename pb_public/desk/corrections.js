// The list of what is to be corrected: each material of the case, chosen or not, with the
// sentence that the applicant will read. All of it is named once (R-AL-05).
import { fieldError } from "../shared/a11y.js";
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";
import { faultyPapers } from "./papers.js";
import { joined, wordingPicker } from "./wording.js";

// What is rejected or missing is chosen already, with the clerk's own words; what is
// supplied is not the applicant's to correct.
export function correctionRows(papers) {
  const faulty = faultyPapers(papers);
  return papers.filter((paper) => paper.standing !== "supplied").map((paper) => {
    const wrong = paper.documents.find((d) => d.verdict === "rejected");
    const reason = wrong ? wrong.verdict_reason : paper.standing === "missing" ? t("desk.correct_missing") : "";
    return { id: paper.material.id, name: nameOf(paper.material), standing: paper.standing, on: faulty.includes(paper), reason };
  });
}

export function itemProblems(field, rows) {
  const chosen = rows.filter((row) => row.on);
  if (!chosen.length) return { [field.name]: field.empty };
  return Object.fromEntries(chosen.filter((row) => !row.reason.trim())
    .map((row) => [`item-${row.id}`, t("desk.correct_reason_needed", { name: row.name })]));
}

const change = (dialog, row, what) => {
  Object.assign(row, what);
  dialog.set("items", dialog.values.items);
};

const reason = (dialog, row, templates) => html`
  <p class="field">
    <label for=${`d-item-${row.id}`}>${t("desk.correct_reason", { name: row.name })}</label>
    ${fieldError(`d-item-${row.id}`, dialog.errors[`item-${row.id}`])}
    ${wordingPicker(templates, t("wording.for", { field: row.name }), (text) => change(dialog, row, { reason: joined(row.reason, text) }))}
    <textarea id=${`d-item-${row.id}`} rows="2" maxlength="500" .value=${row.reason}
      aria-describedby=${dialog.errors[`item-${row.id}`] ? `d-item-${row.id}-error` : null}
      @input=${(event) => change(dialog, row, { reason: event.target.value })}></textarea>
  </p>`;

const item = (dialog, templates) => (row) => html`
  <li class="correct-item">
    <label class="choice"><input type="checkbox" .checked=${row.on} @change=${(event) => change(dialog, row, { on: event.target.checked })}>
      <span>${row.name} <span class=${`tag is-${row.standing}`}>${t(`desk.standing_${row.standing}`)}</span></span></label>
    ${row.on ? reason(dialog, row, templates) : ""}
  </li>`;

export const itemsField = (dialog, field) => html`
  <fieldset class="field" id=${`d-${field.name}`} tabindex="-1">
    <legend>${field.label}</legend>
    ${fieldError(`d-${field.name}`, dialog.errors[field.name])}
    <ul class="correct-list">${dialog.values[field.name].map(item(dialog, field.templates ? field.templates() : []))}</ul>
  </fieldset>`;
