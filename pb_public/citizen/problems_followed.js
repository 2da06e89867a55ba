// What a reporter sees of the own problem: how it stands, the answer, before and after, and
// the question whether it is really fixed.
import { html } from "../shared/html.js";
import { day } from "../shared/days.js";
import { describedBy, fieldError } from "../shared/a11y.js";
import { effectTable } from "../shared/effect.js";
import { nameOf, t } from "../shared/words.js";

const fact = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const step = ({ act, date, reason }) => html`<li><strong>${t(`follow.step.${act}`)}</strong><span>${day(date)}</span>${reason ? html`<p class="pre">${reason}</p>` : ""}</li>`;

const said = (found) => (found.confirmed === "yes" ? html`<p class="notice is-good">${t("follow.said_yes")}</p>` : found.confirmed === "no" && found.state !== "returned" ? html`<p class="notice">${t("follow.said_no")}</p>` : "");

// Yes at once; no with what is still wrong.
function question(state, { answer, draw }) {
  const { found } = state;
  const yes = found.may.find((act) => act === "verify" || act === "confirm");
  const no = found.may.includes("reopen");
  if (!yes && !no) return said(found);
  const error = (state.problems.find((problem) => problem.id === "reason") || {}).text;
  const refuse = () => {
    if (state.reason.trim()) answer("reopen", state.reason.trim());
    else {
      state.problems = [{ id: "reason", text: t("follow.no_missing") }];
      draw();
    }
  };
  return html`
    <section class="card" aria-labelledby="say-title"><h2 id="say-title">${t("follow.say")}</h2>
      ${said(found)}
      ${found.check_due && found.state === "verified" ? html`<p class="hint">${t("follow.say_due", { day: day(found.check_due, false) })}</p>` : ""}
      ${state.no ? html`
        <div class="field"><label for="reason">${t("follow.no_reason")}</label><span class="hint" id="reason-hint">${t("follow.no_once")}</span>${fieldError("reason", error)}
          <textarea id="reason" rows="4" maxlength="2000" .value=${state.reason} aria-invalid=${error ? "true" : null} aria-describedby=${describedBy("reason", { hint: true, error })}
            @input=${(event) => { state.reason = event.target.value; }}></textarea></div>
        <p class="buttons"><button type="button" class="button danger" ?disabled=${state.busy} @click=${refuse}>${t("follow.no_send")}</button>
          <button type="button" class="button secondary" @click=${() => {
            Object.assign(state, { no: false, problems: [] });
            draw();
          }}>${t("common.cancel")}</button></p>` : html`
        <p class="buttons">
          ${yes ? html`<button type="button" class="button" ?disabled=${state.busy} @click=${() => answer(yes)}>${t("follow.yes")}</button>` : ""}
          ${no ? html`<button type="button" class="button secondary" @click=${() => {
            state.no = true;
            draw();
            document.getElementById("reason").focus();
          }}>${t("follow.no")}</button>` : ""}</p>`}
    </section>`;
}

export function followedView(state, acts) {
  const { found } = state;
  const solved = ["solved", "verified"].includes(found.main_state);
  return html`
    <p class="crumb"><a href="/problems.html">← ${t("follow.back")}</a></p>
    <section id="followed" tabindex="-1" aria-labelledby="followed-title">
      <h1 id="followed-title">${found.title}</h1>
      <p><span class=${`tag ${found.main_state === "verified" ? "is-good" : "is-accent"}`}>${t(`problem.state.${found.state}`)}</span>
        ${found.light && found.light !== "none" ? html` <span class=${`tag is-${found.light}`}>${t(`problem.light.${found.light}`)}</span>` : ""}</p>
      ${found.merged ? html`<p class="notice">${t("follow.merged")} <span class="tag">${t(`problem.state.${found.main_state}`)}</span></p>` : ""}
      ${question(state, acts)}
      ${found.answer ? html`<h2>${t("answers.answer")}</h2><p class="pre">${found.answer}</p>` : ""}
      ${solved && found.measure ? html`<h2>${t("answers.measure")}</h2><p class="pre">${found.measure}</p>` : ""}
      ${solved ? html`${found.effect ? html`<h2>${t("effect.title")}</h2>` : ""}${effectTable(found.effect)}` : ""}
      <div class="card"><dl class="facts">
        ${fact(t("follow.number"), found.number)}
        ${fact(t("follow.code"), found.code ? html`<span class="code-shown">${found.code}</span>` : "")}
        ${fact(t("answers.service"), found.service ? nameOf(found, "service") : "")}
        ${fact(t("follow.lead_body"), found.lead ? nameOf(found, "lead") : "")}
        ${fact(t("follow.due"), found.due && !solved ? day(found.due) : "")}
        ${fact(t("follow.yours"), html`<span class="pre">${found.text}</span>`)}
      </dl></div>
      <h2>${t("follow.steps")}</h2>
      <ol class="way">${found.steps.map(step)}</ol>
    </section>`;
}
