// Questions that were asked at training meetings and answered for everybody, with a search.
import { html } from "../shared/html.js";
import { get, refusalWords } from "../shared/api.js";
import { day } from "../shared/days.js";
import { asked, handbookAddress, page, say } from "../shared/frame.js";
import { addWords, lang, nameOf, t } from "../shared/words.js";
import helpWords from "../shared/words/help.js";

addWords(helpWords);

const WAIT = 220; // milliseconds after the last key

const state = { text: asked("q"), items: null, chapters: [], total: 0, page: 1, error: "", busy: false };

let asking = 0;
let timer = 0;

async function find(more = false) {
  const mine = ++asking;
  Object.assign(state, { busy: true, page: more ? state.page + 1 : 1 });
  draw();
  try {
    const answer = await get("/api/onestop/help", { q: state.text.trim(), page: state.page });
    if (mine !== asking) return; // something else is asked by now
    Object.assign(state, { items: more ? [...state.items, ...answer.items] : answer.items, chapters: answer.chapters, total: answer.total, error: "" });
    say(t("help.found", { n: answer.total + answer.chapters.length }));
  } catch (err) {
    if (mine !== asking) return;
    state.error = refusalWords(err);
  }
  state.busy = false;
  draw();
}

// A Chinese word that is still being composed is not searched for.
function typed(event) {
  state.text = event.target.value;
  if (event.isComposing) return;
  const q = state.text.trim();
  history.replaceState(null, "", q ? `?${new URLSearchParams({ q })}` : location.pathname);
  clearTimeout(timer);
  timer = setTimeout(find, WAIT);
}

const searchBar = () => html`
  <form role="search" @submit=${(event) => {
    event.preventDefault();
    clearTimeout(timer);
    find();
  }}>
    <p class="field">
      <label for="q">${t("help.search")}</label>
      <span class="hint" id="q-hint">${t("help.search_hint")}</span>
      <input id="q" name="q" type="search" autocomplete="off" maxlength="100" .value=${state.text} aria-describedby="q-hint" @input=${typed} @compositionend=${typed}>
    </p>
  </form>`;

const answerRow = (item) => html`
  <li><h2>${nameOf(item, "question")}</h2>
    <p class="said">${nameOf(item, "answer")}</p>
    <p class="hint">${t("help.published", { day: day(item.published_on, false) })}</p></li>`;

const here = (thing, field) => thing[lang() === "en" ? `${field}_en` : field];

const chapterRow = (chapter) => html`<li><a class="text-link" href=${here(chapter, "address")}>${here(chapter, "title")}</a> <span class="hint">${here(chapter, "book")}</span></li>`;

const chapters = () => (state.chapters.length ? html`
  <h2>${t("help.chapters")}</h2>
  <ul class="plain">${state.chapters.map(chapterRow)}</ul>
  <h2>${t("help.answers")}</h2>` : "");

function found() {
  if (state.error) {
    return html`<div class="notice is-bad" role="alert"><p>${state.error}</p>
      <button type="button" class="button secondary" @click=${() => find()}>${t("common.retry")}</button></div>`;
  }
  if (!state.items) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  if (!state.items.length && state.chapters.length) return html`<p>${t("help.nothing")}</p>`;
  if (!state.items.length) return html`<div class="notice"><p><strong>${t(state.text.trim() ? "help.nothing" : "help.none")}</strong></p><p>${t("help.nothing_text")}</p></div>`;
  return html`
    <p class="hint">${t("help.found", { n: state.total })}</p>
    <ul class="rows answers">${state.items.map(answerRow)}</ul>
    ${state.items.length < state.total ? html`<p class="buttons"><button type="button" class="button secondary" ?disabled=${state.busy}
      @click=${() => find(true)}>${t("common.more")}</button></p>` : ""}`;
}

const WAYS = [["/", "services"], ["/track.html", "track"], ["/verify.html", "verify"], ["/privacy.html", "privacy"]];

const view = () => html`
  <h1>${t("help.title")}</h1>
  <p class="lead">${t("help.lead")}</p>
  <p><a class="text-link" href=${handbookAddress(location.pathname)}>${t("help.handbooks")}</a></p>
  ${searchBar()}
  <section aria-label=${t("help.answers")}>${chapters()}${found()}</section>
  <section aria-labelledby="ways"><h2 id="ways">${t("help.ways")}</h2>
    <ul class="plain">${WAYS.map(([href, key]) => html`<li><a class="text-link" href=${href}>${t(`help.way_${key}`)}</a></li>`)}</ul></section>`;

const { draw } = page({ title: () => t("help.title"), view, className: "narrow" });
find();
