// Reads a case from the server: everything that the page shows, at once.
import { fileURL, get, list, view } from "../shared/api.js";
import { papersOf } from "./papers.js";

const of = (id) => ({ filter: `application="${id}"`, perPage: 200 });

// The case with all that hangs on it.
export async function readCase(id) {
  const application = await view("applications", id, { expand: "revision,applicant,service" });
  const [documents, actions, reviews, notices, results, messages, clock, processes, officers, health, shelf, wording] = await Promise.all([
    list("documents", { ...of(id), sort: "page,@rowid" }), list("actions", { ...of(id), sort: "@rowid" }),
    list("reviews", { ...of(id), sort: "seq,@rowid" }), list("notices", { ...of(id), sort: "@rowid" }),
    list("results", of(id)), list("messages", { ...of(id), sort: "@rowid" }),
    get(`/api/onestop/applications/${id}/clock`).catch(() => null), // the case can be worked on without it
    get("/api/onestop/processes"), list("officers", { perPage: 500 }), get("/api/onestop/today"),
    get(`/api/onestop/applications/${id}/shelf`).catch(() => ({ held: [] })),
    get(`/api/onestop/applications/${id}/templates`).catch(() => ({ items: [] })), // everything can be typed as well
  ]);
  const snapshot = application.expand.revision.content;
  return {
    application, snapshot, clock, applicant: application.expand.applicant, table: processes.application, today: health.today,
    actions, reviews: reviews.map((review) => ({ ...review, ...((clock && clock.steps[review.id]) || {}) })), notices, results, messages, officers, templates: wording.items, papers: papersOf(snapshot, application, documents, shelf.held),
  };
}

// The bytes of a document with its type, fetched with a file token of the moment.
export async function fetchFile(record) {
  const answer = await fetch(await fileURL(record));
  if (!answer.ok) throw new Error(`the file answered ${answer.status}`);
  const blob = await answer.blob();
  return blob.type === record.mime ? blob : blob.slice(0, blob.size, record.mime);
}

// The small picture of a document, fetched in the same way.
export async function fetchThumb(record) {
  const answer = await fetch(await fileURL(record, record.thumb));
  if (!answer.ok) throw new Error(`the thumbnail answered ${answer.status}`);
  return answer.blob();
}
