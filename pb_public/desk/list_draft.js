// Saves an implementation list while it is typed: each field of each row by itself. A name
// is the collection, the record and the field, as in "materials.abc.basis". What the server
// does not take stays on the page with its reason until it is typed anew.
import { Refusal, refusalItems, save } from "../shared/api.js";
import { Unsaved } from "../shared/draft.js";

export const nameOfField = (collection, id, field) => `${collection}.${id}.${field}`;

// The changes by record: [[collection, id, {field: value}], …].
function byRecord(sent) {
  const groups = new Map();
  for (const [name, value] of Object.entries(sent)) {
    const [collection, id, field] = name.split(".");
    const key = `${collection}.${id}`;
    if (!groups.has(key)) groups.set(key, [collection, id, {}]);
    groups.get(key)[2][field] = value;
  }
  return [...groups.values()];
}

export class ListDraft extends Unsaved {
  constructor(service, changed, saved) {
    super(service.id, service.updated, changed);
    Object.assign(this, { errors: {}, saved });
  }

  set(name, value) {
    delete this.errors[name];
    super.set(name, value);
  }

  // Lays what was typed and never arrived over what the server holds.
  over(collection, record) {
    for (const [name, value] of Object.entries(this.unsaved)) {
      const [where, id, field] = name.split(".");
      if (where === collection && id === record.id) record[field] = value;
    }
    return record;
  }

  // Nothing more is to be said of a row that is gone.
  forget(collection, id) {
    for (const name of Object.keys(this.unsaved)) {
      if (name.startsWith(`${collection}.${id}.`)) delete this.unsaved[name];
    }
    this.keep();
  }

  async send(sent) {
    for (const name of Object.keys(sent)) {
      if (this.errors[name]) delete sent[name]; // refused as it is
    }
    let last = { updated: this.at };
    for (const [collection, id, fields] of byRecord(sent)) last = await this.sendRecord(collection, id, fields, sent) || last;
    this.saved();
    return last;
  }

  // A field that is refused is left out, and the rest of the record sent again.
  async sendRecord(collection, id, fields, sent) {
    if (!Object.keys(fields).length) return null;
    try {
      return await save(collection, id, fields);
    } catch (err) {
      const refused = err instanceof Refusal && err.status === 400 ? refusalItems(err).filter((item) => item.field in fields) : [];
      if (!refused.length) throw err;
      const rest = { ...fields };
      for (const { field, text } of refused) {
        const name = nameOfField(collection, id, field);
        this.errors[name] = text;
        delete sent[name];
        delete rest[field];
      }
      return this.sendRecord(collection, id, rest, sent);
    }
  }
}
