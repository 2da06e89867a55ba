// After the hand-in: the number, by when, and the papers for the applicant to take along.
import { html } from "../shared/html.js";
import { refusalWords } from "../shared/api.js";
import { day } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";
import { stateTag } from "./lines.js";

const PAPER = "onestop.counter.paper";

// The width of the paper of this window's printer: A4, or the 80 mm of a receipt printer.
export const paper = () => (localStorage.getItem(PAPER) === "80" ? "80" : "a4");

export const changePaper = (draw) => () => {
  localStorage.setItem(PAPER, paper() === "80" ? "a4" : "80");
  draw();
};

// Opens the notices in one print job; the window closes itself after it.
export function printNotices(ids, next = null) {
  window.open(`/notice.html?id=${ids.join(",")}&paper=${paper()}&print=1`, "_blank", "noopener");
  if (next) next.focus();
}

const titles = (step) => [...new Set(step.notices.map((n) => nameOf(n.content, "title")))].join(t("common.list"));

// One line for each case: its number, where it stands, by when.
const caseLine = (c) => html`
  <li class="done-case"><p class="counter-number">${c.number}</p>
    <p>${nameOf(c.expand.revision.content)} ${stateTag(c.state)} ${c.promised_due || c.notice_due ? html`<strong>${t(c.promised_due ? "counter.promised" : "counter.noticed", { day: day(c.promised_due || c.notice_due) })}</strong>` : ""}
      <a class="text-link" href=${`/desk/case.html?id=${c.id}`}>${t("counter.to_case")}</a></p></li>`;

const code = (step) => {
  const receipt = step.notices.find((n) => n.content.track_code);
  return receipt && step.cases.length === 1 ? html`<p>${t("counter.track_code")} <span class="code-shown">${receipt.content.track_code}</span> <span class="hint">${t("counter.track_hint")}</span></p>` : "";
};

export class DoneStep {
  constructor(draw, next, result) {
    Object.assign(this, { draw, next }, result);
    this.print = () => {
      if (this.notices.length) printNotices(this.notices.map((n) => n.id), document.getElementById("next"));
    };
    this.change = changePaper(draw);
  }

  keys() {
    return [{ key: "P", label: t("counter.print"), run: this.print }, { key: "T", label: t("counter.paper"), run: this.change }];
  }
}

export const doneView = (step) => html`
  <section class="panel">
    <h2>${t(step.twice ? "counter.done_twice" : `counter.done_${step.how}`)}</h2>
    ${step.failed ? html`<p class="notice is-bad" role="alert">${t("counter.then_failed", { why: refusalWords(step.failed) })}</p>` : ""}
    <ul class="plain">${step.cases.map(caseLine)}</ul>
    ${code(step)}
    ${step.notices.length ? html`<p class="hint">${t("counter.papers", { names: titles(step) })} · ${t(`counter.paper_${paper()}`)} <button type="button" class="link" @click=${step.change}>${t("counter.paper")} <kbd aria-hidden="true">T</kbd></button></p>` : ""}
    <p class="buttons">
      ${step.notices.length ? html`<button type="button" class="button large" data-next="" @click=${step.print}>${t("counter.print")} <kbd aria-hidden="true">P</kbd></button>` : ""}
      <button type="button" id="next" class="button large secondary" data-next=${step.notices.length ? null : ""} @click=${step.next}>${t("counter.next")} <kbd aria-hidden="true">F2</kbd></button>
    </p>
  </section>`;

