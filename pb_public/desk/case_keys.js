// The keyboard of a case: documents are looked at, marked and decided without a mouse. While
// somebody types, or a dialog is open, keys are letters.
import { say } from "../shared/frame.js";
import { shortcutsOn } from "../shared/shortcuts.js";
import { t } from "../shared/words.js";
import { titleOf } from "./materials.js";

const TYPES = /^(INPUT|SELECT|TEXTAREA)$/;

// In a field keys are letters; a radio button types nothing.
const typing = ({ target }) => TYPES.test(target.tagName) && !["radio", "checkbox"].includes(target.type);

export class CaseKeys {
  constructor(desk) {
    this.desk = desk;
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const { desk } = this;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event) || !shortcutsOn() || document.querySelector("dialog[open]") || !desk.application) return;
    const run = {
      j: () => desk.viewer.step(0, 1), k: () => desk.viewer.step(0, -1), d: () => desk.viewer.compare(!desk.viewer.comparing),
      y: () => this.mark("accepted"), n: () => this.mark("rejected"), s: () => desk.saveMarks(), g: () => this.goToActs(), m: () => this.goTo("#message"),
    }[event.key];
    if (run) {
      event.preventDefault();
      run();
    } else {
      desk.viewer.key(event); // zoom, turn, fit
    }
  }

  // Marks the document on the left: one in order leads on to the next that is not marked, one
  // that is not asks for the reason.
  mark(verdict) {
    const { desk } = this;
    const at = desk.documents.findIndex((d) => d.id === desk.shown.left);
    if (!desk.mayCheck || at < 0) return;
    const document = desk.documents[at];
    desk.mark(document, { verdict });
    if (verdict === "rejected") {
      this.goTo(`#r-${document.id}`);
      return;
    }
    const paper = desk.papers.find((p) => p.documents.includes(document));
    say(t("case.marked", { name: titleOf(paper, document), verdict: t(`desk.verdict_${verdict}`) }));
    const rest = [...desk.documents.slice(at + 1), ...desk.documents.slice(0, at)];
    const next = rest.find((d) => desk.marks.of(d).verdict === "pending");
    if (next) desk.viewer.show(next.id, 0);
  }

  goToActs() { this.goTo(".acts .button"); }

  goTo(selector) {
    const place = document.querySelector(selector);
    if (!place) return;
    place.focus();
    place.scrollIntoView({ block: "center" });
  }
}
