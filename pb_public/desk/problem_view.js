// How the page of one problem looks: head and acts, then panels side by side.
import { html } from "../shared/html.js";
import { dateTime, day } from "../shared/days.js";
import { effectTable } from "../shared/effect.js";
import { nameOf, t } from "../shared/words.js";

const fact = (label, value) => (value === "" || value === null || value === undefined ? "" : html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`);

const panel = (id, title, content) => html`
  <section class="panel" aria-labelledby=${`${id}-title`}><h2 id=${`${id}-title`}>${title}</h2>${content}</section>`;

const fileRow = (page, drop) => (name) => {
  const called = page.problem.file_names[name] || name;
  return html`<li><button type="button" class="link" aria-label=${t("problem.open_file", { name: called })} @click=${() => page.openFile(name)}>${called}</button>
    ${drop ? html` <button type="button" class="link danger" aria-label=${t("problem.remove", { name: called })} @click=${() => page.dropEvidence(name)}>${t("report.files_remove")}</button>` : ""}</li>`;
};

const files = (page, names, drop = false) => html`<ul>${names.map(fileRow(page, drop))}</ul>`;

function contact(page) {
  const { problem } = page;
  if (page.contact) return html`<strong>${t("problem.contact_is", { contact: page.contact })}</strong>`;
  if (!problem.contact && !problem.has_account) return t("problem.contact_none");
  const looks = problem.may.length > 0 || problem.writes.length > 0;
  return html`${problem.contact || t("problem.contact_account")} ${looks ? html`<button type="button" class="link" @click=${() => page.showContact()}>${t("problem.contact_show")}</button>` : ""}`;
}

const about = (page) => panel("about", t("problem.about"), html`
  ${page.problem.erased_at ? html`<p class="hint">${t("problem.erased")}</p>` : html`<p class="pre">${page.problem.text}</p>`}
  <dl class="facts">
    ${fact(t("problems.source"), t(`problem.source.${page.problem.source}`))}
    ${fact(t("problems.category"), page.problem.category ? t(`problem.category.${page.problem.category}`) : "")}
    ${fact(t("problem.service"), page.problem.service ? html`<a class="text-link" href=${`/service.html?id=${page.problem.service_id}`}>${nameOf(page.problem, "service")}</a>` : "")}
    ${fact(t("problem.contact"), contact(page))}
    ${fact(t("problem.code"), page.problem.code ? html`<span class="code-shown">${page.problem.code}</span>` : "")}
  </dl>
  ${page.problem.files.length ? html`<h3>${t("problem.files")}</h3>${files(page, page.problem.files)}` : ""}`);

const doubles = (page) => (page.problem.doubles.length ? panel("doubles", t("problem.doubles"), html`
  <p class="hint">${t("problem.doubles_text")}</p>
  <ul class="options">${page.problem.doubles.map((double) => html`<li>
    <a class="text-link" href=${`/desk/problem.html?id=${double.id}`}>${double.title}</a>
    <p class="meta"><span>${double.number}</span><span>${t(`problem.state.${double.state}`)}</span><span>${t("problem.score", { n: double.score })}</span></p>
    ${page.problem.may.includes("merge") ? html`<p><button type="button" class="button small secondary" @click=${() => page.merge(double)}>${t("problem.merge_into", { number: double.number })}</button></p>` : ""}</li>`)}</ul>`) : "");

const longField = (page, name, label, hint = "") => html`
  <p class="field"><label for=${name}>${label}</label>
    ${hint ? html`<span class="hint" id=${`${name}-hint`}>${hint}</span>` : ""}
    <textarea id=${name} rows="4" maxlength="5000" aria-describedby=${hint ? `${name}-hint` : null} .value=${page.value(name) || ""} @input=${(event) => page.type(name, event.target.value)}></textarea></p>`;

const titleField = (page) => html`
  <p class="field"><label for="public_title">${t("problem.public_title")}</label><span class="hint" id="public_title-hint">${t("problem.public_title_hint")}</span>
    <input id="public_title" type="text" maxlength="200" aria-describedby="public_title-hint" .value=${page.value("public_title") || ""} @input=${(event) => page.type("public_title", event.target.value)}></p>`;

const asText = (label, text) => (text ? html`<h3>${label}</h3><p class="pre">${text}</p>` : "");

const written = (page, name, label) => (page.writes(name) ? longField(page, name, label) : asText(label, page.problem[name]));

const saver = (page) => html`<p class="buttons"><button type="button" class="button secondary" ?disabled=${!Object.keys(page.draft).length} @click=${() => page.save()}>${t("problem.save")}</button></p>`;

function evidence(page) {
  const { problem } = page;
  const adds = page.writes("evidence");
  if (!adds && !problem.evidence.length) return "";
  return html`<h3>${t("problem.evidence")}</h3>
    ${problem.evidence.length ? files(page, problem.evidence, adds) : html`<p class="hint">${t("problem.evidence_none")}</p>`}
    ${adds ? html`<label class="button picker small secondary"><span aria-hidden="true">${t(page.uploading ? "problem.evidence_uploading" : "problem.evidence_add")}</span>
      <input type="file" id="evidence" multiple ?disabled=${page.uploading} accept="image/jpeg,image/png,application/pdf" aria-label=${t("problem.evidence_add")} @change=${(event) => {
        const chosen = [...event.target.files];
        event.target.value = "";
        if (chosen.length) page.addEvidence(chosen);
      }}></label>` : ""}`;
}

function work(page) {
  const { problem } = page;
  const any = ["measure", "answer", "public_title"].some((name) => page.writes(name) || problem[name]);
  if (!any && !problem.evidence.length) return "";
  return panel("work", t("problem.work"), html`
    ${written(page, "measure", t("problem.measure"))}${written(page, "answer", t("problem.answer"))}
    ${page.writes("public_title") ? titleField(page) : asText(t("problem.public_title"), problem.public_title)}
    ${evidence(page)}
    ${["measure", "answer", "public_title"].some((name) => page.writes(name)) ? saver(page) : ""}`);
}

const box = (page, name, label) => html`
  <label class="choice plain"><input type="checkbox" .checked=${Boolean(page.value(name))} @change=${(event) => page.type(name, event.target.checked)}><span>${label}</span></label>`;

function publishing(page) {
  if (page.writes("public")) {
    return panel("public", t("problem.publishing"), html`${box(page, "public", t("problem.public"))}${box(page, "words_public", t("problem.words_public"))}${saver(page)}`);
  }
  return ["solved", "verified"].includes(page.problem.state) ? panel("public", t("problem.publishing"), html`<p>${t(page.problem.public ? "problem.is_public" : "problem.not_public")}</p>`) : "";
}

const dispatch = (page) => (page.problem.lead ? panel("dispatch", t("problem.dispatch"), html`<dl class="facts">
  ${fact(t("problem.lead"), nameOf(page.problem, "lead"))}
  ${fact(t("problem.partners"), page.problem.partner_ids.map((id) => nameOf(page.departments.find((d) => d.id === id) || {})).filter(Boolean).join(t("common.list")))}
  ${fact(t("problem.due"), page.problem.due ? day(page.problem.due) : page.problem.light === "grey" ? t("problem.due_grey") : "")}
  ${fact(t("problem.reported"), dateTime(page.problem.reported_at))}
  ${fact(t("problem.solved_at"), dateTime(page.problem.solved_at))}
  ${fact(t("problem.verified_at"), dateTime(page.problem.verified_at))}
  ${fact(t("problem.follow_check"), page.problem.check_due ? day(page.problem.check_due) : "")}
  ${fact(t("follow.say"), page.problem.confirmed ? t(`problems.confirmed_${page.problem.confirmed}`) : "")}
</dl>`) : "");

// The batch of a campaign to which the problem belongs, chosen by a supervisor.
function batch(page) {
  const { batches, task } = page.problem;
  const named = (one) => `${nameOf(one)} · ${nameOf(one, "campaign")}`;
  if (page.writes("task") && batches.length) {
    return panel("batch", t("problem.batch"), html`<p class="field"><label for="batch">${t("problem.batch_choose")}</label>
      <select id="batch" .value=${page.value("task")} @change=${(event) => page.type("task", event.target.value)}><option value="">${t("problem.batch_none")}</option>${batches.map((one) => html`<option value=${one.id}>${named(one)}</option>`)}</select></p>${saver(page)}`);
  }
  const own = batches.find((one) => one.id === task);
  return own ? panel("batch", t("problem.batch"), html`<p>${named(own)}</p>`) : "";
}

const effect = (page) => (page.problem.effect ? panel("effect", t("effect.title"), effectTable(page.problem.effect)) : "");

const by = (line) => (line.by || t(line.kind === "system" ? "problem.log_system" : "problem.log_reporter"));

const log = (page) => panel("log", t("problem.log"), html`<ol class="way">${page.problem.log.map((line) => html`
  <li><strong>${t(`problem.act.${line.act}`)}</strong><span>${dateTime(line.at)} · ${by(line)}</span>
    ${line.ground ? html`<p>${t(`problem.ground.${line.ground}`)}</p>` : ""}${line.reason ? html`<p class="pre">${line.reason}</p>` : ""}</li>`)}</ol>`);

// Merging stands beside the doubles, where one sees with what.
const acts = (page) => {
  const may = page.problem.may.filter((act) => act !== "merge");
  return html`<div class="acts" role="group" aria-label=${t("problem.acts")}>
    ${may.length ? may.map((act, at) => html`<button type="button" class=${`button ${at ? "secondary" : ""}`} @click=${() => page.act(act)}>${t(`problem.act.${act}`)}</button>`) : html`<p class="hint">${t("problem.acts_none")}</p>`}</div>`;
};

export function problemView(page) {
  const back = html`<p class="case-back"><a href="/desk/problems.html">← ${t("problem.back")}</a></p>`;
  if (!page.problem) return html`${back}<p class="loading" role="status">${t("common.loading")}</p>`;
  const { problem } = page;
  return html`
    ${back}
    <div class="case"><h1>${problem.title}</h1>
      <p class="case-line"><span class="case-number">${problem.number}</span><span class="tag is-accent">${t(`problem.state.${problem.state}`)}</span>
        ${problem.light && problem.light !== "none" ? html`<span class=${`tag is-${problem.light}`}>${t(`problem.light.${problem.light}`)}</span>` : ""}</p>
      ${page.news ? html`<div class=${`news is-${page.news.kind}`} role="status" tabindex="-1"><p>${page.news.text}</p></div>` : ""}
      ${acts(page)}</div>
    <div class="case-rest">
      ${about(page)}${dispatch(page)}${batch(page)}${work(page)}${effect(page)}${publishing(page)}${doubles(page)}${log(page)}
    </div>`;
}
