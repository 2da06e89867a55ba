// The guide of a service on one sheet (一次性告知单), to be printed at the counter or at home:
// all that has to be brought and known, told once (R-AL-01, R-AL-05). With ?options= it is
// the exact list of one case.
import { html } from "../shared/html.js";
import { get, post } from "../shared/api.js";
import { day } from "../shared/days.js";
import { asked, page } from "../shared/frame.js";
import { addWords, listOf, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import findWords from "../shared/words/find.js";
import guideWords from "../shared/words/guide.js";
import states from "../shared/words/states.js";
import { copies } from "./materials.js";
import { lawWords, promiseWords, tripWords } from "./services.js";

addWords(citizen, findWords, guideWords, states);

const options = asked("options").split(",").filter(Boolean);

async function read() {
  const path = `/api/onestop/services/${asked("id")}`;
  const [service, exact] = await Promise.all([get(path), options.length ? post(`${path}/checklist`, { options }) : null]);
  return { service, exact };
}

const row = (label, value) => (value ? html`<tr><th scope="row">${label}</th><td>${value}</td></tr>` : "");

const answers = (exact) => (exact ? html`
  <p><strong>${t("guide.answers")}</strong>${exact.questions.filter((q) => q.chosen).map((q) => `${nameOf(q, "text")} ${nameOf(q.options.find((o) => o.id === q.chosen), "text")}`).join(t("guide.sep"))}</p>` : "");

const when = (service, m) => {
  const found = service.questions.flatMap((question) => question.options.map((option) => ({ option, question }))).filter(({ option }) => (m.only_if || []).includes(option.id));
  return found.map(({ option, question }) => `${nameOf(question, "text")} ${nameOf(option, "text")}`).join(t("common.or"));
};

const material = (service, exact) => (m, at) => html`
  <tr><td>${at + 1}</td>
    <td>${nameOf(m)}${!exact && when(service, m) ? html`<br><span class="hint">${t("service.only_if", { cases: when(service, m) })}</span>` : ""}</td>
    <td>${t(`necessity.${m.necessity}`)}</td><td>${copies(m) || (m.form ? t(`form.${m.form}`) : "")}</td>
    <td>${m.standard}${m.source ? html`<br><span class="hint">${t("material.source")}${t("common.colon")}${t(`source.${m.source}`)}</span>` : ""}</td></tr>`;

const materials = (service, exact) => html`
  <h2>${t("service.materials")}</h2>
  ${answers(exact)}
  <table class="guide-papers"><thead><tr>${["no", "material", "necessity", "copies", "standard"].map((name) => html`<th scope="col">${t(`guide.${name}`)}</th>`)}</tr></thead>
    <tbody>${(exact ? exact.materials : service.materials).map(material(service, exact))}</tbody></table>`;

const fees = (service) => (service.fee ? service.fees.map((fee) => `${fee.name} ${fee.standard}`).join(t("guide.sep")) : t("service.fee_no"));

const way = (service) => [t("service.step_submit"), t("service.step_accept"), ...service.steps.map((step) => step.name), t("service.step_decide")].join(" → ");

const address = (service) => `/service.html?id=${service.id}`;

const head = (service) => html`
  <div class="guide-head">
    <div><h1>${nameOf(service)}</h1>
      <p class="guide-kind">${t("guide.title")} · ${nameOf(service.department)}</p>
      <p class="hint">${t("service.version", { code: service.code, version: service.version, day: day(service.effective_on, false) })}</p></div>
    <div class="guide-code"><img class="paper-qr" src=${`/api/onestop/qr.svg?path=${encodeURIComponent(address(service))}`} width="140" height="140" alt=${t("guide.qr")}>
      <p class="hint">${t("guide.online")}</p></div>
  </div>`;

const view = ({ service, exact }) => html`
  <p class="buttons no-print"><button type="button" class="button" @click=${() => window.print()}>${t("common.print")}</button>
    <a class="button secondary" href=${address(service)}>${t("guide.back")}</a></p>
  <article class="sheet-a4 sheet-guide">
    ${head(service)}
    <table><tbody>
      ${row(t("service.who"), listOf((service.service_objects || []).map((o) => t(`object.${o}`))) || t("service.who_all"))}
      ${row(t("service.conditions"), service.conditions)}
      ${row(t("guide.limit"), t("guide.limits", { promise: promiseWords(service), law: lawWords(service.limit.law) }))}
      ${row(t("service.trips_label"), tripWords(service.trips))}
      ${row(t("service.fee"), fees(service))}
      ${row(t("service.quantity"), service.quantity_limit)}
      ${row(t("service.result"), nameOf(service, "result_name"))}
    </tbody></table>
    ${materials(service, exact)}
    <h2>${t("service.steps")}</h2><p>${way(service)}</p>
    <h2>${t("service.where")}</h2>
    <table><tbody>${row(t("service.address"), service.address || service.department.address)}${row(t("service.hours"), service.hours)}
      ${row(t("service.consult"), service.consult_phone || service.department.phone)}${row(t("service.complaint"), service.complaint_phone)}</tbody></table>
    <h2>${t("service.law")}</h2><p>${service.basis}</p>
    <p><strong>${t("guide.once")}</strong></p>
  </article>`;

page({ title: (data) => (data ? `${nameOf(data.service)} · ${t("guide.title")}` : t("guide.title")), read, view });
