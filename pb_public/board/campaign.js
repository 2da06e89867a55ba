// The wall chart of a campaign (挂图作战): every department's tasks with owner, last day, light
// and progress, the critical path and what is late; worked through by keyboard, printed on A3.
import { html, render } from "../shared/html.js";
import { focusErrors } from "../shared/a11y.js";
import { act, get, Refusal, refusalWords } from "../shared/api.js";
import { say } from "../shared/frame.js";
import { axisOf } from "../shared/gantt.js";
import { TaskPanel } from "../shared/task_panel.js";
import words from "../shared/words/campaigns.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { officer } from "../shared/officers.js";
import { reading } from "../shared/reading.js";
import { campaignPage } from "./campaign_page.js";
import { TaskEditor } from "./campaign_edit.js";
import { campaignView } from "./campaign_view.js";

addWords(words);

class WallChart {
  constructor(root, again, drawFrame) {
    Object.assign(this, { root, again, drawFrame, id: new URLSearchParams(location.search).get("id") || "", campaign: null, tasks: [], axis: null, today: "" });
    Object.assign(this, { department: "", onlyCritical: false, at: "", open: null, asking: null, editor: null, refusal: "", failed: "" });
    this.draw = this.draw.bind(this);
    this.draw();
    this.reload().then(() => this.follow());
    addEventListener("hashchange", () => this.follow());
  }

  draw() {
    if (this.campaign) render(this.root, campaignView(this));
    else if (this.failed) render(this.root, html`<p class="crumb"><a href="/board/campaigns.html">← ${t("plan.back")}</a></p><h1>${t("common.unread")}</h1><div class="notice is-bad" role="alert"><p>${this.failed}</p></div>`);
    else render(this.root, html`<p class="loading" role="status">${t("common.loading")}</p>`);
  }

  async reload() {
    const drawn = await reading(this, async () => {
      const answer = await get(`/api/onestop/campaigns/${encodeURIComponent(this.id || "none")}`);
      Object.assign(this, { campaign: answer.campaign, tasks: answer.tasks, today: answer.today, failed: "" });
      this.axis = axisOf(answer.campaign, answer.tasks, answer);
      if (this.open) this.open.task = this.tasks.find((task) => task.id === this.open.task.id);
      if (this.open && !this.open.task) this.open = null;
    }, (err) => ({ failed: err.status === 404 ? t("plan.lost") : refusalWords(err) }));
    if (drawn) this.drawFrame();
  }

  // Opens the task that the address names.
  follow() {
    const id = location.hash.replace("#t-", "");
    const task = this.tasks.find((other) => other.id === id);
    if (!task) return;
    Object.assign(this, { department: "", onlyCritical: false });
    if (!this.open || this.open.task.id !== id) this.toggle(id);
    const button = document.getElementById(`t-${id}`);
    if (button) {
      button.focus();
      button.scrollIntoView({ block: "center" });
    }
  }

  get shown() { return this.tasks.filter((task) => (!this.department || task.lead.id === this.department) && (!this.onlyCritical || task.critical)); }

  get leads() { return [...new Map(this.tasks.map((task) => [task.lead.id, task.lead])).values()]; }

  get mayPlan() { return this.campaign.state !== "closed" && officer().roles.includes("supervisor"); }

  nameOfTask(id) { return nameOf(this.tasks.find((task) => task.id === id)); }

  choose(change) {
    Object.assign(this, change);
    this.draw();
  }

  // The task of the keyboard, which alone is reached by the tab key.
  walk(id) {
    if (this.at === id) return;
    this.at = id;
    this.draw();
  }

  toggle(id) {
    const task = this.tasks.find((other) => other.id === id);
    this.open = this.open && this.open.task.id === id ? null : new TaskPanel(task, this);
    this.at = id;
    this.draw();
  }

  // Shows or hides the form of an act on the campaign.
  ask(name) {
    this.asking = name && (!this.asking || this.asking.name !== name) ? { name, values: {}, errors: {}, busy: false } : null;
    this.refusal = "";
    this.draw();
    const first = this.root.querySelector("form.card input, form.card textarea, form.card button");
    if (this.asking && first) first.focus();
  }

  answer(field, value) {
    this.asking.values[field] = value;
    this.draw();
  }

  async send(event) {
    event.preventDefault();
    const { asking } = this;
    const { name, values } = asking;
    asking.errors = {};
    if (name === "reschedule" && !values.until) asking.errors.until = t("plan.until_needed");
    if (name === "reschedule" && !(values.reason || "").trim()) asking.errors.reason = t("plan.reason_needed");
    this.refusal = "";
    if (!Object.keys(asking.errors).length) {
      asking.busy = true;
      this.draw();
      try {
        await act({ subject: "campaign", campaign: this.id, act: name, ...values });
        this.asking = null;
        await this.reload();
        say(t("plan.acted", { act: t(`plan.act_${name}`) }));
        return;
      } catch (err) {
        if (!(err instanceof Refusal)) throw err;
        asking.busy = false;
        this.refusal = refusalWords(err);
      }
    }
    this.draw();
    focusErrors(this.root);
  }

  // Opens the form of a task, of a new one where it has no id.
  edit(task) {
    this.editor = new TaskEditor(task, this);
    this.draw();
    const first = document.getElementById("e-name");
    if (first) first.focus();
  }

  closeEditor() {
    this.editor = null;
    this.draw();
  }
}

let chart = null;

campaignPage({
  title: () => (chart && chart.campaign ? nameOf(chart.campaign) : t("plan.campaign")),
  open: (main, again, drawFrame) => {
    chart = new WallChart(main, again, drawFrame);
    return chart.draw;
  },
});
