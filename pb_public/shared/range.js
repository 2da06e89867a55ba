// The range of days that figures are asked for: a month, a quarter or any days, kept in
// the address of the page so that it can be sent on.
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
const isQuarter = (text) => /^\d{4}-Q[1-4]$/.test(text);

// What the address asks for: {kind, month, quarter, from, to, department, service}.
export function askedRange(query, today) {
  const asked = (name) => query.get(name) || "";
  const scope = { department: asked("department"), service: asked("service") };
  const usual = { month: today.slice(0, 7), quarter: quarterOf(today) };
  if (isQuarter(asked("quarter"))) return { ...usual, ...scope, kind: "quarter", quarter: asked("quarter"), ...quarterRange(asked("quarter")) };
  if (asked("from") || asked("to")) return { ...usual, ...scope, kind: "free", from: asked("from"), to: asked("to") || today };
  const month = isMonth(asked("month")) ? asked("month") : usual.month;
  return { ...usual, ...scope, kind: "month", month, ...monthRange(month) };
}

// The address of the page for a range and a scope.
export function addressOf({ kind, month, quarter, from, to, department, service }) {
  const range = { month: { month }, quarter: { quarter }, free: { from, to } }[kind];
  const named = Object.entries({ ...range, department, service }).filter(([, value]) => value);
  return `?${new URLSearchParams(named)}`;
}
