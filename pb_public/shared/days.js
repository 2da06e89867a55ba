// Days and times as people read them. The server's days are China days "2026-03-02"; its
// instants are UTC "2026-03-02 01:00:00.000Z" and are shown in China time wherever the
// reader's computer stands. What time it is now, the server tells: a computer's own clock
// may be wrong, and the training county has a clock that is moved.
import { lang, t } from "./words.js";

const CHINA = "Asia/Shanghai";

const shape = (options) => new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", options);

const instant = (text) => new Date(String(text).replace(" ", "T"));

// "2026年3月2日 星期一" of "2026-03-02".
export function day(text, weekday = true) {
  if (!text) return "";
  const date = new Date(`${text}T00:00:00Z`);
  const part = (options) => shape({ ...options, timeZone: "UTC" }).format(date);
  const words = part({ year: "numeric", month: "long", day: "numeric" });
  return weekday ? t("common.weekday", { day: words, weekday: part({ weekday: "long" }) }) : words;
}

// The China day of an instant, in words.
export const dayOf = (text) => (text ? day(chinaDay(instant(text)), false) : "");

const chinaDay = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: CHINA, year: "numeric", month: "2-digit", day: "2-digit" }).format(date);

const DAY = 86_400_000; // milliseconds

// The China day "2026-03-02" a number of days after an instant.
export const dayAfter = (text, days) => chinaDay(new Date(instant(text).getTime() + days * DAY));

let ahead = 0; // milliseconds that the clock of the house is ahead of this computer's

// Sets the clock by the date of an answer, as its head says it.
export function heardDate(text) {
  const told = Date.parse(text || "");
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

export const now = () => new Date(Date.now() + ahead);

export const today = () => chinaDay(now());

// "09:00" or "09:00:00" in China of an instant or a Date.
export function clockTime(at, { seconds = false } = {}) {
  if (!at) return "";
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: CHINA };
  return shape(seconds ? { ...options, second: "2-digit" } : options).format(at instanceof Date ? at : instant(at));
}

// "2026年3月2日 09:00" of an instant.
export function dateTime(text) {
  if (!text) return "";
  return `${day(chinaDay(instant(text)), false)} ${clockTime(text)}`;
}

// "还剩 3 个工作日" of the working days left; negative ones are late.
export function daysLeft(left) {
  if (left === null || left === undefined) return "";
  if (left < 0) return t("common.days_late", { n: -left });
  return left === 0 ? t("common.days_today") : t("common.days_left", { n: left });
}
