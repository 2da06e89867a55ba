// The notices of an act as they would be issued. Their number is given when they are.
import { html } from "../shared/html.js";
import { sheet } from "../shared/paper.js";
import { t } from "../shared/words.js";

export const previewOf = ({ notices }) => html`
  <p class="notice is-warn">${t("wording.preview_lead")}</p>
  ${notices.map(({ kind, content }) => sheet({ kind, ...content, number: t("wording.no_number"), track_code: "" }, "zh-CN"))}`;
