// The range of days that figures are asked for: a month, a quarter, a year or any days, kept
// in the address of the page so that it can be sent on.
const two = (n) => String(n).padStart(2, "0");

const lastOf = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

export const monthRange = (month) => {
  const [year, m] = month.split("-").map(Number);
  return { from: `${month}-01`, to: `${month}-${two(lastOf(year, m))}` };
};

// "2026-Q1" is the first quarter of 2026.
export const quarterRange = (quarter) => {
  const year = Number(quarter.slice(0, 4));
  const last = Number(quarter.slice(6)) * 3;
  return { from: `${year}-${two(last - 2)}-01`, to: `${year}-${two(last)}-${two(lastOf(year, last))}` };
};

export const quarterOf = (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

// A year that is under way goes up to today.
export const yearRange = (year, today) => ({ from: `${year}-01-01`, to: year === today.slice(0, 4) ? today : `${year}-12-31` });

// The year to show first: that of the day, but in January the one that is over.
const usualYear = (today) => String(Number(today.slice(0, 4)) - (today.slice(5, 7) === "01" ? 1 : 0));

// The last five years up to that of the day, the latest first.
export const years = (today) => [0, 1, 2, 3, 4].map((n) => String(Number(today.slice(0, 4)) - n));

export const monthBefore = (month) => {
  const [year, m] = month.split("-").map(Number);
  return m === 1 ? `${year - 1}-12` : `${year}-${two(m - 1)}`;
};

// The last eight quarters up to that of the day, the latest first.
export function quarters(day) {
  const list = [];
  let [year, n] = [Number(day.slice(0, 4)), Number(quarterOf(day).slice(6))];
  while (list.length < 8) {
    list.push(`${year}-Q${n}`);
    [year, n] = n === 1 ? [year - 1, 4] : [year, n - 1];
  }
  return list;
}

const isMonth = (text) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
const isYear = (text) => /^20\d{2}$/.test(text);
const isQuarter = (text) => /^\d{4}-Q[1-4]$/.test(text);

// What the address asks for: {kind, month, quarter, year, from, to, department, service}. A
// month that has just begun says nothing yet, so the year stands there first.
export function askedRange(query, today) {
  const asked = (name) => query.get(name) || "";
  const scope = { department: asked("department"), service: asked("service") };
  const usual = { month: monthBefore(today.slice(0, 7)), quarter: quarterOf(today), year: usualYear(today) };
  if (isQuarter(asked("quarter"))) return { ...usual, ...scope, kind: "quarter", quarter: asked("quarter"), ...quarterRange(asked("quarter")) };
  if (asked("from") || asked("to")) return { ...usual, ...scope, kind: "free", from: asked("from"), to: asked("to") || today };
  if (isMonth(asked("month"))) return { ...usual, ...scope, kind: "month", month: asked("month"), ...monthRange(asked("month")) };
  const year = isYear(asked("year")) ? asked("year") : usual.year;
  return { ...usual, ...scope, kind: "year", year, ...yearRange(year, today) };
}

// The address of the page for a range and a scope.
export function addressOf({ kind, month, quarter, year, from, to, department, service }) {
  const range = { month: { month }, quarter: { quarter }, year: { year }, free: { from, to } }[kind];
  const named = Object.entries({ ...range, department, service }).filter(([, value]) => value);
  return `?${new URLSearchParams(named)}`;
}
