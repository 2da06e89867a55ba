// How the page of a training meeting looks.
import { html } from "../shared/html.js";
import { clockTime, dateTime, now } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";
import { isPast, marks } from "./training_list.js";

const fact = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const who = (row) => html`${row.name || t("training.gone")}${row.department ? html` <span class="hint">${nameOf(row, "department")}</span>` : ""}`;

export const openCount = ({ questions }) => questions.filter((q) => !q.answer).length;

function head(page) {
  const { meeting } = page;
  return html`
    <h1>${nameOf(meeting, "title")}${marks({ ...meeting, mine: page.mine, invited: meeting.invites_me })}</h1>
    ${page.news ? html`<p class=${`notice ${page.news.good ? "is-good" : "is-bad"}`} role=${page.news.good ? "status" : "alert"}>${page.news.text}</p>` : ""}
    <dl class="facts">
      ${fact(t("training.when"), dateTime(meeting.at))}${fact(t("training.place"), meeting.place)}
      ${fact(t("training.counts"), t("training.counts_line", { invited: meeting.invited, signed: meeting.attendances.length, asked: meeting.questions.length, open: openCount(meeting) }))}</dl>
    ${page.organises ? html`<p class="buttons">
      <button type="button" class="button secondary" @click=${() => page.edit()}>${t("training.edit")}</button>
      <a class="button secondary" href=${`?id=${meeting.id}&paper=attendance`}>${t("training.print_attendance")}</a>
      <a class="button secondary" href=${`?id=${meeting.id}&paper=questions`}>${t("training.print_questions")}</a>
      ${meeting.attendances.length || meeting.questions.length ? "" : html`<button type="button" class="button danger" @click=${() => page.erase()}>${t("training.delete")}</button>`}</p>` : ""}`;
}

const agenda = ({ meeting }) => (meeting.agenda ? html`
  <section class="panel" aria-labelledby="agenda"><h2 id="agenda">${t("training.agenda")}</h2>
    <ol>${meeting.agenda.split("\n").filter((line) => line.trim()).map((line) => html`<li>${line}</li>`)}</ol></section>` : "");

const material = (page) => (name) => html`
  <li><button type="button" class="link" @click=${() => page.openMaterial(name)}>${name}</button>
    ${page.organises ? html` <button type="button" class="link" @click=${() => page.dropMaterial(name)}>${t("training.material_drop")}<span class="visually-hidden"> ${name}</span></button>` : ""}</li>`;

const materials = (page) => (page.meeting.materials.length || page.organises ? html`
  <section class="panel" aria-labelledby="materials"><h2 id="materials">${t("training.materials")}</h2>
    ${page.meeting.materials.length ? html`<ul class="plain">${page.meeting.materials.map(material(page))}</ul>` : html`<p class="hint">${t("training.no_materials")}</p>`}
    ${page.organises ? html`<span class="picker button secondary">${t("training.material_add")}
      <input type="file" accept="application/pdf,image/jpeg,image/png" aria-label=${t("training.material_add")} ?disabled=${page.busy} @change=${(event) => {
        page.addMaterial(event.target.files[0]);
        event.target.value = "";
      }}></span>` : ""}</section>` : "");

// Why one cannot sign in now, or the form to do so.
function ownSignIn(page) {
  const { meeting } = page;
  if (page.mine) return html`<p class="good">${t("training.signed_at", { at: dateTime(page.mine.signed_at) })}</p>`;
  if (meeting.cancelled) return html`<p>${t("training.cancelled_text")}</p>`;
  if (!meeting.invites_me) return html`<p class="hint">${t("training.not_invited_text")}</p>`;
  if (!meeting.open) return html`<p class="hint">${new Date(meeting.opens.replace(" ", "T")) > now() ? t("training.opens", { at: dateTime(meeting.opens) }) : t("training.closed")}</p>`;
  return html`
    <form class="clock-form" @submit=${(event) => {
      event.preventDefault();
      page.signIn();
    }}>
      <p class="field"><label for="code">${t("training.code")}</label>
        <input id="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required .value=${page.code} aria-describedby="code-hint" @input=${(event) => { page.code = event.target.value; }}></p>
      <button type="submit" class="button" ?disabled=${page.busy}>${t("training.sign")}</button>
    </form>
    <p class="hint" id="code-hint">${t("training.code_hint")}</p>`;
}

const screen = (page) => html`
  <div class="sign-code">
    <img src=${`/api/onestop/qr.svg?path=${encodeURIComponent(page.screen.path)}`} width="256" height="256" alt=${t("training.qr")}>
    <div><p class="sign-digits">${page.screen.code}</p><p>${t("training.screen_hint", { at: clockTime(page.screen.until) })}</p>
      <p><strong>${t("training.counts_signed", { n: page.meeting.attendances.length, of: page.meeting.invited })}</strong></p></div>
  </div>
  <p class="buttons"><button type="button" class="button secondary" @click=${() => page.hideCode()}>${t("training.screen_hide")}</button></p>`;

const signIn = (page) => html`
  <section class="panel" aria-labelledby="sign-in"><h2 id="sign-in">${t("training.sign_in")}</h2>
    ${page.screen ? screen(page) : ""}
    ${ownSignIn(page)}
    ${page.organises && page.meeting.open && !page.screen ? html`<p class="buttons"><button type="button" class="button secondary" @click=${() => page.showCode()}>${t("training.screen_show")}</button></p>` : ""}
  </section>`;

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

const attendance = (page) => (row) => html`
  <tr class="queue-row"><th scope="row" data-label=${t("training.name")}>${row.name || t("training.gone")}</th>
    ${cell(t("training.department"), nameOf(row, "department"))}${cell(t("training.time"), dateTime(row.signed_at))}${cell(t("training.way"), t(`training.way_${row.way}`))}
    ${page.organises ? cell(t("training.strike"), html`<button type="button" class="link" @click=${() => page.strike(row)}>${t("training.strike")}<span class="visually-hidden"> ${row.name}</span></button>`) : ""}</tr>`;

const heads = (page) => ["name", "department", "time", "way", ...(page.organises ? ["strike"] : [])];

const present = (page) => html`
  <section class="panel" aria-labelledby="present"><h2 id="present">${t("training.present", { n: page.meeting.attendances.length })}</h2>
    ${page.meeting.attendances.length ? html`
      <table class="queue-table"><caption class="visually-hidden">${t("training.attendance")}</caption>
        <thead><tr>${heads(page).map((h) => html`<th scope="col">${t(`training.${h}`)}</th>`)}</tr></thead>
        <tbody>${page.meeting.attendances.map(attendance(page))}</tbody></table>` : html`<p class="hint">${t("training.nobody")}</p>`}
    ${page.organises ? absent(page) : ""}
  </section>`;

// The organiser sees who is missing and adds who was there and forgot to sign in.
function absent(page) {
  const { absent: list, opens, cancelled } = page.meeting;
  if (!list || !list.length || cancelled) return "";
  const begun = new Date(opens.replace(" ", "T")) <= now();
  return html`
    <details><summary>${t(isPast(page.meeting) ? "training.absent" : "training.unsigned", { n: list.length })}</summary>
      <ul class="plain">${list.map((row) => html`<li>${who(row)}</li>`)}</ul></details>
    ${begun ? html`<form class="clock-form" @submit=${(event) => {
      event.preventDefault();
      page.addForgotten();
    }}>
      <p class="field"><label for="forgotten">${t("training.forgotten")}</label>
        <select id="forgotten" .value=${page.forgotten} @change=${(event) => {
          page.forgotten = event.target.value;
          page.draw();
        }}><option value="">${t("desk.choose")}</option>${list.map((row) => html`<option value=${row.officer}>${row.name} ${nameOf(row, "department")}</option>`)}</select></p>
      <button type="submit" class="button secondary" ?disabled=${page.busy || !page.forgotten}>${t("training.add")}</button></form>` : ""}`;
}

// The organiser answers and publishes; whoever asked takes back what nobody answered yet.
function buttons(page, row) {
  const own = row.officer === page.me.id && !row.answer && !row.published;
  if (!page.organises && !own) return "";
  return html`<p class="buttons">
      ${page.organises ? html`<button type="button" class="button secondary" @click=${() => page.answer(row)}>${t(row.answer ? "training.answer_change" : "training.answer")}<span class="visually-hidden"> ${row.question}</span></button>` : ""}
      ${page.organises && row.answer ? html`<button type="button" class="button secondary" ?disabled=${page.busy} @click=${() => page.publish(row)}>${t(row.published ? "training.withdraw" : "training.publish")}<span class="visually-hidden"> ${row.question}</span></button>` : ""}
      <button type="button" class="button secondary" ?disabled=${page.busy} @click=${() => page.drop(row)}>${t("training.drop")}<span class="visually-hidden"> ${row.question}</span></button></p>`;
}

const question = (page) => (row) => html`
  <li class="asked"><h3>${nameOf(row, "question")}</h3>
    <p class="hint">${who(row)} · ${dateTime(row.asked_at)} ${row.published ? html`<span class="tag is-good">${t("training.published")}</span>` : ""}</p>
    ${row.answer ? html`<div class="asked-answer"><p class="said">${nameOf(row, "answer")}</p><p class="hint">${row.answered_by ? t("training.answered_by", { name: row.answered_by, at: dateTime(row.answered_at) }) : ""}</p></div>` : html`<p><span class="tag is-warn">${t("training.unanswered")}</span></p>`}
    ${buttons(page, row)}</li>`;

const questions = (page) => html`
  <section class="panel" aria-labelledby="questions"><h2 id="questions">${t("training.questions", { n: page.meeting.questions.length })}</h2>
    ${page.meeting.questions.length ? html`<ul class="plain">${page.meeting.questions.map(question(page))}</ul>` : html`<p class="hint">${t("training.no_questions")}</p>`}
    ${page.meeting.invites_me || page.organises ? html`<form @submit=${(event) => {
      event.preventDefault();
      page.ask();
    }}>
      <p class="field"><label for="question">${t("training.ask")}</label><span class="hint" id="question-hint">${t("training.ask_hint")}</span>
        <textarea id="question" rows="3" maxlength="2000" required aria-describedby="question-hint" .value=${page.question} @input=${(event) => { page.question = event.target.value; }}></textarea></p>
      <p class="buttons"><button type="submit" class="button" ?disabled=${page.busy}>${t("training.ask_go")}</button><a class="text-link" href="/help.html">${t("training.to_help")}</a></p></form>` : ""}
  </section>`;

export const meetingView = (page) => html`
  <p class="case-back"><a href="/desk/trainings.html">← ${t("training.title")}</a></p>
  ${page.meeting ? html`${head(page)}${page.form ? page.form.view() : html`${agenda(page)}${materials(page)}${signIn(page)}${present(page)}${questions(page)}`}`
    : html`<h1>${t("training.title")}</h1><p class="loading" role="status">${t("common.loading")}</p>`}`;
