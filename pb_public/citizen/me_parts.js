// The parts of the page of the own account.
import { html, keyed } from "../shared/html.js";
import { day, dayAfter, dayOf } from "../shared/days.js";
import { look } from "../shared/upload.js";
import { nameOf, t } from "../shared/words.js";
import { inputField } from "./fields.js";

const section = (id, title, content) => html`<section aria-labelledby=${`${id}-title`}><h2 id=${`${id}-title`}>${title}</h2>${content}</section>`;

const fact = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const errorOf = (work, id) => (work.problems.find((problem) => problem.id === id) || {}).text;

export function accountPart(work) {
  const { account } = work;
  return html`
    <dl class="facts">
      ${fact(t(account.kind === "organization" ? "me.body_name" : "me.name"), account.name)}
      ${fact(t(`id_type.${account.id_type}`), html`<span class="number">${account.id_number}</span>`)}
      ${fact(t("me.email"), account.email)}
    </dl>
    <p class="hint">${t("me.fixed")}</p>
    ${section("reach", t("me.reach"), html`
      <form novalidate @submit=${work.savePhone}>
        ${inputField({ id: "phone", kind: "phone", label: t("me.phone"), value: work.phone, error: errorOf(work, "phone"), autocomplete: "tel", hint: t("me.phone_hint"), set: work.set("phone") })}
        <p class="buttons"><button type="submit" class="button secondary" ?disabled=${Boolean(work.busy)}>${t(work.busy === "phone" ? "me.saving" : "me.save")}</button></p>
      </form>
      <p class="hint">${t("me.email_hint")}</p>`)}`;
}

const secret = (work, id, autocomplete, hint = "") => inputField({ id, kind: "password", label: t(`me.${id}`), value: work[id], error: errorOf(work, id), autocomplete, hint, set: work.set(id) });

export const passwordPart = (work) => html`
  <details ?open=${work.problems.some(({ id }) => ["old", "password", "again"].includes(id))}><summary>${t("me.change_password")}</summary>
    <form novalidate @submit=${work.savePassword}>
      ${secret(work, "old", "current-password")}${secret(work, "password", "new-password", t("me.password_hint"))}${secret(work, "again", "new-password")}
      <p class="buttons"><button type="submit" class="button secondary" ?disabled=${Boolean(work.busy)}>${t(work.busy === "password" ? "me.saving" : "me.password_save")}</button></p>
      <p><a class="text-link" href="/recover.html">${t("me.forgot")}</a></p>
    </form></details>`;

// ---- the papers by their type

// Until when a paper is good: the day printed on it or the days of its type, whichever
// ends first; "" without end.
function validUntil({ created, valid_until: printed, expand }) {
  const { valid_days: days } = expand.type;
  const limit = days ? dayAfter(created, days) : "";
  return [printed, limit].filter(Boolean).sort()[0] || "";
}

const paperRow = (document) => {
  const until = validUntil(document);
  const { id, number, received_at: received } = document.expand.application;
  return html`
    <li><button type="button" class="link" @click=${() => look(document)}>${document.original_name}</button>
      ${document.verdict === "pending" ? "" : html`<span class=${`tag is-${document.verdict}`}>${t(`me.verdict_${document.verdict}`)}</span>`}
      <p class="meta"><span>${t("me.handed_in", { day: dayOf(received || document.created) })}</span>
        <span>${until ? t("me.valid_until", { day: day(until, false) }) : t("me.valid_endless")}</span>
        <a href=${`/status.html?id=${id}`}>${number}</a></p></li>`;
};

// The papers by type, each type where its newest paper stands.
function byType(papers) {
  const types = new Map();
  for (const paper of papers.filter(({ expand }) => expand && expand.type && expand.application)) {
    types.set(paper.type, [...(types.get(paper.type) || []), paper]);
  }
  return [...types.values()];
}

export const papersPart = ({ papers }) => section("papers", t("me.papers"), papers.length ? html`
  <p>${t("me.papers_lead")}</p>
  ${keyed(byType(papers), ([first]) => first.type, (list) => html`
    <details><summary>${nameOf(list[0].expand.type)} <span class="hint">${t("me.papers_count", { n: list.length })}</span></summary>
      <ul class="rows">${list.map(paperRow)}</ul></details>`)}` : html`<p class="hint">${t("me.papers_none")}</p>`);

// ---- a copy, and erasure

export const copyPart = (work) => section("copy", t("me.copy"), html`
  <p>${t("me.copy_text")}</p>
  <p class="buttons"><button type="button" id="copy" class="button secondary" ?disabled=${Boolean(work.busy)} @click=${work.copy}>${t(work.busy === "copy" ? "me.copying" : "me.copy_go")}</button></p>`);

// States in which a case has ended, so that it does not stand in the way.
const ENDED = ["closed", "not_accepted", "terminated", "withdrawn"];

const running = (cases) => html`
  <div class="notice is-warn"><p>${t("me.erase_running", { n: cases.length })}</p>
    <ul>${cases.map(({ id, number, state }) => html`<li><a href=${`/status.html?id=${id}`}>${number}</a> ${t(`state.${state}`)}</li>`)}</ul></div>`;

const kept = ({ number, until }) => html`<li><span class="number">${number}</span> ${until ? t("me.kept_until", { day: day(until, false) }) : t("me.kept_endless")}</li>`;

function eraseForm(work) {
  return html`
    <form novalidate @submit=${work.erase}>
      ${inputField({ id: "word", label: t("me.erase_type", { word: t("me.erase_word") }), value: work.word, error: errorOf(work, "word"), set: work.set("word") })}
      <p class="buttons"><button type="submit" class="button danger" ?disabled=${Boolean(work.busy)}>${t(work.busy === "erase" ? "me.erasing" : "me.erase_go")}</button></p>
    </form>`;
}

export function erasurePart(work) {
  const open = work.cases.filter(({ state }) => !ENDED.includes(state));
  const ended = work.cases.filter(({ state }) => ENDED.includes(state));
  return section("erasure", t("me.erase"), html`
    <h3>${t("me.erase_now")}</h3><p>${t("me.erase_now_text")}</p>
    <h3>${t("me.erase_kept")}</h3><p>${t("me.erase_kept_text")}</p>
    ${ended.length ? html`<details><summary>${t("me.kept_cases", { n: ended.length })}</summary><ul>${ended.map((c) => kept({ number: c.number, until: c.keep_until }))}</ul></details>` : ""}
    ${open.length ? running(open) : eraseForm(work)}`);
}

// What stands there when the account is closed.
export const erasedPart = (list) => html`
  <div class="done-box" id="erased" tabindex="-1"><h1>${t("me.erased")}</h1></div>
  <p class="lead">${t("me.erased_text")}</p>
  ${list.length ? html`<h2>${t("me.kept")}</h2><p>${t("me.erase_kept_text")}</p><ul>${list.map(kept)}</ul>` : html`<p>${t("me.kept_nothing")}</p>`}
  <p class="buttons"><a class="button" href="/">${t("frame.home")}</a></p>`;
