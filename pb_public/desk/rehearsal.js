// A rehearsal in words: what the cases of the last months would have become on the draft.
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";
import { panel } from "./panels.js";

const MONTHS = [1, 3, 6, 12, 24];

const line = (text) => (text ? html`<li>${text}</li>` : "");

// How one limit moves: earlier, later, the same.
function shift(name, { earlier, later, same, unknown, late, now_late: nowLate, now_in_time: inTime }) {
  return html`
    <li><strong>${t(`list.limit_${name}`)}</strong>${t("common.colon")}${[
    earlier ? t("list.earlier", { n: earlier }) : "", later ? t("list.later", { n: later }) : "", same ? t("list.same", { n: same }) : "", unknown ? t("list.unknown", { n: unknown }) : "",
  ].filter(Boolean).join(t("common.list"))}
      ${late.before !== late.after ? html`<span class="hint">${t("list.late", { before: late.before, after: late.after })}${nowLate ? t("list.now_late", { n: nowLate }) : ""}${inTime ? t("list.in_time", { n: inTime }) : ""}</span>` : ""}</li>`;
}

function loads(found) {
  const moved = found.steps.filter((step) => step.before.steps !== step.after.steps || step.before.days !== step.after.days);
  return moved.map((step) => line(t("list.step_load", { name: step.step, department: found.names[step.department] || "", before: step.before.days, after: step.after.days })));
}

function report(found) {
  if (!found.cases) return html`<p class="hint">${t("list.no_cases", { from: found.from, to: found.to })}</p>`;
  return html`
    <p>${t("list.cases", { n: found.cases, from: found.from, to: found.to })}${found.more ? t("list.cases_more", { limit: found.limit }) : ""}</p>
    <ul>${shift("promise", found.promise)}${shift("law", found.law)}
      ${line(t("list.papers", { before: found.papers.before, after: found.papers.after }))}
      ${line(found.asked_more ? t("list.asked_more", { n: found.asked_more }) : "")}
      ${line(found.asked_less ? t("list.asked_less", { n: found.asked_less }) : "")}
      ${found.materials.map((m) => line(t("list.material_cases", { name: nameOf(m), before: m.cases.before, after: m.cases.after })))}
      ${line(found.unanswered ? t("list.unanswered", { n: found.unanswered }) : "")}
      ${loads(found)}</ul>`;
}

export const rehearsalPanel = (page) => panel("rehearsal", t("list.rehearse"), html`
  <p class="hint">${t("list.rehearse_lead")}</p>
  <div class="rehearse"><label for="months">${t("list.months")}</label>
    <select id="months" .value=${String(page.months)} @change=${(event) => { page.months = event.target.value; }}>${MONTHS.map((n) => html`<option value=${String(n)}>${t("list.months_n", { n })}</option>`)}</select>
    <button type="button" class="button small secondary" ?disabled=${page.busy === "rehearse"} @click=${() => page.rehearse()}>${t(page.busy === "rehearse" ? "desk.working" : "list.rehearse_go")}</button></div>
  ${page.rehearsal ? html`<div class="rehearsed">${page.rehearsal.error ? html`<p class="notice is-bad" role="alert">${page.rehearsal.error}</p>` : report(page.rehearsal.answer)}</div>` : ""}`);
