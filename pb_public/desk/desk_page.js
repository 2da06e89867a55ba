// A page of the desk around what it shows: the frame, the sign-in where nobody is signed
// in, and then `open(main, me, again)`, which answers how to draw the page anew. `again`
// starts over, for a session that ended meanwhile.
import { frame } from "../shared/frame.js";
import { html, render } from "../shared/html.js";
import { refusalWords } from "../shared/api.js";
import { t } from "../shared/words.js";
import { officer, officerLinks as links, startOver } from "../shared/officers.js";
import { signIn } from "./signin.js";

export function deskPage({ title, open }) {
  let redraw = () => {};
  const { main, draw } = frame({ title: () => (officer() ? title() : t("desk.signin")), redraw: () => redraw(), links });
  function start() {
    main.classList.toggle("wide", Boolean(officer()));
    draw();
    redraw = officer() ? open(main, officer(), { again: startOver, drawFrame: draw }) : signIn(main, start);
  }
  start();
}

// What stands there when the thing asked for cannot be shown.
export const failure = (root, back, text) => render(root, html`
  <p class="case-back"><a href=${back.href}>← ${back.words}</a></p>
  <h1>${t("common.unread")}</h1>
  <div class="notice is-bad" role="alert"><p>${text}</p></div>`);

// The words for a thing that was not read: not found and not allowed look the same.
export const unreadWords = (err, lost) => ([403, 404].includes(err.status) ? lost : refusalWords(err));
