// The page of one case: /desk/case.html?id=
import { asked, frame } from "../shared/frame.js";
import { html, render } from "../shared/html.js";
import { forget, refusalWords } from "../shared/api.js";
import states from "../shared/words/states.js";
import words from "../shared/words/desk.js";
import caseWords from "../shared/words/case.js";
import { addWords, t } from "../shared/words.js";
import { Desk } from "./case.js";
import { officer, officerLinks as links } from "../shared/officers.js";
import { signIn } from "./signin.js";

addWords(states, words, caseWords);

let desk = null;
let redraw = () => {};
const title = () => t("desk.case_title", { number: (desk && desk.application && desk.application.number) || "" }).trim();
const { main, draw } = frame({ title, redraw: () => redraw(), links });

const failure = (text) => () => render(main, html`
  <p class="case-back"><a href="/desk/">← ${t("desk.to_queue")}</a></p>
  <h1>${t("common.unread")}</h1>
  <div class="notice is-bad" role="alert"><p>${text()}</p></div>`);

// What stands there when the case cannot be shown: not found and not allowed look the same.
function refused(err) {
  return failure(() => ([403, 404].includes(err.status) ? t("desk.case_failed") : refusalWords(err)));
}

async function open(id) {
  render(main, html`<p class="loading" role="status">${t("common.loading")}</p>`);
  const place = document.createElement("div");
  desk = new Desk(place, officer(), id);
  try {
    await desk.load();
  } catch (err) {
    desk = null;
    if (err.status === 401) {
      forget();
      start();
      return;
    }
    redraw = refused(err);
    redraw();
    return;
  }
  render(main, html`<div class="case-place"></div>`);
  main.querySelector(".case-place").append(place);
  redraw = () => desk.redraw();
  draw();
  desk.showFirst();
}

function start() {
  main.classList.toggle("wide", Boolean(officer()));
  draw();
  if (!officer()) {
    redraw = signIn(main, start);
  } else if (!asked("id")) {
    redraw = failure(() => t("desk.case_missing"));
    redraw();
  } else {
    open(asked("id"));
  }
}
start();
