// The form by which a supervisor makes or changes a meeting.
import { html } from "../shared/html.js";
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { change, create, list, refusalItems, refusalWords } from "../shared/api.js";
import { clockTime, dayAfter } from "../shared/days.js";
import { inOrder, nameOf, t } from "../shared/words.js";

const EMPTY = { title: "", title_en: "", day: "", time: "09:00", place: "", agenda: "", departments: [], campaign: "", cancelled: false };
const NEEDED = ["title", "day", "time", "place"];

const valuesOf = (meeting) => ({
  ...Object.fromEntries(Object.keys(EMPTY).map((key) => [key, meeting[key]])), day: dayAfter(meeting.at, 0), time: clockTime(meeting.at),
});

// The instant in China of a day and a time, as the house stores it.
const instantOf = (day, time) => new Date(`${day}T${time}:00+08:00`).toISOString().replace("T", " ");

export class MeetingForm {
  // `on` is {draw, done(meeting), cancel}.
  constructor(meeting, on) {
    Object.assign(this, { meeting, on, values: meeting ? valuesOf(meeting) : { ...EMPTY }, errors: {}, refusal: "", busy: false, departments: [], campaigns: [] });
    this.prepare();
  }

  // What can be chosen; a form without it still has its texts.
  async prepare() {
    [this.departments, this.campaigns] = await Promise.all([
      list("departments", { perPage: 500, filter: "active=true", fields: "id,name,name_en" }),
      list("campaigns", { perPage: 100, sort: "-created", filter: 'state!="closed"', fields: "id,name,name_en" }),
    ]).catch(() => [[], []]);
    this.on.draw();
  }

  set(name, value) {
    this.values[name] = value;
    this.on.draw();
  }

  invite(id, on) {
    const others = this.values.departments.filter((d) => d !== id);
    this.set("departments", on ? [...others, id] : others);
  }

  async send(event) {
    event.preventDefault();
    if (this.busy) return;
    this.refusal = "";
    this.errors = Object.fromEntries(NEEDED.filter((name) => !String(this.values[name]).trim()).map((name) => [name, t(`training.${name}_missing`)]));
    if (!Object.keys(this.errors).length) {
      this.busy = true;
      this.on.draw();
      try {
        const { day, time, ...rest } = this.values;
        const body = { ...rest, at: instantOf(day, time) };
        this.on.done(this.meeting ? await change("trainings", this.meeting.id, body) : await create("trainings", body));
        return;
      } catch (err) {
        const items = refusalItems(err);
        this.errors = Object.fromEntries(items.map(({ field, text }) => [field === "at" ? "day" : field, text]));
        this.refusal = items.length ? "" : refusalWords(err);
      }
      this.busy = false;
    }
    this.on.draw();
    focusErrors();
  }

  view() {
    const problems = this.refusal ? [{ text: this.refusal }] : Object.entries(this.errors).map(([name, text]) => ({ id: `m-${name}`, text }));
    return html`
      <form class="panel" novalidate aria-labelledby="m-head" @submit=${(event) => this.send(event)}>
        <h2 id="m-head">${t(this.meeting ? "training.edit" : "training.new")}</h2>
        ${errorSummary(problems)}
        ${this.input("title", "text", { maxlength: 200, label: t("training.name_one") })}
        ${this.input("title_en", "text", { maxlength: 200, optional: true })}
        <div class="clock-form">${this.input("day", "date")}${this.input("time", "time")}</div>
        ${this.input("place", "text", { maxlength: 200 })}
        <p class="field"><label for="m-agenda">${t("training.agenda")} <span class="field-mark">${t("common.optional")}</span></label>
          <span class="hint" id="m-agenda-hint">${t("training.agenda_hint")}</span>
          <textarea id="m-agenda" rows="5" maxlength="5000" aria-describedby="m-agenda-hint" .value=${this.values.agenda} @input=${(event) => this.set("agenda", event.target.value)}></textarea></p>
        ${this.campaigns.length ? html`<p class="field"><label for="m-campaign">${t("training.campaign")} <span class="field-mark">${t("common.optional")}</span></label>
          <select id="m-campaign" .value=${this.values.campaign} @change=${(event) => this.set("campaign", event.target.value)}>
            <option value="">${t("common.none")}</option>${this.campaigns.map((c) => html`<option value=${c.id}>${nameOf(c)}</option>`)}</select></p>` : ""}
        <fieldset class="choices"><legend>${t("training.departments")}</legend>
          <span class="hint">${t("training.departments_hint")}</span>
          <div class="invite">${inOrder(this.departments).map((d) => html`<label class="choice"><input type="checkbox" .checked=${this.values.departments.includes(d.id)}
            @change=${(event) => this.invite(d.id, event.target.checked)}><span>${nameOf(d)}</span></label>`)}</div></fieldset>
        ${this.meeting ? html`<label class="choice" id="m-cancelled" tabindex="-1"><input type="checkbox" .checked=${this.values.cancelled} @change=${(event) => this.set("cancelled", event.target.checked)}><span>${t("training.cancel")}</span></label>` : ""}
        <p class="buttons"><button type="submit" class="button" ?disabled=${this.busy}>${t("common.save")}</button>
          <button type="button" class="button secondary" ?disabled=${this.busy} @click=${this.on.cancel}>${t("common.cancel")}</button></p>
      </form>`;
  }

  input(name, type, { maxlength = null, optional = false, label = t(`training.${name}`) } = {}) {
    const error = this.errors[name];
    return html`
      <p class="field"><label for=${`m-${name}`}>${label} ${optional ? html`<span class="field-mark">${t("common.optional")}</span>` : ""}</label>
        ${fieldError(`m-${name}`, error)}
        <input id=${`m-${name}`} type=${type} maxlength=${maxlength} .value=${this.values[name]} aria-invalid=${error ? "true" : null}
          aria-describedby=${error ? `m-${name}-error` : null} aria-required=${optional ? null : "true"} @input=${(event) => this.set(name, event.target.value)}></p>`;
  }
}
