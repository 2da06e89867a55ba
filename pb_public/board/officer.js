// The pages of the board that are for officers: who is signed in, and the way to the
// sign-in of the desk, which leads back here.
import { html } from "../shared/html.js";
import { me } from "../shared/api.js";
import { t } from "../shared/words.js";

// The signed-in officer, or null for a guest and for an applicant.
export function officer() {
  const person = me();
  return person && person.collectionName === "officers" ? person : null;
}

export const holds = (...roles) => Boolean(officer()) && roles.some((role) => officer().roles.includes(role));

export const links = () => [["/desk/", t("frame.desk")], ["/board/figures.html", t("figures.title")], ["/board/campaigns.html", t("board.campaigns")], ["/board/", t("board.title")], ["/", t("frame.home")]];

export const signInAtDesk = () => html`
  <h1>${t("figures.signin")}</h1>
  <p>${t("figures.signin_text")}</p>
  <p class="buttons"><a class="button" href=${`/desk/?next=${encodeURIComponent(location.pathname + location.search)}`}>${t("frame.sign_in")}</a>
    <a class="button secondary" href="/board/">${t("board.title")}</a></p>`;
