// A one-time code for somebody at the window who cannot sign in: find the account by the
// number, check the document, open the code, print the slip. Nothing of it stays here.
import { describedBy, errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { html } from "../shared/html.js";
import { post, refusalWords } from "../shared/api.js";
import { dateTime } from "../shared/days.js";
import { addWords, t } from "../shared/words.js";
import recoverWords from "../shared/words/recover.js";
import { enterGoesOn, useKeys } from "./keys.js";
import { counterPage, focusFirst } from "./page.js";

addWords(recoverWords);

const RECOVER = "/recover.html";

const fresh = () => ({ idNumber: "", found: null, unknown: false, checked: false, slip: null, busy: false, problems: [] });
const state = fresh();

const change = (what) => {
  Object.assign(state, what, "checked" in what ? {} : { found: null, unknown: false, checked: false });
  draw();
};

const attempt = (flaw, deed) => async (event) => {
  event.preventDefault();
  if (state.busy) return;
  state.problems = flaw();
  state.busy = !state.problems.length;
  draw();
  if (state.busy) {
    try {
      await deed();
    } catch (err) {
      state.problems = [{ text: refusalWords(err) }];
    }
    state.busy = false;
    draw();
  }
  if (state.problems.length) focusErrors();
};

const find = attempt(() => (state.idNumber.trim() ? [] : [{ id: "idNumber", text: t("counter.id_needed") }]), async () => {
  state.found = (await post("/api/onestop/applicants/find", { id_number: state.idNumber.trim() })).applicant;
  state.unknown = !state.found;
  draw();
  focusFirst();
});

const open = attempt(() => (state.checked ? [] : [{ id: "checked", text: t("slip.checked_missing") }]), async () => {
  state.slip = await post(`/api/onestop/applicants/${state.found.id}/code`, { checked: true });
  state.idNumber = "";
  draw();
  document.getElementById("slip").focus();
});

const errorOf = (id) => (state.problems.find((problem) => problem.id === id) || {}).text;

const search = () => html`
  <form novalidate @submit=${find}>
    <p class="field"><label for="idNumber">${t("counter.id_number")}</label>
      <span class="hint" id="idNumber-hint">${t("counter.id_hint")}</span>
      ${fieldError("idNumber", errorOf("idNumber"))}
      <input id="idNumber" type="text" autocomplete="off" maxlength="40" data-next=${state.found ? null : ""} .value=${state.idNumber} aria-invalid=${errorOf("idNumber") ? "true" : null}
        aria-describedby=${describedBy("idNumber", { hint: true, error: errorOf("idNumber") })} @input=${(event) => change({ idNumber: event.target.value })}></p>
    <button type="submit" class=${state.found ? "button secondary" : "button"} ?disabled=${state.busy}>${t("slip.find")} <kbd aria-hidden="true">Enter</kbd></button>
  </form>`;

const found = () => html`
  <form novalidate class="found" @submit=${open} @keydown=${enterGoesOn}>
    <p>${t("slip.found")} <strong>${state.found.name}</strong> ${state.found.id_number} ${state.found.phone}</p>
    ${fieldError("checked", errorOf("checked"))}
    <label class="choice"><input type="checkbox" id="checked" data-next="" .checked=${state.checked} aria-describedby=${errorOf("checked") ? "checked-error" : null}
      @change=${(event) => change({ checked: event.target.checked })}><span>${t("slip.checked")}</span></label>
    <button type="submit" class="button" ?disabled=${state.busy}>${t("slip.open")} <kbd aria-hidden="true">Enter</kbd></button>
  </form>`;

const paper = ({ code, expires, name, id_number: number }) => html`
  <article class="slip" id="slip" tabindex="-1" aria-label=${t("slip.paper")}>
    <h2>${t("frame.name")} · ${t("slip.paper")}</h2>
    <p>${name} ${number}</p>
    <p>${t("slip.code")}</p><p class="slip-code">${code}</p>
    <p>${t("slip.until", { at: dateTime(expires) })}</p>
    <p><img src=${`/api/onestop/qr.svg?path=${encodeURIComponent(RECOVER)}`} width="120" height="120" alt=${t("slip.scan")}></p>
    <p>${t("slip.where")} <span class="slip-address">${location.origin}${RECOVER}</span></p>
    <p>${t("slip.steps")}</p>
    <p><strong>${t("slip.warn")}</strong></p>
  </article>
  <p class="buttons no-print"><button type="button" class="button" @click=${() => window.print()}>${t("common.print")} <kbd aria-hidden="true">P</kbd></button>
    <button type="button" class="button secondary" @click=${next}>${t("slip.next")} <kbd aria-hidden="true">F2</kbd></button></p>`;

function next() {
  Object.assign(state, fresh());
  draw();
  focusFirst();
}

useKeys(() => [...(state.slip ? [{ key: "P", label: t("common.print"), run: () => window.print() }] : []), { key: "F2", label: t("slip.next"), run: next }]);

function view() {
  if (state.slip) return html`<h1 class="no-print">${t("slip.title")}</h1>${paper(state.slip)}`;
  return html`
    <div class="counter-head"><h1>${t("slip.title")}</h1><p class="hint">${t("slip.lead")}</p></div>
    <section class="panel" aria-label=${t("slip.title")}>
      ${errorSummary(state.problems)}
      ${search()}
      ${state.unknown ? html`<p class="notice is-warn" role="status">${t("slip.none")} <a href="/counter/">${t("counter.title")}</a></p>` : ""}
      ${state.found ? found() : ""}
    </section>`;
}

const drawn = counterPage({ title: () => t("slip.title"), view, className: "counter-narrow" });
const draw = () => drawn && drawn();
if (drawn) focusFirst();
