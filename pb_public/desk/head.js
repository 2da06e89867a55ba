// The head of a case: what it is, how it stands, what may be done with it now.
import { html } from "../shared/html.js";
import { hasWords, listOf, nameOf, t } from "../shared/words.js";
import { lightMark } from "./lights.js";
import { counterAct, dialogRows, stepWork } from "./process.js";
import { isHarsh } from "./acts.js";
import { inviteButton, mayInvite } from "./invite.js";
import { unsaidPapers } from "./papers.js";

const due = (label, limit) => (limit && limit.due ? html`<div class="fact"><dt>${label}</dt><dd>${limit.due}
  ${limit.light && limit.light !== "none" ? lightMark({ light: limit.light, days_left: limit.left }) : ""}</dd></div>` : "");

// The limit that is running now, worst first, for the light beside the state.
function running(clock) {
  const order = ["red", "yellow", "green", "grey"];
  const limits = [clock.delivery, clock.promise, clock.law, clock.inspection, clock.notice].filter((l) => l && order.includes(l.light));
  return limits.sort((a, b) => order.indexOf(a.light) - order.indexOf(b.light))[0];
}

const news = ({ news: said }) => (said ? html`
  <p class=${`news is-${said.kind}`} role=${said.kind === "done" ? "status" : "alert"} tabindex="-1">${said.text}</p>` : "");

export function caseHead(desk) {
  const { application, clock, snapshot } = desk;
  const worst = running(clock);
  return html`
    <p class="case-back"><a href="/desk/">← ${t("desk.to_queue")}</a></p>
    ${news(desk)}
    <h1>${nameOf(snapshot)}</h1>
    <p class="case-line">
      <span class="case-number">${application.number || t("desk.draft_number")}</span>
      <span class=${`tag is-${application.state}`}>${t(`state.${application.state}`)}</span>
      ${worst ? lightMark({ light: worst.light, days_left: worst.left }) : ""}
      <span class="case-who">${desk.applicant ? desk.applicant.name : ""}</span>
    </p>
    <dl class="facts case-dues">
      ${due(t("desk.notice_due"), clock.notice)}${due(t("desk.promise_due"), clock.promise)}
      ${due(t("desk.law_due"), clock.law)}${due(t("desk.inspection_due"), clock.inspection)}${due(t("desk.delivery_due"), clock.delivery)}</dl>`;
}

// What the law expects stands out; what goes against the applicant warns.
const weight = (act) => (isHarsh(act) ? "danger" : ["accept", "grant", "deliver", "resume"].includes(act) ? "" : "secondary");

// What the case waits for, for an officer who has nothing to do with it now.
function waiting({ application, reviews }) {
  const open = reviews.filter((review) => review.state === "open").map((review) => review.name);
  if (application.state === "accepted" && open.length) return t("desk.waits_review", { names: listOf(open) });
  const key = `desk.waits_${application.state}`;
  return hasWords(key) ? t(key) : t("desk.waits_nobody");
}

export function actsPanel(desk) {
  const rows = dialogRows(desk);
  const counter = counterAct(desk);
  const unsaid = ["accepted", "paused"].includes(desk.application.state) ? unsaidPapers(desk.papers, desk.actions) : [];
  const steps = desk.reviews.map((review) => ({ review, ...stepWork(desk, review) })).filter((work) => work.rule);
  return html`
    ${unsaid.length ? html`<p class="notice is-warn">${t("desk.unsaid", { names: listOf(unsaid.map((p) => nameOf(p.material))) })}</p>` : ""}
    <section class="acts" aria-label=${t("desk.acts")}>
      ${steps.map(({ review, rule }) => html`<button type="button" class="button" ?disabled=${desk.busy}
        @click=${() => desk.act(rule, review)}>${nameOf(rule)}${t("common.colon")}${review.name}</button>`)}
      ${rows.map((row) => html`<button type="button" class=${`button ${weight(row.act)}`} data-act=${row.act}
        ?disabled=${desk.busy} @click=${() => desk.act(row)}>${nameOf(row)}</button>`)}
      ${counter ? html`<a class="button secondary" href=${`/counter/?id=${desk.id}`}>${t(`desk.counter_${counter}`)}</a>` : ""}
      ${inviteButton(desk)}
      ${rows.length || counter || steps.length || mayInvite(desk) ? "" : html`<p class="hint">${t("desk.no_acts")} ${waiting(desk)}</p>`}
    </section>`;
}
