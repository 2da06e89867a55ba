// What this house adds to the dashboard of PocketBase: Chinese and English names beside
// the technical ones, values in words, refusals in plain words at their field, and on a
// record the way to the page that people see. Extensions are an experiment of PocketBase:
// every part looks first whether what it builds on is there, and a part that fails says
// so in the console and leaves its place as it was.
import { addBackups } from "./backups.js";
import { addDoctor } from "./doctor.js";
import { sayDoor } from "./door.js";
import { labelInputs } from "./inputs.js";
import { nameCollections } from "./names.js";
import { addPanels } from "./panels.js";
import { sayRefusals } from "./refusals.js";
import { quiet } from "./quiet.js";
import { signInBySteps, signOutWhole } from "./signin.js";
import { sayValues } from "./values.js";

export function dress(window) {
  const { app } = window;
  if (!app || !app.store || !app.pb) throw new Error("this dashboard is another than the one known");
  for (const part of [sayRefusals, nameCollections, sayValues, labelInputs, addPanels, addBackups, addDoctor, sayDoor, signInBySteps, signOutWhole]) quiet(part)(window);
  stylesheet(window.document);
}

function stylesheet(document) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = "/dashboard/dashboard.css";
  document.head.append(link);
}
