// The guide of one service: what it is, for whom, what is needed, how long it takes.
import { html } from "../shared/html.js";
import { get, refusalWords } from "../shared/api.js";
import { asked, page } from "../shared/frame.js";
import { addWords, listOf, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import findWords from "../shared/words/find.js";
import states from "../shared/words/states.js";
import { isAsked } from "./checklist.js";
import { materialFacts, necessityTag, samples } from "./materials.js";
import { lawWords, promiseWords, tripWords } from "./services.js";

addWords(citizen, findWords, states);

const fact = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const codes = (group, list) => listOf((list || []).map((code) => t(`${group}.${code}`)));

const phone = (number) => (number ? html`<a class="text-link" href=${`tel:${number.replace(/[^\d+]/g, "")}`}>${number}</a>` : "");

// ?preview=1 shows an officer the draft exactly as a citizen would see it.
const trial = asked("preview") ? { path: "/preview", query: "&preview=1" } : { path: "", query: "" };

const trialNotice = () => (trial.path ? html`<p class="notice is-warn">${t("service.preview")}</p>` : "");

function start(service) {
  if (!service.channels.includes("online")) {
    return html`<div class="notice is-warn"><p><strong>${t("service.not_online")}</strong></p><p>${service.address}</p></div>`;
  }
  return html`
    <p class="buttons"><a class="button large" href=${`/ask.html?service=${service.id}${trial.query}`}>${t("service.start")}</a></p>
    <p class="hint">${t(service.questions.length ? "service.start_hint_ask" : "service.start_hint")}</p>`;
}

const sheetLink = (service) => (trial.path ? "" : html`<p><a class="text-link" href=${`/guide.html?id=${service.id}`}>${t("service.sheet")}</a></p>`);

// What people want to know first, in large letters.
const glance = (service) => html`
  <ul class="glance">
    <li><strong>${promiseWords(service)}</strong><span>${t("service.promise")}</span></li>
    <li><strong>${tripWords(service.trips)}</strong><span>${t(`depth.${service.online_depth || "I"}`)}</span></li>
    <li><strong>${service.fee ? t("service.fee_yes") : t("service.fee_no")}</strong><span>${t("service.fee")}</span></li>
    <li><strong>${t("service.materials_n", { n: service.materials.filter((m) => m.necessity === "required" && isAsked(m, [])).length })}</strong><span>${t("service.materials_least")}</span></li>
  </ul>`;

const material = (service) => (m) => html`
  <li class="entry">
    <h3>${nameOf(m)} ${necessityTag(m)}</h3>
    ${isAsked(m, []) ? "" : html`<p class="hint">${t("service.only_if", { cases: caseWords(service, m) })}</p>`}
    ${samples(m)}
    <details><summary>${t("material.details")}</summary>${materialFacts(m)}</details>
  </li>`;

function caseWords(service, m) {
  const options = service.questions.flatMap((question) => question.options.map((option) => ({ ...option, question })));
  return options.filter((option) => m.only_if.includes(option.id))
    .map((option) => `${nameOf(option.question, "text")} ${nameOf(option, "text")}`).join(t("common.or"));
}

const fees = (service) => (service.fee ? html`
  <ul class="plain">${service.fees.map((fee) => html`<li>${fee.name}${t("common.colon")}${fee.standard}
    <span class="hint">${fee.basis}${fee.reducible ? ` · ${t("service.fee_reducible")}` : ""}</span></li>`)}</ul>` : t("service.fee_no"));

const steps = (service) => (service.steps.length ? html`
  <section aria-labelledby="steps"><h2 id="steps">${t("service.steps")}</h2>
    <ol class="way">
      <li><strong>${t("service.step_submit")}</strong><span>${t("service.step_submit_text")}</span></li>
      <li><strong>${t("service.step_accept")}</strong><span>${t("service.step_accept_text")}</span></li>
      ${service.steps.map((step) => html`<li><strong>${step.name}</strong><span>${t(`step.${step.kind}`)}${step.days ? ` · ${t("common.working_days", { n: step.days })}` : ""}</span></li>`)}
      <li><strong>${t("service.step_decide")}</strong><span>${nameOf(service, "result_name")}</span></li>
    </ol></section>` : "");

const result = (service) => html`${nameOf(service, "result_name") || t("common.none")}${service.result_kind ? html` <span class="hint">${t(`result.${service.result_kind}`)}</span>` : ""}
  ${service.result_valid_years ? html`<span class="hint">${t("service.valid_years", { n: service.result_valid_years })}</span>` : ""}
  ${service.result_sample ? html`<p class="file-links"><a class="file-link" href=${`/api/files/services/${service.id}/${encodeURIComponent(service.result_sample)}`} target="_blank" rel="noopener">${t("service.result_sample")}</a></p>` : ""}`;

// By how much the reform cut what it takes; what was never measured is not shown.
const share = ({ percent: { numerator, denominator } }) => {
  const n = Math.round(numerator / denominator);
  if (n === 0) return t("cut.none");
  return n > 0 ? t("cut.less", { n }) : t("cut.more", { n: -n });
};

function cuts(service) {
  const known = service.cuts.filter((cut) => cut.known);
  return known.length ? html`
    <section aria-labelledby="cuts"><h2 id="cuts">${t("cut.title")}</h2>
      <ul class="glance">${known.map((cut) => html`
        <li><strong>${share(cut)}</strong><span>${t(`cut.${cut.key}`, { before: cut.before, now: cut.now })}</span></li>`)}</ul>
    </section>` : "";
}

// The earlier versions come when somebody asks for them, with the words that only they need.
const past = { draw: null, answer: null, error: null };

async function openPast({ target }) {
  if (!target.open || past.answer) return;
  past.error = null;
  try {
    [past.draw, past.answer] = await Promise.all([import("./revisions.js").then((module) => module.revisionList), get(`/api/onestop/services/${asked("id")}/revisions`)]);
  } catch (err) {
    past.error = err;
  }
  guide.draw();
}

function pastList() {
  if (past.error) return html`<p role="alert">${refusalWords(past.error)}</p>`;
  return past.answer ? past.draw(past.answer) : html`<p class="loading" role="status">${t("common.loading")}</p>`;
}

const versions = (service) => (service.version > 1 ? html`
  <section aria-labelledby="history"><h2 id="history">${t("service.history")}</h2>
    <details @toggle=${openPast}><summary>${t("service.history_open", { n: service.version })}</summary>${pastList()}</details></section>` : "");

const problemLinks = ({ id }) => html`
  <section aria-labelledby="problems"><h2 id="problems">${t("home.problems")}</h2>
    <p class="buttons"><a class="text-link" href=${`/problems.html?service=${id}`}>${t("home.problems_answers")}</a>
      <a class="text-link" href=${`/report.html?service=${id}`}>${t("home.problems_report")}</a></p></section>`;

const view = (service) => html`
  <p class="crumb"><a href="/">${t("service.back")}</a></p>
  ${trialNotice()}
  <h1>${nameOf(service)}</h1>
  <p class="meta"><span>${nameOf(service.department)}</span><span>${t(`handling.${service.handling}`)}</span><span>${service.scope ? t(`scope.${service.scope}`) : ""}</span></p>
  ${glance(service)}
  ${start(service)}
  ${sheetLink(service)}
  <section aria-labelledby="basics"><h2 id="basics">${t("service.basics")}</h2>
    <div class="card"><dl class="facts">
      ${fact(t("service.who"), codes("object", service.service_objects) || t("service.who_all"))}
      ${fact(t("service.conditions"), service.conditions ? html`<p class="pre">${service.conditions}</p>` : "")}
      ${fact(t("service.law_limit"), lawWords(service.limit.law))}
      ${fact(t("service.promise"), promiseWords(service))}
      ${fact(t("service.channels"), codes("channel", service.channels))}
      ${fact(t("service.trips_label"), html`${tripWords(service.trips)}${service.trips_reason ? html` <span class="hint">${service.trips_reason}</span>` : ""}`)}
      ${fact(t("service.fee"), fees(service))}
      ${fact(t("service.result"), result(service))}
      ${fact(t("service.quantity"), service.quantity_limit)}
    </dl></div></section>
  <section aria-labelledby="materials"><h2 id="materials">${t("service.materials")}</h2>
    ${service.questions.length ? html`<p class="notice">${t("service.materials_ask")} <a class="text-link" href=${`/ask.html?service=${service.id}${trial.query}`}>${t("service.materials_ask_link")}</a></p>` : ""}
    <ol class="entries">${service.materials.map(material(service))}</ol></section>
  ${steps(service)}
  <section aria-labelledby="where"><h2 id="where">${t("service.where")}</h2>
    <div class="card"><dl class="facts">
      ${fact(t("service.address"), service.address || service.department.address)}
      ${fact(t("service.hours"), service.hours)}
      ${fact(t("service.consult"), phone(service.consult_phone || service.department.phone))}
      ${fact(t("service.complaint"), phone(service.complaint_phone))}
      ${fact(t("service.department"), nameOf(service.department))}
    </dl></div></section>
  ${cuts(service)}
  ${problemLinks(service)}
  <section aria-labelledby="law"><h2 id="law">${t("service.law")}</h2>
    <p class="pre">${service.basis}</p>
    <p class="hint">${trial.path ? service.code : t("service.version", { code: service.code, version: service.version, day: service.effective_on })}</p></section>
  ${versions(service)}`;

const guide = page({ title: (service) => (service ? nameOf(service) : t("service.title")), read: () => get(`/api/onestop/services/${asked("id")}${trial.path}`), view });
