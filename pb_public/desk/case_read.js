// Reads a case from the server: everything that the page shows, in one answer.
import { fileURL, get } from "../shared/api.js";
import { papersOf } from "./papers.js";

// The case with all that hangs on it.
export async function readCase(id) {
  const { shelf, documents, ...found } = await get(`/api/onestop/applications/${id}/case`);
  const reviews = found.reviews.map((review) => ({ ...review, ...(found.clock.steps[review.id] || {}) }));
  return { ...found, reviews, papers: papersOf(found.snapshot, found.application, documents, shelf.held) };
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
