// How the wall chart of a campaign looks: its head, what warns, the chart with its legend.
import { html } from "../shared/html.js";
import { errorSummary, fieldError } from "../shared/a11y.js";
import { day } from "../shared/days.js";
import { ganttTable } from "../shared/gantt.js";
import { progressWords, targetWords, taskLight } from "../shared/task_panel.js";
import { inOrder, listOf, nameOf, t } from "../shared/words.js";

const LIGHTS = ["red", "yellow", "green", "grey"];

// The number of tasks by light, each with its words.
export const lightCounts = ({ lights }) => html`<ul class="plan-lights">${LIGHTS.filter((light) => lights[light] > 0).map((light) => html`
  <li><span class=${`plan-light is-${light}`}><span class="plan-dot" aria-hidden="true"></span>${t("plan.lights_n", { light: t(`plan.light_${light}`), n: lights[light] })}</span></li>`)}</ul>`;

// A task whose predecessors are not done is not simply not begun: it waits.
const stateWords = (task) => t(`plan.task_${task.state === "planned" && task.waits.length ? "waiting" : task.state}`);

const columns = [
  { name: "lead", head: () => t("plan.col_lead"), cell: (task) => nameOf(task.lead) },
  { name: "state", head: () => t("plan.col_state"), cell: (task) => html`${taskLight(task)}${task.light && task.light !== "none" ? html` <span class="plan-state">${stateWords(task)}</span>` : ""}${task.critical ? html` <span class="tag is-warn">${t("plan.critical")}</span>` : ""}` },
  { name: "progress", head: () => t("plan.col_progress"), cell: (task) => html`${progressWords(task)}${task.target ? html` <span class="hint">→ ${targetWords(task)}</span>` : ""}` },
  { name: "finish", head: () => t("plan.col_finish"), cell: (task) => task.finish_by || "—" },
  { name: "slack", head: () => t("plan.col_slack_days"), cell: (task) => (task.finished_on || !task.finish_by ? "—" : html`<span class=${task.slack < 0 ? "plan-warn" : ""}>${task.slack}</span>`) },
];

// What nobody may overlook: a plan that misses, a year without a calendar, tasks that nothing
// follows, and what is late with what it drags along.
function warnings({ campaign, tasks }) {
  const loose = tasks.filter((task) => task.last);
  const dragged = new Set(tasks.flatMap((task) => task.drags));
  const late = tasks.filter((task) => task.light === "red" || (task.slack < 0 && task.drags.length && !dragged.has(task.id)));
  return html`
    ${campaign.undated ? html`<p class="notice is-warn">${t("plan.undated", { year: campaign.undated })}</p>` : ""}
    ${campaign.missing && campaign.state !== "closed" ? html`<p class="notice is-bad">${t("plan.missing", { n: campaign.missing })} ${t("plan.days_needed", campaign)}</p>` : ""}
    ${loose.length > 1 && campaign.state !== "closed" ? html`<p class="notice is-warn">${t("plan.loose", { names: listOf(loose.map((task) => nameOf(task))) })}</p>` : ""}
    ${campaign.state === "open" && late.length ? html`<ul class="plan-late">${late.map((task) => html`<li><a href=${`#t-${task.id}`}>${nameOf(task)}</a> ${taskLight(task)}
      ${task.drags.length ? html`<span>${t("plan.drags_n", { n: task.drags.length, names: listOf(task.drags.map((id) => nameOf(tasks.find((other) => other.id === id)))) })}</span>` : ""}</li>`)}</ul>` : ""}`;
}

// The form of an act on the campaign that asks for something.
function actForm(page) {
  const { name, values, errors, busy } = page.asking;
  const set = (field) => (event) => page.answer(field, event.target.value);
  const said = (field) => (errors[field] ? `c-${field}-error` : null);
  return html`
    <form class="card no-print" novalidate @submit=${(event) => page.send(event)}>
      <h2>${t(`plan.act_${name}`)}</h2>
      ${errorSummary(page.refusal ? [{ text: page.refusal }] : Object.entries(errors).map(([field, text]) => ({ id: `c-${field}`, text })), page.refusal ? t("plan.refused") : undefined)}
      ${name === "reschedule" ? html`<p class="field"><label for="c-until">${t("plan.until")}</label>${fieldError("c-until", errors.until)}
        <input id="c-until" type="date" .value=${values.until || ""} aria-describedby=${said("until")} aria-invalid=${errors.until ? "true" : null} @input=${set("until")}></p>` : ""}
      ${name === "open" ? "" : html`<p class="field"><label for="c-reason">${t("plan.reason_label")}</label>${fieldError("c-reason", errors.reason)}
        <textarea id="c-reason" rows="3" maxlength="2000" .value=${values.reason || ""} aria-describedby=${said("reason")} aria-invalid=${errors.reason ? "true" : null} @input=${set("reason")}></textarea></p>`}
      <p class="buttons"><button type="submit" class="button" ?disabled=${busy}>${busy ? t("plan.working") : t(`plan.act_${name}`)}</button>
        <button type="button" class="button secondary" ?disabled=${busy} @click=${() => page.ask(null)}>${t("plan.cancel")}</button></p>
    </form>`;
}

const head = (page) => {
  const { campaign } = page;
  return html`
    <p class="crumb no-print"><a href="/board/campaigns.html">← ${t("plan.back")}</a></p>
    <div class="plan-head"><h1>${nameOf(campaign)}</h1>
      <p class="plan-tools no-print">${campaign.acts.map((name) => html`<button type="button" class=${name === "open" ? "button" : "button secondary"} @click=${() => page.ask(name)}>${t(`plan.act_${name}`)}</button>`)}
        ${page.mayPlan ? html`<button type="button" class="button secondary" @click=${() => page.edit({})}>${t("plan.add")}</button>` : ""}
        <button type="button" class="button secondary" @click=${() => window.print()}>${t("plan.print")}</button></p></div>
    <p class="meta"><span class=${`tag is-${campaign.state === "open" ? "accent" : "draft"}`}>${t(`plan.state_${campaign.state}`)}</span>
      <span>${t("plan.span", { from: day(campaign.starts, false), to: day(campaign.deadline, false) })}</span>
      <span>${t("plan.today_is", { day: day(page.today, false) })}</span>
      <span>${t("plan.done_of", { done: campaign.done, all: campaign.tasks })}</span>
      ${campaign.undated ? "" : html`<span>${t("plan.days_needed", campaign)}</span>`}</p>
    ${campaign.goal ? html`<p>${nameOf(campaign, "goal")}</p>` : ""}
    ${campaign.state === "open" ? lightCounts(campaign) : ""}`;
};

const LEGEND = ["do", "critical", "late", "done", "window", "today", "deadline", "off"];

const legend = () => html`<ul class="plan-legend" aria-label=${t("plan.legend")}>${LEGEND.map((name) => html`<li><span class=${`plan-key is-${name}`} aria-hidden="true"></span>${t(`plan.legend_${name}`)}</li>`)}</ul>`;

const filter = (page) => html`
  <form class="plan-filter no-print" role="search" aria-label=${t("plan.filter")} @submit=${(event) => event.preventDefault()}>
    <p class="field"><label for="f-department">${t("plan.department")}</label>
      <select id="f-department" .value=${page.department} @change=${(event) => page.choose({ department: event.target.value })}>
        <option value="">${t("plan.all")}</option>${inOrder(page.leads).map((lead) => html`<option value=${lead.id}>${nameOf(lead)}</option>`)}</select></p>
    <p class="field"><label class="check"><input type="checkbox" .checked=${page.onlyCritical} @change=${(event) => page.choose({ onlyCritical: event.target.checked })}> ${t("plan.only_critical")}</label></p>
  </form>`;

const chart = (page) => ganttTable({
  tasks: page.shown, axis: page.axis, at: page.at, open: page.open && page.open.task.id, nameOf,
  columns: columns.map((column) => ({ ...column, head: column.head() })), walk: (id) => page.walk(id), toggle: (id) => page.toggle(id),
  detail: () => html`${page.open.view()}${page.mayPlan && !page.open.task.finished_on ? html`<p class="no-print"><button type="button" class="button secondary small" @click=${() => page.edit(page.open.task)}>${t("plan.edit")}</button></p>` : ""}`,
});

export const campaignView = (page) => html`
  ${head(page)}
  ${page.asking ? actForm(page) : ""}
  ${warnings(page)}
  ${page.editor ? page.editor.view() : ""}
  ${page.tasks.length ? html`<h2>${t("plan.chart")}</h2>${filter(page)}<p class="hint no-print">${t("plan.keys")}</p>${chart(page)}${legend()}` : html`<p>${t("plan.empty")}</p>`}`;
