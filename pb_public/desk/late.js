// What is late and what soon will be, across the departments: by department, by what each
// case waits for, by days. A supervisor urges (督办) whose turn it is. What is asked for
// stands in the address.
import { render } from "../shared/html.js";
import { act, get, list } from "../shared/api.js";
import { day } from "../shared/days.js";
import { say } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import { addWords, t } from "../shared/words.js";
import deskWords from "../shared/words/desk.js";
import figures from "../shared/words/figures.js";
import words from "../shared/words/late.js";
import states from "../shared/words/states.js";
import { deskPage } from "./desk_page.js";
import { openDialog } from "./dialog.js";
import { lateView } from "./late_view.js";

addWords(deskWords, figures, states, words);

const FILTERS = ["light", "department", "waits", "page"];

class Late {
  constructor(root, me, { again }) {
    const asked = new URLSearchParams(location.search);
    Object.assign(this, { root, me, again, answer: null, departments: [], failed: "", news: "" });
    this.filter = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) || ""]));
    this.draw = this.draw.bind(this);
    this.draw();
    this.load();
    list("departments", { sort: "name", perPage: 500 }).then((found) => {
      this.departments = found;
      this.draw();
    }, () => {}); // without names the list still shows the cases
  }

  get urges() { return this.me.roles.includes("supervisor"); }

  get oversees() { return this.urges || this.me.roles.includes("auditor"); }

  draw() { render(this.root, lateView(this)); }

  load() {
    const asked = JSON.stringify(this.filter);
    return reading(this, async () => {
      const answer = await get("/api/onestop/late", this.filter);
      return asked === JSON.stringify(this.filter) && Object.assign(this, { answer, failed: "" });
    });
  }

  choose(change) {
    this.filter = { ...this.filter, page: "", ...change };
    const text = new URLSearchParams(Object.entries(this.filter).filter(([, value]) => value)).toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    this.news = "";
    this.load();
  }

  async urge(row) {
    const value = row.light === "red" ? t("late.text_red", { n: row.days }) : t("late.text_yellow", { due: day(row.due, false) });
    const done = await openDialog({
      title: t("late.urge_case", { number: row.number }), lead: t("late.urge_lead"), go: t("late.urge"),
      fields: [{ name: "reason", kind: "long", label: t("late.reason"), required: true, empty: t("desk.reason_empty"), value }],
      send: ({ reason }) => act({ subject: "application", application: row.id, act: "urge", reason }),
    });
    if (!done) return;
    await this.load();
    this.news = t("late.urged_now", { number: row.number });
    say(this.news);
    this.draw();
  }
}

deskPage({ title: () => t("late.title"), open: (main, me, tools) => new Late(main, me, tools).draw });
