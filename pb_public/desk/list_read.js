// Reads an implementation list with its rows, its claim and what the page needs to offer
// choices. Retired rows are not part of the list.
import { get, list, view } from "../shared/api.js";

const rowsOf = (service) => ({ filter: `service="${service}" && retired=false`, sort: "@rowid", perPage: 500 });

export async function readList(id) {
  const service = await view("services", id, { expand: "claim,department" });
  const of = rowsOf(id);
  const [materials, questions, options, fields, fees, steps, types, departments, officers, actions, processes] = await Promise.all([
    list("materials", of), list("questions", of), list("options", { filter: `question.service="${id}" && retired=false`, sort: "@rowid", perPage: 500 }),
    list("form_fields", of), list("fees", of), list("steps", of), list("material_types", { sort: "name", perPage: 500 }),
    list("departments", { sort: "name", perPage: 500 }), list("officers", { perPage: 500 }),
    list("actions", { filter: `subject="claim" && claim="${service.claim}"`, sort: "@rowid", perPage: 200 }), get("/api/onestop/processes"),
  ]);
  return { service, claim: service.expand.claim, rows: { materials, questions, options, form_fields: fields, fees, steps }, types, departments, officers, actions, table: processes.claim };
}
