// The frame around every page: who we are, where to go, language and large type, who is
// signed in, and what is said aloud to those who listen instead of looking.
import { html, render } from "./html.js";
import { forEverybody, isLost, logout, me, Refusal, refusalWords } from "./api.js";
import { askAnew, unreadCount, watchUnread } from "./unread.js";
import { lang, LANGUAGES, setLang, t } from "./words.js";

const ELDER = "onestop.elder";
const MOST = 99; // what the number of unread notifications shows at most
const HOTLINE = "12345"; // the government service hotline, the same everywhere in China

// The own names of the languages, each said in itself.
const OWN_NAMES = { "zh-CN": "中文", en: "English" };

function elder() {
  try {
    return localStorage.getItem(ELDER) === "1";
  } catch (err) {
    return document.documentElement.classList.contains("elder");
  }
}

function setElder(on) {
  try {
    localStorage.setItem(ELDER, on ? "1" : "0");
  } catch (err) {
    // storage is switched off: the choice holds for this page
  }
  document.documentElement.classList.toggle("elder", on);
}
setElder(elder());

// What the office calls itself, which the page brings along; "" where nobody has set the house up.
export function office() {
  const named = document.querySelector('meta[name="onestop-office"]');
  return named ? (lang() === "en" && named.dataset.en) || named.content : "";
}

const isOfficer = () => Boolean(me()) && me().collectionName === "officers";

// A page of this house to go on to, from ?next=; never another site.
export function nextPage(fallback = "/") {
  const next = new URLSearchParams(location.search).get("next") || "";
  return /^\/(?![/\\])/.test(next) ? next : fallback;
}

export const signInAddress = () => `/login.html?next=${encodeURIComponent(location.pathname + location.search)}`;

// The words after # and ? that name what the page is about.
export const asked = (name) => new URLSearchParams(location.search).get(name) || "";

// The chapter of the handbooks that explains a page: its folder's, unless the page has one
// of its own. A clerk's book is another than that of those who examine and decide.
const CHAPTERS = {
  "/": "citizens#find", "/guide.html": "citizens#find", "/service.html": "citizens#prepare", "/ask.html": "citizens#prepare", "/apply.html": "citizens#apply", "/life.html": "citizens#event",
  "/journey.html": "citizens#event", "/login.html": "citizens#account", "/register.html": "citizens#account", "/verify.html": "citizens#result", "/notice.html": "citizens#result",
  "/rate.html": "citizens#rate", "/report.html": "citizens#report", "/problems.html": "citizens#report", "/me.html": "citizens#mydata", "/privacy.html": "citizens#mydata",
  "/recover.html": "citizens#account", "/help.html": "", "/setup.html": "administrators#first", "/certificate.html": "administrators#https", "/counter/cases.html": "clerks#deliver", "/counter/day.html": "clerks#start", "/counter/code.html": "clerks#password",
  "/desk/claims.html": "officers#claim", "/desk/claim.html": "officers#claim", "/desk/list.html": "officers#list", "/desk/life_events.html": "officers#events",
  "/desk/late.html": "officers#figures", "/desk/post.html": "officers#absence", "/desk/workload.html": "officers#absence", "/desk/templates.html": "officers#templates", "/desk/problems.html": "officers#problems", "/desk/problem.html": "officers#problems", "/desk/ratings.html": "officers#ratings",
  "/desk/trainings.html": "officers#training", "/desk/tasks.html": "officers#campaign", "/board/": "", "/board/campaigns.html": "officers#campaign", "/board/campaign.html": "officers#campaign",
};
const BY_FOLDER = { "": "citizens#follow", desk: "officers#queue", counter: "clerks#intake", board: "officers#figures", print: "officers#figures", help: "" };
const CLERKS = { "/desk/": "clerks#start", "/desk/case.html": "clerks#check", "/desk/inbox.html": "clerks#start" };
const EXAMINERS = { "/desk/case.html": "officers#case" };

// The address of the handbook that explains a page, in the language of the moment.
export function handbookAddress(path, roles = []) {
  const known = { ...CHAPTERS, ...(roles.includes("clerk") ? CLERKS : EXAMINERS) };
  const folder = path.split("/").length > 2 ? path.split("/")[1] : "";
  const [book, chapter] = (path in known ? known[path] : BY_FOLDER[folder] || "").split("#");
  return `/help/${lang() === "en" ? "en/" : ""}${book ? `${book}.html#${chapter}` : ""}`;
}

const citizenLinks = () => [["/", t("frame.nav_home")], ["/cases.html", t("frame.cases")], ["/track.html", t("frame.track")]];
const officerLinks = () => [["/desk/", t("frame.desk")], ["/", t("frame.nav_home")]];

const link = ([href, text]) => html`<li><a href=${href} aria-current=${location.pathname === href ? "page" : null}>${text}</a></li>`;

// The way to the inbox with the number that waits there.
function inboxLink() {
  const href = isOfficer() ? "/desk/inbox.html" : "/inbox.html";
  const n = unreadCount();
  return html`<li><a href=${href} aria-current=${location.pathname === href ? "page" : null}>${t("frame.inbox")}
    ${n ? html`<span class="badge"><span aria-hidden="true">${n > MOST ? `${MOST}+` : n}</span><span class="visually-hidden">${t("frame.unread", { n })}</span></span>` : ""}</a></li>`;
}

// Whether the links are shown that a narrow window folds away from somebody who is signed in.
let unfolded = false;

const FOLDED = () => (unfolded ? "" : "is-folded");

const menuButton = (draw) => html`<li class="frame-menu"><button type="button" class="frame-tool" aria-expanded=${String(unfolded)} aria-controls="frame-nav" @click=${() => {
  unfolded = !unfolded;
  draw();
}}>${t("frame.menu")}</button></li>`;

function account(draw) {
  const person = me();
  if (!person) {
    return location.pathname === "/login.html" ? "" : html`<li><a href=${signInAddress()}>${t("frame.sign_in")}</a></li>`;
  }
  return html`
    ${inboxLink()}
    ${menuButton(draw)}
    <li class=${`frame-person ${FOLDED()}`}>${isOfficer() ? person.name : html`<a href="/me.html" aria-current=${location.pathname === "/me.html" ? "page" : null}>${person.name}<span class="visually-hidden"> ${t("frame.me")}</span></a>`}</li>
    <li class=${FOLDED()}><button type="button" class="frame-tool" @click=${() => logout(isOfficer() ? "/desk/" : "/")}>${t("frame.sign_out")}</button></li>`;
}

const tools = (draw) => html`
  <ul class="frame-tools">
    <li><button type="button" class="frame-tool" aria-pressed=${String(elder())} @click=${() => {
      setElder(!elder());
      draw();
    }}>${t("frame.elder")}</button></li>
    ${LANGUAGES.filter((language) => language !== lang()).map((language) => html`
      <li><button type="button" class="frame-tool" lang=${language} @click=${() => setLang(language)}>${OWN_NAMES[language]}</button></li>`)}
    ${account(draw)}
  </ul>`;

const head = (draw, links) => html`
  <a class="skip" href="#main" @click=${() => document.getElementById("main").focus()}>${t("frame.skip")}</a>
  <div class="frame-bar">
    <a class="frame-name" href="/"><span class="frame-mark" aria-hidden="true">门</span><span><strong>${office() || t("frame.name")}</strong> <small>${t(office() ? "frame.name" : "frame.motto")}</small></span></a>
    ${tools(draw)}
  </div>
  <nav class=${`frame-nav ${me() ? FOLDED() : ""}`} id="frame-nav" aria-label=${t("frame.nav")}><ul>${links.map(link)}</ul></nav>`;

const foot = () => html`
  <div class="frame-foot">
    <p>${t("frame.hotline")} <a href=${`tel:${HOTLINE}`}>${HOTLINE}</a></p>
    <ul>${[["/help.html", t("frame.help")], ["/board/", t("frame.board")], ["/verify.html", t("frame.verify")], ["/privacy.html", t("frame.privacy")], ["/desk/", t("frame.officers")]].map(link)}</ul>
  </div>`;

function place(tag) {
  const found = document.querySelector(`body > ${tag}`);
  if (found) return found;
  const made = document.createElement(tag);
  document.body.append(made);
  return made;
}

// Lays the frame and answers the <main> of the page. `title` gives the title in the
// language of the moment; `redraw` is called after a change of the language; `links` are
// [address, words] pairs instead of the usual ones.
export function frame({ title, redraw = () => {}, links }) {
  const header = place("header");
  const main = place("main");
  const footer = place("footer");
  main.id = "main";
  main.tabIndex = -1;
  const draw = () => {
    document.documentElement.lang = lang();
    const words = title();
    const house = office() || t("frame.name");
    document.title = words ? `${words} · ${house}` : house;
    const help = [handbookAddress(location.pathname, (me() || {}).roles), t("frame.handbook")];
    render(header, head(draw, [...(links || (isOfficer() ? officerLinks : citizenLinks))(), help]));
    render(footer, foot());
    askAnew();
  };
  header.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !unfolded) return;
    unfolded = false;
    draw();
    header.querySelector(".frame-menu button").focus();
  });
  document.addEventListener("onestop:language", () => {
    draw();
    redraw();
  });
  draw();
  watchUnread((grown) => {
    draw();
    if (grown) say(t("frame.unread_grown", { n: unreadCount() }));
    document.dispatchEvent(new CustomEvent("onestop:unread", { detail: { grown } }));
  });
  return { main, draw };
}

// Lays the frame around a page that is one view and answers {draw, reload}. `read` fetches
// what the page shows and `view` draws it; while it comes, and when it does not come, the
// page says so. `mine` makes people sign in first.
export function page({ title, view, read, links, mine = false, className = "" }) {
  const state = { data: null, error: null };
  let drawFrame = () => {};
  const body = () => {
    if (mine && !me() && !state.data) return signInFirst();
    if (!read) return view();
    if (state.error) return unread(state.error, reload);
    return state.data ? view(state.data) : html`<p class="loading" role="status">${t("common.loading")}</p>`;
  };
  const draw = () => {
    render(document.querySelector("body > main"), body());
    drawFrame();
  };
  const reload = async () => {
    if (!read || (mine && !me())) return;
    state.error = null;
    try {
      state.data = await read();
    } catch (err) {
      state.error = err;
    }
    draw();
    if (state.error && !(state.error instanceof Refusal)) throw state.error; // a mistake of ours is for the console too
  };
  if (read && !mine) forEverybody();
  const opened = frame({ title: () => title(state.data), links, redraw: draw });
  drawFrame = opened.draw;
  if (className) opened.main.classList.add(className);
  draw();
  reload();
  return { draw, reload };
}

// What stands in place of a page for people who are signed in.
export const signInFirst = () => html`
  <h1>${t("common.sign_in_first")}</h1>
  <p>${t("common.sign_in_text")}</p>
  <p class="buttons"><a class="button" href=${signInAddress()}>${t("frame.sign_in")}</a></p>`;

const unread = (err, retry) => {
  if (err.status === 401) return signInFirst();
  const lost = err.status === 404 || err.status === 403;
  return html`
    <div role="alert">
      <h1>${lost ? t("common.not_found") : t("common.unread")}</h1>
      <p>${lost ? t("common.not_found_text") : refusalWords(err)}</p>
    </div>
    <p class="buttons">
      ${lost ? "" : html`<button type="button" class="button" @click=${retry}>${t("common.retry")}</button>`}
      <a class="button secondary" href="/">${t("frame.home")}</a>
    </p>`;
};

let voice = null;

// Tells a screen reader what has changed without moving the focus.
export function say(text) {
  if (!voice) {
    voice = document.createElement("div");
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = "";
  setTimeout(() => { voice.textContent = text; }, 60); // a change that is not heard at once is not heard at all
}
