// The first two steps of an application: the form and the papers.
import { html, keyed } from "../shared/html.js";
import { thereTag } from "../shared/shelf.js";
import { uploadControl } from "../shared/upload.js";
import { nameOf, t } from "../shared/words.js";
import { agentPart } from "./agent.js";
import { formField } from "./fields.js";
import { materialFacts, necessityTag, samples, whyWords } from "./materials.js";

export const answers = (work) => (work.asks.questions.length ? html`
  <h2>${t("apply.answers")}</h2>
  <dl class="facts">${work.asks.questions.map(({ question, option }) => html`
    <div class="fact"><dt>${nameOf(question, "text")}</dt><dd>${option ? nameOf(option, "text") : t("apply.not_answered")}</dd></div>`)}</dl>
  <p><a class="text-link" href=${`/ask.html?application=${work.application.id}`}>${t("apply.change_answers")}</a></p>` : "");

export const formPart = (work) => html`
  <h1>${t("apply.form_title")}</h1>
  ${answers(work)}
  ${agentPart(work.agent)}
  ${work.asks.fields.length ? html`<h2>${t("apply.fields")}</h2>` : ""}
  ${keyed(work.asks.fields, (field) => field.key, (field) => formField(field, {
    value: work.draft.form[field.key], error: work.fieldErrors[field.key], set: (value) => work.edit(field, value),
  }))}`;

const paper = (work) => (material) => {
  const done = work.uploads.complete(material);
  return html`
    <section class=${`paper ${done ? "is-done" : ""}`} aria-labelledby=${`m-${material.id}`}>
      <h3 id=${`m-${material.id}`}>${nameOf(material)} ${done ? thereTag(work.uploads, material) : necessityTag(material)}</h3>
      <p class="hint">${material.standard}</p>
      ${samples(material)}
      ${uploadControl(work.uploads, material)}
      <details><summary>${t("material.why_and_where")}</summary>${materialFacts({ ...material, standard: "" }, [[t("material.why"), whyWords(material)]])}</details>
    </section>`;
};

const counts = ({ asks, uploads, agent }) => {
  const required = agent.asked(asks.materials).filter((m) => m.necessity === "required");
  return { all: required.length, done: required.filter((m) => uploads.complete(m)).length };
};

export const papersPart = (work) => html`
  <h1>${t("apply.papers_title")}</h1>
  <p class="lead">${t("apply.papers_lead")}</p>
  <p class="hint">${t("upload.hint")}</p>
  ${work.asks.fields.length || work.asks.questions.length ? "" : agentPart(work.agent)}
  <h2>${t("apply.papers_count", counts(work))}</h2>
  ${keyed(work.agent.asked(work.asks.materials), (material) => material.id, paper(work))}`;
