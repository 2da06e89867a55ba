// The privacy notice as it is shown and agreed to (个人信息保护法 Art. 17).
import { html } from "../shared/html.js";
import { t } from "../shared/words.js";

const PARTS = ["what", "why", "who", "feedback", "how_long", "rights", "minors", "contact"];

// `heading` makes the headings, of the level that fits the page.
export const noticeText = (heading) => html`${PARTS.map((part) => html`${heading(t(`privacy.${part}`))}<p>${t(`privacy.${part}_text`)}</p>`)}`;
