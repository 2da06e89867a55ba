// The papers of a training meeting on A4: who was there and who was not, or what was asked.
import { html } from "../shared/html.js";
import { asked } from "../shared/frame.js";
import { clockTime, dateTime } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";

const line = (row, at, signed) => html`<tr><td>${at + 1}</td><td>${row.name || t("training.gone")}</td><td>${nameOf(row, "department")}</td>
  <td>${signed ? clockTime(row.signed_at) : ""}</td><td>${signed && row.way === "organiser" ? t("training.way_organiser") : ""}</td></tr>`;

const table = (rows, caption, signed) => html`
  <h2>${caption}</h2>
  ${rows.length ? html`<table><thead><tr>${["no", "name", "department", "time", "note"].map((h) => html`<th scope="col">${t(`training.${h}`)}</th>`)}</tr></thead>
    <tbody>${rows.map((row, at) => line(row, at, signed))}</tbody></table>` : html`<p>${t("common.none")}</p>`}`;

const attendance = ({ attendances, absent }) => html`
  ${table(attendances, t("training.present", { n: attendances.length }), true)}
  ${absent ? table(absent, t("training.unsigned", { n: absent.length }), false) : ""}`;

const questions = ({ questions: list }) => html`
  <ol>${list.map((row) => html`<li><p><strong>${nameOf(row, "question")}</strong></p><p class="said">${row.answer ? nameOf(row, "answer") : t("training.unanswered")}</p></li>`)}</ol>`;

export const paperView = ({ meeting, id }) => html`
  <p class="case-back no-print"><a href=${`?id=${id}`}>← ${nameOf(meeting, "title")}</a></p>
  <article class="sheet-a4">
    <h1>${t(asked("paper") === "questions" ? "training.paper_questions" : "training.paper_attendance")}</h1>
    <table><tbody>
      <tr><th scope="row">${t("training.title_one")}</th><td>${nameOf(meeting, "title")}</td></tr>
      <tr><th scope="row">${t("training.when")}</th><td>${dateTime(meeting.at)}</td></tr>
      <tr><th scope="row">${t("training.place")}</th><td>${meeting.place}</td></tr></tbody></table>
    ${asked("paper") === "questions" ? questions(meeting) : attendance(meeting)}
  </article>
  <p class="buttons no-print"><button type="button" class="button" @click=${() => window.print()}>${t("common.print")}</button></p>`;
