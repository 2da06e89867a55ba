// The figures for officers: a range is picked, departments lead to their services, late
// cases to the desk; everything stands in tables, and goes to Excel as it is asked for.
import { render } from "../shared/html.js";
import { fetchBlob, get, refusalWords } from "../shared/api.js";
import { today } from "../shared/days.js";
import { frame } from "../shared/frame.js";
import { holds, officer, officerLinks as links } from "../shared/officers.js";
import { addWords, t } from "../shared/words.js";
import boardWords from "../shared/words/board.js";
import words from "../shared/words/figures.js";
import states from "../shared/words/states.js";
import { figuresView, signInAtDesk } from "./figures_view.js";
import { addressOf, askedRange, monthRange, quarterRange, yearRange } from "../shared/range.js";

addWords(states, boardWords, words);

const state = { asked: null, figures: null, failed: "", busy: false, county: false };

const { main } = frame({ title: () => t("figures.title"), redraw: () => draw(), links });
main.classList.add("wide", "board");

const query = ({ from, to, department, service }) => ({ from, to, department, service });

const actions = {
  // Shows another range or scope, and remembers it in the address.
  async show(changes) {
    state.asked = { ...state.asked, ...changes };
    if (state.asked.kind === "month") Object.assign(state.asked, monthRange(state.asked.month));
    if (state.asked.kind === "year") Object.assign(state.asked, yearRange(state.asked.year, today()));
    if (state.asked.kind === "quarter") Object.assign(state.asked, quarterRange(state.asked.quarter));
    history.pushState(null, "", addressOf(state.asked));
    await load();
    const heading = main.querySelector("h1");
    if (heading) heading.focus();
  },
  async excel() {
    try {
      const { blob } = await fetchBlob("/api/onestop/statistics.xlsx", query(state.asked));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `statistics-${state.asked.from}-${state.asked.to}.xlsx`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (err) {
      state.failed = refusalWords(err);
      draw();
    }
  },
  pick(kind) {
    state.asked = { ...state.asked, kind };
    draw();
  },
};

function draw() {
  if (!officer()) render(main, signInAtDesk());
  else render(main, figuresView(state, actions));
}

async function load() {
  state.busy = true;
  state.failed = "";
  draw();
  try {
    state.figures = await get("/api/onestop/statistics", query(state.asked));
    state.asked.department = state.figures.department; // an approver's own, whatever was asked
  } catch (err) {
    state.figures = null;
    state.failed = refusalWords(err);
  }
  state.busy = false;
  draw();
}

async function open() {
  draw();
  if (!officer()) return;
  await get("/api/onestop/today"); // tells what day it is here, which may not be this computer's
  state.county = holds("supervisor", "auditor");
  state.asked = askedRange(new URLSearchParams(location.search), today());
  await load();
}

window.addEventListener("popstate", () => {
  state.asked = askedRange(new URLSearchParams(location.search), today());
  load();
});

open();
