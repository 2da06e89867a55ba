// The steps that follow a right password, in a dialog: the code of the telephone, or setting
// that up, and a password of one's own. It is fetched when the server asks for a step.
import { errorSummary, focusErrors } from "./a11y.js";
import { html, render } from "./html.js";
import { day } from "./days.js";
import { addWords, lang, t } from "./words.js";
import words from "./words/steps.js";

addWords(words);

const field = (id, label, type, more = {}) => html`
  <p class="field"><label for=${id}>${label}</label>
    ${more.hint ? html`<span class="hint" id=${`${id}-hint`}>${more.hint}</span>` : ""}
    <input id=${id} name=${id} type=${type} class=${more.short ? "short" : ""} autocomplete=${more.autocomplete} inputmode=${more.inputmode || null}
      aria-describedby=${more.hint ? `${id}-hint` : null} autocapitalize="off" spellcheck="false" maxlength="200" value=""></p>`;

const digits = (hint = "") => field("step-code", t("steps.code_label"), "text", { autocomplete: "one-time-code", short: true, hint });

const picture = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

const bodies = {
  code: (_, administrator) => html`<p>${t("steps.code_text")}</p>${digits(t("steps.code_hint"))}<p class="hint">${t(administrator ? "steps.code_lost_administrator" : "steps.code_lost")}</p>`,
  enrol: ({ qr, secret }) => html`
    <p>${t("steps.enrol_text")}</p>
    <ol>
      <li>${t("steps.enrol_1")}
        <ul>${["phone", "shop", "mini"].map((kind) => html`<li>${t(`steps.enrol_app_${kind}`)}</li>`)}</ul>
        <span class="hint">${t("steps.enrol_app_rule")}</span></li>
      <li>${t("steps.enrol_2")}<br><img class="step-qr" src=${picture(qr)} alt=${t("steps.enrol_alt")} width="220" height="220">
        <br><span class="hint">${t("steps.enrol_secret")}</span><br><code class="step-secret">${secret.match(/.{1,4}/g).join(" ")}</code></li>
      <li>${t("steps.enrol_3")}</li>
    </ol>
    ${digits()}`,
  password: ({ min }) => html`
    <p>${t("steps.password_text", { min })}</p>
    ${field("step-password", t("steps.password_label"), "password", { autocomplete: "new-password" })}
    ${field("step-again", t("steps.password_again"), "password", { autocomplete: "new-password" })}`,
};

const view = (dialog) => html`
  <form novalidate @submit=${dialog.send}>
    <h2 id="step-title">${t(`steps.${dialog.asked.step}`)}</h2>
    ${errorSummary(dialog.error ? [{ text: dialog.error }] : [], t("steps.failed"))}
    ${dialog.ended ? "" : bodies[dialog.asked.step](dialog.asked, dialog.administrator)}
    <p class="buttons">
      ${dialog.ended ? "" : html`<button type="submit" class="button" ?disabled=${dialog.busy}>${t(dialog.busy ? "steps.busy" : "steps.go")}</button>`}
      <button type="button" class="button secondary" ?disabled=${dialog.busy} @click=${dialog.cancel}>${t("steps.cancel")}</button>
    </p>
  </form>`;

// What a sheet that lies in a drawer has to say: whose codes they are, and of which day.
function holder({ meta, record }) {
  const { office = {} } = meta;
  const house = (lang() === "en" && office.en) || office["zh-CN"] || t("steps.house");
  return html`<p class="step-holder"><strong>${house}</strong><br>${[record.name, record.email].filter(Boolean).join(" · ")}<br>${t("steps.codes_day", { day: day(meta.day, false) })}</p>`;
}

const codesView = (answer, done) => html`
  <h2 id="step-title">${t("steps.codes")}</h2>
  ${holder(answer)}
  <p>${t("steps.codes_text")}</p>
  <ul class="step-codes">${answer.meta.recovery_codes.map((code) => html`<li>${code}</li>`)}</ul>
  <p class="buttons no-print">
    <button type="button" class="button" @click=${done}>${t("steps.codes_kept")}</button>
    <button type="button" class="button secondary" @click=${() => window.print()}>${t("steps.print")}</button>
  </p>`;

const STYLE = "/style/steps.css";

function dress() {
  if (document.querySelector(`link[href="${STYLE}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE }));
}

// What is sent for a step, or the sentence that says what is missing.
function filled(step, form) {
  const of = (name) => String(form.get(name) || "");
  if (step !== "password") return of("step-code").trim() ? { body: { code: of("step-code").trim() } } : { missing: t("steps.empty") };
  if (!of("step-password")) return { missing: t("steps.empty") };
  return of("step-password") === of("step-again") ? { body: { password: of("step-password") } } : { missing: t("steps.password_differs") };
}

const ADDRESS = "/api/onestop/signin";

// What a refusal asks for beside the password, or undefined.
export const askedBy = (err) => ((err.data || {}).mfa || {}).params;

// Takes the steps from what was asked for first: {id, step, …}. `post(address, body)` answers
// as the server does, and throws its refusals with their data. Resolves to the answer of the
// last step, null when the person gave up.
export function takeSteps({ asked, post, refusalWords, administrator = false }) {
  dress();
  const box = document.createElement("dialog");
  box.className = "dialog step-dialog";
  box.setAttribute("aria-labelledby", "step-title");
  document.body.append(box);
  const before = document.activeElement;
  return new Promise((resolve) => {
    const dialog = { asked, administrator, error: "", busy: false, ended: false };
    const draw = () => render(box, view(dialog));
    const focus = () => (box.querySelector("input") || box.querySelector("button")).focus();
    const close = (answer) => {
      box.close();
      box.remove();
      document.body.classList.remove("step-sheet");
      if (before && before.isConnected) before.focus();
      resolve(answer);
    };
    const complain = (error) => {
      Object.assign(dialog, { busy: false, error });
      draw();
      focusErrors(box);
    };
    const finish = (answer) => {
      if (!(answer.meta || {}).recovery_codes) {
        close(answer);
        return;
      }
      document.body.classList.add("step-sheet");
      dialog.cancel = () => close(answer);
      render(box, codesView(answer, dialog.cancel));
      focus();
    };
    dialog.cancel = () => close(null);
    dialog.send = async (event) => {
      event.preventDefault();
      if (dialog.busy) return;
      const { body, missing } = filled(dialog.asked.step, new FormData(event.target));
      if (missing) {
        complain(missing);
        return;
      }
      Object.assign(dialog, { busy: true, error: "" });
      draw();
      try {
        finish(await post(ADDRESS, { mfaId: dialog.asked.id, ...body }));
      } catch (err) {
        if (askedBy(err)) {
          Object.assign(dialog, { asked: askedBy(err), busy: false });
          render(box, "");
          draw();
          focus();
          return;
        }
        dialog.ended = err.status === 401;
        complain(dialog.ended ? t("steps.ended") : refusalWords(err));
      }
    };
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!dialog.busy) dialog.cancel();
    });
    draw();
    box.showModal();
    focus();
  });
}
