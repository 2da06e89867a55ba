// The filters of the work list, each value with the number of cases that it shows.
import { html } from "../shared/html.js";
import { inOrder, nameOf, t } from "../shared/words.js";

const STATES = ["submitted", "correcting", "accepted", "paused", "granted", "refused", "closed", "not_accepted", "withdrawn", "terminated"];
const OPEN = STATES.slice(0, 6); // the others are finished: they are found, not counted
const LIGHTS = ["red", "yellow", "green", "grey", "none"];
const CHANNELS = ["online", "counter", "agent", "post"];

const number = (n) => (n === null ? "" : html` <span class="tab-count">${n}</span>`);

function tab(queue, name, value, words) {
  const on = queue.filter[name] === value;
  return html`<li><button type="button" class="tab" aria-pressed=${String(on)} data-value=${value}
    @click=${() => queue.choose({ [name]: on ? "" : value })}>${words}${number(queue.n(name, value))}</button></li>`;
}

// Whose turn it is and what hurries, as switches.
const switches = (queue) => html`
  <ul class="tabs queue-tabs" aria-label=${t("queue.whose")}>
    ${queue.roles.some((role) => ["clerk", "examiner", "approver"].includes(role)) ? tab(queue, "whose", "mine", t("queue.mine")) : ""}
    ${tab(queue, "whose", "applicant", t("queue.waiting"))}
    ${["late", "today", "week"].map((when) => tab(queue, "when", when, t(`queue.when_${when}`)))}</ul>`;

const choice = (value, text, n = null) => html`<option value=${value}>${n === null ? text : t("queue.option", { text, n })}</option>`;

const pick = (queue, name) => (event) => queue.choose({ [name]: event.target.value });

const select = (queue, name, label, options) => html`
  <p class="field"><label for=${`f-${name}`}>${label}</label>
    <select id=${`f-${name}`} .value=${queue.filter[name]} @change=${pick(queue, name)}>${options}</select></p>`;

const valued = (queue, name, values, words) => [choice("", t("desk.all")), ...values.map((value) => choice(value, words(value), OPEN.includes(value) || name !== "state" ? queue.n(name, value) : null))];

// A service or a colleague that is asked for stays in the list though none is found.
function services(queue) {
  const { service } = queue.filter;
  const known = queue.services.some((s) => s.id === service) || !service ? queue.services : [...queue.services, { id: service, name: t("queue.chosen_service") }];
  return [choice("", t("desk.all")), ...inOrder(known).map((s) => choice(s.id, nameOf(s), queue.n("service", s.id)))];
}

function examiners(queue) {
  const { me, filter, deputed } = queue;
  const shown = queue.colleagues.filter((o) => o.id !== me.id && (o.id === filter.examiner || queue.n("examiner", o.id) || (o.department === me.department && o.roles.includes("examiner") && o.active)));
  const name = (o) => (o.absent ? t("desk.absent", { name: o.name }) : o.name);
  return [
    choice("", t("desk.everyone")), choice("me", t("desk.mine"), queue.n("examiner", "me")), choice("none", t("desk.unassigned"), queue.n("examiner", "none")),
    ...(deputed.length ? [choice("deputed", t("queue.deputed"), queue.n("examiner", "deputed"))] : []),
    ...inOrder(shown, (o) => o.name).map((o) => choice(o.id, name(o), queue.n("examiner", o.id))),
  ];
}

export const filterBar = (queue) => html`
  ${switches(queue)}
  <form class=${`queue-filter ${queue.opened ? "is-open" : ""}`} role="search" aria-label=${t("desk.filter")} @submit=${(event) => {
    event.preventDefault();
    queue.find();
  }}>
    <p class="field queue-find"><label for="f-q">${t("queue.find")}</label>
      <input id="f-q" type="search" maxlength="50" .value=${queue.filter.q} @input=${pick(queue, "q")}></p>
    ${select(queue, "state", t("desk.filter_state"), valued(queue, "state", STATES, (s) => t(`state.${s}`)))}
    ${select(queue, "light", t("desk.filter_light"), valued(queue, "light", LIGHTS, (l) => t(`light.${l}`)))}
    ${select(queue, "service", t("desk.col_service"), services(queue))}
    ${select(queue, "examiner", t("desk.filter_examiner"), examiners(queue))}
    ${select(queue, "channel", t("desk.channel"), valued(queue, "channel", CHANNELS, (c) => t(`channel.${c}`)))}
    <p class="queue-buttons"><button type="button" class="link queue-more" aria-expanded=${String(queue.opened)} @click=${() => queue.unfold()}>${t("queue.more")}</button>
      <button type="button" class="button secondary" @click=${queue.load}>${t("desk.refresh")}</button>
      ${queue.filtered ? html`<button type="button" class="link" @click=${() => queue.clear()}>${t("queue.clear")}</button>` : ""}</p>
  </form>`;
