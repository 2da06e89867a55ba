// Signing in for applicants, by email or phone.
import { html } from "../shared/html.js";
import { login, me, refusalWords, wrongPassword } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { nextPage, page } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import accountWords from "../shared/words/account.js";
import { inputField } from "./fields.js";

addWords(citizen, accountWords);

const state = { identity: "", password: "", shared: false, busy: false, problems: [] };

function missing() {
  const problems = [];
  if (!state.identity.trim()) problems.push({ id: "identity", text: t("login.identity_missing") });
  if (!state.password) problems.push({ id: "password", text: t("login.password_missing") });
  return problems;
}

function complain(problems) {
  Object.assign(state, { busy: false, problems });
  draw();
  focusErrors();
}

// People write phone numbers in groups.
const identity = () => (state.identity.includes("@") ? state.identity.trim() : state.identity.replace(/[\s-]/g, ""));

async function send(event) {
  event.preventDefault();
  if (state.busy) return;
  const problems = missing();
  if (problems.length) {
    complain(problems);
    return;
  }
  Object.assign(state, { busy: true, problems: [] });
  draw();
  try {
    await login("applicants", identity(), state.password, state.shared);
    location.assign(nextPage("/cases.html"));
  } catch (err) {
    complain([{ id: "identity", text: wrongPassword(err) ? t("login.failed") : refusalWords(err) }]);
  }
}

const errorOf = (id) => (state.problems.find((problem) => problem.id === id) || {}).text;

const field = (id, kind, more) => inputField({ id, kind, label: t(`login.${id}`), value: state[id], error: errorOf(id), set: (value) => { state[id] = value; }, ...more });

const registerAddress = () => `/register.html${location.search}`;

const view = () => html`
  ${errorSummary(state.problems)}
  <h1>${t("login.title")}</h1>
  ${me() ? html`<p class="notice">${t("login.already", { name: me().name })} <a class="text-link" href=${nextPage("/cases.html")}>${t("login.go_on")}</a></p>` : ""}
  <form novalidate @submit=${send}>
    ${field("identity", "text", { autocomplete: "username", hint: t("login.identity_hint") })}
    ${field("password", "password", { autocomplete: "current-password" })}
    <label class="choice"><input type="checkbox" .checked=${state.shared} @change=${(event) => { state.shared = event.target.checked; }}>
      <span>${t("login.shared")} <span class="hint">${t("login.shared_hint")}</span></span></label>
    <p class="buttons"><button type="submit" class="button large" ?disabled=${state.busy}>${t(state.busy ? "login.busy" : "login.go")}</button></p>
  </form>
  <p><a class="text-link" href=${`/recover.html${location.search}`}>${t("login.forgot")}</a></p>
  <h2>${t("login.new")}</h2>
  <p>${t("login.new_text")}</p>
  <p class="buttons"><a class="button secondary" href=${registerAddress()}>${t("login.register")}</a></p>
  <p><a class="text-link" href="/desk/">${t("login.officer")}</a></p>`;

const { draw } = page({ title: () => t("login.title"), view, className: "narrow" });
