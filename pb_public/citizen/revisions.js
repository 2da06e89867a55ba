// The published versions of a service, the newest first, each with what it changed. It
// comes when somebody asks for it, so the guide does not wait for it.
import { html } from "../shared/html.js";
import { changeList } from "../shared/changes.js";
import { t } from "../shared/words.js";

function standing(items, item) {
  if (item.in_force) return html` <span class="tag is-good">${t("revision.in_force")}</span>`;
  const current = items.find((other) => other.in_force);
  return !current || item.version > current.version ? html` <span class="tag is-warn">${t("revision.later")}</span>` : "";
}

function content(item) {
  if (item.first) return html`<p class="hint">${t("revision.first")}</p>`;
  return item.changes.length ? changeList(item.changes) : html`<p class="hint">${t("revision.same")}</p>`;
}

export const revisionList = ({ items, more }) => html`
  <ol class="way">${items.map((item) => html`
    <li><h3>${t("revision.version", { version: item.version })}${standing(items, item)}</h3>
      <span>${t("revision.from", { day: item.effective_on })}</span>
      ${content(item)}</li>`)}</ol>
  ${more ? html`<p class="hint">${t("revision.more")}</p>` : ""}`;
