// The clock of a case in words: which day counts for whom, and how each day was reckoned.
import { html } from "../shared/html.js";
import { faultWords } from "../shared/api.js";
import { day, daysLeft } from "../shared/days.js";
import { hasWords, t } from "../shared/words.js";

// The limits in the order in which an applicant meets them.
const TRACKS = ["notice", "promise", "law", "inspection", "delivery"];

const runs = (limit) => Boolean(limit) && limit.light !== "none" && Boolean(limit.due || limit.unknown);

const limitWords = (limit) => (limit.due
  ? html`<strong>${day(limit.due)}</strong> <span class=${`tag is-${limit.light}`}>${daysLeft(limit.left)}</span>`
  : html`<span class="tag is-grey">${limit.unknown ? faultWords(limit.unknown) : t("light.grey")}</span>`);

// The limits that are running, each with its day and what is left of it.
export function limits(clock) {
  const running = TRACKS.filter((name) => runs(clock[name]));
  if (!running.length) return "";
  return html`<dl class="facts">${running.map((name) => html`
    <div class="fact"><dt>${t(`clock.${name}`)}</dt><dd>${limitWords(clock[name])}<p class="hint">${t(`clock.${name}_hint`)}</p></dd></div>`)}</dl>`;
}

const span = ({ from, to }) => (from === to ? day(from, false) : `${day(from, false)} – ${day(to, false)}`);

const causeOf = ({ cause, name }) => {
  if (cause === "paused") return hasWords(`ground.${name}`) ? t(`ground.${name}`) : t("clock.day_paused");
  return name ? `${t(`clock.day_${cause}`)}${t("clock.named", { name })}` : t(`clock.day_${cause}`);
};

const spans = (key, list) => (list && list.length ? html`
  <p class="hint">${t(key)}${t("common.colon")}${list.map((s) => `${span(s)} ${causeOf(s)}`).join(t("clock.sep"))}</p>` : "");

const counted = ({ counted: n, unit }) => (n ? ` · ${t(unit === "CD" ? "clock.counted_cd" : "clock.counted_wd", { n })}` : "");

const causeWords = (line) => (hasWords(`clock.cause_${line.cause}`) ? t(`clock.cause_${line.cause}`) : line.reason || line.cause);

// The law behind a line, without the number of our own rule: "行政许可法 Art. 32".
function lawOf(cite) {
  const [, law, article] = /^(?:R-\S+\s*)?(.*?)(?: Art\. ([\d, ]+))?$/.exec(cite || "");
  if (!law) return "";
  return article ? t("clock.article", { law, article }) : t("clock.law_name", { law });
}

const lineRow = (line) => html`
  <li>
    <strong>${line.date ? day(line.date) : ""} ${causeWords(line)}</strong>
    <span>${counted(line)}${line.due ? ` · ${t("clock.line_due", { day: day(line.due) })}` : ""}</span>
    ${line.until ? html`<p class="hint">${t("clock.until", { day: day(line.until) })}${line.ground && hasWords(`ground.${line.ground}`) ? ` · ${t(`ground.${line.ground}`)}` : ""}</p>` : ""}
    ${spans("clock.skipped", line.skipped)}${spans("clock.moved", line.moved)}${spans("clock.rolled", line.rolled)}
    ${lawOf(line.cite) ? html`<p class="hint">${t("clock.cite", { cite: lawOf(line.cite) })}</p>` : ""}
  </li>`;

// How each limit was reckoned, line by line.
export function reckoning(clock) {
  const shown = TRACKS.filter((name) => clock.lines.some((line) => line.track === name));
  if (!shown.length) return "";
  return html`
    <details><summary>${t("clock.how")}</summary>
      ${shown.map((name) => html`<h3>${t(`clock.${name}`)}</h3>
        <ol class="way">${clock.lines.filter((line) => line.track === name).map(lineRow)}</ol>`)}
    </details>`;
}
