// The parts of the page of one application that are only read, and the messages.
import { html, keyed } from "../shared/html.js";
import { dateTime, day, dayOf } from "../shared/days.js";
import { mayRenew, renewalOf } from "../shared/renewals.js";
import { look, sizeWords } from "../shared/upload.js";
import { hasWords, nameOf, t } from "../shared/words.js";

const section = (id, title, content) => html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${content}</section>`;

// ---- results and notices

const verifyPath = (result) => `/verify.html?token=${encodeURIComponent(result.token)}`;

// How the renewal of a result stands, and where it is asked for.
function renewalPart(work, result) {
  const renewal = renewalOf(work, result);
  if (!renewal) return "";
  if (renewal.asked) return html`<p class="notice">${t("status.renewal_waits", { day: day(result.valid_to, false) })}</p>`;
  if (!mayRenew(work, renewal)) return html`<p class="hint">${t("status.renewal_late", { day: day(renewal.last, false) })}</p>`;
  return html`
    <p class="hint">${t("status.renew_by", { day: day(renewal.last, false) })}</p>
    <p><button type="button" class="button secondary" disabled=${work.busy} @click=${() => work.renew(result)}>${t("status.renew")}</button></p>`;
}

const resultCard = (work) => (result) => html`
  <div class="card">
    <h3>${nameOf({ name: result.name, name_en: (result.fields || {}).name_en })}</h3>
    <dl class="facts">
      <div class="fact"><dt>${t("verify.number")}</dt><dd class="number">${result.number}</dd></div>
      ${result.valid_from ? html`<div class="fact"><dt>${t("verify.valid_from")}</dt><dd>${day(result.valid_from, false)}</dd></div>` : ""}
      <div class="fact"><dt>${t("verify.valid_to")}</dt><dd>${result.valid_to ? day(result.valid_to, false) : t("verify.endless")}</dd></div>
    </dl>
    ${result.state === "valid" ? "" : html`<p class="notice is-bad">${t("verify.revoked")}</p>`}
    <p class="buttons"><a class="button" href=${verifyPath(result)}>${t("status.verify")}</a>
      ${result.file ? html`<button type="button" class="button secondary" @click=${() => look(result)}>${t("upload.look")}</button>` : ""}</p>
    <p class="hint">${t("status.verify_hint")}</p>
    <img class="code-image" src=${`/api/onestop/qr.svg?path=${encodeURIComponent(verifyPath(result))}`} width="140" height="140" alt=${t("status.verify_code")}>
    ${renewalPart(work, result)}
  </div>`;

export const resultsPart = (work) => (work.results.length ? section("results", t("status.result"), [...work.results].reverse().map(resultCard(work))) : "");

const noticeRow = (notice) => html`
  <li><a class="row-name" href=${`/notice.html?id=${notice.id}`}>${nameOf(notice, "title") || t(`notice.${notice.kind}`)}</a>
    <p class="meta"><span>${notice.number}</span><span>${dayOf(notice.issued_at)}</span></p></li>`;

export const noticesPart = ({ notices }) => (notices.length ? section("notices", t("status.notices"), html`<ul class="rows">${[...notices].reverse().map(noticeRow)}</ul>`) : "");

// ---- what has happened

const doneBy = (action) => {
  if (action.applicant) return t("status.by_you");
  return action.officer ? t("status.by_officer") : t("status.by_system");
};

// What the day of an act means.
const UNTIL = { deem_accepted: "status.since_deemed", accept: "status.until_deferred", resume: "status.since_resumed" };

function details(action, work) {
  const said = [];
  if (action.ground && hasWords(`ground.${action.ground}`)) said.push(t(`ground.${action.ground}`));
  if (action.until) said.push(t(UNTIL[action.act] || "clock.until", { day: day(action.until, false) }));
  if (action.method && hasWords(`method.${action.method}`)) said.push(t(`method.${action.method}`));
  if (action.reason) said.push(action.reason);
  for (const item of action.items || []) {
    const material = item.material && work.content.materials.find((m) => m.id === item.material);
    if (material) said.push(`${nameOf(material)}${t("common.colon")}${item.reason || ""}`);
  }
  return said;
}

const actionRow = (work) => (action) => html`
  <li><strong>${hasWords(`act.${action.act}`) ? t(`act.${action.act}`) : action.act}</strong><span>${dateTime(action.at)} · ${doneBy(action)}</span>
    ${details(action, work).map((text) => html`<p class="said">${text}</p>`)}</li>`;

// The completeness check of single papers is told by its outcome.
const TOLD = (action) => action.act !== "check";

export const timelinePart = (work) => section("timeline", t("status.timeline"), html`<ol class="way">${work.actions.filter(TOLD).map(actionRow(work))}</ol>`);

// ---- what was handed in

const verdict = (document) => (document.verdict === "pending" ? "" : html` <span class=${`tag is-${document.verdict}`}>${t(`status.verdict_${document.verdict}`)}</span>`);

const documentRow = (document) => html`
  <li><button type="button" class="link" @click=${() => look(document)}>${document.original_name}</button> <span class="hint number">${sizeWords(document.size)}</span>${verdict(document)}
    ${document.superseded ? html` <span class="tag">${t("status.replaced")}</span>` : ""}</li>`;

const materialRow = (documents) => (material) => {
  const mine = documents.filter((document) => document.material === material.id);
  return html`<div class="fact"><dt>${nameOf(material)}</dt><dd>${mine.length ? html`<ul class="plain">${mine.map(documentRow)}</ul>` : html`<span class="hint">${t("apply.not_given")}</span>`}</dd></div>`;
};

export const papersPart = ({ asks, documents }) => (asks.materials.length ? html`
  <details><summary>${t("status.papers")}</summary><div class="card"><dl class="facts">${asks.materials.map(materialRow(documents))}</dl></div></details>` : "");

const answered = (value) => (value === undefined || value === null || value === "" ? t("apply.empty") : String(value));

export const formPart = ({ application, asks }) => (asks.fields.length || asks.questions.length || application.agent_name ? html`
  <details><summary>${t("status.form")}</summary><div class="card"><dl class="facts">
    ${application.agent_name ? html`<div class="fact"><dt>${t("apply.agent_agent")}</dt><dd>${application.agent_name} ${application.agent_id}</dd></div>` : ""}
    ${asks.questions.map(({ question, option }) => html`<div class="fact"><dt>${nameOf(question, "text")}</dt><dd>${nameOf(option, "text")}</dd></div>`)}
    ${asks.fields.map((field) => html`<div class="fact"><dt>${nameOf(field, "label")}</dt><dd class="pre">${answered((application.form || {})[field.key])}</dd></div>`)}
  </dl></div></details>` : "");

// ---- hearing and messages

export function hearingPart({ application, actions, askHearing, busy }) {
  const offer = actions.filter((action) => action.act === "offer_hearing").pop();
  const asked = actions.some((action) => action.act === "request_hearing" || action.act === "hold_hearing");
  if (!offer || asked || application.state !== "accepted") return "";
  return html`
    <section class="notice is-warn" aria-labelledby="hearing"><h2 id="hearing">${t("status.hearing")}</h2>
      <p>${t("status.hearing_text", { day: offer.until ? day(offer.until) : "" })}</p><p class="said">${offer.reason}</p>
      <p class="buttons"><button type="button" class="button" ?disabled=${busy} @click=${askHearing}>${t("status.hearing_go")}</button></p></section>`;
}

const messageRow = (message) => html`
  <li class=${message.officer ? "message is-theirs" : "message"}>
    <p class="hint">${t(message.officer ? "status.by_officer" : "status.by_you")} · ${dateTime(message.created)}</p>
    <p class="said">${message.text}</p></li>`;

const messageForm = (work) => html`
  <form novalidate @submit=${work.send}>
    <div class="field"><label for="message">${t("status.message_new")}</label>
      <textarea id="message" rows="3" maxlength="2000" .value=${work.message} @input=${(event) => work.type(event.target.value)}></textarea></div>
    <p><button type="submit" class="button secondary" ?disabled=${work.busy}>${t("status.message_send")}</button></p>
  </form>`;

export const messagesPart = (work) => section("messages", t("status.messages"), html`
  ${work.messages.length ? html`<ol class="messages">${keyed(work.messages, (m) => m.id, messageRow)}</ol>` : html`<p class="hint">${t("status.messages_none")}</p>`}
  ${messageForm(work)}`);
