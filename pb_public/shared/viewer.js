// Looks at documents: images with zoom, rotation and fitting, PDFs in the browser's own
// viewer, one document or two side by side. A file is fetched once with the caller's file
// token and shown from memory, so the address with the token never stays in a frame.
import { t } from "./words.js";

const ZOOM_STEP = 1.25;
const ZOOM_LEAST = 0.1;
const ZOOM_MOST = 8;

const element = (tag, className, text) => {
  const el = document.createElement(tag);
  if (className) el.className = className;
  if (text) el.textContent = text;
  return el;
};

// The size of the picture's box after turning it by quarter turns.
const turned = (width, height, quarter) => (quarter % 2 ? [height, width] : [width, height]);

// The zoom at which a picture fills the stage's width without exceeding its height.
export function fitting(stage, picture, quarter) {
  const [width, height] = turned(picture.width, picture.height, quarter);
  if (!width || !height) return 1;
  return Math.min(stage.width / width, stage.height / height, 1);
}

// One half of the viewer: a toolbar above a stage.
class Pane {
  constructor(viewer, index) {
    this.viewer = viewer;
    this.index = index;
    this.quarter = 0;
    this.zoom = 0; // 0 means "fit"
    this.root = element("section", "viewer-pane");
    this.bar = element("div", "viewer-bar");
    this.title = element("p", "viewer-title");
    this.remark = element("p", "viewer-remark");
    this.stage = element("div", "viewer-stage");
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "region");
    this.root.append(this.title, this.remark, this.bar, this.stage);
    this.tools = [
      ["zoom_out", "−", () => this.scale(1 / ZOOM_STEP)], ["zoom_in", "+", () => this.scale(ZOOM_STEP)],
      ["fit", "⤢", () => this.fit()], ["actual", "1:1", () => this.to(1)],
      ["rotate_left", "↺", () => this.turn(3)], ["rotate_right", "↻", () => this.turn(1)],
    ].map((tool) => this.tool(...tool));
    this.stage.addEventListener("keydown", (event) => this.key(event));
    this.words();
    this.empty();
  }

  tool(name, sign, run) {
    const button = element("button", "viewer-tool");
    button.dataset.sign = sign; // drawn by the style: what is read and said is the name
    button.type = "button";
    button.dataset.tool = name;
    button.addEventListener("click", run);
    this.bar.append(button);
    return button;
  }

  words() {
    for (const button of this.tools) {
      const label = t(`viewer.${button.dataset.tool}`);
      button.title = label;
      button.setAttribute("aria-label", label);
    }
    this.title.textContent = this.doc ? this.doc.title() : "";
    this.remark.textContent = this.doc && this.doc.remark ? this.doc.remark() : "";
    this.remark.hidden = !this.remark.textContent;
    this.stage.setAttribute("aria-label", this.doc ? this.doc.title() : t("viewer.empty"));
  }

  empty() {
    this.clear();
    this.doc = null;
    this.bar.hidden = true;
    this.title.textContent = "";
    this.remark.hidden = true;
    this.stage.append(element("p", "viewer-note", t("viewer.empty")));
  }

  clear() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = "";
    this.image = null;
    this.box = null;
    this.stage.textContent = "";
    this.stage.classList.remove("is-image");
  }

  async show(doc) {
    this.clear();
    this.doc = doc;
    this.quarter = 0;
    this.zoom = 0;
    this.bar.hidden = true;
    this.words();
    this.stage.append(element("p", "viewer-note", t("viewer.loading")));
    let file;
    try {
      file = await doc.load();
    } catch (err) {
      if (this.doc === doc) this.fail(doc);
      return;
    }
    if (this.doc !== doc) return; // another document was chosen meanwhile
    this.stage.textContent = "";
    this.address = URL.createObjectURL(file);
    if (file.type.startsWith("image/")) this.showImage(doc);
    else this.showPaper(doc);
  }

  fail(doc) {
    this.stage.textContent = "";
    const again = element("button", "button", t("viewer.retry"));
    again.type = "button";
    again.addEventListener("click", () => this.show(doc));
    this.stage.append(element("p", "viewer-note", t("viewer.failed")), again);
  }

  showImage(doc) {
    this.box = element("div", "viewer-box");
    this.image = element("img", "viewer-image");
    this.image.alt = doc.title();
    this.image.addEventListener("load", () => this.place());
    this.image.addEventListener("error", () => this.fail(doc));
    this.image.src = this.address;
    this.box.append(this.image);
    this.stage.classList.add("is-image");
    this.stage.append(this.box);
    this.bar.hidden = false;
  }

  showPaper(doc) {
    const frame = element("iframe", "viewer-frame");
    frame.title = doc.title();
    frame.src = `${this.address}#navpanes=0`; // the pages themselves, without a column of small ones
    this.stage.append(frame);
  }

  // The zoom that is in force: the chosen one, or the fitting one.
  scaleNow() {
    if (this.zoom) return this.zoom;
    this.box.style.width = this.box.style.height = "0"; // scroll bars would narrow the stage
    const size = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    return fitting({ width: this.stage.clientWidth, height: this.stage.clientHeight }, size, this.quarter);
  }

  place() {
    if (!this.image || !this.image.naturalWidth) return;
    const zoom = this.scaleNow();
    const width = this.image.naturalWidth * zoom;
    const height = this.image.naturalHeight * zoom;
    const [boxWidth, boxHeight] = turned(width, height, this.quarter);
    this.box.style.width = `${boxWidth}px`;
    this.box.style.height = `${boxHeight}px`;
    this.image.style.width = `${width}px`;
    this.image.style.height = `${height}px`;
    this.image.style.transform = `translate(-50%, -50%) rotate(${this.quarter * 90}deg)`;
    this.box.dataset.quarter = String(this.quarter);
    this.box.dataset.zoom = zoom.toFixed(3);
  }

  to(zoom) {
    if (!this.image) return;
    this.zoom = Math.min(ZOOM_MOST, Math.max(ZOOM_LEAST, zoom));
    this.place();
  }

  scale(factor) { if (this.image) this.to(this.scaleNow() * factor); }

  fit() {
    this.zoom = 0;
    this.place();
  }

  turn(quarters) {
    this.quarter = (this.quarter + quarters) % 4;
    this.place();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const run = {
      "+": () => this.scale(ZOOM_STEP), "=": () => this.scale(ZOOM_STEP), "-": () => this.scale(1 / ZOOM_STEP),
      0: () => this.fit(), 1: () => this.to(1), r: () => this.turn(1), R: () => this.turn(3),
      "]": () => this.viewer.step(this.index, 1), "[": () => this.viewer.step(this.index, -1),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}

// The viewer inside `root`. A document is {id, title(), load(), remark()}; load resolves to a
// Blob, remark() says what was noticed about it and may be missing.
// `onchange({left, right})` hears the ids on show.
export class Viewer {
  constructor(root, { onchange = () => {} } = {}) {
    this.docs = [];
    this.onchange = onchange;
    this.root = root;
    root.classList.add("viewer", "is-empty");
    this.panes = [new Pane(this, 0), new Pane(this, 1)];
    this.panes[1].root.hidden = true;
    root.append(this.panes[0].root, this.panes[1].root);
    window.addEventListener("resize", () => this.panes.forEach((pane) => pane.place()));
  }

  // Replaces the list that [ and ] step through; a document that left the list is put away.
  setDocs(docs) {
    this.docs = docs;
    for (const pane of this.panes) {
      if (pane.doc && !docs.some((doc) => doc.id === pane.doc.id)) pane.empty();
    }
  }

  get comparing() { return !this.panes[1].root.hidden; }

  // Shows a document of the list on the left (0) or on the right (1), which opens the right half.
  show(id, side = 0) {
    const doc = this.docs.find((d) => d.id === id);
    if (!doc) return;
    if (side === 1 && !this.comparing) this.compare(true);
    this.panes[side].show(doc);
    this.tell();
  }

  compare(on) {
    this.panes[1].root.hidden = !on;
    this.root.classList.toggle("is-double", on);
    if (!on) this.panes[1].empty();
    this.panes[0].place();
    this.tell();
  }

  step(side, by) {
    if (!this.docs.length) return;
    const shown = this.panes[side].doc;
    const at = shown ? this.docs.findIndex((doc) => doc.id === shown.id) : -1;
    this.show(this.docs[(at + by + this.docs.length) % this.docs.length].id, side);
  }

  // A key that was pressed outside the halves is meant for the left one.
  key(event) { this.panes[0].key(event); }

  // The words again after a change of language.
  words() { this.panes.forEach((pane) => pane.words()); }

  tell() {
    this.root.classList.toggle("is-empty", this.panes.every((pane) => !pane.doc));
    const [left, right] = this.panes.map((pane) => (pane.doc ? pane.doc.id : ""));
    this.onchange({ left, right: this.comparing ? right : "" });
  }
}
