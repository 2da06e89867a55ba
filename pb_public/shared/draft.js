// Saves what somebody types while they type it: at once on this device, a moment later on
// the server. What the server has not taken yet is found again on the next visit. Where the
// same was changed in another window or on another device meanwhile, the newer stands and
// people are told of the other.
import { beforeLogout, isLost, me, newId, Refusal, refusalItems, refusalWords, save, signInAgain, view } from "./api.js";
import { clockTime, now } from "./days.js";
import { html } from "./html.js";
import { deviceStore as store } from "./kept.js";
import { addWords, t } from "./words.js";
import words from "./words/upload.js";

addWords(words);

const WAIT = 900; // milliseconds after the last key
const AGAIN = [2000, 5000, 15_000]; // after a lost connection, the last for good

// What was typed and is not on the server yet, by name. A subclass stores it by
// send(sent). `changed` is called when `state` changes: saved, saving, local (kept on this
// device), unkept (nowhere but on the page), ended (signed out), closed (handed in
// elsewhere) or refused.
export class Unsaved {
  constructor(id, at, changed) {
    Object.assign(this, { id, changed, state: "saved", at, why: "", timer: 0, sending: null, tries: 0, clashes: [] });
    this.room = `onestop.draft.${me() ? me().id : ""}.${id}.`; // nobody finds what somebody else typed
    this.key = this.room + newId(); // windows do not write over each other's
    this.unsaved = this.recall();
    const go = () => this.flush();
    window.addEventListener("online", go);
    document.addEventListener("onestop:signed_in", go);
    window.addEventListener("pagehide", go); // what was typed in the last moment goes out with the page
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    beforeLogout(go);
    if (this.pending) this.later(0);
  }

  get pending() { return Object.keys(this.unsaved).length > 0; }

  // Takes up what other windows have left behind.
  recall() {
    const found = {};
    try {
      for (const key of Object.keys(store()).filter((name) => name.startsWith(this.room))) {
        Object.assign(found, JSON.parse(store().getItem(key)));
        store().removeItem(key);
      }
      if (Object.keys(found).length) store().setItem(this.key, JSON.stringify(found));
    } catch (err) {
      // storage is damaged or switched off: the server's copy has to do
    }
    return found;
  }

  keep() {
    try {
      if (this.pending) store().setItem(this.key, JSON.stringify(this.unsaved));
      else store().removeItem(this.key);
      this.kept = true;
    } catch (err) {
      this.kept = false; // storage is full or switched off
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
    if (!this.pending) return true;
    this.sending = this.save();
    try {
      return await this.sending;
    } finally {
      this.sending = null;
    }
  }

  // The same for an act that needs it saved: who was signed out signs in again first.
  async settle() {
    return (await this.flush()) || (this.state === "ended" && (await signInAgain()) && this.flush());
  }

  async save() {
    const sent = { ...this.unsaved };
    if (this.state !== "local") this.show("saving");
    try {
      await this.send(sent);
      for (const [name, value] of Object.entries(sent)) {
        if (this.unsaved[name] === value) delete this.unsaved[name];
      }
      this.keep();
      this.tries = 0;
      this.show("saved", { at: now() });
      return !this.pending;
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.failed(err, sent);
      return false;
    }
  }

  failed(err) {
    if (isLost(err) || err.status === 429 || err.status >= 500) {
      this.show(this.kept === false ? "unkept" : "local");
      this.later(AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
    } else if (err.status === 401) this.show("ended");
    else this.show(refusalItems(err).some((item) => item.code === "state_moved") ? "closed" : "refused", { why: refusalWords(err) });
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

// Whether the server's value is this one; of an identity number it shows the mask alone.
function isSame(stored, typed) {
  const [a, b] = [stored, typed].map((value) => String(value ?? "").trim());
  if (a === b || !a.includes("*")) return a === b;
  return a.length === b.length && [...a].every((sign, at) => sign === "*" || sign === b[at].toUpperCase());
}

const MERGES = 3; // how often a change is made anew because another came before it

// The form of one record (an application or a journey), which is sent whole. Of each
// answer that is not saved it keeps `over`: what the server may hold of it, for all that is
// known here.
export class Draft extends Unsaved {
  constructor(collection, record, changed) {
    super(record.id, record.updated, changed);
    this.collection = collection;
    this.lay(record);
  }

  set(name, value) {
    this.form[name] = value;
    super.set(name, { value, over: name in this.unsaved ? this.unsaved[name].over : [this.base[name]] });
  }

  async send() {
    for (let merges = 0; ; merges++) {
      try {
        const { form, updated } = await save(this.collection, this.id, { form: this.form }, this.seen);
        for (const [name, answer] of Object.entries(this.unsaved)) answer.over.push(form[name]);
        Object.assign(this, { base: form, seen: updated });
        return;
      } catch (err) {
        if (err.status !== 412 || merges === MERGES) throw err;
        this.lay(await view(this.collection, this.id));
      }
    }
  }

  failed(err, sent) {
    for (const answer of Object.values(sent)) answer.over.push(answer.value); // it may have arrived all the same
    super.failed(err);
  }

  // Lays what is unsaved here over what the server has by now. Where the server's value is
  // none that was known here, people are told of it.
  lay({ form, updated }) {
    for (const [name, answer] of Object.entries(this.unsaved)) {
      const stored = form[name] ?? "";
      if (isSame(stored, answer.value)) delete this.unsaved[name];
      else if (!answer.over.some((value) => isSame(stored, value))) this.clashes = [...this.clashes.filter((clash) => clash.name !== name), { name, theirs: stored }];
      answer.over.push(stored);
    }
    Object.assign(this, { base: { ...form }, form: { ...form }, seen: updated });
    for (const [name, { value }] of Object.entries(this.unsaved)) this.form[name] = value;
    this.keep();
  }

  // Whether the stored form is another one than this page shows; from now on the page shows
  // it. A record that went on into another state is for the act to judge.
  async moved(state) {
    const record = await view(this.collection, this.id);
    if (record.state !== state) return false;
    const differs = Object.keys({ ...this.base, ...record.form }).some((name) => !isSame(record.form[name], this.base[name]));
    this.lay(record);
    return differs;
  }

  // Ends a clash: with the other value, or with this one as it is.
  choose(clash, other) {
    this.clashes = this.clashes.filter((one) => one !== clash);
    if (other) this.set(clash.name, clash.theirs);
    this.changed();
  }
}

const clashPart = (draft, labelOf) => (clash) => html`
  <div class="notice is-warn" role="alert">
    <p>${t("draft.clash", { name: labelOf(clash.name), theirs: clash.theirs || t("draft.nothing"), mine: draft.form[clash.name] || t("draft.nothing") })}</p>
    <p><button type="button" class="link" @click=${() => draft.choose(clash, true)}>${t("draft.take_theirs")}</button>
      <button type="button" class="link" @click=${() => draft.choose(clash, false)}>${t("draft.keep_mine")}</button></p>
  </div>`;

// What can be done about a state, by state.
const WAYS = {
  local: (draft) => ["draft.now", () => draft.flush()],
  unkept: (draft) => ["draft.now", () => draft.flush()],
  ended: (draft) => ["draft.sign_in", () => signInAgain().catch((err) => draft.failed(err, {}))],
  closed: () => ["draft.see", () => location.reload()],
};

// The line that says how far it is saved; `labelOf` names an answer.
export function savedPart(draft, labelOf = (name) => name) {
  const [words, run] = WAYS[draft.state] ? WAYS[draft.state](draft) : [];
  return html`
    <p class=${`saved ${["saved", "saving"].includes(draft.state) ? "" : "is-bad"}`} role="status">${draft.words}
      ${words ? html`<button type="button" class="link" @click=${run}>${t(words)}</button>` : ""}</p>
    ${draft.clashes.map(clashPart(draft, labelOf))}`;
}
