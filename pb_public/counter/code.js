// A one-time code for somebody at the window who cannot sign in: find the account by the
// number, check the document, open the code, print the slip. Nothing of it stays here.
import { describedBy, errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { html } from "../shared/html.js";
import { get, me, post, refusalWords } from "../shared/api.js";
import { dateTime } from "../shared/days.js";
import { page } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import desk from "../shared/words/desk.js";
import recoverWords from "../shared/words/recover.js";
import states from "../shared/words/states.js";

addWords(states, desk, recoverWords);

const ID_TYPES = ["resident_id", "uscc", "passport"];
const RECOVER = "/recover.html";

const fresh = () => ({ idType: "resident_id", idNumber: "", found: null, unknown: false, checked: false, slip: null, busy: false, problems: [] });
const state = fresh();

const clerk = () => Boolean(me()) && me().collectionName === "officers" && me().roles.includes("clerk");

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
  try {
    state.found = await get("/api/onestop/applicants", { id_type: state.idType, id_number: state.idNumber.trim() });
  } catch (err) {
    if (err.status !== 404) throw err;
    state.unknown = true;
  }
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
    <p class="field"><label for="idType">${t("counter.id_type")}</label>
      <select id="idType" .value=${state.idType} @change=${(event) => change({ idType: event.target.value })}>
        ${ID_TYPES.map((type) => html`<option value=${type}>${t(`counter.id_${type}`)}</option>`)}</select></p>
    <p class="field"><label for="idNumber">${t("counter.id_number")}</label>
      ${fieldError("idNumber", errorOf("idNumber"))}
      <input id="idNumber" autocomplete="off" maxlength="40" .value=${state.idNumber} aria-invalid=${errorOf("idNumber") ? "true" : null}
        aria-describedby=${describedBy("idNumber", { error: errorOf("idNumber") })} @input=${(event) => change({ idNumber: event.target.value })}></p>
    <button type="submit" class=${state.found ? "button secondary" : "button"} ?disabled=${state.busy}>${t("slip.find")}</button>
  </form>`;

const found = () => html`
  <form novalidate class="found" @submit=${open}>
    <p>${t("slip.found")} <strong>${state.found.name}</strong> ${state.found.id_number} ${state.found.phone}</p>
    ${fieldError("checked", errorOf("checked"))}
    <label class="choice"><input type="checkbox" id="checked" .checked=${state.checked} aria-describedby=${errorOf("checked") ? "checked-error" : null}
      @change=${(event) => change({ checked: event.target.checked })}><span>${t("slip.checked")}</span></label>
    <button type="submit" class="button" ?disabled=${state.busy}>${t("slip.open")}</button>
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
  <p class="buttons no-print"><button type="button" class="button" @click=${() => window.print()}>${t("common.print")}</button>
    <button type="button" class="button secondary" @click=${() => {
      Object.assign(state, fresh());
      draw();
      document.getElementById("idNumber").focus();
    }}>${t("slip.next")}</button></p>`;

function view() {
  if (!clerk()) return html`<h1>${t("slip.title")}</h1><p class="notice is-bad" role="alert">${t("slip.clerks_only")} <a href="/desk/">${t("desk.to_queue")}</a></p>`;
  if (state.slip) return html`<h1 class="no-print">${t("slip.title")}</h1>${paper(state.slip)}`;
  return html`
    <h1>${t("slip.title")}</h1><p class="hint">${t("slip.lead")}</p>
    <section class="panel" aria-label=${t("slip.title")}>
      ${errorSummary(state.problems)}
      ${search()}
      ${state.unknown ? html`<p class="notice is-warn" role="status">${t("slip.none")} <a href="/counter/">${t("counter.title")}</a></p>` : ""}
      ${state.found ? found() : ""}
    </section>`;
}

const { draw } = page({
  title: () => t("slip.title"), view, className: "narrow",
  links: () => [["/desk/", t("desk.queue")], ["/counter/", t("counter.title")], ["/counter/code.html", t("slip.title")], ["/", t("frame.home")]],
});
