import { html } from "../shared/html.js";
import { page } from "../shared/frame.js";
import { addWords, t } from "../shared/words.js";
import privacy, { VERSION } from "../shared/words/privacy.js";
import { noticeText } from "./privacy_notice.js";

addWords(privacy);

page({
  title: () => t("privacy.title"),
  className: "narrow",
  view: () => html`<h1>${t("privacy.title")}</h1><p class="hint">${t("privacy.version", { version: VERSION })}</p>${noticeText((words) => html`<h2>${words}</h2>`)}`,
});
