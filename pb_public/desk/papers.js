// The materials that a case asks for, each with the documents that were handed in for it.
// They come from the revision that the case is pinned to, not from the one in force today.

const asked = (row, options) => !row.only_if || row.only_if.length === 0 || row.only_if.some((id) => options.includes(id));

const byPage = (a, b) => (a.page || 0) - (b.page || 0) || (a.created < b.created ? -1 : 1);

// What supplies a material in place of a file: the result of an earlier case of the life
// event, or what a register holds (R-OL-03); undefined where nothing does.
const supplyOf = (material, application, held) => (application.fed || []).find((fed) => fed.material === material.id && !fed.stopped)
  || held.find((paper) => paper.material === material.id);

// How a material stands: missing, supplied, rejected, pending or accepted.
function standing(documents, supply) {
  if (documents.length === 0) return supply ? "supplied" : "missing";
  if (documents.some((d) => d.verdict === "rejected")) return "rejected";
  return documents.every((d) => d.verdict === "accepted") ? "accepted" : "pending";
}

// [{material, documents, older, supply, standing}] in the order of the list. `older` are
// documents that a correction has replaced; `held` is what registers hold.
export function papersOf(snapshot, application, documents, held = []) {
  return (snapshot.materials || []).filter((m) => asked(m, application.options || [])).map((material) => {
    const mine = documents.filter((d) => d.material === material.id).sort(byPage);
    const current = mine.filter((d) => !d.superseded);
    const supply = supplyOf(material, application, held);
    return { material, documents: current, older: mine.filter((d) => d.superseded), supply, standing: standing(current, supply) };
  });
}

// The form fields that the case asks for, with what was written.
export function answersOf(snapshot, application) {
  const form = application.form || {};
  return (snapshot.form_fields || []).filter((f) => asked(f, application.options || []))
    .map((field) => ({ field, value: form[field.key] === undefined ? "" : form[field.key] }));
}

// The questions of the list with the answers chosen.
export function choicesOf(snapshot, application) {
  const options = application.options || [];
  return (snapshot.questions || []).map((question) => ({
    question, option: (question.options || []).find((o) => options.includes(o.id)),
  })).filter((choice) => choice.option);
}

// What a correction notice has to name: the rejected and the required missing materials.
export function faultyPapers(papers) {
  return papers.filter((p) => p.standing === "rejected" || (p.standing === "missing" && p.material.necessity === "required"));
}

// What silence accepted unsaid and is still not there (R-AL-06).
export function unsaidPapers(papers, actions) {
  const silence = actions.find((action) => action.act === "deem_accepted");
  const named = ((silence && silence.items) || []).map((item) => item.material);
  return papers.filter((p) => named.includes(p.material.id) && ["missing", "rejected"].includes(p.standing));
}

// The materials that may come later but have not come yet (R-PL-24).
export function deferredPapers(papers) {
  return papers.filter((p) => p.standing === "missing" && p.material.necessity === "deferrable");
}
