// Rating a finished case: with the account, with number and track code, or by the link that
// the counter opened. Who rated with the account reads the answer here.
import { html } from "../shared/html.js";
import { create, get, list, post, Refusal, refusalItems, refusalWords, view as viewRecord } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { asked, page } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import words from "../shared/words/rate.js";

addWords(words);

const FINISHED = ["closed", "withdrawn", "not_accepted", "terminated"];
const GRADES = [5, 4, 3, 2, 1];
const GOOD = ["fast", "easy", "guide_clear", "platform_good", "skilled", "friendly"];
const BAD = ["slow", "cumbersome", "guide_wrong", "platform_bad", "unskilled", "unfriendly"];

const key = { id: asked("id"), number: asked("number"), code: asked("code"), invite: asked("invite") };
const work = { grade: 0, tags: [], comment: "", anonymous: false, problems: [], busy: false, sent: false };

const isBad = (grade) => grade > 0 && grade <= 2;

// What is rated: {service, service_en, department, finished, rating?, lost?}.
async function read() {
  if (key.invite) return lostOr("rate.over", async () => ({ ...await get("/api/onestop/ratings/invitation", { invite: key.invite }), finished: true }));
  if (key.id) return ownCase();
  if (!key.number || !key.code) return { nothing: true };
  return lostOr("rate.wrong", async () => {
    const found = await get("/api/onestop/track", { number: key.number, code: key.code });
    return { ...found, finished: FINISHED.includes(found.state) };
  });
}

async function lostOr(lost, ask) {
  try {
    return await ask();
  } catch (err) {
    if (err.status !== 404) throw err;
    return { lost };
  }
}

async function ownCase() {
  const [application, [rating]] = await Promise.all([
    viewRecord("applications", key.id, { expand: "revision", fields: "state,expand.revision.content.name,expand.revision.content.name_en,expand.revision.content.department" }),
    list("ratings", { filter: `application="${key.id}"` }),
  ]);
  const { name, name_en: en, department } = application.expand.revision.content;
  return { service: name, service_en: en, department: department.name, department_en: department.name_en, finished: FINISHED.includes(application.state), rating };
}

function complain(problems) {
  Object.assign(work, { busy: false, problems });
  draw();
  focusErrors();
}

async function send(event) {
  event.preventDefault();
  if (work.busy) return;
  if (!work.grade) {
    complain([{ id: "grade", text: t("rate.grade_missing") }]);
    return;
  }
  Object.assign(work, { busy: true, problems: [] });
  draw();
  const { grade, tags, comment, anonymous } = work;
  const said = { grade, tags, comment: comment.trim(), anonymous };
  try {
    if (key.id && !key.invite) await create("ratings", { application: key.id, ...said });
    else await post("/api/onestop/ratings", key.invite ? { invite: key.invite, ...said } : { number: key.number, code: key.code, ...said });
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    const items = refusalItems(err);
    complain(items.length ? items.map(({ text }) => ({ text })) : [{ text: refusalWords(err) }]);
    return;
  }
  Object.assign(work, { busy: false, sent: true });
  draw();
  document.getElementById("thanks").focus();
}

function choose(grade) {
  if (isBad(grade) !== isBad(work.grade)) work.tags = [];
  work.grade = grade;
  draw();
}

function toggle(tag) {
  work.tags = work.tags.includes(tag) ? work.tags.filter((other) => other !== tag) : [...work.tags, tag];
  draw();
}

const stars = (grade) => html`<span class="stars" aria-hidden="true" data-stars=${"★".repeat(grade) + "☆".repeat(5 - grade)}></span>`;

const gradeChoice = (grade) => html`
  <label class=${`choice grade ${work.grade === grade ? "is-chosen" : ""}`}>
    <input type="radio" name="grade" value=${grade} .checked=${work.grade === grade} @change=${() => choose(grade)}>
    <span>${t(`rate.grade_${grade}`)}</span> ${stars(grade)}</label>`;

const tagChoice = (tag) => html`
  <label class=${`choice inline ${work.tags.includes(tag) ? "is-chosen" : ""}`}>
    <input type="checkbox" .checked=${work.tags.includes(tag)} @change=${() => toggle(tag)}><span>${t(`tag.${tag}`)}</span></label>`;

const form = () => html`
  <form novalidate @submit=${send}>
    <fieldset class="choices" id="grade" tabindex="-1" aria-describedby=${work.problems.some(({ id }) => id === "grade") ? "grade-error" : null}>
      <legend>${t("rate.grade")}</legend>
      ${work.problems.some(({ id }) => id === "grade") ? html`<span class="field-error" id="grade-error">${t("rate.grade_missing")}</span>` : ""}
      ${GRADES.map(gradeChoice)}
    </fieldset>
    ${work.grade ? html`<fieldset class="choices"><legend>${t(isBad(work.grade) ? "rate.tags_bad" : "rate.tags_good")} <span class="field-mark">${t("common.optional")}</span></legend>
      ${(isBad(work.grade) ? BAD : GOOD).map(tagChoice)}</fieldset>` : ""}
    <div class="field">
      <label for="comment">${t("rate.comment")} <span class="field-mark">${t("common.optional")}</span></label>
      <span class="hint" id="comment-hint">${t("rate.comment_hint")}</span>
      <textarea id="comment" rows="4" maxlength="1000" aria-describedby="comment-hint" .value=${work.comment} @input=${(event) => { work.comment = event.target.value; }}></textarea>
    </div>
    <label class="choice plain"><input type="checkbox" .checked=${work.anonymous} @change=${(event) => { work.anonymous = event.target.checked; }}><span>${t("rate.anonymous")}</span></label>
    <p class="buttons"><button type="submit" class="button large" ?disabled=${work.busy}>${t("rate.send")}</button></p>
  </form>`;

const thanks = () => html`
  <div class="notice is-good" id="thanks" tabindex="-1" role="status"><p><strong>${t("rate.thanks")}</strong></p>
    ${isBad(work.grade) ? html`<p>${t(work.anonymous ? "rate.thanks_unnamed" : "rate.thanks_bad")} ${t("rate.thanks_where")}</p>` : ""}</div>`;

const given = ({ grade, tags, comment, state, answer }) => html`
  <div class="notice"><p>${t("rate.done")}</p></div>
  <dl class="facts">
    <div class="fact"><dt>${t("rate.yours")}</dt><dd>${t(`rate.grade_${grade}`)} ${stars(grade)} ${tags.map((tag) => html`<span class="tag">${t(`tag.${tag}`)}</span> `)}</dd></div>
    ${comment ? html`<div class="fact"><dt>${t("rate.said")}</dt><dd>${comment}</dd></div>` : ""}
    ${state !== "none" ? html`<div class="fact"><dt>${t("rate.answer")}</dt><dd><span class=${`tag is-${state}`}>${t(`rate.state_${state}`)}</span> ${answer}</dd></div>` : ""}
  </dl>`;

const elsewhere = (text) => html`
  <h1>${t("rate.title")}</h1><p class="lead">${text}</p>
  <p class="buttons"><a class="button" href="/track.html">${t("rate.to_track")}</a> <a class="button secondary" href="/cases.html">${t("rate.to_cases")}</a></p>`;

function view(subject) {
  if (subject.nothing) return elsewhere(t("rate.how"));
  if (subject.lost) return elsewhere(subject.lost === "rate.over" ? t("rate.over") : t("rate.wrong"));
  const { rating, finished } = subject;
  return html`
    ${errorSummary(work.problems)}
    <h1>${t("rate.title")}</h1>
    <p class="meta"><span>${nameOf(subject, "service")}</span><span>${nameOf(subject, "department")}</span></p>
    ${work.sent ? thanks() : rating ? given(rating) : finished ? html`<p class="lead">${t("rate.lead")}</p>${form()}` : html`<div class="notice"><p>${t("rate.early")}</p></div>`}`;
}

const { draw } = page({ title: () => t("rate.title"), read, view, mine: Boolean(key.id && !key.invite), className: "narrow" });
