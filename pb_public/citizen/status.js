// One application after it was handed in: how it stands, what is due when and why, what has
// happened, and what the applicant can do.
import { html } from "../shared/html.js";
import { act, create, get, Refusal, refusalItems, refusalWords } from "../shared/api.js";
import { confirmed, errorSummary, focusErrors } from "../shared/a11y.js";
import { day, dayOf } from "../shared/days.js";
import { asked, page, say } from "../shared/frame.js";
import { dropWords, keepWords, keptWords } from "../shared/kept.js";
import { Uploads } from "../shared/upload.js";
import { addWords, hasWords, nameOf, t } from "../shared/words.js";
import casesWords from "../shared/words/cases.js";
import citizen from "../shared/words/citizen.js";
import rateWords from "../shared/words/rate.js";
import states from "../shared/words/states.js";
import { askedOf } from "./checklist.js";
import { limits, reckoning } from "./clock.js";
import { correctionPart, deferredPart, supplyFlaws, unsaid, unsaidPart } from "./correction.js";
import { formPart, hearingPart, messagesPart, noticesPart, papersPart, resultsPart, timelinePart } from "./status_parts.js";

addWords(casesWords, citizen, rateWords, states);

const id = asked("id");
const FINISHED = ["closed", "withdrawn", "not_accepted", "terminated"];
const WITHDRAWABLE = ["submitted", "correcting", "accepted", "paused"];

const work = { problems: [], busy: false, message: keptWords(`message.${id}`) || "", news: "" };

// What is listed in an order of its own.
const PARTS = { actions: "at", documents: "page", notices: "issued_at", results: "created", messages: "created" };

const ordered = (records, by) => [...records].sort((a, b) => (a[by] < b[by] ? -1 : Number(a[by] > b[by])));

async function read() {
  const { application, snapshot: content, clock, shelf, renewals, today, ...parts } = await get(`/api/onestop/applications/${id}/case`);
  for (const [part, by] of Object.entries(PARTS)) work[part] = ordered(parts[part], by);
  Object.assign(work, { application, content, clock, renewals, today, asks: askedOf(content, application.options, application.fed) });
  work.uploads = new Uploads(application, work.documents, draw, shelf);
  return work;
}

function complain(problems) {
  Object.assign(work, { busy: false, problems });
  draw();
  focusErrors();
}

// Does an act and shows what became of it.
async function deed(fields, done) {
  if (work.busy) return;
  Object.assign(work, { busy: true, problems: [], news: "" });
  draw();
  try {
    await act({ application: id, ...fields });
    work.news = done;
    await reload();
    document.getElementById("news").focus();
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    const items = refusalItems(err);
    if (items.some((item) => item.code === "state_moved")) await reload();
    complain(items.length ? items.map(({ text }) => ({ text })) : [{ text: refusalWords(err) }]);
  }
  work.busy = false;
  draw();
}

work.handIn = (name) => {
  const flaws = supplyFlaws(work);
  if (flaws.length) complain(flaws);
  else deed({ act: name }, t(`status.done_${name}`));
};

work.withdraw = async () => {
  if (await confirmed({ title: t("status.withdraw_title"), text: t("status.withdraw_text"), go: t("status.withdraw"), danger: true })) deed({ act: "withdraw" }, t("status.done_withdraw"));
};

work.renew = async (result) => {
  const sure = await confirmed({ title: t("status.renew_title"), text: t("status.renew_text", { day: day(result.valid_to, false) }), go: t("status.renew") });
  if (sure) deed({ subject: "result", application: "", result: result.id, act: "request_renewal" }, t("status.done_request_renewal"));
};

work.askHearing = () => deed({ act: "request_hearing" }, t("status.done_request_hearing"));

work.type = (text) => {
  work.message = text;
  keepWords(`message.${id}`, text);
};

work.send = async (event) => {
  event.preventDefault();
  const text = work.message.trim();
  if (!text || work.busy) return;
  work.busy = true;
  draw();
  try {
    work.messages = [...work.messages, await create("messages", { application: id, text })];
    Object.assign(work, { message: "", problems: [] });
    dropWords(`message.${id}`);
    say(t("status.message_sent"));
  } catch (err) {
    complain([{ id: "message", text: refusalWords(err) }]);
  }
  work.busy = false;
  draw();
};

const later = (state) => (hasWords(`status.next_${state}`) ? t(`status.next_${state}`) : "");

const wrong = () => ["correcting", "refused", "not_accepted", "terminated"].includes(work.application.state);

const standing = () => {
  const { application, content } = work;
  return html`
    <section class=${`standing is-${application.state}`} aria-label=${t("status.now")}>
      <p class="standing-state">${t(`state.${application.state}`)}</p>
      <p>${unsaid(work).length ? t("status.next_unsaid") : later(application.state)}</p>
      ${limits(work.clock)}
      ${work.clock.promise.provisional ? html`<p class="hint">${t("status.provisional")}</p>` : ""}
      ${FINISHED.includes(application.state) ? html`<p><a href=${`/rate.html?id=${id}`}>${t("rate.link")}</a></p>` : ""}
      ${wrong() || !content.consult_phone ? "" : html`<p class="hint">${t("apply.questions", { phone: content.consult_phone })}</p>`}
    </section>`;
};

function view() {
  const { application, content } = work;
  if (application.state === "draft") {
    location.replace(`/apply.html?id=${id}`);
    return "";
  }
  return html`
    <p class="crumb"><a href="/cases.html">${t("frame.cases")}</a></p>
    ${work.news ? html`<div class="notice is-good" id="news" tabindex="-1" role="status"><p><strong>${work.news}</strong></p></div>` : ""}
    ${errorSummary(work.problems)}
    <h1>${nameOf(content)}</h1>
    <p class="meta"><span class="number">${application.number}</span><span>${nameOf(content.department)}</span>
      ${application.received_at ? html`<span>${t("status.received", { day: dayOf(application.received_at) })}</span>` : ""}</p>
    ${standing()}
    ${application.state === "correcting" ? correctionPart(work) : ""}
    ${deferredPart(work)}${unsaidPart(work)}
    ${hearingPart(work)}
    ${resultsPart(work)}
    ${noticesPart(work)}
    ${timelinePart(work)}
    ${reckoning(work.clock)}
    ${papersPart(work)}
    ${formPart(work)}
    ${messagesPart(work)}
    ${WITHDRAWABLE.includes(application.state) ? html`<section aria-labelledby="leave"><h2 id="leave">${t("status.leave")}</h2><p>${t("status.leave_text")}</p>
      <p><button type="button" class="button secondary" ?disabled=${work.busy} @click=${work.withdraw}>${t("status.withdraw")}</button></p></section>` : ""}`;
}

const { draw, reload } = page({ mine: true, read, view, className: "narrow", title: () => (work.content ? `${t("status.title")} · ${nameOf(work.content)}` : t("status.title")) });
