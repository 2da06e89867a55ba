// Hands in what was taken: submits or supplies, notes what the clerk saw, and where all is
// there accepts on the spot, or names once what is missing (R-AL-04e, R-AL-05).
import { act, list, post, refusalItems, view } from "../shared/api.js";

const moved = (err) => refusalItems(err).some((item) => item.code === "state_moved");

// The marks of a check: what was found in order, and of what the original was seen.
function marksOf(intake, id, everything) {
  const seen = (sheet) => intake.originals.has({ id: sheet.material });
  return intake.uploads.sheets
    .filter((sheet) => sheet.record && sheet.record.application === id && sheet.record.verdict === "pending" && !intake.wrong.has(sheet.material) && (everything || seen(sheet)))
    .map((sheet) => ({ document: sheet.record.id, verdict: "accepted", original: seen(sheet) }));
}

// What the correction names: what the clerk found wrong, and what is not there.
const correctionsOf = (intake, missing, words) => intake.materials
  .filter((m) => intake.wrong.has(m.id) || missing.includes(m))
  .map((m) => ({ material: m.id, reason: (intake.wrong.get(m.id) || "").trim() || words }));

// Whether the case was handed in although the answer was lost, or by another window.
async function alreadyIn(intake) {
  const { state } = await view("applications", intake.application.id);
  return !["draft", "correcting"].includes(state) && intake.act !== "supplement";
}

async function first(intake) {
  if (intake.journey) {
    await post(`/api/onestop/journeys/${intake.journey.id}/submit`);
    return false;
  }
  try {
    await act({ application: intake.application.id, act: intake.act });
    return false;
  } catch (err) {
    if (!moved(err) || !(await alreadyIn(intake))) throw err;
    return true;
  }
}

// What follows the submission in the same moment. A refusal here leaves the case submitted.
async function then(intake, how, { until, missing, words }) {
  for (const id of intake.cases) {
    const items = marksOf(intake, id, how === "accept");
    if (items.length && intake.act !== "supplement") await act({ application: id, act: "check", items });
  }
  const [id] = intake.cases;
  if (how === "accept") await act({ application: id, act: "accept", ...(until ? { until } : {}) });
  if (how === "correct") await act({ application: id, act: "request_correction", items: correctionsOf(intake, missing, words) });
}

// Hands in and answers {cases, notices, twice, failed}: `twice` where it was handed in before,
// `failed` the refusal of what followed. A refusal of the submission itself is thrown.
export async function handIn(intake, how, more) {
  const from = await lastNotices(intake);
  const twice = await first(intake);
  let failed = null;
  try {
    if (!twice) await then(intake, how, more);
  } catch (err) {
    failed = err;
  }
  intake.form.drop();
  intake.originals.drop();
  const cases = (await Promise.all(intake.cases.map((id) => view("applications", id, { expand: "revision" })))).filter((c) => c.number);
  const notices = (await noticesOf(intake)).filter((n) => !from.includes(n.id));
  return { cases, notices, twice, failed };
}

const noticesOf = async (intake) => (await Promise.all(intake.cases.map((id) => list("notices", { filter: `application="${id}"`, sort: "@rowid", perPage: 50 })))).flat();

const lastNotices = async (intake) => (intake.act === "submit" ? [] : (await noticesOf(intake)).map((n) => n.id));
