// The second step at the window: the service or life event, found by name, pinyin initials
// or code, and its questions, each answered by a digit.
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { html, keyed } from "../shared/html.js";
import { get, list, me, post, refusalWords } from "../shared/api.js";
import { nameOf, t } from "../shared/words.js";
import { enterGoesOn } from "./keys.js";
import { focusFirst } from "./page.js";

const PAUSE = 150; // ms after the last key before the search runs
const SHOWN = 8;

// The state and the deeds of the step; `done({thing, options, leftOut, older})` at its end,
// `older` being a draft of the same service that is gone on with instead.
export class ServiceStep {
  constructor(draw, applicant, done) {
    Object.assign(this, { draw, applicant, done, q: "", own: false, items: null, at: 0, events: [], thing: null, options: [], leftOut: [], checklist: null, older: null, busy: false, refusal: "", timer: 0 });
    for (const name of ["begin", "steer"]) this[name] = this[name].bind(this);
    this.ready = Promise.all([this.search(), this.readEvents()]);
  }

  async guard(work) {
    this.refusal = "";
    try {
      await work();
    } catch (err) {
      this.refusal = refusalWords(err);
    }
    this.draw();
    if (this.refusal) focusErrors();
    return !this.refusal;
  }

  readEvents() {
    return this.guard(async () => {
      const { items } = await get("/api/onestop/life_events");
      this.events = items.filter((event) => event.state === "published").map((event) => ({ id: event.id, name: event.name, name_en: event.name_en, event: true }));
    });
  }

  search() {
    return this.guard(async () => {
      const asked = [this.q, this.own];
      const { items } = await get("/api/onestop/services", { q: this.q.trim(), department: this.own ? me().department : "" });
      if (asked[0] === this.q && asked[1] === this.own) Object.assign(this, { items, at: 0, searched: this.q });
    });
  }

  // The hits in the order of the list: life events whose name is typed, then services.
  get hits() {
    const typed = this.q.trim().toLowerCase();
    const events = this.events.filter((event) => !this.own && typed && `${event.name} ${event.name_en}`.toLowerCase().includes(typed));
    return [...(this.items || []).slice(0, SHOWN), ...events];
  }

  type(q) {
    clearTimeout(this.timer);
    Object.assign(this, { q, timer: setTimeout(() => this.search(), PAUSE) });
    this.draw();
  }

  narrow(own) {
    this.own = own;
    this.search();
  }

  // The arrows move through the hits while the field keeps the focus; Enter takes one, after
  // the search for what was typed last has answered.
  async steer(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = Math.min(Math.max(this.at + step, 0), this.hits.length - 1);
      this.draw();
      return;
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (this.searched !== this.q) {
      clearTimeout(this.timer);
      await this.search();
    }
    if (this.hits[this.at]) this.pick(this.hits[this.at]);
  }

  async pick(thing) {
    Object.assign(this, { thing, options: [], leftOut: [], checklist: null, older: null });
    if (await this.ask() && this.thing.event === undefined) await this.guard(async () => { [this.older] = await this.drafts(); });
    if (this.refusal) return;
    if (!this.checklist.questions.length && !this.thing.event && !this.older) this.begin();
    else focusFirst();
  }

  // What this person has begun of the service and not handed in.
  drafts() {
    return list("applications", { filter: `applicant="${this.applicant.id}" && service="${this.thing.id}" && state="draft" && journey=""`, sort: "-created", perPage: 1 });
  }

  change() {
    Object.assign(this, { thing: null, checklist: null, options: [], older: null, refusal: "" });
    this.draw();
    focusFirst();
  }

  ask() {
    const kind = this.thing.event ? "life_events" : "services";
    return this.guard(async () => {
      this.checklist = await post(`/api/onestop/${kind}/${this.thing.id}/checklist`, { options: this.options, left_out: this.thing.event ? this.leftOut : undefined });
    });
  }

  // Answers a question; the answers to those behind it, which may depend on it, are asked anew.
  async choose(question, option) {
    const asked = this.checklist.questions;
    const before = asked.slice(0, asked.findIndex((q) => q.id === question.id)).flatMap((q) => q.options.map((o) => o.id));
    this.options = [...this.options.filter((id) => before.includes(id)), option.id];
    if (await this.ask()) focusFirst();
  }

  answered(question) { return question.options.some((o) => this.options.includes(o.id)); }

  leave(member, out) {
    this.leftOut = out ? [...this.leftOut, member.id] : this.leftOut.filter((id) => id !== member.id);
    this.ask();
  }

  get ripe() { return Boolean(this.checklist) && this.checklist.questions.every((q) => this.answered(q)); }

  async begin(event, older = null) {
    if (event) event.preventDefault();
    if (this.busy || !(this.ripe || older)) return;
    this.busy = true;
    this.draw();
    await this.guard(() => this.done({ thing: this.thing, options: this.options, leftOut: this.leftOut, older }));
    this.busy = false;
    this.draw();
  }

  keys(other) {
    return this.thing ? [{ key: "Escape", label: t("counter.change"), run: () => this.change() }] : [{ key: "Escape", label: t("counter.other"), run: other }];
  }
}

const digits = (step, q) => (event) => {
  const option = q.options[Number(event.key) - 1];
  if (!option || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  step.choose(q, option);
};

const question = (step, first) => (q) => html`
  <fieldset class="choices answers" @keydown=${digits(step, q)}>
    <legend>${nameOf(q, "text")}</legend>
    ${q.options.map((o, at) => html`<label class="choice inline"><input type="radio" name=${`q-${q.id}`} data-next=${q === first && at === 0 ? "" : null} .checked=${step.options.includes(o.id)}
      @change=${() => step.choose(q, o)}> <kbd aria-hidden="true">${at + 1}</kbd> ${nameOf(o, "text")}</label>`)}
  </fieldset>`;

const hit = (step) => (item, at) => html`
  <li id=${`hit-${item.id}`} class="hit" role="option" aria-selected=${String(step.at === at)} @click=${() => step.pick(item)}>
    <span>${nameOf(item)}</span> ${item.event ? html`<span class="tag is-accent">${t("counter.event")}</span>` : html`<span class="hint">${nameOf(item, "department")} <span class="number">${item.code}</span></span>`}</li>`;

const searching = (step) => html`
  <p class="field"><label for="q">${t("counter.search")}</label> <span class="hint" id="q-hint">${t("counter.search_hint")}</span>
    <input id="q" type="text" role="combobox" autocomplete="off" maxlength="100" data-next="" aria-describedby="q-hint" aria-autocomplete="list" aria-expanded=${String(step.hits.length > 0)} aria-controls="hits"
      aria-activedescendant=${step.hits[step.at] ? `hit-${step.hits[step.at].id}` : null} .value=${step.q} @input=${(event) => step.type(event.target.value)} @keydown=${step.steer}></p>
  <p><label class="check"><input type="checkbox" .checked=${step.own} @change=${(event) => step.narrow(event.target.checked)}> ${t("counter.own_only")}</label></p>
  ${step.items && !step.hits.length ? html`<p class="notice" role="status">${t("counter.no_service")}</p>` : ""}
  <ul class="hits" id="hits" role="listbox" aria-label=${t("counter.hits")} ?hidden=${!step.hits.length}>${keyed(step.hits, (item) => item.id, hit(step))}</ul>`;

const member = (step) => (m) => html`
  <li>${m.optional ? html`<label class="check"><input type="checkbox" .checked=${!step.leftOut.includes(m.id)} @change=${(event) => step.leave(m, !event.target.checked)}> ${nameOf(m)}</label>` : nameOf(m)}
    <span class="hint">${nameOf(m, "department")}</span></li>`;

const leftOut = (step) => (step.checklist.left_out || []).filter((m) => step.leftOut.includes(m.id)).map((m) => html`
  <li><label class="check"><input type="checkbox" @change=${() => step.leave(m, false)}> ${nameOf(m)}</label> <span class="hint">${t("counter.left_out")}</span></li>`);

const older = (step) => html`
  <div class="notice is-warn"><p>${t("counter.older")}</p>
    <p class="buttons"><button type="button" class="button" data-next="" @click=${(event) => step.begin(event, step.older)}>${t("counter.go_on")} <kbd aria-hidden="true">Enter</kbd></button></p></div>`;

function picked(step) {
  const asked = step.checklist ? step.checklist.questions : [];
  const first = asked.find((q) => !step.answered(q));
  return html`
    <form novalidate @submit=${step.begin} @keydown=${enterGoesOn}>
      <p class="picked"><strong>${nameOf(step.thing)}</strong>
        <button type="button" class="link" @click=${() => step.change()}>${t("counter.change")} <kbd aria-hidden="true">Esc</kbd></button></p>
      ${step.older ? older(step) : ""}
      ${keyed(asked, (q) => q.id, question(step, step.older ? null : first))}
      ${step.checklist && step.checklist.members ? html`<p><strong>${t("counter.members")}</strong></p><ol class="members">${step.checklist.members.map(member(step))}${leftOut(step)}</ol>` : ""}
      <p class="buttons"><button type="submit" class="button" data-next=${first || step.older ? null : ""} ?disabled=${step.busy || !step.ripe}>${t(step.older ? "counter.begin_anew" : "counter.begin")} <kbd aria-hidden="true">Enter</kbd></button></p>
    </form>`;
}

export const serviceView = (step) => html`
  <section class="panel">
    <h2>${t("counter.step_service")}</h2>
    ${errorSummary(step.refusal ? [{ text: step.refusal }] : [], t("counter.refused"))}
    ${step.thing ? picked(step) : searching(step)}
  </section>`;
