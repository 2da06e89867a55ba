// What a reporter reads after the report: number, code, and what happens next.
import { html } from "../shared/html.js";
import { me } from "../shared/api.js";
import { t } from "../shared/words.js";

const follow = ({ number, code, id }, officer) => {
  if (officer) return `/desk/problem.html?id=${id}`;
  return me() ? `/problems.html?id=${id}` : `/problems.html?${new URLSearchParams({ number, code })}`;
};

export const doneView = (done, officer, again) => html`
  <div class="notice is-good" role="status"><h1>${t(officer ? "report.hall_done" : "report.done")}</h1></div>
  <div class="card">
    <dl class="facts">
      <div class="fact"><dt>${t("report.number")}</dt><dd class="code-shown">${done.number}</dd></div>
      <div class="fact"><dt>${t("report.code")}</dt><dd class="code-shown">${done.code}</dd></div>
    </dl>
  </div>
  <p><strong>${t("report.keep")}</strong> ${officer || me() ? "" : t("report.public_computer")}</p>
  <h2>${t("report.next")}</h2>
  <ol class="way"><li>${t("report.next_assign")}</li><li>${t("report.next_solve")}</li><li>${t("report.next_check")}</li></ol>
  <p class="buttons">
    <a class="button" href=${follow(done, officer)}>${t("report.follow")}</a>
    <button type="button" class="button secondary" @click=${again}>${t("report.another")}</button>
  </p>`;
