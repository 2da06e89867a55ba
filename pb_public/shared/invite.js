// The link by which the person at the counter rates a finished case: a QR code for the
// telephone, and the page itself for the second screen. What is rated is not seen here.
import { html, render } from "./html.js";
import { post, refusalWords } from "./api.js";
import { clockTime } from "./days.js";
import { addWords, t } from "./words.js";
import words from "./words/ratings.js";

addWords(words);

const view = (close) => ({ path, until, failed }) => html`
  <div class="dialog-form">
    <h2 id="invite-title">${t("ratings.invite")}</h2>
    ${failed ? html`<div class="notice is-bad" role="alert"><p>${failed}</p></div>` : html`
    <p>${t("ratings.invite_lead", { until: clockTime(until) })}</p>
    <p><img class="invite-code" width="240" height="240" alt=${t("ratings.invite_qr")} src=${`/api/onestop/qr.svg?path=${encodeURIComponent(path)}`}></p>`}
    <p class="buttons">${failed ? "" : html`<a class="button" href=${path} target="_blank" rel="noopener">${t("ratings.invite_open")}</a>`}
      <button type="button" class="button secondary" @click=${close}>${t("ratings.close")}</button></p>
  </div>`;

export async function invite(application) {
  const before = document.activeElement;
  const answer = await post("/api/onestop/ratings/invite", { application }).catch((err) => ({ failed: refusalWords(err) }));
  const root = document.createElement("dialog");
  root.className = "dialog";
  root.setAttribute("aria-labelledby", "invite-title");
  const close = () => {
    root.close();
    root.remove();
    if (before && before.isConnected) before.focus();
  };
  root.addEventListener("cancel", close);
  document.body.append(root);
  render(root, view(close)(answer));
  root.showModal();
}
