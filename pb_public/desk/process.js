// What an officer may do: read from the transition table of the server, never repeated here.

// The acts that a dialog of the desk asks for; the others have a place of their own on the
// page: marks of documents are `check`, opinions of a step stand at the step, and what the
// applicant hands in at the window is taken in at the counter.
const ELSEWHERE = ["check", "examine", "verify_site", "submit", "supply", "supplement", "withdraw"];

// The rows that lead out of the state for one of the roles.
export function rowsFor(table, state, roles) {
  return table.rows.filter((row) => row.from.includes(state) && row.roles.some((role) => roles.includes(role)));
}

// The row of the named act for the state and roles, or null.
export function rowOf(table, act, state, roles) {
  return rowsFor(table, state, roles).find((row) => row.act === act) || null;
}

// The acts of the dialog bar. A second correction belongs to the supervisor (R-AL-08).
export function dialogRows(table, application, roles) {
  return rowsFor(table, application.state, roles).filter((row) => {
    if (ELSEWHERE.includes(row.act)) return false;
    return row.act !== "request_correction" || application.corrections === 0 || roles.includes("supervisor");
  });
}

// Whether the clerk takes something in at the counter in this state, and which act that is.
export function counterAct(table, application, roles) {
  if (!roles.includes("clerk")) return "";
  const row = rowsFor(table, application.state, ["clerk"]).find((r) => ["submit", "supply", "supplement"].includes(r.act));
  return row ? row.act : "";
}
