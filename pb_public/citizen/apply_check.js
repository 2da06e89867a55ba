// The last step before handing in: everything once more, with a way back to each part.
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";
import { agentFact } from "./agent.js";
import { answers } from "./apply_parts.js";
import { fieldRow, paperRow } from "./check_parts.js";
import { promiseWords } from "./services.js";

const edit = (work, step) => html`<p><button type="button" class="link" @click=${() => work.show(step)}>${t("common.change")}<span class="visually-hidden"> ${t(`apply.step_${step}`)}</span></button></p>`;

export const checkPart = (work) => html`
  <h1>${t("apply.check_title")}</h1>
  <p class="lead">${t("apply.check_lead")}</p>
  ${work.asks.fields.length ? html`<div class="card"><h2>${t("apply.step_form")}</h2><dl class="facts">${work.asks.fields.map(fieldRow(work.draft.form))}</dl>${edit(work, "form")}</div>` : ""}
  ${work.asks.questions.length ? html`<div class="card">${answers(work)}</div>` : ""}
  <div class="card"><dl class="facts">${agentFact(work.agent)}</dl>${edit(work, work.asks.fields.length || work.asks.questions.length ? "form" : "papers")}</div>
  <div class="card"><h2>${t("apply.step_papers")}</h2><dl class="facts">${work.agent.asked(work.asks.materials).map(paperRow(work.uploads))}</dl>${edit(work, "papers")}</div>
  <div class="card"><h2>${t("apply.then")}</h2>
    <p>${t("apply.then_text", { promise: promiseWords(work.content), department: nameOf(work.content.department) })}</p></div>
  <label class="choice"><input type="checkbox" id="sincere" .checked=${work.sincere} @change=${(event) => { work.sincere = event.target.checked; }}>
    <span>${t("apply.sincere")}</span></label>`;
