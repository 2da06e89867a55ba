// The tasks that the department leads or helps with in the campaigns that run: what is late
// first, and each worked on in place.
import { html, keyed, render } from "../shared/html.js";
import { get } from "../shared/api.js";
import { day } from "../shared/days.js";
import { reading } from "../shared/reading.js";
import { progressWords, targetWords, taskLight, TaskPanel } from "../shared/task_panel.js";
import deskWords from "../shared/words/desk.js";
import words from "../shared/words/campaigns.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { deskPage } from "./desk_page.js";

addWords(deskWords, words);

class Tasks {
  constructor(root, again) {
    Object.assign(this, { root, again, items: null, campaigns: [], open: null, failed: "", names: {} });
    this.draw = () => render(root, view(this));
    this.draw();
    this.reload().then(() => this.follow());
    addEventListener("hashchange", () => this.follow());
  }

  reload() {
    return reading(this, async () => {
      const answer = await get("/api/onestop/tasks");
      Object.assign(this, { items: answer.items, campaigns: answer.campaigns, names: answer.names, failed: "" });
      if (this.open) this.open.task = this.items.find((task) => task.id === this.open.task.id);
      if (this.open && !this.open.task) this.open = null;
    });
  }

  // Opens the task that a message led to.
  follow() {
    const id = location.hash.replace("#t-", "");
    if (!(this.items || []).some((task) => task.id === id)) return;
    if (!this.open || this.open.task.id !== id) this.toggle(id);
    document.getElementById(`t-${id}`).focus();
  }

  nameOfTask(id) { return nameOf(this.names[id]); }

  campaignOf(task) { return this.campaigns.find((campaign) => campaign.id === task.campaign); }

  toggle(id) {
    this.open = this.open && this.open.task.id === id ? null : new TaskPanel(this.items.find((task) => task.id === id), this);
    this.draw();
  }
}

const card = (page) => (task) => {
  const open = Boolean(page.open && page.open.task.id === task.id);
  return html`
    <li class=${`plan-task is-${task.light}`}>
      <h2><button type="button" class="link plan-name" id=${`t-${task.id}`} aria-expanded=${String(open)} @click=${() => page.toggle(task.id)}>${nameOf(task)}</button></h2>
      <p class="meta">${taskLight(task)}
        ${task.light === "none" ? "" : html`<span>${t(`plan.task_${task.state}`)}</span>`}
        ${task.finish_by ? html`<span>${t("plan.col_finish")} ${day(task.finish_by, false)}</span>` : ""}
        <span>${t("plan.col_progress")} ${progressWords(task)}${task.target ? html` → ${targetWords(task)}` : ""}</span>
        <a href=${`/board/campaign.html?id=${task.campaign}`}>${nameOf(page.campaignOf(task))}</a></p>
      ${task.drags.length ? html`<p class="plan-warn">${t("plan.drags_n", { n: task.drags.length, names: task.drags.map((id) => page.nameOfTask(id)).join(t("common.list")) })}</p>` : ""}
      ${open ? page.open.view() : ""}
    </li>`;
};

function body(page) {
  if (page.failed && !page.items) return html`<p class="notice is-bad" role="alert">${page.failed} <button type="button" class="link" @click=${() => page.reload()}>${t("common.retry")}</button></p>`;
  if (!page.items) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  return page.items.length ? html`<ul class="rows">${keyed(page.items, (task) => task.id, card(page))}</ul>` : html`<p>${t("plan.no_tasks")}</p>`;
}

const view = (page) => html`
  <h1>${t("plan.tasks")}</h1>
  <p>${t("plan.tasks_lead")} <a href="/board/campaigns.html">${t("plan.campaigns")}</a></p>
  ${body(page)}`;

deskPage({ title: () => t("plan.tasks"), open: (main, me, { again }) => new Tasks(main, again).draw });
