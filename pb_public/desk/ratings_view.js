// How the bad ratings and the rates look. On a small screen a row becomes a card.
import { html, keyed } from "../shared/html.js";
import { day, dateTime } from "../shared/days.js";
import { hasWords, nameOf, t } from "../shared/words.js";
import { lightMark } from "./lights.js";

const STATES = ["open", "rectifying", "disputed", "rectified"];

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

const dueCell = (rating) => (rating.due || rating.light === "grey" ? html`<span><span class="queue-date">${rating.due}</span> ${lightMark(rating)}</span>` : "—");

const stateTag = (rating) => html`<span class=${`tag is-${rating.state}`}>${t(`ratings.state_${rating.state}`)}</span>`;

const row = (page) => (rating) => html`
  <tr class=${`queue-row is-${rating.light}`}>
    <th scope="row" data-label=${t("ratings.service")}>${nameOf(rating, "service")}</th>
    ${cell(t("ratings.grade"), html`<span>${t(`rate.grade_${rating.grade}`)}${rating.anonymous ? html` <span class="tag">${t("ratings.unnamed")}</span>` : ""}</span>`)}
    ${cell(t("ratings.rated_on"), rating.rated_on)}
    ${cell(t("ratings.state"), stateTag(rating))}
    ${cell(t("ratings.due"), dueCell(rating))}
    ${cell(t("ratings.handler"), rating.handler || t("ratings.nobody"))}
    ${cell("", html`<button type="button" class="button secondary" aria-expanded=${String(page.opened === rating.id)} @click=${() => (page.opened === rating.id ? page.close() : page.look(rating.id))}>
      ${t(page.opened === rating.id ? "ratings.close" : "ratings.open")}<span class="visually-hidden"> ${nameOf(rating, "service")} ${rating.rated_on}</span></button>`)}
  </tr>`;

const fact = (label, content) => html`<div class="fact"><dt>${label}</dt><dd>${content}</dd></div>`;

const who = ({ case: c }) => (c ? html`${c.name} <a href=${`tel:${c.phone}`}>${c.phone}</a>` : t("ratings.unnamed"));

const groundWords = (code) => (code && hasWords(`ratings.ground_${code}`) ? html` <span class="tag">${t(`ratings.ground_${code}`)}</span>` : "");

const itemWords = (items) => (items || []).map(({ measure, evidence, title }) => html`<br>${[title, measure, evidence].filter(Boolean).join(" · ")}`);

const deed = ({ act, at, officer, reason, ground, items }) => html`
  <li><strong>${t(`ratings.act_${act}`)}</strong>${groundWords(ground)} <span class="hint">${dateTime(at)} · ${officer || t("ratings.house")}</span><br>${reason}${itemWords(items)}</li>`;

function details(page) {
  const { rating, tags, comment, answer, dispute, withdrawn, channel, history, acts, case: c } = page.shown;
  return html`
    <section class="panel" id=${`r-${rating.id}`} tabindex="-1" aria-labelledby="rating-title">
      <h2 id="rating-title">${nameOf(rating, "service")} ${stateTag(rating)} ${withdrawn ? html`<span class="tag is-warn">${t("ratings.withdrawn")}</span>` : ""}</h2>
      <dl class="facts">
        ${fact(t("ratings.grade"), html`${t(`rate.grade_${rating.grade}`)} ${tags.map((tag) => html`<span class="tag">${t(`tag.${tag}`)}</span> `)}`)}
        ${fact(t("ratings.comment"), comment || t("ratings.no_comment"))}
        ${fact(t("ratings.who"), who(page.shown))}
        ${c ? fact(t("ratings.case"), html`<a href=${`/desk/case.html?id=${c.id}`}>${c.number}</a>`) : ""}
        ${fact(t("ratings.channel"), t(`ratings.channel_${channel}`))}
        ${rating.contact_due ? fact(t("ratings.contact_due"), day(rating.contact_due)) : ""}
        ${rating.rectify_due ? fact(t("ratings.rectify_due"), day(rating.rectify_due)) : ""}
        ${dispute ? fact(t("ratings.ground"), t(`ratings.ground_${dispute}`)) : ""}
        ${answer ? fact(t("ratings.answer"), answer) : ""}
      </dl>
      <h3>${t("ratings.history")}</h3>
      ${history.length ? html`<ol>${history.map(deed)}</ol>` : html`<p class="hint">${t("ratings.no_history")}</p>`}
      ${acts.length ? html`<p class="buttons">${acts.map((act) => html`<button type="button" class=${act === "dispute" ? "button danger" : act === "contact" || act === "rectify" ? "button" : "button secondary"}
        @click=${() => page.act(act)}>${t(`ratings.act_${act}`)}</button> `)}</p>` : ""}
    </section>`;
}

const tab = (page, state, text) => html`<li><button type="button" class="tab" aria-pressed=${String(page.state === state)} @click=${() => page.choose(state)}>${text}</button></li>`;

function pager(page) {
  if (page.page === 1 && !page.more) return "";
  const turn = (to, text, off) => html`<button type="button" class="button secondary" ?disabled=${off} @click=${() => page.turn(to)}>${text}</button>`;
  return html`<p class="queue-pager">${turn(page.page - 1, t("desk.prev_page"), page.page === 1)} <span>${t("desk.page_no", { page: page.page })}</span> ${turn(page.page + 1, t("desk.next_page"), !page.more)}</p>`;
}

const table = (page) => html`
  <table class="queue-table">
    <caption class="visually-hidden">${t("ratings.title")}</caption>
    <thead><tr>${["service", "grade", "rated_on", "state", "due", "handler"].map((name) => html`<th scope="col">${t(`ratings.${name}`)}</th>`)}<td></td></tr></thead>
    <tbody>${keyed(page.items, (rating) => rating.id, row(page))}</tbody>
  </table>${pager(page)}`;

const rateCell = ({ key, numerator, denominator, percent }) => cell(t(`rate_of.${key}`),
  percent === null ? "—" : html`<span>${percent}% <span class="hint">${t("ratings.of", { a: numerator, b: denominator })}</span></span>`);

const rateRow = (name, rates) => html`<tr class="queue-row"><th scope="row">${name}</th>${rates.map(rateCell)}</tr>`;

function ratesPart({ rates }) {
  if (!rates) return "";
  return html`
    <section class="panel" aria-labelledby="rates-title">
      <h2 id="rates-title">${t("ratings.rates")}</h2>
      <p class="hint">${rates.from ? t("ratings.rates_exact", { from: rates.from, to: rates.to }) : t("ratings.rates_none")} ${rates.exact ? "" : t("ratings.rates_note", { n: rates.few })}</p>
      ${rates.from ? html`<table class="queue-table">
        <caption class="visually-hidden">${t("ratings.rates")}</caption>
        <thead><tr><td></td>${rates.rates.map(({ key }) => html`<th scope="col">${t(`rate_of.${key}`)}</th>`)}</tr></thead>
        <tbody>${rateRow(t("ratings.whole"), rates.rates)}${rates.parts.map((part) => rateRow(nameOf(part), part.rates))}</tbody>
      </table>` : ""}
    </section>`;
}

export const view = (page) => html`
  <h1>${t("ratings.title")}</h1>
  <p class="hint">${t("ratings.lead")}</p>
  ${page.failed ? html`<div class="notice is-bad" role="alert"><p>${page.failed}</p></div>` : ""}
  ${page.news ? html`<p class="news is-done" role="status">${page.news}</p>` : ""}
  <ul class="tabs" aria-label=${t("ratings.state")}>${tab(page, "", t("ratings.all"))}${STATES.map((state) => tab(page, state, t(`ratings.state_${state}`)))}</ul>
  ${page.items ? (page.items.length ? table(page) : html`<p class="queue-note" role="status">${t("ratings.none")}</p>`) : html`<p class="loading" role="status">${t("common.loading")}</p>`}
  ${page.shown ? details(page) : ""}
  ${ratesPart(page)}`;
