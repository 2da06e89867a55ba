// The sign-in of officers. Applicants have a page of their own.
import { html, render } from "../shared/html.js";
import { nextPage } from "../shared/frame.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { login, logout, me, refusalWords, wrongPassword } from "../shared/api.js";
import { t } from "../shared/words.js";

// Shows the form in `root`; calls `done` when an officer has signed in and no other page
// waits for it. Answers how to draw it again.
export function signIn(root, done) {
  const state = { busy: false, error: "" };
  const draw = () => render(root, form(state, send));
  async function send(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    Object.assign(state, { busy: true, error: "" });
    draw();
    try {
      if (!(await login("officers", String(data.get("email")).trim(), String(data.get("password"))))) {
        state.busy = false;
        draw();
        return;
      }
    } catch (err) {
      Object.assign(state, { busy: false, error: wrongPassword(err) ? t("desk.signin_failed") : refusalWords(err) });
      draw();
      focusErrors(root);
      return;
    }
    if (nextPage("")) location.assign(nextPage(""));
    else done();
  }
  draw();
  return draw;
}

const form = (state, send) => html`
  <div class="desk-signin">
    <h1>${t("desk.signin")}</h1>
    <p>${t("desk.signin_lead")} <a href="/login.html">${t("desk.signin_citizen")}</a></p>
    ${me() ? html`<p class="notice">${t("desk.not_officer")} <button type="button" class="link" @click=${() => logout("/desk/")}>${t("frame.sign_out")}</button></p>` : ""}
    ${errorSummary(state.error ? [{ text: state.error }] : [], t("desk.signin_wrong"))}
    <form @submit=${send}>
      <p class="field">
        <label for="email">${t("desk.email")}</label>
        <input id="email" name="email" type="email" autocomplete="username" required>
      </p>
      <p class="field">
        <label for="password">${t("desk.password")}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
      </p>
      <button class="button" type="submit" ?disabled=${state.busy}>${state.busy ? t("desk.signing_in") : t("desk.signin_go")}</button>
    </form>
  </div>`;
