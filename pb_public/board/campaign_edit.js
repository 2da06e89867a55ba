// The form in which a supervisor plans a task: who, how long, behind what, and while the
// campaign is prepared also what it is measured by. Every save dates all tasks anew.
import { html } from "../shared/html.js";
import { confirmed, errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { change, create, list, Refusal, refusalItems, refusalWords, remove } from "../shared/api.js";
import { say } from "../shared/frame.js";
import { inOrder, nameOf, t } from "../shared/words.js";

const METERS = ["manual", "claims_claimed", "claims_compiled", "claims_approved", "claims_published", "cuts", "problems_solved", "one_trip"];
const CUTS = ["time", "materials", "steps", "trips"];
const SCOPES = ["lead", "partners", "county"];
const UNITS = ["percent", "count"];

export class TaskEditor {
  // `page` is the wall chart.
  constructor(task, page) {
    const target = task.target || { amount: "", unit: "" };
    const values = { name: task.name || "", name_en: task.name_en || "", lead: task.lead ? task.lead.id : "", days: String(task.days ?? 5), deadline: task.deadline || "",
      after: [...(task.after || [])], partners: (task.partners || []).map(({ id }) => id), meter: task.meter || "manual", cut: task.cut || "", target: String(target.amount), target_unit: target.unit, scope: task.scope || "" };
    Object.assign(this, { task, page, values, departments: [], errors: {}, refusal: "", busy: false });
    this.prepare();
  }

  async prepare() {
    try {
      this.departments = await list("departments", { sort: "name", perPage: 500, filter: "active=true" });
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.refusal = refusalWords(err);
    }
    this.page.draw();
  }

  set(name, value) {
    this.values[name] = value;
    this.page.draw();
  }

  pick(name, id, on) { this.set(name, on ? [...this.values[name], id] : this.values[name].filter((other) => other !== id)); }

  get measures() { return this.page.campaign.state === "draft"; }

  body() {
    const { name, name_en, lead, days, deadline, after, partners, meter, cut, target, target_unit, scope } = this.values;
    const planned = { name: name.trim(), name_en: name_en.trim(), lead, days: Number(days) || 0, deadline, after, partners };
    const kept = this.task.id && !this.measures; // what an open campaign measures is settled
    return kept ? planned : { ...planned, meter, cut, target: Number(target) || 0, target_unit, scope };
  }

  async save(event) {
    event.preventDefault();
    const errors = {};
    if (!this.values.name.trim()) errors.name = t("plan.task_name_needed");
    if (!this.values.lead) errors.lead = t("plan.lead_needed");
    Object.assign(this, { errors, refusal: "" });
    if (Object.keys(errors).length) {
      this.complain();
      return;
    }
    await this.attempt(() => (this.task.id ? change("tasks", this.task.id, this.body()) : create("tasks", { campaign: this.page.campaign.id, ...this.body() })));
  }

  async drop() {
    if (await confirmed({ title: t("plan.drop"), text: t("plan.drop_sure"), go: t("plan.drop"), danger: true })) await this.attempt(() => remove("tasks", this.task.id));
  }

  async attempt(deed) {
    this.busy = true;
    this.page.draw();
    try {
      await deed();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      const at = refusalItems(err).filter(({ field }) => field in this.values);
      this.errors = Object.fromEntries(at.map(({ field, text }) => [field, text]));
      Object.assign(this, { busy: false, refusal: at.length ? "" : refusalWords(err) });
      this.complain();
      return;
    }
    await this.page.reload(); // the form stays until the new dates are there
    this.page.closeEditor();
    say(t("plan.saved"));
  }

  complain() {
    this.page.draw();
    focusErrors(this.page.root);
  }

  view() { return form(this); }
}

const field = (editor, name, label, input) => html`<p class="field"><label for=${`e-${name}`}>${label}</label>${fieldError(`e-${name}`, editor.errors[name])}${input}</p>`;

const typed = (editor, name, type, more = {}) => field(editor, name, more.label, html`<input id=${`e-${name}`} type=${type} class=${type === "text" ? "" : "short"} maxlength=${type === "text" ? "200" : null} min=${type === "number" ? "0" : null}
  .value=${editor.values[name]} aria-describedby=${editor.errors[name] ? `e-${name}-error` : null} aria-invalid=${editor.errors[name] ? "true" : null} @input=${(event) => editor.set(name, event.target.value)}>`);

const chosen = (editor, name, label, options) => field(editor, name, label, html`<select id=${`e-${name}`} .value=${editor.values[name]} aria-describedby=${editor.errors[name] ? `e-${name}-error` : null} aria-invalid=${editor.errors[name] ? "true" : null}
  @change=${(event) => editor.set(name, event.target.value)}><option value="">${t("plan.choose")}</option>${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select>`);

const several = (editor, name, label, things) => html`
  <fieldset class="field plan-picks" id=${`e-${name}`} tabindex="-1"><legend>${label}</legend>${fieldError(`e-${name}`, editor.errors[name])}
    ${things.map(({ id, text }) => html`<label class="check"><input type="checkbox" .checked=${editor.values[name].includes(id)} @change=${(event) => editor.pick(name, id, event.target.checked)}> ${text}</label>`)}</fieldset>`;

// What a task is measured by; only while the campaign is prepared, or for a new task.
function meterFields(editor) {
  const { meter } = editor.values;
  if (editor.task.id && !editor.measures) return "";
  return html`${chosen(editor, "meter", t("plan.meter"), METERS.map((value) => [value, t(`plan.meter_${value}`)]))}
    ${meter === "manual" ? "" : html`
      ${meter === "cuts" ? chosen(editor, "cut", t("plan.cut_label"), CUTS.map((value) => [value, t(`plan.cut_${value}`)])) : ""}
      ${typed(editor, "target", "number", { label: t("plan.target_label") })}
      ${chosen(editor, "target_unit", t("plan.unit_label"), UNITS.map((value) => [value, t(`plan.unit_${value}`)]))}
      ${chosen(editor, "scope", t("plan.scope_label"), SCOPES.map((value) => [value, t(`plan.scope_${value}`)]))}`}`;
}

function form(editor) {
  const { task, page, errors, refusal, busy } = editor;
  const departments = inOrder(editor.departments).map((d) => ({ id: d.id, text: nameOf(d) }));
  const others = page.tasks.filter((other) => other.id !== task.id).map((other) => ({ id: other.id, text: nameOf(other) }));
  return html`
    <form class="card no-print" novalidate @submit=${(event) => editor.save(event)}>
      <h2>${task.id ? t("plan.edit") : t("plan.add")}</h2>
      ${errorSummary(refusal ? [{ text: refusal }] : Object.entries(errors).map(([name, text]) => ({ id: `e-${name}`, text })))}
      ${typed(editor, "name", "text", { label: t("plan.col_task") })}
      ${typed(editor, "name_en", "text", { label: t("plan.name_en") })}
      ${chosen(editor, "lead", t("plan.col_lead"), departments.map(({ id, text }) => [id, text]))}
      ${typed(editor, "days", "number", { label: t("plan.days_label") })}
      ${typed(editor, "deadline", "date", { label: t("plan.own_label") })}
      ${meterFields(editor)}
      <details><summary>${t("plan.after_label")}</summary>${several(editor, "after", t("plan.after_label"), others)}</details>
      <details><summary>${t("plan.partners")}</summary>${several(editor, "partners", t("plan.partners"), departments)}</details>
      <p class="buttons"><button type="submit" class="button" ?disabled=${busy}>${busy ? t("plan.working") : t("plan.save")}</button>
        <button type="button" class="button secondary" ?disabled=${busy} @click=${() => page.closeEditor()}>${t("plan.cancel")}</button>
        ${task.id && task.state === "planned" ? html`<button type="button" class="link danger" ?disabled=${busy} @click=${() => editor.drop()}>${t("plan.drop")}</button>` : ""}</p>
    </form>`;
}
