// The own account: who one is, how one is reached, the papers handed in so far, a copy of
// everything, and erasure.
import { html } from "../shared/html.js";
import { change, fetchBlob, forgetPerson, list, login, me, onPublicComputer, post, refusalItems, refusalWords, renew, view as viewRecord } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { page, say, signInFirst } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import meWords from "../shared/words/me.js";
import states from "../shared/words/states.js";
import { accountPart, copyPart, erasedPart, erasurePart, papersPart, passwordPart } from "./me_parts.js";

addWords(citizen, states, meWords);

const PAGE = 200; // papers shown; older ones stand with their cases
const PAPERS = {
  filter: 'superseded = false && application.state != "draft"', sort: "-created", perPage: PAGE, expand: "type,application",
  fields: "*,expand.type.name,expand.type.name_en,expand.type.valid_days,expand.application.id,expand.application.number,expand.application.received_at",
};
const CASES = { filter: 'state != "draft"', sort: "-created", perPage: PAGE, fields: "id,number,state,keep_until" };

const SHORTEST = 8; // characters of a password

const work = { phone: "", word: "", old: "", password: "", again: "", busy: "", problems: [], news: "", erased: null };

async function read() {
  if (!isApplicant()) return work;
  const [account, papers, cases] = await Promise.all([viewRecord("applicants", me().id), list("documents", PAPERS), list("applications", CASES)]);
  Object.assign(work, { account, papers, cases, phone: account.phone });
  return work;
}

const isApplicant = () => Boolean(me()) && me().collectionName === "applicants";

function complain(problems) {
  Object.assign(work, { busy: "", problems });
  draw();
  focusErrors();
}

// Does one of the things of this page; what is refused stands at the field.
async function attempt(name, field, deed) {
  if (work.busy) return;
  Object.assign(work, { busy: name, problems: [], news: "" });
  draw();
  try {
    await deed();
  } catch (err) {
    const items = refusalItems(err);
    complain(items.length ? items.map(({ text }) => ({ id: field, text })) : [{ id: field, text: refusalWords(err) }]);
    return;
  }
  work.busy = "";
  draw();
}

work.set = (name) => (value) => { work[name] = value; };

work.savePhone = (event) => {
  event.preventDefault();
  attempt("phone", "phone", async () => {
    work.account = await change("applicants", work.account.id, { phone: work.phone.trim() });
    renew(work.account);
    Object.assign(work, { phone: work.account.phone, news: t("me.phone_saved") });
    say(work.news);
  });
};

function passwordFlaws() {
  const found = ["old", "password"].filter((name) => !work[name]).map((name) => ({ id: name, text: t(`me.${name}_missing`) }));
  if (work.password && work.password.length < SHORTEST) found.push({ id: "password", text: t("me.password_short", { n: SHORTEST }) });
  if (work.password && work.password !== work.again) found.push({ id: "again", text: t("me.again_differs") });
  return found;
}

// A new password ends every session, this one too, which begins anew.
work.savePassword = (event) => {
  event.preventDefault();
  const flaws = passwordFlaws();
  if (flaws.length) {
    complain(flaws);
    return;
  }
  attempt("password", "old", async () => {
    await change("applicants", work.account.id, { oldPassword: work.old, password: work.password, passwordConfirm: work.again });
    await login("applicants", work.account.phone || work.account.email, work.password, onPublicComputer());
    Object.assign(work, { old: "", password: "", again: "", news: t("me.password_saved") });
    say(work.news);
  });
};

work.copy = () => attempt("copy", "copy", async () => {
  const { blob } = await fetchBlob("/api/onestop/my/data.zip");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${t("me.copy_file")}.zip`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  say(t("me.copy_done"));
});

work.erase = (event) => {
  event.preventDefault();
  if (work.word.trim().toUpperCase() !== t("me.erase_word").toUpperCase()) {
    complain([{ id: "word", text: t("me.erase_word_wrong", { word: t("me.erase_word") }) }]);
    return;
  }
  attempt("erase", "word", async () => {
    work.erased = (await post("/api/onestop/my/erasure")).kept;
    forgetPerson();
    window.scrollTo(0, 0);
  }).then(() => {
    const done = document.getElementById("erased");
    if (done) done.focus();
  });
};

function view() {
  if (work.erased) return erasedPart(work.erased);
  if (!isApplicant()) return signInFirst();
  return html`
    ${errorSummary(work.problems)}
    <h1>${t("me.title")}</h1>
    ${work.news ? html`<div class="notice is-good" role="status"><p>${work.news}</p></div>` : ""}
    ${accountPart(work)}${passwordPart(work)}${papersPart(work)}
    <p><a class="text-link" href="/problems.html">${t("me.problems")}</a></p>
    ${copyPart(work)}${erasurePart(work)}`;
}

const { draw } = page({ read, view, className: "narrow", title: () => t("me.title") });
