// The frame around a handbook. The text stands in the page and is read without this; the
// page keeps the language of its address, and a change of language leads to the other one.
import { frame } from "../shared/frame.js";
import { lang, speak } from "../shared/words.js";

speak(document.documentElement.lang);

const other = document.querySelector("link[rel=alternate]").getAttribute("href");
const edition = lang();

frame({
  title: () => document.querySelector("h1").textContent,
  redraw: () => { if (lang() !== edition) location.assign(other + location.hash); },
});
