// The list of materials at the window, each with its mark, its pages and its keys, and beside
// it how complete the whole is and what can be done with it now.
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { get, refusalItems, refusalWords } from "../shared/api.js";
import { today } from "../shared/days.js";
import { savedPart } from "../shared/draft.js";
import { html, keyed } from "../shared/html.js";
import { say } from "../shared/frame.js";
import { picker, uploadControl } from "../shared/upload.js";
import { nameOf, t } from "../shared/words.js";
import { assignFiles } from "./assign.js";
import { formField } from "./fields.js";
import { handIn } from "./handin.js";
import { enterGoesOn } from "./keys.js";
import { markOf, marked, nextOpen, SIGNS, TONES, whole } from "./marks.js";

const WAIT = 100; // ms between two looks at the uploads

const pause = () => new Promise((resolve) => setTimeout(resolve, WAIT));

const chooser = (m) => document.getElementById(`up-${m.id}`);

// The state and the deeds of the step; `done(result)` when it was handed in.
export class PapersStep {
  constructor(draw, intake, done) {
    Object.assign(this, { draw, done, intake, problems: [], busy: "", until: "" });
    this.uploads = intake.uploads;
    this.chosen = this.chosen.bind(this);
    if (intake.application && intake.act !== "supplement") this.suggestDay();
  }

  // The last day until which deferred materials may follow, to be changed by the clerk (R-PL-24).
  async suggestDay() {
    const { promised_days: days, statutory_unit: unit } = this.intake.content;
    if (!days || !this.intake.materials.some((m) => m.necessity === "deferrable")) return;
    try {
      this.until = (await get("/api/onestop/calendar/add", { from: today(), days, unit: unit || "WD" })).due;
      this.draw();
    } catch (err) {
      this.until = ""; // the year has no calendar yet: the clerk names the day
    }
  }

  // Where the work goes on after the material: the next one that is open, else the hand-in.
  goOn(material) {
    const next = nextOpen(this.intake, this.intake.materials.indexOf(material));
    const node = next ? chooser(next) : document.getElementById("hand-in");
    if (node) node.focus();
  }

  focusRow(at) {
    const m = this.intake.materials[at];
    if (m && chooser(m)) chooser(m).focus();
  }

  add(material, files) {
    this.uploads.add(material, files);
    this.goOn(material);
  }

  // Files without a material: each gets one by a key.
  chosen(files) {
    if (!this.intake.act || !this.intake.materials.length) return;
    if (this.intake.materials.length === 1) this.add(this.intake.materials[0], files);
    else assignFiles(files, this.intake.materials, (pairs) => {
      for (const [material, some] of pairs) this.uploads.add(material, some);
      say(t("counter.assigned", { n: pairs.reduce((sum, [, some]) => sum + some.length, 0) }));
      this.goOn(pairs.length ? pairs[pairs.length - 1][0] : this.intake.materials[0]);
    });
  }

  pasted(files, target) {
    const row = target.closest && target.closest("[data-material]");
    const material = row && this.intake.materials.find((m) => m.id === row.dataset.material);
    if (material) this.add(material, files);
    else this.chosen(files);
  }

  seen(material) {
    this.intake.originals.toggle(material);
    say(t(this.intake.originals.has(material) ? "counter.original_on" : "counter.original_off", { name: nameOf(material) }));
    this.draw();
  }

  blame(material) {
    const { wrong } = this.intake;
    if (wrong.has(material.id)) wrong.delete(material.id);
    else wrong.set(material.id, "");
    this.draw();
    const reason = document.getElementById(`wrong-${material.id}`);
    if (reason) reason.focus();
    else this.focusRow(this.intake.materials.indexOf(material));
  }

  // The keys of one material, wherever in its row the focus is.
  press(material, event) {
    const at = this.intake.materials.indexOf(material);
    const shelf = event.currentTarget.querySelector(".shelf .button");
    const deeds = {
      u: () => chooser(material).click(), s: () => { if (shelf) { shelf.click(); this.goOn(material); } }, o: () => this.seen(material), x: () => (this.mayCorrect ? this.blame(material) : undefined),
      r: () => this.uploads.of(material).filter((sheet) => sheet.state === "failed").forEach((sheet) => this.uploads.enqueue(sheet)),
      ArrowDown: () => this.focusRow(at + 1), ArrowUp: () => this.focusRow(at - 1),
    };
    const deed = event.key === "Enter" && event.target.type === "file" ? () => event.target.click() : deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=file]), textarea, select")) return;
    event.preventDefault();
    deed();
  }

  get mayCorrect() { return this.intake.act === "submit" && Boolean(this.intake.application); }

  get mayAccept() { return Boolean(this.intake.application) && this.intake.act !== "supplement"; }

  // What stands against handing in, as far as this page can tell.
  obstacles(how) {
    const { intake } = this;
    const paper = (m, key) => ({ id: `up-${m.id}`, text: t(key, { name: nameOf(m) }) });
    if (how === "correct") {
      const bare = intake.materials.filter((m) => intake.wrong.has(m.id) && !intake.wrong.get(m.id).trim());
      if (bare.length) return bare.map((m) => ({ id: `wrong-${m.id}`, text: t("counter.say_wrong", { name: nameOf(m) }) }));
      return intake.wrong.size || marked(intake, "missing").length ? [] : [{ text: t("counter.nothing_wrong") }];
    }
    const failed = marked(intake, "failed").map((m) => paper(m, "counter.paper_failed"));
    if (how === "submit") return failed;
    const late = marked(intake, "deferrable").length && !this.until ? [{ id: "until", text: t("counter.until_needed") }] : [];
    return [...failed, ...marked(intake, "missing", "wrong").map((m) => paper(m, "counter.paper_missing")), ...late];
  }

  async send(how, event) {
    if (event) event.preventDefault();
    if (this.busy) return;
    Object.assign(this, { busy: how, problems: [] });
    this.draw();
    while (this.uploads.busy) await pause();
    this.problems = this.obstacles(how);
    if (!this.problems.length) await this.handIn(how);
    this.busy = "";
    this.draw();
    if (this.problems.length) focusErrors();
  }

  async handIn(how) {
    const { form, application, journey } = this.intake;
    if (!(await form.settle())) {
      this.problems = [{ text: form.words }];
      return;
    }
    const missing = marked(this.intake, "missing");
    const until = how === "accept" && marked(this.intake, "deferrable").length ? this.until : "";
    try {
      if (await form.moved((application || journey).state)) {
        this.problems = [{ text: t("draft.moved") }];
        return;
      }
      const result = await handIn(this.intake, how, { until, missing, words: t("counter.not_handed_in") });
      this.done({ ...result, how: how === "submit" ? this.intake.act : how });
    } catch (err) {
      this.problems = refusedLines(this.intake, err);
    }
  }

  type(field, value) {
    this.intake.form.set(field.key, value);
    this.draw();
  }

  keys() {
    const { materials, act } = this.intake;
    if (!act) return [];
    const rows = materials.slice(0, 9).map((m, at) => ({ key: String(at + 1), label: nameOf(m), hidden: true, run: () => this.focusRow(at) }));
    const own = ["U", "S", "O", ...(this.mayCorrect ? ["X"] : []), "R"].map((key) => ({ key, label: t(`counter.key_${key.toLowerCase()}`), hidden: !["U", "S"].includes(key), run: () => this.goOn(materials[materials.length - 1]) }));
    return [{ key: "Ctrl+Enter", label: t(`counter.${act}`), run: () => this.send("submit") },
      ...(this.mayAccept ? [{ key: "F9", label: t("counter.accept"), run: () => this.send("accept") }] : []),
      ...(this.mayCorrect ? [{ key: "F8", label: t("counter.correct"), run: () => this.send("correct") }] : []),
      { key: "M", label: t("counter.key_m"), run: () => document.getElementById("many").click() }, ...own, ...rows];
  }
}

// One line for each field that the server names, else the sentence of the refusal.
function refusedLines(intake, err) {
  const params = refusalItems(err).flatMap((item) => (item.params.members ? item.params.members.map((m) => m.params) : [item.params]));
  const faults = params.flatMap((p) => Object.entries(p.fields || {}));
  if (!faults.length) return [{ text: refusalWords(err) }];
  return faults.map(([key, fault]) => {
    const field = intake.fields.find((f) => f.key === key || (f.serves || []).some((use) => use.key === key));
    return { id: field ? `f-${field.key}` : "", text: `${field ? nameOf(field, "label") : key}${t("common.colon")}${fault.message}` };
  });
}

// ---- how it looks

const tag = (intake, m) => {
  const mark = markOf(intake, m);
  return html`<span class=${`tag ${TONES[mark]}`}>${SIGNS[mark]} ${t(`counter.mark_${mark}`)}</span>`;
};

const wrongReason = (step, m) => html`
  <p class="field"><label for=${`wrong-${m.id}`}>${t("counter.what_wrong")}<span class="visually-hidden"> ${nameOf(m)}</span></label>
    <input id=${`wrong-${m.id}`} type="text" maxlength="500" .value=${step.intake.wrong.get(m.id)} @input=${(event) => { step.intake.wrong.set(m.id, event.target.value); step.draw(); }}></p>`;

const material = (step) => (m, at) => {
  const seen = step.intake.originals.has(m);
  const name = nameOf(m);
  return html`
    <section class=${`take is-${markOf(step.intake, m)}`} data-material=${m.id} aria-labelledby=${`m-${m.id}`} @keydown=${(event) => step.press(m, event)}
      @change=${(event) => { if (event.target.id === `up-${m.id}` || event.target.id === `cam-${m.id}`) step.goOn(m); }}>
      <h3 id=${`m-${m.id}`}><kbd aria-hidden="true">${at < 9 ? at + 1 : ""}</kbd> ${name} ${tag(step.intake, m)} ${seen ? html`<span class="tag is-good">${t("counter.original_seen")}</span>` : ""}</h3>
      ${m.correction ? html`<p class="notice is-warn">${m.correction}</p>` : ""}
      ${m.standard ? html`<p class="hint">${m.standard}</p>` : ""}
      <div class="take-work">${uploadControl(step.uploads, m, { removable: step.intake.act === "submit" })}
        <p class="take-tools">
          <button type="button" class="button small secondary" aria-pressed=${String(seen)} @click=${() => step.seen(m)}>${t("counter.original_seen")}<span class="visually-hidden"> ${name}</span> <kbd aria-hidden="true">O</kbd></button>
          ${step.mayCorrect && step.uploads.counting(m).length ? html`<button type="button" class="button small secondary" aria-pressed=${String(step.intake.wrong.has(m.id))} @click=${() => step.blame(m)}>${t("counter.wrong")}<span class="visually-hidden"> ${name}</span> <kbd aria-hidden="true">X</kbd></button>` : ""}
        </p></div>
      ${step.intake.wrong.has(m.id) ? wrongReason(step, m) : ""}
    </section>`;
};

const count = (step, ...marks) => marked(step.intake, ...marks).length;

const until = (step) => html`
  <p class="field"><label for="until">${t("counter.until")}</label>
    <input id="until" type="date" min=${today()} .value=${step.until} @input=${(event) => { step.until = event.target.value; step.draw(); }}></p>`;

function standing(step) {
  if (whole(step.intake)) return html`<p class="standing-word is-good">✓ ${t(count(step, "deferrable") ? "counter.whole_deferred" : "counter.whole")}</p>`;
  return html`<p class="standing-word">${t("counter.lacking", { n: count(step, "missing", "wrong", "failed") })}${count(step, "coming") ? t("counter.coming", { n: count(step, "coming") }) : ""}</p>`;
}

// The act that the completeness calls for is the button that the focus comes to.
const button = (step, how, label, key, first) => html`
  <button type="button" id=${first ? "hand-in" : null} class=${`button ${first ? "" : "secondary"}`} ?disabled=${Boolean(step.busy)} @click=${(event) => step.send(how, event)}>${t(step.busy === how ? "counter.working" : label)} <kbd aria-hidden="true">${key}</kbd></button>`;

function deeds(step) {
  const gap = step.mayCorrect && count(step, "missing", "wrong") > 0;
  const first = gap ? "correct" : step.mayAccept ? "accept" : "submit";
  return html`
    ${step.mayAccept ? button(step, "accept", "counter.accept", "F9", first === "accept") : ""}
    ${button(step, "submit", `counter.${step.intake.act}`, "Ctrl+Enter", first === "submit")}
    ${step.mayCorrect ? button(step, "correct", "counter.correct", "F8", first === "correct") : ""}`;
}

const side = (step) => html`
  <aside class="take-side" aria-label=${t("counter.standing")}>
    ${standing(step)}
    ${step.mayAccept && count(step, "deferrable") ? until(step) : ""}
    <p class="take-deeds">${deeds(step)}</p>
    <ol class="plain take-list">${step.intake.materials.map((m, at) => html`<li><button type="button" class="link" tabindex="-1" @click=${() => step.focusRow(at)}>${at + 1} ${nameOf(m)}</button> ${tag(step.intake, m)}</li>`)}</ol>
    ${step.intake.fields.length ? savedPart(step.intake.form, (key) => nameOf(step.intake.fields.find((field) => field.key === key), "label") || key) : ""}
  </aside>`;

const who = (intake) => html`
  <h2 class="take-who">${nameOf(intake.title)} <small>${intake.applicant ? html`${intake.applicant.name} <span class="number">${intake.applicant.id_number}</span>` : ""} <span class="number">${intake.number}</span></small></h2>`;

export function papersView(step) {
  const { intake } = step;
  if (!intake.act) return html`<p class="notice is-warn" role="alert">${t("counter.not_open")} ${intake.application ? html`<a href=${`/counter/cases.html?id=${intake.application.id}`}>${t("counter.to_case")}</a>` : ""}</p>`;
  return html`
    ${who(intake)}
    ${intake.act === "submit" ? "" : html`<p class="notice">${t("counter.correct_lead")}</p>`}
    ${errorSummary(step.problems, t("counter.refused"))}
    <div class="take-parts">
      <div class="take-main">
        ${intake.fields.length ? html`<form class="panel" novalidate @submit=${(event) => { event.preventDefault(); step.goOn(intake.materials[intake.materials.length - 1]); }} @keydown=${enterGoesOn}><h2>${t("counter.fields")}</h2>
          <div class="take-fields">${keyed(intake.fields, (f) => f.key, (f) => formField(f, intake.form.form[f.key], (value) => step.type(f, value)))}</div></form>` : ""}
        <p class="take-many">${picker({ id: "many", label: html`${t("counter.many")} <kbd aria-hidden="true">M</kbd>`, aloud: t("counter.many"), pick: step.chosen, several: true, secondary: true })} <span class="hint">${t("counter.many_hint")}</span></p>
        ${keyed(intake.materials, (m) => m.id, material(step))}
      </div>
      ${side(step)}
    </div>`;
}
