// The last step before handing in: everything once more, with a way back to each part.
import { html } from "../shared/html.js";
import { day } from "../shared/days.js";
import { heldOf } from "../shared/shelf.js";
import { nameOf, t } from "../shared/words.js";
import { agentFact } from "./agent.js";
import { answers } from "./apply_parts.js";
import { promiseWords } from "./services.js";

const shown = (field, value) => {
  if (value === undefined || value === null || String(value).trim() === "") return html`<span class="hint">${t("apply.empty")}</span>`;
  return field.kind === "date" ? day(value, false) : html`<span class="pre">${String(value)}</span>`;
};

const edit = (work, step) => html`<p><button type="button" class="link" @click=${() => work.show(step)}>${t("common.change")}<span class="visually-hidden"> ${t(`apply.step_${step}`)}</span></button></p>`;

const fieldRow = (work) => (field) => html`<div class="fact"><dt>${nameOf(field, "label")}</dt><dd>${shown(field, work.draft.form[field.key])}</dd></div>`;

function sheetWords(work, material) {
  const sheets = work.uploads.counting(material);
  if (!sheets.length && heldOf(work.uploads, material)) return html`<span class="good">✓ ${t("shelf.held")}</span>`;
  if (!sheets.length) return html`<span class=${material.necessity === "required" ? "field-error" : "hint"}>${t(material.necessity === "required" ? "upload.none" : "apply.not_given")}</span>`;
  if (!work.uploads.complete(material)) return html`<span class="field-error">${t("apply.unfinished")}</span>`;
  return html`<span class="good">✓ ${t("upload.pages", { n: sheets.length })}</span>`;
}

const paperRow = (work) => (material) => html`<div class="fact"><dt>${nameOf(material)}</dt><dd>${sheetWords(work, material)}</dd></div>`;

export const checkPart = (work) => html`
  <h1>${t("apply.check_title")}</h1>
  <p class="lead">${t("apply.check_lead")}</p>
  ${work.asks.fields.length ? html`<div class="card"><h2>${t("apply.step_form")}</h2><dl class="facts">${work.asks.fields.map(fieldRow(work))}</dl>${edit(work, "form")}</div>` : ""}
  ${work.asks.questions.length ? html`<div class="card">${answers(work)}</div>` : ""}
  <div class="card"><dl class="facts">${agentFact(work.agent)}</dl>${edit(work, work.asks.fields.length || work.asks.questions.length ? "form" : "papers")}</div>
  <div class="card"><h2>${t("apply.step_papers")}</h2><dl class="facts">${work.agent.asked(work.asks.materials).map(paperRow(work))}</dl>${edit(work, "papers")}</div>
  <div class="card"><h2>${t("apply.then")}</h2>
    <p>${t("apply.then_text", { promise: promiseWords(work.content), department: nameOf(work.content.department) })}</p></div>
  <label class="choice"><input type="checkbox" id="sincere" .checked=${work.sincere} @change=${(event) => { work.sincere = event.target.checked; }}>
    <span>${t("apply.sincere")}</span></label>`;
