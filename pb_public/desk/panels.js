// The panels of a case beside its materials: who applied and what was filled in, review
// steps, notices and results, messages, and what happened so far.
import { html, keyed } from "../shared/html.js";
import { dateTime } from "../shared/days.js";
import { listOf, nameOf, t } from "../shared/words.js";
import { numberPart } from "./identity.js";
import { lightMark } from "./lights.js";
import { answersOf, choicesOf } from "./papers.js";
import { renewalOf } from "../shared/renewals.js";
import { resultRows, stepOf, stepWork } from "./process.js";
import { joined, wordingPicker, wordsFor } from "./wording.js";

const fact = ([label, value]) => (value === "" || value === undefined || value === null ? "" : html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`);

export const panel = (id, title, content) => html`
  <section class="panel" aria-labelledby=${`${id}-title`}>
    <h2 id=${`${id}-title`}>${title}</h2>
    ${content}
  </section>`;

export function applicantPanel(desk) {
  const { application } = desk;
  const person = desk.applicant || {};
  return panel("applicant", t("desk.applicant"), html`<dl class="facts">
    ${[
    [t("desk.applicant"), person.name], [t("desk.kind"), person.kind ? t(`desk.kind_${person.kind}`) : ""],
    [t("desk.id_number"), person.id_number ? numberPart(desk, person.id_number, "id_number", t("desk.applicant")) : ""], [t("desk.phone"), person.phone],
    [t("desk.channel"), application.channel ? t(`channel.${application.channel}`) : ""],
    [t("desk.agent"), application.agent_name],
    [t("desk.agent_number"), application.agent_id ? numberPart(desk, application.agent_id, "agent_id", t("desk.agent")) : ""],
    [t("desk.received"), dateTime(application.received_at)], [t("desk.accepted_on"), dateTime(application.accepted_at)],
    [t("desk.corrections"), application.corrections || ""],
    [t("desk.commitment"), application.commitment ? t("common.yes") : ""],
    [t("desk.deferred_due"), application.deferred_due],
  ].map(fact)}</dl>`);
}

const shown = (value) => {
  if (Array.isArray(value)) return listOf(value);
  return value === "" || value === null ? html`<span class="hint">${t("desk.not_filled")}</span>` : String(value);
};

// An answer as it is shown; a number of somebody else is a mask like every other.
const answer = (desk, { field, value }) => (field.kind === "id_number" && value ? numberPart(desk, value, `form.${field.key}`, nameOf(field, "label")) : shown(value));

export function formPanel(desk) {
  const choices = choicesOf(desk.snapshot, desk.application);
  const answers = answersOf(desk.snapshot, desk.application);
  if (!choices.length && !answers.length) return panel("form", t("desk.form"), html`<p class="hint">${t("desk.form_empty")}</p>`);
  return panel("form", t("desk.form"), html`<dl class="facts">
    ${choices.map(({ question, option }) => fact([nameOf(question, "text"), nameOf(option, "text")]))}
    ${answers.map((given) => fact([nameOf(given.field, "label"), answer(desk, given)]))}</dl>`);
}

function reviewAct(desk, review) {
  const { rule, recorded, mine } = stepWork(desk, review);
  if (mine) return html`<p class="notice">${t("desk.site_mine")}</p>`;
  if (!rule) return "";
  return html`
    ${recorded ? html`<p class="notice">${t("desk.site_first")}</p>` : ""}
    <button type="button" class="button" @click=${() => desk.act(rule, review)}>${nameOf(rule)}</button>`;
}

const reviewRow = (desk) => (review) => {
  const step = stepOf(desk, review);
  return html`
    <li class=${`review is-${review.state}`}>
      <h3>${review.seq}. ${review.name} <span class=${`tag is-${review.state}`}>${t(`review.${review.state}`)}</span></h3>
      <p class="hint">${step ? t(`step.${step.kind}`) : ""}${review.state === "open" && review.due ? ` · ${t("desk.review_due", { date: review.due })} ` : ""}${review.light ? lightMark({ light: review.light, days_left: review.left }) : ""}${review.stood_days ? ` · ${t("desk.review_stood", { n: review.stood_days })}` : ""}</p>
      ${review.opinion ? html`<p class="said">${review.opinion}</p>` : ""}
      ${review.examiner ? html`<p class="hint">${desk.nameOfOfficer(review.examiner)}${review.closed_at ? ` · ${dateTime(review.closed_at)}` : ""}</p>` : ""}
      ${reviewAct(desk, review)}
    </li>`;
};

export const reviewsPanel = (desk) => panel("reviews", t("desk.reviews"), desk.reviews.length
  ? html`<ol class="reviews">${keyed(desk.reviews, (r) => r.id, reviewRow(desk))}</ol>`
  : html`<p class="hint">${t("desk.reviews_none")}</p>`);

const noticeRow = (notice) => html`
  <li><a href=${`/notice.html?id=${notice.id}`} target="_blank" rel="noopener">${t(`notice.${notice.kind}`)}</a>
    <span class="hint">${notice.number} · ${dateTime(notice.issued_at)}</span></li>`;

const resultRow = (desk) => (result) => html`
  <li>${result.state === "valid" ? "" : html`<span class="tag is-bad">${t(`desk.result_${result.state}`)}</span> `}<a href=${`/verify.html?token=${encodeURIComponent(result.token)}`} target="_blank" rel="noopener">${result.name}</a>
    <span class="hint">${result.number}${result.valid_to ? ` · ${result.valid_from} — ${result.valid_to}` : ""}</span>
    ${(renewalOf(desk, result) || {}).asked ? html`<p class="notice">${t("desk.renewal_waits")}</p>` : ""}
    <p class="result-acts">${resultRows(desk, result).map((row) => html`<button type="button" class="button small secondary" @click=${() => desk.act(row, null, result)}>${nameOf(row)}<span class="visually-hidden"> ${result.name}</span></button> `)}</p></li>`;

export const noticesPanel = (desk) => panel("notices", t("desk.notices"), html`
  ${desk.results.length ? html`<h3>${t("desk.results")}</h3><ul class="notice-list">${desk.results.map(resultRow(desk))}</ul>` : ""}
  ${desk.notices.length ? html`<ul class="notice-list">${desk.notices.map(noticeRow)}</ul>` : html`<p class="hint">${t("desk.notices_none")}</p>`}`);

function doneBy(desk, action) {
  if (action.officer) return desk.nameOfOfficer(action.officer);
  return action.applicant ? (desk.applicant && desk.applicant.name) || t("desk.applicant") : t("desk.history_system");
}

// What the day of an act means.
const UNTIL = { deem_accepted: "desk.until_deemed", accept: "desk.until_deferred" };

function details(desk, action) {
  const parts = [];
  if (action.ground) parts.push(t(`ground.${action.ground}`));
  if (action.until) parts.push(t(UNTIL[action.act] || "desk.until_day", { date: action.until }));
  if (action.assignee) parts.push(`${t("desk.assignee")} ${desk.nameOfOfficer(action.assignee)}`);
  if (action.method) parts.push(t(`method.${action.method}`));
  if (action.reason) parts.push(action.reason);
  for (const item of action.items || []) {
    const paper = desk.papers.find((p) => p.material.id === item.material);
    if (paper) parts.push(`${nameOf(paper.material)}${t("common.colon")}${item.reason}`);
  }
  if ((action.items || []).some((item) => item.document)) parts.push(t("desk.history_items", { count: action.items.length }));
  return parts;
}

const actionRow = (desk) => (action) => html`
  <li class="deed">
    <p><strong>${t(`act.${action.act}`)}</strong>${action.to && action.to !== action.from ? html` → ${t(`state.${action.to}`)}` : ""}</p>
    <p class="hint">${doneBy(desk, action)} · ${dateTime(action.at)}</p>
    ${details(desk, action).map((text) => html`<p class="said">${text}</p>`)}
  </li>`;

export const historyPanel = (desk) => panel("history", t("desk.history"), html`
  <ol class="history">${keyed(desk.actions, (a) => a.id, actionRow(desk))}</ol>`);

const messageRow = (desk) => (message) => html`
  <li class=${message.officer ? "message is-ours" : "message"}>
    <p class="hint">${message.officer ? desk.nameOfOfficer(message.officer) : t("desk.message_from_applicant")} · ${dateTime(message.created)}</p>
    <p class="said">${message.text}</p>
  </li>`;

export const messagesPanel = (desk) => panel("messages", t("desk.messages"), html`
  ${desk.messages.length ? html`<ol class="messages">${keyed(desk.messages, (m) => m.id, messageRow(desk))}</ol>` : html`<p class="hint">${t("desk.messages_none")}</p>`}
  ${desk.mayWrite ? html`
    <form class="message-form" @submit=${desk.sendMessage}>
      <p class="field"><label for="message">${t("desk.message_new")}</label>
        ${wordingPicker(wordsFor(desk.templates, "message"), t("wording.ready"), (text) => desk.typeMessage(joined(desk.messageText, text)))}
        <textarea id="message" rows="3" maxlength="2000" .value=${desk.messageText} @input=${(event) => desk.typeMessage(event.target.value)}></textarea></p>
      <button type="submit" class="button secondary" ?disabled=${desk.busy || !desk.messageText.trim()}>${t("desk.message_send")}</button>
      <span class="hint" role="status">${desk.messageNote}</span>
    </form>` : ""}`);
