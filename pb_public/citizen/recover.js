// Back to an account whose password is not known: the number of the document, a one-time
// code, a new password. What the page says never tells whether there is an account.
import { html } from "../shared/html.js";
import { get, login, post, refusalItems, refusalWords } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { nextPage, page, say } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import accountWords from "../shared/words/account.js";
import citizen from "../shared/words/citizen.js";
import recoverWords from "../shared/words/recover.js";
import states from "../shared/words/states.js";
import { choiceField, inputField } from "./fields.js";

addWords(citizen, accountWords, recoverWords, states);

const SHORTEST = 8; // characters of a password
const ID_TYPES = ["resident_id", "passport", "uscc"];
const KINDS = { resident_id: "id_number", uscc: "uscc", passport: "text" };

const state = { channels: [], id_type: "resident_id", id_number: "", code: "", phone: "", password: "", again: "", shared: false, busy: "", sent: false, problems: [] };

const set = (name) => (value) => {
  state[name] = value;
  if (name === "id_type") draw();
};

function complain(problems) {
  Object.assign(state, { busy: "", problems });
  draw();
  if (problems.length) focusErrors();
}

const empty = (names) => names.filter((name) => !state[name].trim()).map((name) => ({ id: name, text: t(`recover.${name}_missing`) }));

function flaws() {
  const found = empty(["id_number", "code", "phone", "password"]);
  if (state.password && state.password.length < SHORTEST) found.push({ id: "password", text: t("register.password_short", { n: SHORTEST }) });
  if (state.password && state.password !== state.again) found.push({ id: "again", text: t("register.again_differs") });
  return found;
}

// Does one thing with the server; what is refused stands at the field.
async function attempt(busy, problems, deed) {
  if (state.busy) return;
  if (problems.length) {
    complain(problems);
    return;
  }
  Object.assign(state, { busy, problems: [] });
  draw();
  try {
    await deed();
    complain([]);
  } catch (err) {
    const items = refusalItems(err).map(({ field, text }) => ({ id: field, text }));
    complain(items.length ? items : [{ text: refusalWords(err) }]);
  }
}

const holder = () => ({ id_type: state.id_type, id_number: state.id_number.trim() });

const send = (channel) => () => attempt(channel, empty(["id_number"]), async () => {
  await post("/api/onestop/recovery/code", { ...holder(), channel });
  state.sent = true;
  say(t("recover.sent"));
});

const recover = (event) => {
  event.preventDefault();
  attempt("recover", flaws(), async () => {
    await post("/api/onestop/recovery", { ...holder(), code: state.code, phone: state.phone.trim(), password: state.password });
    await login("applicants", state.phone.replace(/[\s-]/g, ""), state.password, state.shared);
    location.assign(nextPage("/cases.html"));
  });
};

const errorOf = (id) => (state.problems.find((problem) => problem.id === id) || {}).text;

const field = (id, kind, more) => inputField({ id, kind, label: t(`recover.${id}`), value: state[id], error: errorOf(id), set: set(id), ...more });

const sendButtons = () => (state.channels.length ? html`
  <p class="buttons">${state.channels.map((channel) => html`
    <button type="button" class="button secondary" ?disabled=${Boolean(state.busy)} @click=${send(channel)}>${t(state.busy === channel ? "recover.sending" : `recover.send_${channel}`)}</button>`)}</p>
  ${state.sent ? html`<p class="notice" role="status">${t("recover.sent")}</p>` : ""}` : "");

const ways = () => ["counter", "receipt", ...(state.channels.length ? ["sent"] : [])];

const view = () => html`
  ${errorSummary(state.problems)}
  <h1>${t("recover.title")}</h1>
  <p class="lead">${t("recover.lead")}</p>
  <div class="notice"><h2>${t("recover.how")}</h2><ul>${ways().map((way) => html`<li>${t(`recover.how_${way}`)}</li>`)}</ul></div>
  <form novalidate @submit=${recover}>
    ${choiceField({ id: "id_type", label: t("recover.id_type"), value: state.id_type, set: set("id_type"), options: ID_TYPES.map((type) => [type, t(`id_type.${type}`)]) })}
    ${field("id_number", KINDS[state.id_type], { label: t(`id_type.${state.id_type}`) })}
    ${sendButtons()}
    ${field("code", "text", { autocomplete: "one-time-code", hint: t("recover.code_hint") })}
    ${field("phone", "phone", { autocomplete: "tel", hint: t("recover.phone_hint") })}
    ${field("password", "password", { autocomplete: "new-password", hint: t("register.password_hint", { n: SHORTEST }) })}
    ${field("again", "password", { autocomplete: "new-password" })}
    <label class="choice"><input type="checkbox" id="shared" .checked=${state.shared} @change=${(event) => { state.shared = event.target.checked; }}>
      <span>${t("login.shared")} <span class="hint">${t("login.shared_hint")}</span></span></label>
    <p class="buttons"><button type="submit" class="button large" ?disabled=${Boolean(state.busy)}>${t(state.busy === "recover" ? "recover.busy" : "recover.go")}</button></p>
  </form>
  <p class="hint">${t("recover.help")}</p>`;

const { draw } = page({ title: () => t("recover.title"), view, className: "narrow" });

get("/api/onestop/recovery").then((answer) => {
  state.channels = answer.channels;
  draw();
}, () => {}); // a code of the counter works without it
