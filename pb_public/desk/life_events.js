// The life events of the county: state, members in their order, the promise against the
// longest chain that answers can produce, and what a supervisor may do (R-PKG-02).
import { html, render } from "../shared/html.js";
import { create, faultWords, get, refusalWords } from "../shared/api.js";
import { addWords, nameOf, t } from "../shared/words.js";
import desk from "../shared/words/desk.js";
import events from "../shared/words/life_events.js";
import states from "../shared/words/states.js";
import { deskPage } from "./desk_page.js";
import { openDialog } from "./dialog.js";

addWords(desk, states, events);

const title = () => t("events.title");

const NEEDS_REASON = ["suspend", "cancel"];

const nameOfMember = (item, id) => nameOf(item.members.find((m) => m.id === id) || {});

// What was never published promises nothing yet.
const promise = ({ closed, promised_days: days }) => (closed === "unpublished" ? "" : ` · ${days ? t("common.working_days", { n: days }) : t("common.instant")}`);

const memberRow = (item) => (member) => html`
  <li>${member.after.length ? html`<span class="hint">${member.after.map((id) => nameOfMember(item, id)).join(t("common.list"))} → </span>` : ""}
    <strong>${nameOf(member)}</strong> <span class="hint">${nameOf(member, "department")}${promise(member)}</span>
    ${member.optional ? html` <span class="tag">${t("events.optional")}</span>` : ""}${member.conditional ? html` <span class="tag">${t("events.conditional")}</span>` : ""}
    ${member.closed ? html` <span class="tag is-warn">${t("events.closed")}</span>` : ""}</li>`;

const limits = ({ limit, longest_chain: chain, ...item }) => html`
  <p class="meta"><span>${t("events.promise", { n: limit.promise.days })}</span>
    <span class=${limit.longest_path > limit.promise.days ? "field-error" : ""}>${t("events.longest", { n: limit.longest_path })}${chain && chain.length > 1 ? t("events.chain", { names: chain.map((id) => nameOfMember(item, id)).join(" → ") }) : ""}</span>
    ${limit.law ? html`<span>${t("events.joint", { n: limit.law.days, more: limit.law.extension })}</span>` : ""}</p>`;

// Why it could not be published now; of a published one, that it no longer holds.
const wrong = ({ refusal, state }) => (refusal && state !== "cancelled" ? html`
  <div class=${`notice ${state === "published" ? "is-bad" : ""}`}><p>${state === "published" ? html`<strong>${t("events.broken")}</strong> ` : ""}${faultWords(refusal, refusal.params.most ? "joint" : "life_event")}</p></div>` : "");

const view = (page) => (item) => html`
  <section class="card" aria-labelledby=${`e-${item.id}`}>
    <h2 id=${`e-${item.id}`}>${nameOf(item)} <span class=${`tag is-${item.state}`}>${t(`events.state_${item.state}`)}</span></h2>
    ${limits(item)}
    ${wrong(item)}
    <ol>${item.members.map(memberRow(item))}</ol>
    ${page.supervises ? html`<p class="buttons">${item.acts.map((act) => html`<button type="button" class="button secondary" @click=${() => page.doAct(item, act)}>${t(`events.act_${act}`)}<span class="visually-hidden"> ${nameOf(item)}</span></button>`)}</p>` : ""}
  </section>`;

function open(main, me) {
  const page = { items: null, failed: "", supervises: me.roles.includes("supervisor") };
  const draw = () => render(main, html`
    <h1>${title()}</h1>
    ${page.failed ? html`<div class="notice is-bad" role="alert"><p>${page.failed}</p></div>` : ""}
    ${page.items ? page.items.map(view(page)) : html`<p class="loading" role="status">${t("common.loading")}</p>`}`);
  const read = async () => {
    try {
      page.items = (await get("/api/onestop/life_events")).items;
    } catch (err) {
      page.failed = refusalWords(err);
    }
    draw();
  };
  page.doAct = async (item, act) => {
    const fields = NEEDS_REASON.includes(act) ? [{ name: "reason", kind: "long", label: t("desk.reason"), required: true, empty: t("desk.reason_empty") }] : [];
    const send = (values) => create("actions", { subject: "life_event", life_event: item.id, act, ...values });
    if (await openDialog({ title: t(`events.act_${act}`), lead: nameOf(item), go: t(`events.act_${act}`), fields, send })) await read();
  };
  draw();
  read();
  return draw;
}

deskPage({ title, open });
