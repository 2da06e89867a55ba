// The third step at the window: what is filled in and handed in, for one case, for all the
// services of a life event, for a correction, or of what was to follow. It is one list of
// materials whoever they are for; what each act needs is decided by the server.
import { get, list, view } from "../shared/api.js";
import { Draft } from "../shared/draft.js";
import { readShelf } from "../shared/shelf.js";
import { Uploads } from "../shared/upload.js";

const asked = (row, options) => !row.only_if || !row.only_if.length || row.only_if.some((id) => options.includes(id));

const AUTHORISATION = "M-POA"; // the code of the type of paper, as the server knows it

// What is asked where an agent comes: an authorisation that is optional else must be there (R-AL-02).
const represented = (materials, agent) => (agent ? materials.map((m) => (m.type_code === AUTHORISATION ? { ...m, necessity: "required" } : m)) : materials);

// The act that hands in, by the state of the case; "" where nothing is taken in.
function actOf(application, unsaid) {
  if (application.state === "draft") return "submit";
  if (application.state === "correcting") return "supply";
  return (application.deferred_due || unsaid.length) && ["accepted", "paused"].includes(application.state) ? "supplement" : "";
}

// What the last act of the kind names: the materials with what is wrong.
async function namedBy(id, name) {
  const actions = await list("actions", { filter: `application="${id}" && act="${name}"`, sort: "-@rowid", perPage: 1 });
  return (actions.length && actions[0].items) || [];
}

// The originals that lay before the clerk, by material; kept until the case is handed in.
class Originals {
  constructor(id) {
    this.key = `onestop.originals.${id}`;
    try {
      this.seen = new Set(JSON.parse(sessionStorage.getItem(this.key)) || []);
    } catch (err) {
      this.seen = new Set();
    }
  }

  has(material) { return this.seen.has(material.id); }

  toggle(material) {
    if (!this.seen.delete(material.id)) this.seen.add(material.id);
    sessionStorage.setItem(this.key, JSON.stringify([...this.seen]));
  }

  drop() { sessionStorage.removeItem(this.key); }
}

// Reads one case and answers its intake.
export async function readCase(id, draw) {
  const application = await view("applications", id, { expand: "revision,applicant" });
  const [documents, shelf] = await Promise.all([list("documents", { filter: `application="${id}"`, sort: "page,@rowid", perPage: 500 }), readShelf(id)]);
  const content = application.expand.revision.content;
  const unsaid = ["accepted", "paused"].includes(application.state) ? await namedBy(id, "deem_accepted") : [];
  const act = actOf(application, unsaid);
  const fields = act === "supplement" ? [] : (content.form_fields || []).filter((f) => asked(f, application.options));
  return {
    act, fields, application, content, title: content, number: application.number, applicant: application.expand.applicant, cases: [id],
    materials: act ? await materialsOf(application, content, act, unsaid) : [],
    form: new Draft("applications", application, draw), uploads: new Uploads(application, documents, draw, shelf), originals: new Originals(id), wrong: new Map(),
  };
}

// The materials of this intake: all that the case asks for, those that the correction names,
// those that were deferred, or those without which silence accepted it.
async function materialsOf(application, content, act, unsaid) {
  const all = represented(content.materials.filter((m) => asked(m, application.options)), application.agent_name);
  if (act === "submit") return all;
  if (act === "supplement" && !unsaid.length) return all.filter((m) => m.necessity === "deferrable");
  const named = unsaid.length ? unsaid : await namedBy(application.id, "request_correction");
  return all.filter((m) => named.some((item) => item.material === m.id))
    .map((m) => ({ ...m, correction: named.find((item) => item.material === m.id).reason }));
}

const ALL = 200; // documents of one journey

// Reads the draft of a life event: one form and one set of papers for all its services.
export async function readJourney(id, draw) {
  const journey = await get(`/api/onestop/journeys/${id}`);
  const { applicant } = await view("journeys", id);
  const [documents, person, shelf, [first]] = await Promise.all([
    list("documents", { filter: `application.journey="${id}"`, perPage: ALL }), view("applicants", applicant), readShelf(id, "journeys"), list("applications", { filter: `journey="${id}"`, perPage: 1 }),
  ]);
  const open = journey.state === "draft";
  return {
    act: open ? "submit" : "", fields: open ? journey.fields : [], journey, title: journey.life_event, number: "", applicant: person, cases: journey.members.map((m) => m.application),
    materials: open ? represented(journey.materials, first && first.agent_name).map((m) => ({ ...m, application: m.serves[0].member })) : [],
    form: new Draft("journeys", journey, draw), uploads: new Uploads({ id: "" }, documents, draw, shelf), originals: new Originals(id), wrong: new Map(),
  };
}
