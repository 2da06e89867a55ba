// A light with its words: colour alone tells nothing to a colour-blind officer.
import { html } from "../shared/html.js";
import { daysLeft } from "../shared/days.js";
import { t } from "../shared/words.js";

// What the light says: how many working days are left, or why there is no date.
export function lightWords({ light, days_left: left }) {
  if (typeof left !== "number" || light === "none" || light === "grey" || !light) return t(`light.${light || "none"}`);
  return daysLeft(left);
}

export const lightMark = (item) => html`
  <span class=${`light is-${item.light || "none"}`}><span class="light-dot" aria-hidden="true"></span>${lightWords(item)}</span>`;
