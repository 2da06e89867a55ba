// The sheet of a notice: what its content says, laid out on A4, with the seal's name, the
// number and the date. A receipt carries a code by which the case can be followed.
import { html } from "./html.js";
import { day } from "./days.js";
import { addWords, hasWords, nameOf, t, within } from "./words.js";
import notice from "./words/notice.js";
import states from "./words/states.js";

addWords(notice, states);

const fact = (label, value) => (value ? html`<tr><th scope="row">${label}</th><td>${value}</td></tr>` : "");

const groundWords = (c) => (c.ground && hasWords(`ground.${c.ground}`) ? t(`ground.${c.ground}`) : "");

const dues = (c) => html`
  ${c.notice_due ? html`<p>${t("notice.notice_due", { day: day(c.notice_due, false) })}</p>` : ""}
  ${c.promised_due || c.statutory_due ? html`<p>${t(c.promised_due ? "notice.promised_due" : "notice.statutory_due", { day: day(c.promised_due || c.statutory_due, false), law: day(c.statutory_due, false) })}</p>` : ""}`;

const received = (c) => html`
  <table><thead><tr><th scope="col">${t("notice.no")}</th><th scope="col">${t("notice.material")}</th><th scope="col">${t("notice.files")}</th></tr></thead>
    <tbody>${(c.materials || []).map((m, at) => html`<tr><td>${at + 1}</td><td>${nameOf(m)}</td><td>${m.files}</td></tr>`)}</tbody></table>`;

const trackPath = (c) => `/track.html?number=${encodeURIComponent(c.case)}&code=${encodeURIComponent(c.track_code)}`;

const trackBox = (c) => (c.track_code ? html`
  <div class="paper-track">
    <img class="paper-qr" src=${`/api/onestop/qr.svg?path=${encodeURIComponent(trackPath(c))}`} width="140" height="140" alt=${t("notice.qr")}>
    <div><p>${t("notice.track")}</p><p>${t("notice.case")} <strong>${c.case}</strong></p><p>${t("notice.code")} <span class="paper-code">${c.track_code}</span></p>
      ${c.takeover ? html`<p>${t("notice.takeover", { page: "/recover.html" })}</p>` : ""}</div>
  </div>` : "");

const corrected = (c) => html`
  <table><thead><tr><th scope="col">${t("notice.no")}</th><th scope="col">${t("notice.material")}</th><th scope="col">${t("notice.what")}</th></tr></thead>
    <tbody>${(c.items || []).map((item, at) => html`<tr><td>${at + 1}</td><td>${nameOf(item)}</td>
      <td>${item.reason}${item.standard ? html`<br><span class="hint">${t("notice.standard")}${item.standard}</span>` : ""}${item.basis ? html`<br><span class="hint">${t("notice.basis")}${item.basis}</span>` : ""}</td></tr>`)}</tbody></table>`;

const reason = (c) => (c.reason ? html`<p class="paper-text">${t("notice.reason")}${c.reason}</p>` : "");

const remedies = (c) => (c.remedies && c.remedies.length ? html`
  <h2>${t("notice.remedies")}</h2>
  <ol>${c.remedies.map((r) => html`<li>${nameOf(r, "text")} <span class="hint">（${r.cite}）</span></li>`)}</ol>` : "");

// What each kind says between the address and the seal.
const BODIES = {
  receipt: (c) => html`${received(c)}${dues(c)}`,
  correction: (c) => html`${corrected(c)}<p>${t("notice.correction_once")}</p>`,
  acceptance: (c) => html`${dues(c)}${c.deferred_due ? html`<p>${t("notice.deferred_due", { day: day(c.deferred_due, false) })}</p>` : ""}
    ${c.items && c.items.length ? html`<p>${t("notice.unsaid")}</p>${corrected(c)}` : ""}`,
  deferral: (c) => html`<ul>${(c.items || []).map((item) => html`<li>${nameOf(item)}</li>`)}</ul><p>${t("notice.deferred_due", { day: day(c.deferred_due, false) })}</p>`,
  grant: (c) => html`${c.delivery_due ? html`<p>${t("notice.delivery_due", { day: day(c.delivery_due, false) })}</p>` : ""}`,
  delivery: (c) => html`<table><tbody>${fact(t("notice.method"), c.method && t(`method.${c.method}`))}${fact(t("notice.result"), nameOf(c, "result"))}${fact(t("notice.recipient"), c.recipient)}</tbody></table>
    <p class="paper-sign">${t("notice.signature")}</p>`,
  pause: (c) => html`${c.until ? html`<p>${t("notice.until", { day: day(c.until, false) })}</p>` : ""}`,
  extension: (c) => dues(c),
};

function opening(c) {
  const words = { service: nameOf(c, "service"), ground: groundWords(c), day: day(c.accepted_on || c.date, false), result: nameOf(c, "result") };
  return hasWords(`notice.opening_${c.kind}`) ? t(`notice.opening_${c.kind}`, words) : t("notice.opening", words);
}

const people = (c) => html`
  <table><tbody>
    ${fact(t("notice.applicant"), c.applicant)}${fact(t("notice.id_number"), c.id_number)}
    ${c.agent ? fact(t("notice.agent"), `${c.agent} ${c.agent_id || ""}`) : ""}
    ${fact(t("notice.service"), nameOf(c, "service"))}${fact(t("notice.case"), c.case)}</tbody></table>`;

const end = (c) => html`
  <div class="paper-end"><span class="paper-seal">${c.seal || c.department.name}</span><p>${nameOf(c.department)}</p><p>${day(c.date, false)}</p></div>
  <p class="hint">${t("notice.contact", { consult: c.consult_phone || c.department.phone, complaint: c.complaint_phone || "12345", address: c.department.address })}</p>`;

// The sheet of the content `c` in one language. The Chinese one is the notice; the English one explains it.
export const sheet = (c, language) => within(language, () => html`
  <article class="sheet-a4" lang=${language}>
    <h1>${nameOf(c, "title") || t(`notice.${c.kind}`)}</h1>
    ${language === "en" ? html`<p class="hint">${t("notice.translation")}</p>` : ""}
    <p class="paper-number">${c.number}</p>
    ${people(c)}
    <p class="paper-text">${opening(c)}</p>
    ${groundWords(c) && c.kind !== "delivery" ? html`<p class="paper-text">${t("notice.ground")}${groundWords(c)}</p>` : ""}
    ${reason(c)}
    ${BODIES[c.kind] ? BODIES[c.kind](c) : ""}
    ${remedies(c)}
    ${language === "en" ? "" : html`${trackBox(c)}${end(c)}`}
  </article>`);
