// The second step at the window: find the service and answer its questions.
import { errorSummary } from "../shared/a11y.js";
import { html, keyed } from "../shared/html.js";
import { get, post, refusalWords } from "../shared/api.js";
import { nameOf, t } from "../shared/words.js";

const PAUSE = 250; // ms after the last key before the search runs

// The state and the deeds of the step; `done({service, options, checklist, agent})` at its end.
export function serviceStep(draw, done) {
  const step = { q: "", items: null, service: null, options: [], checklist: null, agent: false, agentName: "", agentID: "", busy: false, refusal: "" };
  let timer = 0;

  const guard = async (work) => {
    step.refusal = "";
    try {
      await work();
    } catch (err) {
      step.refusal = refusalWords(err);
    }
    draw();
  };
  const ask = () => guard(async () => {
    step.checklist = await post(`/api/onestop/services/${step.service.id}/checklist`, { options: step.options });
  });
  const search = () => guard(async () => {
    const asked = step.q;
    const answer = await get("/api/onestop/services", { q: asked });
    if (asked === step.q) step.items = answer.items;
  });

  step.search = (q) => {
    step.q = q;
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
    draw();
  };
  step.pick = (service) => {
    Object.assign(step, { service, options: [], checklist: null });
    draw();
    ask();
  };
  step.change = () => {
    Object.assign(step, { service: null, checklist: null, options: [] });
    draw();
  };
  step.choose = (question, option) => {
    const others = question.options.map((o) => o.id);
    step.options = [...step.options.filter((id) => !others.includes(id)), option.id];
    draw();
    ask();
  };
  step.type = (change) => {
    Object.assign(step, change);
    draw();
  };
  step.begin = async () => {
    if (step.agent && !(step.agentName.trim() && step.agentID.trim())) {
      step.refusal = t("counter.agent_both");
      draw();
      return;
    }
    step.busy = true;
    draw();
    await guard(() => done(step));
    step.busy = false;
    draw();
  };
  search();
  return step;
}

const question = (step) => (q) => html`
  <fieldset class="choices">
    <legend>${nameOf(q, "text")}</legend>
    ${q.options.map((o) => html`<label class="choice"><input type="radio" name=${`q-${q.id}`} .checked=${step.options.includes(o.id)}
      @change=${() => step.choose(q, o)}> ${nameOf(o, "text")}</label>`)}
  </fieldset>`;

const hit = (step) => (item) => html`
  <li><button type="button" class="hit" @click=${() => step.pick(item)}>${nameOf(item)} <span class="hint">${item.department}</span></button></li>`;

const searching = (step) => html`
  <p class="field"><label for="q">${t("counter.search")}</label> <span class="hint" id="q-hint">${t("counter.search_hint")}</span>
    <input id="q" type="search" autocomplete="off" aria-describedby="q-hint" .value=${step.q} @input=${(event) => step.search(event.target.value)}></p>
  ${step.items && !step.items.length ? html`<p class="notice" role="status">${t("counter.no_service")}</p>` : ""}
  <ul class="hits">${keyed(step.items || [], (item) => item.id, hit(step))}</ul>`;

const answered = (step) => step.checklist && step.checklist.questions.every((q) => q.options.some((o) => step.options.includes(o.id)));

const picked = (step) => html`
  <p><strong>${t("counter.picked", { name: nameOf(step.service) })}</strong>
    <button type="button" class="link" @click=${step.change}>${t("counter.change")}</button></p>
  ${step.checklist ? keyed(step.checklist.questions, (q) => q.id, question(step)) : ""}
  <p class="choices"><label class="choice"><input type="checkbox" .checked=${step.agent} @change=${(event) => step.type({ agent: event.target.checked })}> ${t("counter.agent")}</label></p>
  ${step.agent ? html`
    <p class="field"><label for="agentName">${t("counter.agent_name")}</label>
      <input id="agentName" type="text" maxlength="100" .value=${step.agentName} @input=${(event) => step.type({ agentName: event.target.value })}></p>
    <p class="field"><label for="agentID">${t("counter.agent_id")}</label>
      <input id="agentID" type="text" maxlength="40" .value=${step.agentID} @input=${(event) => step.type({ agentID: event.target.value })}></p>` : ""}
  <button type="button" class="button" ?disabled=${step.busy || !answered(step)} @click=${step.begin}>${t("counter.begin")}</button>`;

export const serviceView = (step) => html`
  <section class="panel">
    <h2>${t("counter.step_service")}</h2>
    ${errorSummary(step.refusal ? [{ text: step.refusal }] : [], t("desk.refused"))}
    ${step.service ? picked(step) : searching(step)}
  </section>`;
