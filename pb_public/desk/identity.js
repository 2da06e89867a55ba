// The numbers of a case (of the applicant, the agent, of others in the form): a mask, and
// the whole of one for a moment to whoever says why.
import { say } from "../shared/frame.js";
import { html } from "../shared/html.js";
import { post } from "../shared/api.js";
import { t } from "../shared/words.js";
import { openDialog } from "./dialog.js";

const SHOWN = 30; // seconds until the number is masked again

// The look of the moment: which number, the whole of it, and the timer that ends it.
const look = { field: "", number: "", timer: 0 };

// Who handles a case needs no ground; what else calls a supervisor to it (hooks/rules/look).
const HANDLERS = ["clerk", "examiner", "approver"];
const GROUNDS = ["late", "extended", "exception", "complaint"];

function hide(desk) {
  clearTimeout(look.timer);
  look.number = "";
  desk.draw();
}

const handles = ({ me, application }) => (application.departments || []).includes(me.department) && HANDLERS.some((role) => me.roles.includes(role));

const oversees = (desk) => desk.me.roles.includes("supervisor") && !handles(desk);

const ground = () => ({
  name: "ground", kind: "choice", label: t("identity.ground"), required: true, empty: t("identity.ground_empty"),
  options: GROUNDS.map((value) => ({ value, label: t(`identity.ground_${value}`) })),
});

async function show(desk, field, whose) {
  const shown = await openDialog({
    title: t("identity.title", { whose }), lead: t("identity.lead", { n: SHOWN }), go: t("identity.go"), danger: false, passOn: () => false,
    fields: [...(oversees(desk) ? [ground()] : []), { name: "reason", kind: "text", label: t("identity.reason"), required: true, empty: t("identity.reason_empty") }],
    send: async (values) => {
      const answer = await post(`/api/onestop/applications/${desk.id}/identity`, { field, reason: values.reason.trim(), ground: values.ground || "" });
      Object.assign(look, { field, number: answer.id_number });
    },
  });
  if (!shown) return;
  clearTimeout(look.timer);
  look.timer = setTimeout(() => hide(desk), SHOWN * 1000);
  desk.draw();
  say(t("identity.shown", { n: SHOWN }));
}

// The number of a field as it stands there now, with the button for the other way.
export function numberPart(desk, mask, field, whose) {
  if (look.number && look.field === field) {
    return html`<strong class="number full-number">${look.number}</strong> <button type="button" class="link" @click=${() => hide(desk)}>${t("identity.hide")}</button>
      <br><span class="hint">${t("identity.shown", { n: SHOWN })}</span>`;
  }
  return html`<span class="number">${mask}</span> ${desk.mayWrite && !desk.application.locked && !desk.application.erased_at
    ? html`<button type="button" class="link" aria-label=${`${t("identity.show")}${t("common.colon")}${whose}`} @click=${() => show(desk, field, whose)}>${t("identity.show")}</button>` : ""}`;
}
