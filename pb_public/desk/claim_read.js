// Reads a claim from the server with everything that its page shows.
import { get, list, Refusal, view } from "../shared/api.js";

// What a reader may lack without the page being useless.
const maybe = (promise) => promise.catch((err) => {
  if (err instanceof Refusal && err.status !== 401) return null;
  throw err;
});

export async function readClaim(id) {
  const claim = await view("claims", id, { expand: "basic_item,department,owner" });
  const [services, actions, processes, officers, health] = await Promise.all([
    list("services", { filter: `claim="${id}"`, perPage: 1 }), list("actions", { filter: `subject="claim" && claim="${id}"`, sort: "@rowid", perPage: 200 }),
    get("/api/onestop/processes"), list("officers", { sort: "name", perPage: 500 }), get("/api/onestop/today"),
  ]);
  const service = services[0] || null;
  const row = await maybe(get("/api/onestop/claims", { q: claim.expand.basic_item.code, department: claim.department }));
  const drift = claim.follow ? await maybe(get("/api/onestop/catalogue/drift", { q: claim.expand.basic_item.code, department: claim.department })) : null;
  const [preview, revisions] = service ? await Promise.all([
    maybe(get(`/api/onestop/services/${service.id}/preview`)),
    service.version ? maybe(get(`/api/onestop/services/${service.id}/revisions`)) : null,
  ]) : [null, null];
  return { claim, service, actions, preview, revisions, officers, table: processes.claim, today: health.today, drift: drift ? drift.items.find((other) => other.id === id) : null, lit: row ? row.items.find((other) => other.id === id) : null,
    item: claim.expand.basic_item, department: claim.expand.department, owner: claim.expand.owner || null };
}
