// The list of training meetings, with the form for a new one and, in the training county,
// the clock that is moved.
import { html, render } from "../shared/html.js";
import { get } from "../shared/api.js";
import { dateTime, dayAfter, now, today } from "../shared/days.js";
import { reading } from "../shared/reading.js";
import { nameOf, t } from "../shared/words.js";
import { ClockPanel } from "./clock_panel.js";
import { MeetingForm } from "./training_form.js";

// Whether the day of a meeting is over.
export const isPast = ({ at }) => dayAfter(at, 0) < today();

const begun = ({ at }) => new Date(at.replace(" ", "T")) <= now();

function standing(meeting) {
  if (meeting.cancelled) return html` <span class="tag is-bad">${t("training.cancelled")}</span>`;
  if (isPast(meeting)) return html` <span class="tag">${t("training.past")}</span>`;
  return html` <span class="tag is-accent">${t(begun(meeting) ? "training.begun" : "training.coming")}</span>`;
}

// How a meeting stands, in tags.
export const marks = (meeting) => html`
  ${standing(meeting)}
  ${meeting.mine ? html` <span class="tag is-good">${t("training.signed_mine")}</span>` : ""}
  ${!meeting.invited && !meeting.cancelled ? html` <span class="tag">${t("training.not_invited")}</span>` : ""}`;

const row = (meeting) => html`
  <li><a class="row-name" href=${`?id=${meeting.id}`}>${nameOf(meeting, "title")}</a>${marks(meeting)}
    <p class="meta"><span>${dateTime(meeting.at)}</span><span>${meeting.place}</span></p>
    <p class="meta"><span>${t("training.count_signed", { n: meeting.signed })}</span><span>${t("training.count_asked", { n: meeting.asked })}</span>
      ${meeting.open ? html`<span class="field-error">${t("training.count_open", { n: meeting.open })}</span>` : ""}</p></li>`;

export class Meetings {
  constructor(root, me, again) {
    Object.assign(this, { root, me, again, items: null, more: false, page: 1, failed: "", form: null });
    this.draw = this.draw.bind(this);
    this.clock = new ClockPanel(() => {
      this.draw();
      this.load();
    }, this.draw);
    this.draw();
    this.load();
  }

  get organises() { return this.me.roles.includes("supervisor"); }

  load(page = 1) {
    return reading(this, async () => {
      const answer = await get("/api/onestop/trainings", { page });
      Object.assign(this, { items: page > 1 ? [...this.items, ...answer.items] : answer.items, more: answer.more, page, failed: "" });
    });
  }

  begin() {
    this.form = new MeetingForm(null, {
      draw: this.draw,
      done: (meeting) => location.assign(`?id=${meeting.id}`),
      cancel: () => {
        this.form = null;
        this.draw();
      },
    });
    this.draw();
  }

  draw() {
    render(this.root, html`
      <div class="queue-head"><h1>${t("training.title")}</h1>
        ${this.organises && !this.form ? html`<button type="button" class="button" @click=${() => this.begin()}>${t("training.new")}</button>` : ""}</div>
      <p>${t("training.lead")}</p>
      ${this.failed ? html`<div class="notice is-bad" role="alert"><p>${this.failed}</p><button type="button" class="button secondary" @click=${() => this.load()}>${t("common.retry")}</button></div>` : ""}
      ${this.form ? this.form.view() : html`${this.list()}${this.clock.view()}`}`);
  }

  list() {
    if (!this.items) return this.failed ? "" : html`<p class="loading" role="status">${t("common.loading")}</p>`;
    if (!this.items.length) return html`<p class="queue-note">${t("training.none")}</p>`;
    return html`<ul class="rows">${this.items.map(row)}</ul>
      ${this.more ? html`<p class="buttons"><button type="button" class="button secondary" @click=${() => this.load(this.page + 1)}>${t("common.more")}</button></p>` : ""}`;
  }
}
