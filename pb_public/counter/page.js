// What the pages of the counter share: the links, who may be here, and that the focus is
// never lost.
import { frame } from "../shared/frame.js";
import { html, render } from "../shared/html.js";
import { me } from "../shared/api.js";
import counter from "../shared/words/counter.js";
import states from "../shared/words/states.js";
import { addWords, t } from "../shared/words.js";
import { keyBar } from "./keys.js";

addWords(states, counter);

const links = () => [["/counter/", t("counter.title")], ["/counter/cases.html", t("counter.cases")], ["/counter/day.html", t("counter.day")], ["/counter/code.html", t("counter.code")], ["/desk/", t("counter.queue")], ["/", t("frame.home")]];

const isClerk = (person) => person.roles.includes("clerk");

// Lays the frame around a page of the counter and answers `draw`, or null where nobody who
// works here is signed in. `view` draws what is under the title.
export function counterPage({ title, view, className = "" }) {
  const person = me();
  if (!person || person.collectionName !== "officers") {
    location.replace(`/desk/?next=${encodeURIComponent(location.pathname + location.search)}`);
    return null;
  }
  const body = () => (isClerk(person) ? view() : html`
    <h1>${title()}</h1><p class="notice is-bad" role="alert">${t("counter.clerks_only")} <a href="/desk/">${t("counter.queue")}</a></p>`);
  const { main } = frame({ title, redraw: () => draw(), links });
  main.classList.add("wide");
  if (className) main.classList.add(className);
  const bar = document.createElement("div");
  bar.className = "key-bar no-print";
  bar.setAttribute("role", "region");
  if (isClerk(person)) main.after(bar);
  const draw = () => {
    render(main, body());
    if (isClerk(person)) {
      bar.setAttribute("aria-label", t("counter.keys"));
      render(bar, keyBar());
    }
    if (document.activeElement === document.body && !document.querySelector("dialog[open]")) focusFirst();
  };
  draw();
  return isClerk(person) ? draw : null;
}

// Puts the focus on what is next: what the view marks so, or its title.
export function focusFirst(root = document.querySelector("main")) {
  const next = root.querySelector("[data-next]:not([disabled])") || root.querySelector("h1, h2");
  if (!next) return;
  if (!next.matches("a, button, input, select, textarea")) next.tabIndex = -1;
  next.focus();
}
