// How the work list looks: the filter, the table and the pages of it. On a small screen a
// row becomes a card, each cell with its head in data-label.
import { html, keyed } from "../shared/html.js";
import { clockTime } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";
import { lightMark } from "./lights.js";

const STATES = ["submitted", "correcting", "accepted", "paused", "granted", "refused", "closed", "not_accepted", "withdrawn", "terminated"];
const LIGHTS = ["red", "yellow", "green", "grey", "none"];

const choice = (value, text) => html`<option value=${value}>${text}</option>`;

function filterBar(queue, actions) {
  const { filter, colleagues: found, me } = queue;
  const pick = (name) => (event) => actions.choose({ [name]: event.target.value });
  return html`
    <form class="queue-filter" role="search" aria-label=${t("desk.filter")} @submit=${(event) => event.preventDefault()}>
      <p class="field"><label for="f-state">${t("desk.filter_state")}</label>
        <select id="f-state" .value=${filter.state} @change=${pick("state")}>
          ${choice("", t("desk.all"))}${STATES.map((s) => choice(s, t(`state.${s}`)))}
        </select></p>
      <p class="field"><label for="f-light">${t("desk.filter_light")}</label>
        <select id="f-light" .value=${filter.light} @change=${pick("light")}>
          ${choice("", t("desk.all"))}${LIGHTS.map((l) => choice(l, t(`light.${l}`)))}
        </select></p>
      <p class="field"><label for="f-examiner">${t("desk.filter_examiner")}</label>
        <select id="f-examiner" .value=${filter.examiner} @change=${pick("examiner")}>
          ${choice("", t("desk.everyone"))}${choice("me", t("desk.mine"))}
          ${found.filter((o) => o.id !== me.id).map((o) => choice(o.id, o.name))}
        </select></p>
      <button type="button" class="button secondary" @click=${actions.load}>${t("desk.refresh")}</button>
    </form>`;
}

function stamp(queue, actions) {
  if (queue.failed) {
    const text = queue.at ? t("desk.stale", { time: clockTime(queue.at, { seconds: true }) }) : t("desk.queue_failed");
    return html`<p class="queue-stamp is-stale" role="alert">${text} <button type="button" class="link" @click=${actions.load}>${t("common.retry")}</button></p>`;
  }
  return html`<p class="queue-stamp">${queue.at ? t("desk.refreshed", { time: clockTime(queue.at, { seconds: true }) }) : ""}</p>`;
}

const officerName = (queue, id) => {
  if (!id) return t("desk.unassigned");
  const found = queue.colleagues.find((o) => o.id === id);
  return found ? found.name : id === queue.me.id ? queue.me.name : "";
};

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

const row = (queue) => (item) => html`
  <tr class=${`queue-row is-${item.light || "none"}`}>
    <th scope="row" data-label=${t("desk.col_number")}><a class="queue-link" href=${`/desk/case.html?id=${item.id}`}>${item.number}</a></th>
    ${cell(t("desk.col_light"), lightMark(item))}
    ${cell(t("desk.col_service"), nameOf(item, "service"))}
    ${cell(t("desk.col_applicant"), item.applicant)}
    ${cell(t("desk.col_state"), t(`state.${item.state}`))}
    ${cell(t("desk.col_due"), html`<span class="queue-date">${item.due || "—"}</span>`)}
    ${cell(t("desk.col_examiner"), officerName(queue, item.examiner))}
  </tr>`;

function table(queue) {
  const heads = ["number", "light", "service", "applicant", "state", "due", "examiner"];
  return html`
    <table class="queue-table">
      <caption class="visually-hidden">${t("desk.queue")}</caption>
      <thead><tr>${heads.map((h) => html`<th scope="col">${t(`desk.col_${h}`)}</th>`)}</tr></thead>
      <tbody>${keyed(queue.items, (item) => item.id, row(queue))}</tbody>
    </table>`;
}

function pager(queue, actions) {
  const { page } = queue.filter;
  if (page === 1 && !queue.more) return "";
  return html`
    <p class="queue-pager">
      <button type="button" class="button secondary" ?disabled=${page === 1} @click=${() => actions.choose({ page: page - 1 })}>${t("desk.prev_page")}</button>
      <span>${t("desk.page_no", { page })}</span>
      <button type="button" class="button secondary" ?disabled=${!queue.more} @click=${() => actions.choose({ page: page + 1 })}>${t("desk.next_page")}</button>
    </p>`;
}

function body(queue, actions) {
  if (!queue.items) return queue.failed ? "" : html`<p class="queue-note" role="status">${t("common.loading")}</p>`;
  if (!queue.items.length) {
    const filtered = queue.filter.state || queue.filter.light || queue.filter.examiner || queue.filter.page > 1;
    return html`<p class="queue-note" role="status">${t(filtered ? "desk.queue_empty" : "desk.queue_empty_all")}</p>${pager(queue, actions)}`;
  }
  return html`<div class="queue-list">${table(queue)}${pager(queue, actions)}</div>`;
}

export const queueView = (queue, actions) => html`
  <div class="queue">
    <div class="queue-head">
      <h1>${t("desk.queue")}</h1>
      ${queue.me.roles.includes("clerk") ? html`<a class="button" href="/counter/">${t("desk.to_counter")}</a>` : ""}
    </div>
    <p>${t("desk.queue_lead")}</p>
    ${filterBar(queue, actions)}
    ${stamp(queue, actions)}
    ${body(queue, actions)}
    <p class="hint">${t("desk.queue_keys")}</p>
  </div>`;
