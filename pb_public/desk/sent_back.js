// Why the work came back, said where the work is done: on the page of the claim and in the
// list. It is not told by letter, because a reason may be personal.
import { html } from "../shared/html.js";
import { dateTime } from "../shared/days.js";
import { t } from "../shared/words.js";
import { sentBack } from "./claim_process.js";

export function sentBackNotice({ actions, officers }) {
  const act = sentBack(actions);
  if (!act) return "";
  const by = officers.find((officer) => officer.id === act.officer);
  return html`
    <div class="notice is-warn sent-back"><p><strong>${t(`claims.sent_back_${act.act}`)}</strong> <span class="hint">${by ? by.name : t("desk.history_system")} · ${dateTime(act.at)}</span></p>
      <p class="said">${act.reason}</p></div>`;
}
