// Saves what somebody types while they type it: at once on this device, a moment later on
// the server. What the server has not taken yet is found again on the next visit.
import { change, onPublicComputer, Refusal, refusalWords } from "./api.js";
import { clockTime, now } from "./days.js";
import { addWords, t } from "./words.js";
import words from "./words/upload.js";

addWords(words);

const WAIT = 900; // milliseconds after the last key
const AGAIN = 15_000; // after a lost connection

const store = () => (onPublicComputer() ? sessionStorage : localStorage);

// What was typed and is not on the server yet, by name. A subclass stores it by
// send(sent). `changed` is called when `state` changes: saved, saving, local
// (kept on this device) or refused.
export class Unsaved {
  constructor(id, at, changed) {
    Object.assign(this, { id, changed, state: "saved", at, why: "", timer: 0, sending: null });
    this.unsaved = this.recall();
    window.addEventListener("online", () => this.flush());
    if (Object.keys(this.unsaved).length) this.later(0);
  }

  get key() { return `onestop.draft.${this.id}`; }

  recall() {
    try {
      return JSON.parse(store().getItem(this.key)) || {};
    } catch (err) {
      return {};
    }
  }

  keep() {
    try {
      if (Object.keys(this.unsaved).length) store().setItem(this.key, JSON.stringify(this.unsaved));
      else store().removeItem(this.key);
    } catch (err) {
      // storage is full or switched off: the server's copy has to do
    }
  }

  set(name, value) {
    this.unsaved[name] = value;
    this.keep();
    this.later(WAIT);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  // Saves now what is not saved; answers whether everything is.
  async flush() {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    if (!Object.keys(this.unsaved).length) return true;
    this.sending = this.save();
    const saved = await this.sending;
    this.sending = null;
    return saved;
  }

  async save() {
    const sent = { ...this.unsaved };
    this.show("saving");
    try {
      await this.send(sent);
      for (const [name, value] of Object.entries(sent)) {
        if (this.unsaved[name] === value) delete this.unsaved[name];
      }
      this.keep();
      this.show("saved", { at: now() });
      return Object.keys(this.unsaved).length === 0;
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.show(err.status === 0 ? "local" : "refused", { why: refusalWords(err) });
      if (err.status === 0) this.later(AGAIN);
      return false;
    }
  }

  show(state, more = {}) {
    Object.assign(this, { state }, more);
    this.changed();
  }

  // Nothing of a draft that was handed in or thrown away stays on this device.
  drop() {
    clearTimeout(this.timer);
    this.unsaved = {};
    this.keep();
  }

  get words() {
    return t(`draft.${this.state}`, { time: clockTime(this.at), why: this.why });
  }
}

// The form of one application, which is sent whole.
export class Draft extends Unsaved {
  constructor(application, changed) {
    super(application.id, application.updated, changed);
    this.form = { ...application.form, ...this.unsaved };
  }

  set(name, value) {
    this.form[name] = value;
    super.set(name, value);
  }

  send() { return change("applications", this.id, { form: this.form }); }
}
