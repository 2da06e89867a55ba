// The training ground: in the training county a trainer moves the clock, and the page says in
// words what the house did of its own accord meanwhile. A real house has no such clock.
import { html } from "../shared/html.js";
import { get, post, refusalWords } from "../shared/api.js";
import { dateTime, now, today } from "../shared/days.js";
import { say } from "../shared/frame.js";
import { hasWords, t } from "../shared/words.js";

const STEPS = [1, 5, 30]; // days

// What happened, worst known: an act by its words, else by its name in the catalogue of news.
const deedWords = ({ act, n }) => t("trainer.deed", { what: hasWords(`act.${act}`) ? t(`act.${act}`) : t("trainer.other_deed"), n });
const newsWords = ({ kind, n }) => t("trainer.news", { what: hasWords(`news.${kind}`) ? t(`news.${kind}`) : t("inbox.other"), n });

export class ClockPanel {
  // `moved` is called after the clock was moved, `draw` after every other change.
  constructor(moved, draw) {
    Object.assign(this, { moved, draw, demo: false, busy: false, error: "", answer: null, day: "", time: "09:00" });
    get("/api/onestop/today").then(({ demo }) => {
      this.demo = demo;
      this.draw();
    }, () => {}); // without it there is just no clock to move
  }

  async move(body) {
    Object.assign(this, { busy: true, error: "", answer: null });
    this.draw();
    try {
      this.answer = await post("/api/onestop/demo/clock", body);
      say(t("trainer.moved", { at: dateTime(this.answer.now) }));
    } catch (err) {
      this.error = refusalWords(err);
    }
    this.busy = false;
    this.moved();
  }

  view() {
    if (!this.demo) return "";
    return html`
      <section class="panel" aria-labelledby="clock">
        <h2 id="clock">${t("trainer.title")}</h2>
        <p>${t("trainer.lead")}</p>
        <p><strong>${t("trainer.now", { at: dateTime(now().toISOString()) })}</strong></p>
        <p class="buttons">${STEPS.map((days) => html`<button type="button" class="button secondary" ?disabled=${this.busy} @click=${() => this.move({ days })}>${t("trainer.days", { n: days })}</button>`)}</p>
        <form class="clock-form" @submit=${(event) => {
          event.preventDefault();
          if (this.day) this.move({ now: `${this.day}T${this.time || "09:00"}` });
        }}>
          <p class="field"><label for="clock-day">${t("trainer.day")}</label>
            <input id="clock-day" type="date" min=${today()} required .value=${this.day} @input=${(event) => { this.day = event.target.value; }}></p>
          <p class="field"><label for="clock-time">${t("trainer.time")}</label>
            <input id="clock-time" type="time" .value=${this.time} @input=${(event) => { this.time = event.target.value; }}></p>
          <button type="submit" class="button secondary" ?disabled=${this.busy}>${t("trainer.go")}</button>
        </form>
        ${this.busy ? html`<p class="loading" role="status">${t("trainer.moving")}</p>` : ""}
        ${this.error ? html`<p class="notice is-bad" role="alert">${this.error}</p>` : ""}
        ${this.answer ? this.told() : ""}
      </section>`;
  }

  told() {
    const { done, told, now: at } = this.answer;
    return html`
      <div class="notice is-good clock-told">
        <p><strong>${t("trainer.moved", { at: dateTime(at) })}</strong></p>
        ${done.length || told.length ? html`<p>${t("trainer.due")}</p><ul>${done.map((d) => html`<li>${deedWords(d)}</li>`)}${told.map((n) => html`<li>${newsWords(n)}</li>`)}</ul>` : html`<p>${t("trainer.nothing")}</p>`}
      </div>`;
  }
}
