// The clock of a case in words: every line of the server's ledger says which days counted,
// which were passed over and why, and which rule says so.
import { html } from "../shared/html.js";
import { hasWords, listOf, t } from "../shared/words.js";
import { panel } from "./panels.js";

const span = (s) => (s.from === s.to ? s.from : `${s.from} — ${s.to}`);

const why = (s) => (s.name && s.cause !== "paused" ? `${t(`desk.day_${s.cause}`)}${t("common.these", { names: s.name })}` : t(`desk.day_${s.cause}`));

const spans = (key, list) => (list && list.length ? html`
  <p class="hint">${t(key)}${t("common.colon")}${listOf(list.map((s) => `${span(s)} ${why(s)}`))}</p>` : "");

const unit = (line) => t(line.unit === "CD" ? "desk.unit_cd" : "desk.unit_wd", { days: line.counted });

// A cause without words of its own, such as a calendar that is not there, says its reason.
const causeWords = ({ cause, reason }) => (hasWords(`desk.cause_${cause}`) ? t(`desk.cause_${cause}`) : reason || cause);

const lineRow = (line) => html`
  <li class="clock-line">
    <p><strong>${line.date}</strong> ${causeWords(line)}
      ${line.counted ? html` · ${unit(line)}` : ""}${line.due ? html` · ${t("desk.line_due", { date: line.due })}` : ""}
      ${line.cite ? html`<span class="cite">${line.cite}</span>` : ""}</p>
    ${line.until ? html`<p class="hint">${t("desk.until_day", { date: line.until })}${line.ground ? ` · ${t(`ground.${line.ground}`)}` : ""}</p>` : ""}
    ${line.reason ? html`<p class="said">${line.reason}</p>` : ""}
    ${spans("desk.skipped", line.skipped)}${spans("desk.moved_days", line.moved)}${spans("desk.rolled", line.rolled)}
  </li>`;

const TRACKS = ["notice", "promise", "law", "inspection", "delivery"];

const track = (lines) => (name) => {
  const mine = lines.filter((line) => line.track === name);
  return mine.length ? html`<h3>${t(`desk.track_${name}`)}</h3><ol class="clock-lines">${mine.map(lineRow)}</ol>` : "";
};

export function clockPanel(desk) {
  const { lines } = desk.clock;
  return panel("clock", t("desk.clock"), lines.length
    ? html`<details class="clock-detail"><summary>${t("desk.clock_open")}</summary>${TRACKS.map(track(lines))}</details>`
    : html`<p class="hint">${t("desk.no_limit")}</p>`);
}
