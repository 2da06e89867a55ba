// One sheet for the office PCs: where to get the certificate of the house, how to tell the
// right one, how to import it. It comes by plain HTTP too, because it is read before a PC
// can trust anything else.
import { html } from "../shared/html.js";
import { get } from "../shared/api.js";
import { office, page } from "../shared/frame.js";
import { addWords, listOf, t } from "../shared/words.js";
import machine from "../shared/words/machine.js";

addWords(machine);

const FILE = "/ca.crt";

const read = () => get("/api/onestop/certificate");

const addresses = (list) => html`<ul class="cert-addresses">${list.slice(0, 4).map((address) => html`<li><code>${address}</code></li>`)}</ul>`;

const print = (name, text) => html`<p class="cert-print"><strong>${t(`cert.${name}`)}</strong><code>${text}</code></p>`;

const step = (name, more = "") => html`<li><h2>${t(`cert.${name}`)}</h2><p>${t(`cert.${name}_text`)}</p>${more}</li>`;

const many = () => html`
  <h2>${t("cert.many")}</h2>
  <p>${t("cert.gpo")}</p>
  <p>${t("cert.command")} <code>certutil -addstore -f Root onestop-ca.crt</code></p>
  <p>${t("cert.linux")} <code>sudo cp onestop-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates</code></p>
  <p>${t("cert.firefox")}</p>`;

const view = ({ secure, standing, sites, pages, qr, until }) => html`
  <p class="buttons no-print"><button type="button" class="button" @click=${() => window.print()}>${t("cert.print")}</button>
    <a class="button secondary" href=${FILE} download="onestop-ca.crt">${t("cert.download")}</a></p>
  ${secure ? "" : html`<p class="notice is-warn no-print">${t("cert.plain")}</p>`}
  ${standing.uncovered.length ? html`<p class="notice is-warn">${t("cert.uncovered", { addresses: listOf(standing.uncovered) })}</p>` : ""}
  <article class="sheet-a4 sheet-guide cert-sheet">
    <div class="guide-head">
      <div><p class="cert-office">${office()}</p><h1>${t("cert.title")}</h1><p>${t("cert.lead")}</p></div>
      ${qr ? html`<div class="guide-code"><img class="paper-qr" src=${`data:image/svg+xml,${encodeURIComponent(qr)}`} width="140" height="140" alt=${t("cert.qr")}></div>` : ""}
    </div>
    <ol class="cert-steps">
      ${step("open", addresses(pages))}
      ${step("get")}
      ${step("compare", html`${print("thumbprint", standing.thumbprint)}${print("fingerprint", standing.fingerprint)}`)}
      ${step("install")}
      ${step("go", addresses(sites))}
    </ol>
    ${many()}
    <p class="hint">${t("cert.limits", { until: until.slice(0, 10) })}</p>
  </article>`;

page({ title: () => t("cert.title"), read, view });
