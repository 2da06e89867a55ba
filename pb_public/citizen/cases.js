// My applications: what needs me first, then the rest, newest first.
import { html } from "../shared/html.js";
import { list, Refusal, refusalWords, remove } from "../shared/api.js";
import { confirmed } from "../shared/a11y.js";
import { dateTime, day } from "../shared/days.js";
import { page, say } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import casesWords from "../shared/words/cases.js";
import citizen from "../shared/words/citizen.js";
import states from "../shared/words/states.js";

addWords(casesWords, citizen, states);

const PAGE = 30;
const MINE = ["draft", "correcting"]; // states in which the applicant has to do something
const FIELDS = "id,number,state,journey,light,created,updated,received_at,notice_due,promised_due,statutory_due,delivery_due,corrections,expand.service.name,expand.service.name_en,expand.journey.state";

const cases = { items: [], more: false, error: "" };

const fetchPage = (number) => list("applications", { sort: "-created", perPage: PAGE, page: number, expand: "service,journey", fields: FIELDS });

async function read() {
  cases.items = await fetchPage(1);
  cases.more = cases.items.length === PAGE;
  return cases;
}

async function more() {
  const next = await fetchPage(Math.ceil(cases.items.length / PAGE) + 1);
  cases.items = [...cases.items, ...next];
  cases.more = next.length === PAGE;
  draw();
}

async function drop(item) {
  if (!(await confirmed({ title: t("cases.drop_title"), text: t("cases.drop_text", { name: nameOfService(item) }), go: t("cases.drop"), danger: true }))) return;
  try {
    await remove("applications", item.id);
    cases.items = cases.items.filter((other) => other !== item);
    Object.assign(cases, { error: "" });
    say(t("cases.dropped"));
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    cases.error = refusalWords(err);
  }
  draw();
}

const nameOfService = (item) => (item.expand && item.expand.service ? nameOf(item.expand.service) : t("cases.service_gone"));

const inJourney = (item) => item.state === "draft" && item.journey;

// A draft whose life event is under way goes in by itself, once the results that it needs are delivered.
const inTurn = (item) => inJourney(item) && item.expand && item.expand.journey && ["submitted", "correcting"].includes(item.expand.journey.state);

// A draft of a life event is filled in and followed with the others of it.
const address = (item) => (inJourney(item) ? `/journey.html?id=${item.journey}` : `/${item.state === "draft" ? "apply" : "status"}.html?id=${item.id}`);

const due = (item) => {
  if (item.state === "submitted") return item.notice_due;
  if (item.state === "accepted" || item.state === "paused") return item.promised_due || item.statutory_due;
  return item.state === "granted" || item.state === "refused" ? item.delivery_due : "";
};

const row = (item) => html`
  <li>
    <a class="row-name" href=${address(item)}>${nameOfService(item)}</a>
    <p><span class=${`tag is-${item.state}`}>${t(inTurn(item) ? "cases.in_turn" : `state.${item.state}`)}</span></p>
    <p class="meta">
      ${item.number ? html`<span class="number">${item.number}</span>` : ""}
      <span>${item.state === "draft" ? t("ask.draft_saved", { at: dateTime(item.updated) }) : t("cases.received", { at: dateTime(item.received_at) })}</span>
      ${due(item) ? html`<span>${t("cases.due", { day: day(due(item), false) })}</span>` : ""}
    </p>
    ${inTurn(item) ? html`<p class="hint">${t("cases.in_turn_text")}</p>` : ""}
    ${item.state === "draft" && !inTurn(item) ? html`<p class="buttons"><a class="button" href=${address(item)}>${t("cases.resume")}</a>
      ${inJourney(item) ? "" : html`<button type="button" class="link danger" @click=${() => drop(item)}>${t("cases.drop")}<span class="visually-hidden"> ${nameOfService(item)}</span></button>`}</p>` : ""}
    ${item.state === "correcting" ? html`<p class="buttons"><a class="button" href=${address(item)}>${t("cases.correct")}</a></p>` : ""}
  </li>`;

const part = (title, items) => (items.length ? html`<h2>${title}</h2><ul class="rows">${items.map(row)}</ul>` : "");

function view() {
  const waiting = cases.items.filter((item) => MINE.includes(item.state) && !inTurn(item));
  return html`
    <h1>${t("frame.cases")}</h1>
    ${cases.error ? html`<div class="notice is-bad" role="alert"><p>${cases.error}</p></div>` : ""}
    ${cases.items.length ? "" : html`<div class="notice"><p><strong>${t("cases.none")}</strong></p><p>${t("cases.none_text")}</p></div>
      <p class="buttons"><a class="button" href="/">${t("frame.home")}</a></p>`}
    ${part(t("cases.waiting"), waiting)}
    ${part(t("cases.others"), cases.items.filter((item) => !waiting.includes(item)))}
    ${cases.more ? html`<p class="buttons"><button type="button" class="button secondary" @click=${more}>${t("common.more")}</button></p>` : ""}`;
}

const { draw } = page({ mine: true, read, view, title: () => t("frame.cases") });
