// After handing in: the number, what happens next, the receipt to print.
import { html } from "../shared/html.js";
import { day } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";

const receiptFacts = ({ content }) => html`
  <dl class="facts">
    <div class="fact"><dt>${t("track.code")}</dt><dd><strong class="code">${content.track_code}</strong><br><span class="hint">${t("apply.code_hint")}</span></dd></div>
    ${content.notice_due ? html`<div class="fact"><dt>${t("apply.first_answer")}</dt><dd>${day(content.notice_due)}</dd></div>` : ""}
    ${content.promised_due ? html`<div class="fact"><dt>${t("status.promise")}</dt><dd>${day(content.promised_due)}</dd></div>` : ""}
  </dl>`;

export function donePart({ application, content, notices }) {
  const [receipt] = notices;
  return html`
    <div id="part" tabindex="-1" class="done-box"><h1>${t("apply.done")}</h1>
      <p>${t("apply.number")}</p><p class="done-number">${application.number}</p></div>
    <p class="lead">${nameOf(content)}</p>
    ${receipt ? html`<div class="card">${receiptFacts(receipt)}</div>
      <p class="buttons"><a class="button" href=${`/notice.html?id=${receipt.id}`}>${t("apply.receipt")}</a>
        <a class="button secondary" href=${`/status.html?id=${application.id}`}>${t("apply.follow")}</a></p>` : html`
      <p class="buttons"><a class="button" href=${`/status.html?id=${application.id}`}>${t("apply.follow")}</a></p>`}
    <h2>${t("apply.next")}</h2>
    <ol class="way">
      <li><strong>${t("apply.next_check")}</strong><span>${t("apply.next_check_text")}</span></li>
      <li><strong>${t("apply.next_accept")}</strong><span>${t("apply.next_accept_text")}</span></li>
      <li><strong>${t("apply.next_decide")}</strong><span>${t("apply.next_decide_text", { result: nameOf(content, "result_name") || t("apply.the_decision") })}</span></li>
    </ol>
    <p class="hint">${t("apply.questions", { phone: content.consult_phone || content.department.phone })}</p>`;
}
