// Signing in again in place, when the sign-in ended while somebody was at work: what they
// typed stays where it is, and what they did goes on. Only whom the page is for can.
import { errorSummary, focusErrors } from "./a11y.js";
import { html, render } from "./html.js";
import { t } from "./words.js";

const told = ({ person, other }) => (other ? t("again.other", { other, name: person.name }) : t("again.text", { name: person.name }));

const field = (id, type, autocomplete, more = {}) => html`
  <p class="field"><label for=${id}>${t(`again.${id}`)}</label>
    <input id=${id} name=${id} type=${type} autocomplete=${autocomplete} maxlength="200" .value=${more.value || ""}></p>`;

const view = (dialog) => html`
  <form novalidate @submit=${dialog.send}>
    <h2 id="again-title">${t("again.title")}</h2>
    <p>${told(dialog)}</p>
    ${errorSummary(dialog.error ? [{ text: dialog.error }] : [], t("again.failed"))}
    ${field("again-identity", "text", "username", { value: dialog.identity })}
    ${field("again-password", "password", "current-password", { value: dialog.password })}
    <p class="buttons">
      <button type="submit" class="button" ?disabled=${dialog.busy}>${t(dialog.busy ? "again.busy" : "again.go")}</button>
      <button type="button" class="button secondary" ?disabled=${dialog.busy} @click=${dialog.cancel}>${t("again.later")}</button>
    </p>
  </form>`;

// Asks `person` to sign in; `other` is the name of who has signed in in another window.
// `signIn(identity, password)` answers null when it was this person, else the record of
// whose account that is; `wrong` knows the refusal of a password. Resolves to whether the person has signed in.
export function ask({ person, other, signIn, refusalWords, wrong }) {
  const box = document.createElement("dialog");
  box.className = "dialog";
  box.setAttribute("aria-labelledby", "again-title");
  document.body.append(box);
  const before = document.activeElement;
  return new Promise((resolve) => {
    const dialog = { person, other, identity: person.email || "", password: "", error: "", busy: false };
    const draw = () => render(box, view(dialog));
    const close = (done) => {
      box.close();
      box.remove();
      if (before && before.isConnected) before.focus();
      resolve(done);
    };
    dialog.cancel = () => close(false);
    dialog.send = async (event) => {
      event.preventDefault();
      if (dialog.busy) return;
      const given = new FormData(event.target);
      Object.assign(dialog, { identity: String(given.get("again-identity")).trim(), password: String(given.get("again-password")), busy: true, error: "" });
      draw();
      try {
        const stranger = await signIn(dialog.identity, dialog.password);
        if (!stranger) {
          close(true);
          return;
        }
        dialog.error = t("again.stranger", { stranger: stranger.name, name: person.name });
      } catch (err) {
        dialog.error = wrong(err) ? t("again.wrong") : refusalWords(err);
      }
      Object.assign(dialog, { busy: false, password: "" });
      draw();
      focusErrors(box);
    };
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!dialog.busy) dialog.cancel();
    });
    draw();
    box.showModal();
    const empty = [...box.querySelectorAll("input")].find((input) => !input.value);
    if (empty) empty.focus();
  });
}
