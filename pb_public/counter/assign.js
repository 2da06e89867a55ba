// Many files at once, as a hall scanner leaves them in a folder: each is shown, and one key
// says which material it belongs to. Nothing is sent before the last one has its place.
import { html } from "../shared/html.js";
import { sizeWords } from "../shared/upload.js";
import { nameOf, t } from "../shared/words.js";
import { openBox } from "./keys.js";

const KEYS = "123456789abcdefghijklmnopqrstuvwxyz";

const byName = (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true });

const clean = (text) => text.toLowerCase().replace(/[\s\d_.()（）-]/g, "");

// The material whose name the name of the file says, else the one of the page before.
const guess = (file, materials, last) => materials.find((m) => clean(file.name).includes(clean(m.name))) || last;

// Asks for each file; `done(pairs)` gets [material, files] of each material that has some.
export function assignFiles(files, materials, done) {
  const work = { files: [...files].sort(byName), places: [], preview: "" };
  const at = () => work.places.length;
  const last = () => work.places.filter(Boolean).pop() || materials[0];
  const suggested = () => guess(work.files[at()], materials, last());

  const finish = () => {
    close();
    const pairs = materials.map((m) => [m, work.files.filter((_, n) => work.places[n] === m)]).filter(([, list]) => list.length);
    done(pairs);
  };
  const show = () => {
    URL.revokeObjectURL(work.preview);
    const file = work.files[at()];
    work.preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
    draw(view(work, materials, suggested(), { place, back, skip: () => place(null) }));
    const button = box.querySelector(`[data-place="${KEYS[materials.indexOf(suggested())]}"]`);
    if (button) button.focus();
  };
  const place = (material) => {
    work.places.push(material);
    if (at() < work.files.length) show();
    else finish();
  };
  const back = () => {
    work.places.pop();
    show();
  };
  const { box, draw, close } = openBox(t("counter.assign"), "", () => URL.revokeObjectURL(work.preview));
  box.classList.add("assign");
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const material = materials[KEYS.indexOf(event.key.toLowerCase())];
    if (event.key.length === 1 && material) place(material);
    else if (event.key === "Backspace" && at()) back();
    else if (event.key === "Delete") place(null);
    else return;
    event.preventDefault();
  });
  show();
}

const choice = (work, suggested, place) => (m, n) => html`
  <li><button type="button" class=${`button ${m === suggested ? "" : "secondary"}`} data-place=${KEYS[n]} @click=${() => place(m)}><kbd aria-hidden="true">${KEYS[n]}</kbd> ${nameOf(m)}
    <span class="assign-count">${t("counter.pages", { n: work.places.filter((p) => p === m).length })}</span></button></li>`;

const view = (work, materials, suggested, { place, back, skip }) => html`
  <p role="status"><strong>${t("counter.assign_file", { n: work.places.length + 1, all: work.files.length })}</strong> ${work.files[work.places.length].name} <span class="hint">${sizeWords(work.files[work.places.length].size)}</span></p>
  <div class="assign-parts">
    <div class="assign-shown">${work.preview ? html`<img src=${work.preview} alt=${work.files[work.places.length].name}>` : html`<p class="hint">${t("counter.no_preview")}</p>`}</div>
    <ol class="plain">${materials.map(choice(work, suggested, place))}</ol>
  </div>
  <p class="hint">${t("counter.assign_hint")}</p>
  <p class="buttons">${work.places.length ? html`<button type="button" class="button secondary" @click=${back}>${t("counter.assign_back")} <kbd aria-hidden="true">Backspace</kbd></button>` : ""}
    <button type="button" class="button secondary" @click=${skip}>${t("counter.assign_skip")} <kbd aria-hidden="true">Delete</kbd></button></p>`;
