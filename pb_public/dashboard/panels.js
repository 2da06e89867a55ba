// At the head of a record: what it is, the way to the page that people see, and for an
// implementation list what the quality check says about the working copy.
import { make } from "./make.js";
import { after, quiet } from "./quiet.js";
import { glue, labelOf, say } from "./say.js";

const panels = {
  services: { link: "dash.public", to: (id) => `/service.html?id=${id}`, hint: "dash.working_copy", check: true },
  applications: { link: "dash.case", to: (id) => `/desk/case.html?id=${id}` },
};

export function addPanels({ app }) {
  after(app.fieldTypes && app.fieldTypes.text, "input", (element, props) => {
    const name = say(`collection.${props.collection.name}`);
    if (!props.field.primaryKey || !name) return;
    element.prepend(panelOf(app, props, name));
  });
}

function panelOf(app, props, name) {
  const panel = make("section", "onestop-panel");
  panel.append(make("strong", "", name));
  const { id } = props.originalRecord || {};
  const known = panels[props.collection.name];
  if (!known || !id) return panel;
  if (props.originalRecord.version !== 0) { // a list that was never published has no page yet
    const link = make("a", "onestop-link", say(known.link));
    Object.assign(link, { href: known.to(id), target: "_blank", rel: "noopener" });
    panel.append(link);
  }
  if (known.check) panel.append(" ", draftLink(app, id));
  if (known.hint) panel.append(make("p", "onestop-hint", say(known.hint)));
  if (known.check) panel.append(checkList(app, props.collection, id));
  return panel;
}

// The page of the people shows a draft to whoever may see it. It knows who looks by the
// session of its tab, which a tab opened from here takes over; this tab keeps none.
const SESSION = "onestop.auth";

function draftLink(app, id) {
  const link = make("a", "onestop-link", say("dash.preview"));
  link.href = `/service.html?id=${id}&preview=1`;
  link.addEventListener("click", quiet(function openDraft(event) {
    event.preventDefault();
    const { token, record } = app.pb.authStore;
    sessionStorage.setItem(SESSION, JSON.stringify({ token, record }));
    window.open(link.href, "_blank");
    sessionStorage.removeItem(SESSION);
  }));
  return link;
}

// The check list is read anew after every save, as long as the form is open.
function checkList(app, collection, id) {
  const place = make("div", "onestop-check", say("dash.checking"));
  place.setAttribute("role", "status");
  const read = async () => {
    try {
      const answer = await app.pb.send(`/api/onestop/services/${id}/preview`, { method: "GET", requestKey: null });
      show(place, answer, collection);
    } catch (err) {
      place.textContent = say("dash.no_check");
    }
  };
  const again = () => (place.isConnected ? read() : document.removeEventListener("record:save", again));
  document.addEventListener("record:save", again);
  read();
  return place;
}

function show(place, { defects = [], changes = [] }, collection) {
  place.textContent = "";
  place.append(make("strong", "", `${say("dash.check")} `));
  place.append(make("span", "", defects.length ? say("dash.defects", { n: defects.length }) : say("dash.clean")));
  const list = make("ul", "");
  for (const defect of defects) list.append(line(defect, collection));
  if (defects.length) place.append(list);
  if (changes && changes.length) place.append(make("p", "onestop-hint", say("dash.changes", { n: changes.length })));
}

// A defect of the list leads to its field, one of a row to the row.
function line(defect, collection) {
  const item = make("li", "");
  const [rows, row, field] = defect.field.split(".");
  const link = make("a", "", where(defect, collection));
  link.href = row ? `#/collections?collection=${rows}&record=${row}` : location.hash;
  if (row) Object.assign(link, { target: "_blank", rel: "noopener" });
  else link.addEventListener("click", quiet((event) => toField(event, defect.field)));
  const told = [say(`defect.${defect.code}`) || defect.message, say(`cure.${defect.code}`) || defect.cure, say("dash.rule", { cite: defect.rule })];
  item.append(link, ` ${told.join(glue)}`);
  item.dataset.field = field || defect.field;
  return item;
}

function where(defect, collection) {
  const [rows, row] = defect.field.split(".");
  if (row || say(`collection.${rows}`)) return [say(`collection.${rows}`) || rows, defect.subject].filter(Boolean).join(" · ");
  const field = collection.fields.find((f) => f.name === rows);
  return (field && labelOf(field)) || rows;
}

function toField(event, name) {
  event.preventDefault();
  const form = event.target.closest(".modal") || document;
  const input = form.querySelector(`[name="${name}"]`);
  if (!input) return;
  input.scrollIntoView({ block: "center" });
  input.focus();
}
