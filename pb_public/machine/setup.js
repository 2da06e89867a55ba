// The first start: what the office is called, where it is, who administers it, where the
// backups go. It works on the machine itself only, with the secret behind the # of the
// address, and once.
import { html } from "../shared/html.js";
import { refusalItems, refusalWords, setUp } from "../shared/api.js";
import { describedBy, errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { handbookAddress, page } from "../shared/frame.js";
import { addWords, lang, listOf, speakAsBrowser, t } from "../shared/words.js";
import machine from "../shared/words/machine.js";

addWords(machine);
speakAsBrowser(); // nobody has chosen a language in a house that is new

const LEAST = 10; // characters of a password, as the house asks of those who work in it
const GB = 2 ** 30;
const OPTIONAL = ["office_en", "region_en", "names"];
const ORDER = ["office", "office_en", "office_code", "region_code", "region", "region_en", "email", "password", "again", "disk", "names"];

const secret = location.hash.slice(1);
const form = { office: "", office_en: "", office_code: "", region_code: "", region: "", region_en: "", email: "", password: "", again: "", disk: "", path: "", names: "" };
const state = { busy: false, problems: [], offer: null, done: null, kept: false };

const errorOf = (id) => (state.problems.find((problem) => problem.id === id) || {}).text;

function field(id, { type = "text", hint = t(`setup.${id}_hint`), complete = "off", short = false } = {}) {
  const [error, free] = [errorOf(id), OPTIONAL.includes(id)];
  return html`
    <div class="field">
      <label for=${id}>${t(`setup.${id}`)} ${free ? html`<span class="field-mark">${t("setup.optional")}</span>` : ""}</label>
      ${hint ? html`<span class="hint" id=${`${id}-hint`}>${hint}</span>` : ""}
      ${fieldError(id, error)}
      <input id=${id} name=${id} type=${type} class=${short ? "short" : null} autocomplete=${complete} maxlength="200" spellcheck="false" .value=${form[id]}
        aria-invalid=${error ? "true" : null} aria-describedby=${describedBy(id, { hint, error })} aria-required=${free ? null : "true"} @input=${(event) => { form[id] = event.target.value; }}>
    </div>`;
}

const choice = (value, words) => html`
  <label class=${`choice ${form.disk === value ? "is-chosen" : ""}`}>
    <input type="radio" name="disk" value=${value} .checked=${form.disk === value} @change=${() => { form.disk = value; draw(); }}><span>${words}</span></label>`;

const disks = () => html`
  <fieldset class="choices" id="disk" tabindex="-1" aria-describedby=${describedBy("disk", { error: errorOf("disk") })}>
    <legend>${t("setup.disk")}</legend>
    ${fieldError("disk", errorOf("disk"))}
    ${state.offer.disks.map(({ path, free }) => choice(path, t("setup.disk_free", { path, free: Math.floor(free / GB) })))}
    ${choice("other", t("setup.disk_other"))}
    ${choice("later", t("setup.disk_later"))}
  </fieldset>
  ${form.disk === "other" ? field("path") : ""}
  <p class="buttons"><button type="button" class="button secondary" @click=${lookAgain}>${t("setup.disk_look")}</button></p>`;

async function lookAgain() {
  try {
    state.offer = await setUp(secret);
    draw();
  } catch (err) {
    complain([{ id: "disk", text: refusalWords(err) }]);
  }
}

function missing() {
  const found = ORDER.filter((id) => !OPTIONAL.includes(id) && id !== "disk" && id !== "again" && !form[id].trim()).map((id) => ({ id, text: t("setup.missing", { label: t(`setup.${id}`) }) }));
  if (form.password && [...form.password].length < LEAST) found.push({ id: "password", text: t("setup.short", { n: LEAST }) });
  if (form.password !== form.again) found.push({ id: "again", text: t("setup.again_differs") });
  if (!form.disk) found.push({ id: "disk", text: t("setup.disk_missing") });
  if (form.disk === "other" && !form.path.trim()) found.push({ id: "path", text: t("setup.missing", { label: t("setup.path") }) });
  return inTurn(found);
}

const inTurn = (problems) => [...problems].sort((a, b) => ORDER.indexOf(a.id === "path" ? "disk" : a.id) - ORDER.indexOf(b.id === "path" ? "disk" : b.id));

function complain(problems) {
  Object.assign(state, { busy: false, problems });
  draw();
  focusErrors();
}

// What the machine refuses it says in both languages itself.
const spoken = ({ field: id, code, params, text }) => {
  const said = params.said && params.said[lang()];
  if (id === "email" && code.startsWith("validation_")) return { id, text: t("setup.email_wrong") };
  return { id: id === "disk" && form.disk === "other" ? "path" : id, text: said || text };
};

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
  const disk = { other: form.path.trim(), later: "" }[form.disk];
  const { again, path, ...told } = form;
  try {
    state.done = await setUp(secret, { ...told, disk: disk === undefined ? form.disk : disk, names: form.names.split(/[\s,，、;；]+/).filter(Boolean) });
    history.replaceState(null, "", location.pathname);
    if (state.done.phrase) window.addEventListener("beforeunload", holdBack);
    draw();
    document.querySelector("h1").focus();
  } catch (err) {
    const items = refusalItems(err).map(spoken);
    complain(items.length ? inTurn(items) : [{ id: "office", text: err.status === 404 ? t("setup.lost") : refusalWords(err) }]);
  }
}

const part = (name, body) => html`<section><h2>${t(`setup.${name}_part`)}</h2>${body}</section>`;

const names = () => listOf([...state.offer.standing.names.filter((name) => name !== "localhost"), ...state.offer.standing.addresses]);

const asking = () => html`
  ${errorSummary(state.problems)}
  <h1>${t("setup.title")}</h1>
  <p>${t("setup.lead")}</p>
  <form novalidate @submit=${send}>
    ${part("office", html`${field("office")}${field("office_en", { hint: "" })}${field("office_code", { short: true })}`)}
    ${part("region", html`${field("region_code", { short: true })}${field("region")}${field("region_en", { hint: "" })}`)}
    ${part("admin", html`<p>${t("setup.admin_text")}</p>${field("email", { type: "email", complete: "username" })}
      ${field("password", { type: "password", complete: "new-password", hint: t("setup.password_hint", { n: LEAST }) })}${field("again", { type: "password", complete: "new-password", hint: "" })}`)}
    ${part("disk", html`<p>${t("setup.disk_text")}</p>${disks()}`)}
    ${part("names", html`<p>${t("setup.names_text", { names: names() })}</p>${field("names")}`)}
    <p class="buttons"><button type="submit" class="button large" ?disabled=${state.busy}>${t(state.busy ? "setup.busy" : "setup.go")}</button></p>
  </form>`;

// A step as the card of the console has it: a command, sentences, or both.
const step = ({ command, words = [] }) => html`<li>${command ? html`<code>${command}</code> ` : ""}${words.map((said) => said[lang() === "en" ? "en" : "zh"]).join(lang() === "en" ? " " : "")}</li>`;

// The groups of the phrase stand in columns, so that no row breaks off: there are three times five.
const card = ({ phrase, steps }) => html`
  <section class="sheet-a4 setup-card">
    <p class="setup-office">${(lang() === "en" && form.office_en) || form.office}</p>
    <h2>${t("setup.phrase")}</h2>
    <pre>${phrase.split(/\s+/).map((group) => html`<span>${group}</span>`)}</pre>
    <p>${t("setup.phrase_text")}</p>
    <h3>${t("setup.phrase_how")}</h3>
    <ol class="setup-steps">${steps.map(step)}</ol>
  </section>
  <p class="buttons no-print"><button type="button" class="button large" @click=${() => window.print()}>${t("setup.print")}</button>
    ${state.kept ? "" : html`<button type="button" class="button large secondary" @click=${keep}>${t("setup.kept")}</button>`}</p>
  <p class="hint no-print">${t("setup.again_card")}</p>`;

// The page is gone once the house is set up: who reloads or closes it before the phrase is on
// paper is asked first.
const holdBack = (event) => {
  event.preventDefault();
  event.returnValue = "";
};

function keep() {
  window.removeEventListener("beforeunload", holdBack);
  state.kept = true;
  draw();
  document.getElementById("next").focus();
}

const next = (name, href) => html`<li><a class="text-link" href=${href}>${t(`setup.next_${name}`)}</a> <span class="hint">${t(`setup.next_${name}_text`)}</span></li>`;

const finished = (done) => html`
  <h1 tabindex="-1">${t("setup.done")}</h1>
  ${done.phrase ? html`<p class="notice is-good no-print">${t(state.kept ? "setup.kept_text" : "setup.done_text")}</p>${card(done)}` : html`<p class="notice is-bad">${t("setup.no_disk")}</p>`}
  ${done.warning ? html`<p class="notice is-bad no-print">${done.warning[lang()]}</p>` : ""}
  ${done.phrase && !state.kept ? "" : html`<section class="no-print">
    <h2 id="next" tabindex="-1">${t("setup.next")}</h2>
    <ol class="setup-next">
      ${next("sign_in", "/_/")}
      ${next("departments", "/_/#/collections?collection=departments")}
      ${next("officers", "/_/#/collections?collection=officers")}
      ${next("catalogue", handbookAddress("/setup.html"))}
      ${state.offer.secure ? next("certificate", "/certificate.html") : ""}
      <li>${t("setup.next_service")}</li>
      <li>${t("setup.next_year", { years: state.offer.years.slice(-1)[0] })}</li>
    </ol>
    <p>${t("setup.next_empty")}</p>
  </section>`}`;

const lost = () => html`<h1>${t("setup.lost")}</h1><p>${t("setup.lost_text")}</p>`;

const read = async () => {
  try {
    return await setUp(secret);
  } catch (err) {
    if (err.status !== 404) throw err;
    return { lost: true };
  }
};

const view = (offer) => {
  if (offer.lost) return lost();
  state.offer = state.offer || offer;
  return state.done ? finished(state.done) : asking();
};

const { draw } = page({ title: () => t(state.done ? "setup.done" : "setup.title"), read, view, links: () => [], className: "narrow" });
