// A case in one line: what, where it stands, by when.
import { html } from "../shared/html.js";
import { day, daysLeft } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";

export const stateTag = (state) => html`<span class=${`tag is-${state}`}>${t(`state.${state}`)}</span>`;

// What is over has no days left, and none that it is late by.
export const FINISHED = ["closed", "withdrawn", "not_accepted", "terminated"];

export const dueWords = (c) => (c.due && !FINISHED.includes(c.state) ? t("counter.due", { day: day(c.due, false), left: daysLeft(c.days_left) }) : "");

export const stateLine = (c) => html`<span>${nameOf(c, "service")}</span> <span class="number">${c.number}</span> ${stateTag(c.state)}`;
