// What an implementation list consists of, in the order in which an officer thinks: what,
// who, how long, where, law, and its rows. A line is [field, kind, choices?]; `choices` are
// codes with the group of their words. Names of fields are change.field.<field>, hints
// list.hint_<field>.

const codes = (group, ...values) => ({ group, values });

const REGIMES = codes("regime", "GENERAL", "LICENCE", "LICENCE_JOINT", "FOOD_BUSINESS", "MARKET_ENTITY", "REAL_ESTATE", "CONSTRUCTION", "FIRE_CHECK", "ID_CARD",
  "RESIDENCE_PERMIT", "SOCIAL_INS", "HOUSING_FUND", "DIBAO", "FOI");

export const SECTIONS = [
  { key: "what", fields: [["name", "locked"], ["name_en", "locked"], ["code", "locked"], ["result_kind", "select", codes("result", "certificate", "approval", "other", "none")],
    ["result_name", "text"], ["result_name_en", "text"], ["result_valid_years", "number"], ["result_sample", "file"]] },
  { key: "who", fields: [["service_objects", "checks", codes("list.object", "person", "enterprise", "institution", "social_org", "unincorporated", "agency", "other")],
    ["conditions", "long"], ["quantity_limit", "text"], ["commitment", "yes"]] },
  { key: "time", fields: [["regime", "select", REGIMES], ["handling", "select", codes("handling", "promised", "instant")], ["statutory_days", "number"],
    ["statutory_unit", "select", codes("change.unit", "WD", "CD")], ["promised_days", "number"], ["joint", "yes"], ["inspection", "yes"]] },
  { key: "where", fields: [["channels", "checks", codes("list.channel", "counter", "online", "post")], ["one_window", "yes"], ["online_depth", "select", codes("depth", "I", "II", "III", "IV")], ["trips", "number"],
    ["trips_reason", "text"], ["scope", "select", codes("scope", "county", "town", "city", "province", "nation")], ["address", "text"], ["hours", "text"],
    ["consult_phone", "text"], ["complaint_phone", "text"]] },
  { key: "law", fields: [["basis", "long"]] },
  { key: "materials", rows: "materials" },
  { key: "questions", rows: "questions" },
  { key: "form", rows: "form_fields" },
  { key: "fees", fields: [["fee", "yes"]], rows: "fees" },
  { key: "steps", fields: [["site_check", "yes"]], rows: "steps" },
  { key: "file", fields: [["keep_original", "yes"], ["retention_years", "number"], ["baseline_days", "number"], ["baseline_materials", "number"], ["baseline_steps", "number"], ["baseline_trips", "number"]] },
];

const NECESSITY = codes("necessity", "required", "deferrable", "optional");
const SOURCES = codes("source", "10", "20", "99");
const STEPS = codes("step", "examine", "site_check", "expert_review", "publicity");
const INPUTS = codes("change.input", "text", "long_text", "number", "date", "choice", "id_number", "uscc", "phone");

// The rows of a list: `label` names a row, `sort` puts them in order, `ask` is what a new
// one needs to exist, `fields` what is compiled then.
export const ROWS = {
  materials: { label: "name", sort: "order", ask: [["type", "type"], ["necessity", "select", NECESSITY]],
    fields: [["name", "text"], ["name_en", "text"], ["necessity", "select", NECESSITY], ["source", "select", SOURCES], ["original", "number"], ["copies", "number"],
      ["form", "select", codes("form", "1", "2", "3", "4")], ["basis", "long"], ["standard", "long"], ["only_if", "only_if"], ["blank_form", "file"], ["sample", "file"]] },
  questions: { label: "text", sort: "order", ask: [["text", "text"]], fields: [["text", "text"], ["text_en", "text"], ["only_if", "only_if"]] },
  options: { label: "text", sort: "order", ask: [["text", "text"]], fields: [["text", "text"], ["text_en", "text"]] },
  form_fields: { label: "label", sort: "order", ask: [["label", "text"], ["kind", "select", INPUTS]],
    fields: [["label", "text"], ["label_en", "text"], ["kind", "select", INPUTS], ["choices", "lines"], ["required", "yes"],
      ["prefill", "select", codes("list.prefill", "applicant.name", "applicant.id_number", "applicant.phone")], ["only_if", "only_if"]] },
  fees: { label: "name", sort: "created", ask: [["name", "text"], ["standard", "text"], ["basis", "text"]],
    fields: [["name", "text"], ["standard", "text"], ["basis", "text"], ["reducible", "yes"], ["pay_online", "yes"]] },
  steps: { label: "name", sort: "seq", ask: [["name", "text"], ["kind", "select", STEPS], ["department", "department"]],
    fields: [["name", "text"], ["seq", "number"], ["kind", "select", STEPS], ["department", "department"], ["days", "number"]] },
};

// What a list of codes may not be left without, so that it has no empty choice.
export const MUST = ["handling", "necessity", "source", "kind", "department", "type"];
