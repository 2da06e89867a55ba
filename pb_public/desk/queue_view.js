// How the work list looks: the filters, the table and the pages of it. On a small screen a
// row becomes a card, each cell with its head in data-label.
import { html, keyed } from "../shared/html.js";
import { clockTime, daysLeft } from "../shared/days.js";
import { listOf, nameOf, t } from "../shared/words.js";
import { bulkNews } from "./bulk_view.js";
import { lightMark } from "./lights.js";
import { bulkBar } from "./queue_bulk.js";
import { filterBar } from "./queue_filter.js";

function stamp(queue) {
  if (queue.failed) {
    const text = queue.at ? t("desk.stale", { time: clockTime(queue.at, { seconds: true }) }) : t("desk.queue_failed");
    return html`<p class="queue-stamp is-stale" role="alert">${text} <button type="button" class="link" @click=${queue.load}>${t("common.retry")}</button></p>`;
  }
  const found = queue.counts ? t("queue.found", { n: queue.total }) : "";
  return html`<p class="queue-stamp">${[found, queue.at ? t("desk.refreshed", { time: clockTime(queue.at, { seconds: true }) }) : ""].filter(Boolean).join(" · ")}</p>`;
}

const nameIn = (queue, id) => {
  const found = queue.colleagues.find((o) => o.id === id);
  return found ? found.name : id === queue.me.id ? queue.me.name : "";
};

// Who has it: everyone whose step is open, or whose turn it is by the state.
function holders(queue, item) {
  const names = [...new Set(item.steps.map((step) => (step.examiner ? nameIn(queue, step.examiner) : t("desk.unassigned"))))];
  if (names.length) return listOf(names);
  return item.examiner ? nameIn(queue, item.examiner) : t("desk.unassigned");
}

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

// An open step with its own last day; its light is said in words, coloured where it hurries.
const step = (open) => html`
  <span class=${`queue-step is-${open.light || "none"}`}>${open.name}${open.due ? html` <span class="queue-step-due">${t("queue.step_due", { date: open.due.slice(5) })}${open.days_left === null ? "" : ` · ${daysLeft(open.days_left)}`}</span>` : ""}</span>`;

// How the case stands and what comes next: the open steps, or the decision.
const standing = (item) => html`<span>${item.mine ? html`<span class="tag is-accent">${t("queue.yours")}</span> ` : ""}${t(`state.${item.state}`)}
  ${item.corrections ? html` <span class="hint">${t("queue.corrected", { n: item.corrections })}</span>` : ""}
  ${item.state === "accepted" && !item.steps.length ? html`<span class="queue-step">${t("queue.to_decide")}</span>` : item.steps.map(step)}</span>`;

const row = (queue) => (item) => html`
  <tr class=${`queue-row is-${item.light || "none"}${item.mine ? " is-mine" : ""}`}>
    <td class="pick-cell"><label class="pick"><input type="checkbox" .checked=${queue.many.has(item)} aria-label=${t("bulk.choose", { name: item.number })}
      @change=${(event) => queue.many.pick([item], event.target.checked)}></label></td>
    <th scope="row" data-label=${t("desk.col_number")}><a class="queue-link" href=${`/desk/case.html?id=${item.id}`}>${item.number}</a>
      ${queue.many.reasons.has(item.id) ? html`<span class="row-refused">${queue.many.reasons.get(item.id)}</span>` : ""}</th>
    ${cell(t("desk.col_light"), html`<span class="queue-when">${lightMark(item)} <span class="queue-date">${item.due || "—"}</span></span>`)}
    ${cell(t("desk.col_service"), nameOf(item, "service"))}
    ${cell(t("desk.col_applicant"), item.applicant)}
    ${cell(t("desk.col_state"), standing(item))}
    ${cell(t("desk.col_examiner"), holders(queue, item))}
  </tr>`;

function table(queue) {
  const heads = [t("desk.col_number"), t("desk.col_light"), t("desk.col_service"), t("desk.col_applicant"), t("desk.col_state"), t("desk.col_examiner")];
  const all = queue.items.every((item) => queue.many.has(item));
  return html`
    <p class="pick-all"><label class="pick"><input type="checkbox" .checked=${all} @change=${(event) => queue.many.pick(queue.items, event.target.checked)}> ${t("bulk.choose_all")}</label></p>
    <table class="queue-table">
      <caption class="visually-hidden">${t("desk.queue")}</caption>
      <thead><tr><td></td>${heads.map((words) => html`<th scope="col">${words}</th>`)}</tr></thead>
      <tbody>${keyed(queue.items, (item) => item.id, row(queue))}</tbody>
    </table>`;
}

function pager(queue) {
  const { page } = queue.filter;
  if (page === 1 && !queue.more) return "";
  return html`
    <p class="queue-pager">
      <button type="button" class="button secondary" ?disabled=${page === 1} @click=${() => queue.choose({ page: page - 1 })}>${t("desk.prev_page")}</button>
      <span>${t("desk.page_no", { page })}</span>
      <button type="button" class="button secondary" ?disabled=${!queue.more} @click=${() => queue.choose({ page: page + 1 })}>${t("desk.next_page")}</button>
    </p>`;
}

function body(queue) {
  if (!queue.items) return queue.failed ? "" : html`<p class="queue-note" role="status">${t("common.loading")}</p>`;
  if (!queue.items.length) {
    const key = queue.filter.whose === "mine" ? "queue.nothing_mine" : queue.filtered ? "desk.queue_empty" : "desk.queue_empty_all";
    return html`<p class="queue-note" role="status">${t(key)}</p>${pager(queue)}`;
  }
  return html`<div class="queue-list">${table(queue)}${pager(queue)}</div>`;
}

export const queueView = (queue) => html`
  <div class="queue">
    <div class="queue-head">
      <h1>${t("desk.queue")}</h1>
      ${queue.me.roles.includes("clerk") ? html`<a class="button" href="/counter/">${t("desk.to_counter")}</a>` : ""}
    </div>
    ${queue.deputed.length ? html`<p class="notice">${t("queue.standing_in", { names: listOf(queue.deputed.map((o) => o.name)) })}</p>` : ""}
    ${bulkNews(queue.many.news, (item) => (item.number ? `/desk/case.html?id=${item.id}` : ""))}
    ${filterBar(queue)}
    ${stamp(queue)}
    <div class="queue-work">${body(queue)}${bulkBar(queue.many)}</div>
    <p class="hint">${t("queue.keys")}</p>
  </div>`;
