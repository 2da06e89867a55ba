// A page of campaigns around what it shows: the frame, and the way to the sign-in of the desk
// where no officer is signed in, which leads back here.
import { html, render } from "../shared/html.js";
import { frame } from "../shared/frame.js";
import { officer, officerLinks as links, startOver } from "../shared/officers.js";
import { t } from "../shared/words.js";

const signIn = () => html`
  <h1>${t("plan.signin")}</h1>
  <p>${t("plan.signin_text")}</p>
  <p class="buttons"><a class="button" href=${`/desk/?next=${encodeURIComponent(location.pathname + location.search)}`}>${t("frame.sign_in")}</a></p>`;

// `open(main, again)` shows the page to an officer and answers how to draw it anew; `again`
// starts over, for a session that ended meanwhile.
export function campaignPage({ title, open }) {
  let redraw = () => {};
  const { main, draw } = frame({ title: () => (officer() ? title() : t("plan.signin")), redraw: () => redraw(), links });
  main.classList.toggle("wide", Boolean(officer()));
  draw();
  redraw = officer() ? open(main, startOver, draw) : () => render(main, signIn());
  if (!officer()) redraw();
}
