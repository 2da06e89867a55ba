// What a house still lacks before citizens find anything in it: departments, people in each
// part, a basic catalogue, published services. Each line leads to where it is done; a house
// that has everything says nothing.
import { make } from "./make.js";
import { glue, say, tongue, valueOf } from "./say.js";
import { line } from "./settings.js";

const MOST = 500; // people that are looked at
const PARTS = ["clerk", "examiner", "approver", "cataloguer", "supervisor"];
const BOOK = tongue === "en" ? "/help/en/administrators.html" : "/help/administrators.html";

const records = (collection, filter = "") => `#/collections?collection=${collection}${filter}`;

// firstSteps is a section that fills itself, hidden while there is nothing to say.
export function firstSteps(app) {
  const place = make("section", "onestop-first");
  place.hidden = true;
  read(app).then((lacking) => {
    if (lacking.length === 0) return;
    place.append(make("h2", "", say("dash.first")), make("p", "onestop-hint", say("dash.first_hint")), ...lacking.map(shown));
    place.hidden = false;
  }, (err) => console.warn("[onestop] what is still empty is not known:", err));
  return place;
}

async function read(app) {
  const list = (collection, perPage, options) => app.pb.collection(collection).getList(1, perPage, { requestKey: null, ...options });
  const count = async (collection, filter) => (await list(collection, 1, { filter, fields: "id" })).totalItems;
  const [departments, officers, items, published, withdrawn] = await Promise.all([
    count("departments", "active=true && kind!='service_centre'"), list("officers", MOST, { filter: "active=true", fields: "roles" }),
    count("basic_items", ""), count("services", "version>0"), count("departments", "active=false"),
  ]);
  const parts = PARTS.filter((part) => !officers.items.some(({ roles }) => roles.includes(part)));
  return [
    departments ? "" : { name: "departments", href: records("departments") },
    departments || !withdrawn ? "" : { name: "inactive", href: records("departments"), facts: { n: withdrawn } },
    parts.length ? { name: "officers", href: records("officers"), facts: { parts: parts.map((part) => valueOf("officers", "roles", part)).join(tongue === "en" ? ", " : "、") } } : "",
    items ? "" : { name: "items", href: `${BOOK}#first` },
    published ? "" : { name: "services", href: "/desk/claims.html" },
  ].filter(Boolean);
}

function shown({ name, href, facts }) {
  const item = line("amber", `${say(`dash.first_${name}`, facts)}${glue}`);
  item.dataset.lacking = name;
  const link = make("a", "onestop-link", say(`dash.first_${name}_go`));
  link.href = href;
  if (href.startsWith("/")) Object.assign(link, { target: "_blank", rel: "noopener" });
  item.append(link);
  return item;
}
