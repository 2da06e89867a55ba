// The public board: how cases and the reform stand, without anybody's data. With ?wall it
// fills a wall screen, refreshes by itself and turns the pages of the departments.
import { html, render } from "../shared/html.js";
import { forEverybody, get, refusalWords } from "../shared/api.js";
import { clockTime, day } from "../shared/days.js";
import { frame } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import words from "../shared/words/board.js";
import { boardView, wallPages, wallView } from "./board_parts.js";

addWords(words);
forEverybody();

const REFRESH = 60_000; // milliseconds; the board is made anew once a minute
const TURN = 12_000; // until the next departments are shown on the wall

const wall = new URLSearchParams(location.search).has("wall");
const state = { figures: null, failed: "", turn: 0 };

document.documentElement.classList.toggle("wall", wall);
const { main } = frame({ title: () => t("board.title"), redraw: () => draw() });
main.classList.add("board", wall ? "board-wall" : "board-page");

const madeAt = ({ at }) => `${day(at.slice(0, 10), false)} ${clockTime(at)}`;

const note = () => {
  if (!state.failed) return "";
  const text = state.figures ? t("board.stale", { time: madeAt(state.figures) }) : state.failed;
  return html`<div class="notice is-warn" role="alert"><p>${text}</p></div>`;
};

function draw() {
  if (!state.figures) {
    render(main, html`<h1>${t("board.title")}</h1>${note() || html`<p class="loading" role="status">${t("common.loading")}</p>`}`);
    return;
  }
  const time = madeAt(state.figures);
  render(main, wall ? wallView(state.figures, { time, note: note(), turn: state.turn }) : boardView(state.figures, { time, note: note() }));
}

async function reload(unasked = false) {
  try {
    state.figures = await get("/api/onestop/board", {}, { unasked });
    state.failed = "";
  } catch (err) {
    state.failed = refusalWords(err);
  }
  draw();
}

function turn() {
  if (!state.figures) return;
  state.turn = (state.turn + 1) % wallPages(state.figures);
  draw();
}

draw();
reload();
setInterval(() => reload(true), REFRESH);
if (wall) setInterval(turn, TURN);
