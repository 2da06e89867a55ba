// A Gantt chart: each row of a real table carries the strip of its task, drawn in a small
// SVG of one unit a day, so that the figures can be read, heard and printed without the
// picture. It is walked through by the arrow keys: up and down along the rows, left and right
// along the links, home and end; Enter opens the task that has the focus.
import { html, keyed } from "./html.js";
import { day } from "./days.js";
import { lang, t } from "./words.js";

const DAY = 86_400_000; // milliseconds
const HEIGHT = 20; // of a strip, in its own units
const number = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);

// The time that the chart shows: from the first day that any task or the campaign has to the
// last one, both included.
export function axisOf(campaign, tasks, { off = [], today = "" } = {}) {
  const days = tasks.flatMap((task) => [task.start_by, task.finish_by, task.earliest_start, task.earliest_finish, task.started_on, task.finished_on]);
  const known = [campaign.starts, campaign.deadline, ...days].filter(Boolean).sort();
  const [first, last] = [number(known[0]), number(known[known.length - 1])];
  const axis = { from: known[0], to: known[known.length - 1], days: last - first + 1, place: (text) => number(text) - first };
  axis.off = off.filter((text) => text >= axis.from && text <= axis.to).map((text) => `M${axis.place(text)} 0h1v${HEIGHT}h-1z`).join("");
  axis.months = monthsOf(axis.from, axis.to).map((month) => ({ ...month, at: axis.place(month.first) }));
  axis.rules = axis.months.map(({ at }) => `M${at} 0v${HEIGHT}`).join("");
  axis.today = today >= axis.from && today <= axis.to ? axis.place(today) : null;
  axis.deadline = axis.place(campaign.deadline) + 1;
  return axis;
}

function monthsOf(from, to) {
  const months = [];
  for (let [year, month] = from.split("-").map(Number); `${year}-${String(month).padStart(2, "0")}` <= to.slice(0, 7); month++) {
    if (month > 12) [year, month] = [year + 1, 1];
    const first = `${year}-${String(month).padStart(2, "0")}-01`;
    if (first <= to) months.push({ first: first < from ? from : first, name: monthName(first) });
  }
  return months;
}

const monthName = (first) => new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", { month: "short", timeZone: "UTC" }).format(new Date(`${first}T00:00:00Z`));

// The days that the strip of a task shows: when it was or will be done, and until when it
// may be.
function stripOf(task, axis) {
  const from = task.started_on || task.earliest_start;
  const to = task.finished_on || task.earliest_finish;
  const piece = (first, last) => (first ? { x: axis.place(first), width: Math.max(1, (last ? axis.place(last) : axis.days - 1) - axis.place(first) + 1) } : { x: 0, width: 0 });
  const doing = piece(from, to);
  return { doing, allowed: task.finish_by ? piece(task.start_by || task.finish_by, task.finish_by) : { x: 0, width: 0 }, done: { x: doing.x, width: (doing.width * Math.min(100, task.progress)) / 100 } };
}

// What colours a strip: done, bound to be late, critical, or in good time.
export function kindOf(task) {
  if (task.finished_on) return "done";
  if (task.slack < 0 || task.light === "red") return "late";
  return task.critical ? "critical" : "fine";
}

function strip(task, axis) {
  const { doing, allowed, done } = stripOf(task, axis);
  return html`<svg class=${`gantt-strip is-${kindOf(task)}`} viewBox=${`0 0 ${axis.days} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <path class="gantt-off" d=${axis.off}></path><path class="gantt-rule" d=${axis.rules}></path>
    <rect class="gantt-allowed" x=${allowed.x} width=${allowed.width} y="15" height="3"></rect>
    <rect class="gantt-doing" x=${doing.x} width=${doing.width} y="3" height="10"></rect>
    <rect class="gantt-come" x=${done.x} width=${done.width} y="3" height="10"></rect>
    <path class="gantt-deadline" d=${`M${axis.deadline} 0v${HEIGHT}`}></path>
    <path class="gantt-today" d=${axis.today === null ? "" : `M${axis.today + 0.5} 0v${HEIGHT}`}></path>
  </svg>`;
}

const share = (axis, at) => `${((100 * at) / axis.days).toFixed(3)}%`;

// The names of the months above the strips; one that has no room before the end is left out.
const scale = (axis) => html`<span class="gantt-scale" aria-hidden="true">
  ${axis.months.filter(({ at }) => axis.days - at > axis.days / 15).map(({ at, name }) => html`<span class="gantt-month" .style=${`left: ${share(axis, at)}`}>${name}</span>`)}</span>`;

// The table. `chart` holds {tasks, axis, at (the task of the keyboard), open (the task that
// is open), columns, walk(id), toggle(id), detail(task)}. A column is {name, head, cell(task)}.
export function ganttTable(chart) {
  const { tasks, axis, columns } = chart;
  const at = tasks.some((task) => task.id === chart.at) ? chart.at : (tasks[0] || {}).id;
  return html`
    <table class="gantt" @keydown=${(event) => onKey(event, chart)}>
      <caption class="visually-hidden">${t("plan.chart")}</caption>
      <thead><tr><th scope="col">${t("plan.col_task")}</th>${columns.map((column) => html`<th scope="col" class=${`gantt-${column.name}`}>${column.head}</th>`)}
        <th scope="col" class="gantt-chart"><span class="gantt-span">${t("plan.col_chart", { from: day(axis.from, false), to: day(axis.to, false) })}</span>${scale(axis)}</th></tr></thead>
      <tbody>${keyed(flat(chart), ({ task, detail }) => (detail ? `${task.id}+` : task.id), ({ task, detail }) => (detail ? detailRow(chart, task) : row(chart, task, at)))}</tbody>
    </table>`;
}

const flat = ({ tasks, open }) => tasks.flatMap((task) => (task.id === open ? [{ task }, { task, detail: true }] : [{ task }]));

const row = (chart, task, at) => html`
  <tr class=${`gantt-row is-${task.light} is-${kindOf(task)}`}>
    <th scope="row"><button type="button" class="gantt-task" id=${`t-${task.id}`} data-task=${task.id} tabindex=${task.id === at ? "0" : "-1"}
      aria-expanded=${String(chart.open === task.id)} @focus=${() => chart.walk(task.id)} @click=${() => chart.toggle(task.id)}>${chart.nameOf(task)}</button></th>
    ${chart.columns.map((column) => html`<td class=${`gantt-${column.name}`} data-label=${column.head}><div>${column.cell(task)}</div></td>`)}
    <td class="gantt-chart">${strip(task, chart.axis)}</td>
  </tr>`;

const detailRow = (chart, task) => html`<tr class="gantt-open"><td colspan=${String(chart.columns.length + 2)}>${chart.detail(task)}</td></tr>`;

// Where a key leads from a task: its id, or nothing.
function target(key, chart, id) {
  const { tasks } = chart;
  const at = tasks.findIndex((task) => task.id === id);
  const near = (step) => (tasks[at + step] || {}).id;
  const shown = (ids) => ids.find((other) => tasks.some((task) => task.id === other));
  return {
    ArrowDown: () => near(1), ArrowUp: () => near(-1), Home: () => (tasks[0] || {}).id, End: () => (tasks[tasks.length - 1] || {}).id,
    ArrowLeft: () => shown(tasks[at].after), ArrowRight: () => shown(tasks.filter((task) => task.after.includes(id)).map((task) => task.id)),
  }[key];
}

function onKey(event, chart) {
  const id = event.target.dataset && event.target.dataset.task;
  if (!id || event.ctrlKey || event.altKey || event.metaKey) return;
  const where = target(event.key, chart, id);
  if (!where) return;
  event.preventDefault();
  const next = where() && event.currentTarget.querySelector(`[data-task="${where()}"]`);
  if (next) next.focus();
}
