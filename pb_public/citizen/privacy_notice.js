// The privacy notice as it is shown and agreed to (个人信息保护法 Art. 17).
import { html } from "../shared/html.js";
import { t } from "../shared/words.js";

const PARTS = ["what", "why", "who", "how_long", "rights", "minors", "contact"];

export const noticeText = () => html`${PARTS.map((part) => html`<h3>${t(`privacy.${part}`)}</h3><p>${t(`privacy.${part}_text`)}</p>`)}`;
