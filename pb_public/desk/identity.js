// The number of the applicant: a mask, and the whole of it for a moment to whoever says why.
import { say } from "../shared/frame.js";
import { html } from "../shared/html.js";
import { post } from "../shared/api.js";
import { t } from "../shared/words.js";
import { openDialog } from "./dialog.js";

const SHOWN = 30; // seconds until the number is masked again

// The look of the moment: the number, and the timer that ends it.
const look = { number: "", timer: 0 };

function hide(desk) {
  clearTimeout(look.timer);
  look.number = "";
  desk.draw();
}

async function show(desk) {
  const shown = await openDialog({
    title: t("identity.title"), lead: t("identity.lead", { n: SHOWN }), go: t("identity.go"), danger: false, passOn: () => false,
    fields: [{ name: "reason", kind: "text", label: t("identity.reason"), required: true, empty: t("identity.reason_empty") }],
    send: async ({ reason }) => {
      look.number = (await post(`/api/onestop/applications/${desk.id}/identity`, { reason: reason.trim() })).id_number;
    },
  });
  if (!shown) return;
  clearTimeout(look.timer);
  look.timer = setTimeout(() => hide(desk), SHOWN * 1000);
  desk.draw();
  say(t("identity.shown", { n: SHOWN }));
}

// The number as it stands there now, with the button for the other way.
export function numberPart(desk, mask) {
  if (look.number) {
    return html`<strong class="number full-number">${look.number}</strong> <button type="button" class="link" @click=${() => hide(desk)}>${t("identity.hide")}</button>
      <br><span class="hint">${t("identity.shown", { n: SHOWN })}</span>`;
  }
  return html`<span class="number">${mask}</span> ${desk.mayWrite && !desk.application.locked
    ? html`<button type="button" class="link" @click=${() => show(desk)}>${t("identity.show")}</button>` : ""}`;
}
