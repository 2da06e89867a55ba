// Whether a licence or approval is genuine, for whoever was shown one.
import { html } from "../shared/html.js";
import { get, refusalWords } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { day } from "../shared/days.js";
import { asked, page } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import lookupWords from "../shared/words/lookup.js";
import { inputField } from "./fields.js";

addWords(citizen, lookupWords);

const TONES = { genuine: "is-good", expired: "is-warn", revoked: "is-bad", unknown: "is-bad" };

const state = { token: asked("token"), answer: null, problem: "", busy: false };

// What people paste is the token or the whole address with it.
const tokenIn = (text) => (/[?&]token=([^&#\s]+)/.exec(text) || [])[1] || text.trim();

async function check() {
  state.problem = state.token.trim() ? "" : t("verify.token_missing");
  if (!state.problem) {
    Object.assign(state, { busy: true, answer: null });
    draw();
    try {
      state.answer = await get(`/api/onestop/verify/${encodeURIComponent(tokenIn(state.token))}`);
    } catch (err) {
      state.problem = refusalWords(err);
    }
    state.busy = false;
  }
  draw();
  if (state.problem) focusErrors();
  else document.getElementById("answer").focus();
}

const fact = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const answer = ({ status, number, name, name_en: nameEn, holder, department, valid_from: from, valid_to: to }) => html`
  <section class=${`notice ${TONES[status] || "is-bad"}`} id="answer" tabindex="-1" role="status">
    <h2>${t(`verify.${status}`)}</h2><p>${t(`verify.${status}_text`)}</p>
    ${status === "unknown" ? "" : html`<dl class="facts">
      ${fact(t("verify.name"), nameOf({ name, name_en: nameEn }))}${fact(t("verify.number"), number)}${fact(t("verify.holder"), holder)}${fact(t("verify.department"), department)}
      ${fact(t("verify.valid_from"), day(from, false))}${fact(t("verify.valid_to"), to ? day(to, false) : t("verify.endless"))}</dl>`}
  </section>`;

const view = () => html`
  ${errorSummary(state.problem ? [{ id: "token", text: state.problem }] : [])}
  <h1>${t("verify.title")}</h1>
  ${state.answer ? answer(state.answer) : html`<p class="lead">${t("verify.lead")}</p>`}
  <form novalidate @submit=${(event) => {
    event.preventDefault();
    if (!state.busy) check();
  }}>
    ${inputField({ id: "token", label: t("verify.token"), hint: t("verify.token_hint"), value: state.token, error: state.problem, set: (value) => { state.token = value; } })}
    <p class="buttons"><button type="submit" class=${state.answer ? "button secondary" : "button large"} ?disabled=${state.busy}>${t("verify.go")}</button></p>
  </form>
  <p class="hint">${t("verify.hint")}</p>`;

const { draw } = page({ title: () => t("verify.title"), view, className: "narrow" });
if (state.token) check();
