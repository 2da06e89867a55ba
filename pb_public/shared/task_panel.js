// A task of a campaign as it opens: what is wanted and how it stands, its days, the papers
// that prove it, what happened, and what may be done with it, in place. The wall chart and the
// page of a department show the same.
import { html } from "./html.js";
import { act, append, fileURL, get, Refusal, refusalWords } from "./api.js";
import { errorSummary, focusErrors } from "./a11y.js";
import { day, dateTime, daysLeft } from "./days.js";
import { say } from "./frame.js";
import { listOf, nameOf, t } from "./words.js";

const fact = (name, value) => (value ? html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>` : "");

export const percentOf = ({ numerator, denominator }) => (denominator > 0 ? Math.floor((1000 * numerator) / denominator) / 10 : 0);

// "12 / 38 (31.5%)" of what is measured; the reported percentage of all else.
export function progressWords(task) {
  if (!task.reading) return t("plan.percent", { n: task.progress });
  const figures = t("plan.reading", task.reading);
  return task.target.unit === "percent" ? `${figures} (${t("plan.percent", { n: percentOf(task.reading) })})` : figures;
}

export const targetWords = ({ target }) => (target ? t(`plan.target_${target.unit}`, { n: target.amount }) : "");

export const slackWords = ({ slack, finish_by: finishBy, finished_on: finished }) => {
  if (!finishBy || finished) return "—";
  return slack < 0 ? t("plan.slack_late", { n: -slack }) : t("plan.slack_n", { n: slack });
};

// A light with its words: colour alone tells nothing to a colour-blind officer.
export function taskLight(task) {
  const words = typeof task.days_left === "number" && task.light !== "grey" ? daysLeft(task.days_left) : t("plan.light_grey");
  if (!task.light || task.light === "none") return html`<span class="plan-state">${t(`plan.task_${task.state}`)}</span>`;
  return html`<span class=${`plan-light is-${task.light}`}><span class="plan-dot" aria-hidden="true"></span>${words}</span>`;
}

const span = (from, to) => (from || to ? t("plan.from_to", { from: day(from, false) || "…", to: day(to, false) || "…" }) : "");

const measured = (task) => (task.meter === "manual" ? t("plan.meter_manual")
  : [task.cut ? t(`plan.cut_${task.cut}`) : "", t(`plan.meter_${task.meter}`), task.scope ? t(`plan.scope_${task.scope}`) : ""].filter(Boolean).join(t("common.list")));

function facts(panel) {
  const { task } = panel;
  const named = (ids) => listOf(ids.map((id) => panel.nameOfTask(id)));
  const real = task.started_on ? (task.finished_on ? span(task.started_on, task.finished_on) : t("plan.since", { from: day(task.started_on, false) })) : "";
  return html`<dl class="facts">
    ${fact(t("plan.col_state"), html`${t(`plan.task_${task.state}`)} ${task.light && task.light !== "none" ? taskLight(task) : ""} ${task.critical ? html`<span class="tag is-warn">${t("plan.critical")}</span>` : ""}`)}
    ${fact(t("plan.col_lead"), nameOf(task.lead))}
    ${fact(t("plan.partners"), listOf(task.partners.map((partner) => nameOf(partner))))}
    ${fact(t("plan.meter"), measured(task))}
    ${fact(t("plan.col_progress"), html`${progressWords(task)}${task.target ? html` <span class="hint">${t("plan.target")} ${targetWords(task)}</span>` : ""}
      <progress max="100" .value=${task.progress} aria-label=${t("plan.col_progress")}></progress>
      ${task.measured_at ? html`<span class="hint">${t("plan.measured_at", { at: dateTime(task.measured_at) })}</span>` : ""}`)}
    ${fact(t("plan.days"), task.days ? t("plan.days_n", { n: task.days }) : t("plan.milestone"))}
    ${fact(t("plan.latest"), span(task.start_by, task.finish_by))}
    ${fact(t("plan.earliest"), task.finished_on ? "" : span(task.earliest_start, task.earliest_finish))}
    ${fact(t("plan.really"), real)}
    ${fact(t("plan.own"), day(task.deadline, false))}
    ${fact(t("plan.col_slack"), slackWords(task))}
    ${fact(t("plan.after"), named(task.after) || t("plan.none_before"))}
    ${fact(t("plan.drags"), named(task.drags))}
    ${task.last ? html`<p class="hint">${t("plan.last")}</p>` : ""}
  </dl>`;
}

const evidence = (panel) => html`
  <h3>${t("plan.evidence")}</h3>
  ${panel.task.evidence.length ? html`<ul class="plan-papers">${panel.task.evidence.map((name, at) => html`<li><button type="button" class="link" @click=${() => panel.showPaper(name)}>${t("plan.evidence_n", { n: at + 1 })}</button></li>`)}</ul>` : html`<p class="hint">${t("plan.evidence_none")}</p>`}
  ${panel.mayProve ? html`<p><span class="picker"><label class="button secondary small" for=${`p-${panel.task.id}`}>${panel.sending ? t("plan.evidence_sending") : t("plan.evidence_add")}</label>
    <input id=${`p-${panel.task.id}`} type="file" accept="application/pdf,image/jpeg,image/png" ?disabled=${panel.sending} @change=${(event) => panel.prove(event.target)}></span></p>` : ""}`;

const history = ({ deeds }) => (deeds && deeds.length ? html`
  <h3>${t("plan.history")}</h3>
  <ul class="plan-history">${deeds.map((deed) => html`<li>${t("plan.history_row", { at: dateTime(deed.at), who: deed.who, what: t(`plan.act_${deed.act}`) })}
    ${deed.progress !== null ? html` ${t("plan.percent", { n: deed.progress })}` : ""}${deed.reason ? html` <q>${deed.reason}</q>` : ""}</li>`)}</ul>` : "");

// The fields of an act: what it asks for beyond a press.
function actForm(panel, name) {
  const { task, values } = panel;
  const set = (field) => (event) => panel.set(`${name}.${field}`, event.target.value);
  const id = (field) => `a-${task.id}-${name}-${field}`;
  const reason = (label, need) => html`<p class="field"><label for=${id("reason")}>${label}</label>
    <textarea id=${id("reason")} rows="2" maxlength="2000" aria-required=${String(need)} .value=${values[`${name}.reason`] || ""} @input=${set("reason")}></textarea></p>`;
  const progress = name === "report" && task.meter === "manual" ? html`<p class="field"><label for=${id("progress")}>${t("plan.progress_label")}</label>
    <input id=${id("progress")} class="short" type="number" min="0" max="100" step="1" .value=${values["report.progress"] ?? String(task.progress)} @input=${set("progress")}></p>` : "";
  return html`<form class="plan-act" novalidate @submit=${(event) => panel.send(event, name)}>
    ${progress}${name === "report" ? reason(t("plan.reason"), false) : ""}${name === "reopen" ? reason(t("plan.reason_label"), true) : ""}
    <button type="submit" class=${name === "reopen" ? "button secondary" : "button"} ?disabled=${panel.busy}>${t(`plan.act_${name}`)}</button>
  </form>`;
}

const waits = (panel) => (panel.task.state === "planned" && panel.task.waits.length
  ? html`<p class="notice is-warn">${t("plan.wait", { names: listOf(panel.task.waits.map((id) => panel.nameOfTask(id))) })}</p>` : "");

export class TaskPanel {
  // `owner` is the page: {draw(), reload(), nameOfTask(id)}.
  constructor(task, owner) {
    Object.assign(this, { task, owner, values: {}, busy: false, sending: false, refusal: "", deeds: null });
    this.tell();
  }

  nameOfTask(id) { return this.owner.nameOfTask(id); }

  get mayProve() { return this.task.state === "started" && this.task.acts.includes("finish"); }

  // What happened with the task; without it the panel can still be used.
  async tell() {
    try {
      const rows = (await get("/api/collections/actions/records", { filter: `task="${this.task.id}"`, sort: "created", expand: "officer", perPage: 200, skipTotal: 1 })).items;
      this.deeds = rows.map((row) => ({ at: row.at, act: row.act, reason: row.reason, who: ((row.expand || {}).officer || {}).name || "",
        progress: row.act === "report" && Array.isArray(row.items) && row.items.length ? row.items[0].progress : null }));
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
    }
    this.owner.draw();
  }

  set(field, value) {
    this.values[field] = value;
    this.owner.draw();
  }

  async send(event, name) {
    event.preventDefault();
    const reason = (this.values[`${name}.reason`] || "").trim();
    if (name === "reopen" && !reason) {
      this.complain(t("plan.reason_needed"));
      return;
    }
    const body = { subject: "task", task: this.task.id, act: name };
    if (reason) body.reason = reason;
    const progress = this.values["report.progress"] ?? String(this.task.progress);
    if (name === "report" && this.task.meter === "manual" && /^\d+$/.test(progress)) body.items = [{ progress: Number(progress) }];
    await this.attempt(() => act(body), t("plan.acted", { act: t(`plan.act_${name}`) }));
  }

  async prove(input) {
    const [file] = input.files;
    if (!file) return;
    this.sending = true;
    await this.attempt(() => append("tasks", this.task.id, "evidence", file), t("plan.evidence_sent"));
    this.sending = false;
    input.value = "";
    this.owner.draw();
  }

  // Does it, and shows what came of it.
  async attempt(deed, done) {
    Object.assign(this, { busy: true, refusal: "" });
    this.owner.draw();
    try {
      await deed();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.busy = false;
      this.complain(refusalWords(err));
      return;
    }
    Object.assign(this, { busy: false, values: {} });
    await this.owner.reload();
    say(done);
    this.tell();
  }

  complain(text) {
    this.refusal = text;
    this.owner.draw();
    focusErrors();
  }

  async showPaper(name) {
    try {
      location.assign(await fileURL({ collectionName: "tasks", id: this.task.id }, name));
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.complain(refusalWords(err));
    }
  }

  view() {
    return html`
      <div class="plan-panel">
        <div class="plan-facts">${facts(this)}</div>
        <div class="plan-work">
          ${errorSummary(this.refusal ? [{ text: this.refusal }] : [], t("plan.refused"))}
          ${waits(this)}
          ${this.task.acts.length ? html`<div class="plan-acts">${this.task.acts.map((name) => actForm(this, name))}</div>` : ""}
          ${evidence(this)}
          ${history(this)}
        </div>
      </div>`;
  }
}
