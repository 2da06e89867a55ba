// How a service is told in one line, and its limits in words.
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";

// What is promised: "当场办结" or "5 个工作日".
export const promiseWords = ({ handling, promised_days: days }) => (handling === "instant" || !days ? t("common.instant") : t("common.working_days", { n: days }));

// {days, unit} of the law in words.
export function lawWords({ days, unit }) {
  if (unit === "spot") return t("common.instant");
  if (!days) return t("service.no_law_limit");
  return t(unit === "CD" ? "common.calendar_days" : "common.working_days", { n: days });
}

export const tripWords = (trips) => (trips ? t("service.trips", { n: trips }) : t("service.no_trips"));

export const serviceRow = (item) => html`
  <a class="row-name" href=${`/service.html?id=${item.id}`}>${nameOf(item)}</a>
  <p class="meta"><span>${nameOf(item, "department")}</span><span>${promiseWords(item)}</span><span>${tripWords(item.trips)}</span></p>`;
