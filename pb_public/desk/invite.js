// Who may open the invitation to rate a case, and its button.
import { html } from "../shared/html.js";
import { invite } from "../shared/invite.js";
import { t } from "../shared/words.js";

const FINISHED = ["closed", "withdrawn", "not_accepted", "terminated"];

export const mayInvite = ({ application, me }) => FINISHED.includes(application.state) && me.roles.includes("clerk");

export const inviteButton = (desk) => (mayInvite(desk) ? html`<button type="button" class="button" @click=${() => invite(desk.id)}>${t("ratings.invite")}</button>` : "");
