// Sign-up: who somebody is, how to be reached, and the consent to the privacy notice.
import { html } from "../shared/html.js";
import { create, login, refusalItems, refusalWords } from "../shared/api.js";
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { nextPage, page } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import accountWords from "../shared/words/account.js";
import privacy, { VERSION } from "../shared/words/privacy.js";
import states from "../shared/words/states.js";
import { choiceField, inputField } from "./fields.js";
import { noticeText } from "./privacy_notice.js";

addWords(citizen, accountWords, states, privacy);

const SHORTEST = 8; // characters of a password
const ID_TYPES = { person: ["resident_id", "passport"], organization: ["uscc"] };

const state = { kind: "person", id_type: "resident_id", name: "", id_number: "", phone: "", email: "", password: "", again: "", shared: false, consent: false, problems: [], busy: false };

const set = (name) => (value) => {
  state[name] = value;
  if (name === "kind") [state.id_type] = ID_TYPES[value];
  if (name === "kind" || name === "id_type") draw();
};

function flaws() {
  const found = ["name", "id_number", "phone", "password"].filter((name) => !state[name].trim()).map((name) => ({ id: name, text: t(`register.${name}_missing`) }));
  if (state.password && state.password.length < SHORTEST) found.push({ id: "password", text: t("register.password_short", { n: SHORTEST }) });
  if (state.password && state.password !== state.again) found.push({ id: "again", text: t("register.again_differs") });
  if (!state.consent) found.push({ id: "consent", text: t("register.consent_missing") });
  return found;
}

function complain(problems) {
  Object.assign(state, { busy: false, problems });
  draw();
  focusErrors();
}

const body = () => {
  const { kind, id_type, name, id_number, phone, email, password, again } = state;
  return { kind, id_type, name: name.trim(), id_number: id_number.trim().toUpperCase(), phone: phone.trim(), email: email.trim(), password, passwordConfirm: again, consent_version: VERSION };
};

async function send(event) {
  event.preventDefault();
  if (state.busy) return;
  const problems = flaws();
  if (problems.length) {
    complain(problems);
    return;
  }
  Object.assign(state, { busy: true, problems: [] });
  draw();
  try {
    const made = await create("applicants", body());
    await login("applicants", made.phone || state.phone.trim(), state.password, state.shared);
    location.assign(nextPage("/cases.html"));
  } catch (err) {
    const items = refusalItems(err).map(({ field, text }) => ({ id: field === "passwordConfirm" ? "again" : field, text }));
    complain(items.length ? items : [{ text: refusalWords(err) }]);
  }
}

const errorOf = (id) => (state.problems.find((problem) => problem.id === id) || {}).text;

const field = (id, kind, more) => inputField({ id, kind, label: t(`register.${id}`), value: state[id], error: errorOf(id), set: set(id), ...more });

const isBody = () => state.kind === "organization";

const who = () => html`
  <h2>${t("register.who")}</h2>
  ${choiceField({ id: "kind", label: t("register.kind"), value: state.kind, set: set("kind"), options: Object.keys(ID_TYPES).map((kind) => [kind, t(`kind.${kind}`)]) })}
  ${field("name", "text", { label: t(isBody() ? "register.body_name" : "register.name"), autocomplete: isBody() ? "organization" : "name" })}
  ${isBody() ? "" : choiceField({ id: "id_type", label: t("register.id_type"), value: state.id_type, set: set("id_type"), options: ID_TYPES.person.map((type) => [type, t(`id_type.${type}`)]) })}
  ${field("id_number", state.id_type === "passport" ? "text" : isBody() ? "uscc" : "id_number", { label: t(`id_type.${state.id_type}`) })}`;

const consent = () => html`
  <h2>${t("privacy.title")}</h2>
  <div class="card consent" tabindex="0" role="region" aria-label=${t("privacy.title")}>${noticeText((words) => html`<h3>${words}</h3>`)}</div>
  ${fieldError("consent", errorOf("consent"))}
  <label class="choice"><input type="checkbox" id="consent" .checked=${state.consent} aria-describedby=${errorOf("consent") ? "consent-error" : null}
    @change=${(event) => { state.consent = event.target.checked; }}><span>${t("register.consent")}</span></label>`;

const view = () => html`
  ${errorSummary(state.problems)}
  <h1>${t("register.title")}</h1>
  <p class="lead">${t("register.lead")}</p>
  <form novalidate @submit=${send}>
    ${who()}
    <h2>${t("register.reach")}</h2>
    ${field("phone", "phone", { autocomplete: "tel", hint: t("register.phone_hint") })}
    ${field("email", "email", { autocomplete: "email", required: false })}
    ${field("password", "password", { autocomplete: "new-password", hint: t("register.password_hint", { n: SHORTEST }) })}
    ${field("again", "password", { autocomplete: "new-password" })}
    <label class="choice"><input type="checkbox" id="shared" .checked=${state.shared} @change=${(event) => { state.shared = event.target.checked; }}>
      <span>${t("login.shared")} <span class="hint">${t("login.shared_hint")}</span></span></label>
    ${consent()}
    <p class="buttons"><button type="submit" class="button large" ?disabled=${state.busy}>${t(state.busy ? "register.busy" : "register.go")}</button></p>
  </form>
  <p>${t("register.have")} <a class="text-link" href=${`/login.html${location.search}`}>${t("frame.sign_in")}</a></p>
  <p>${t("register.known")} <a class="text-link" href=${`/recover.html${location.search}`}>${t("register.recover")}</a></p>`;

const { draw } = page({ title: () => t("register.title"), view, className: "narrow" });
