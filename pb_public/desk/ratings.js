// The bad ratings that an officer looks after or oversees, what the next step of each is and
// how near its day is, and the rates, which are all that others see (R-EV-03, R-EV-05).
import { render } from "../shared/html.js";
import { create, get, list, refusalWords } from "../shared/api.js";
import { addWords, hasWords, nameOf, t } from "../shared/words.js";
import desk from "../shared/words/desk.js";
import rate from "../shared/words/rate.js";
import words from "../shared/words/ratings.js";
import states from "../shared/words/states.js";
import { deskPage } from "./desk_page.js";
import { openDialog } from "./dialog.js";
import { fieldsOfRating, sent } from "./ratings_acts.js";
import { view } from "./ratings_view.js";

addWords(desk, states, rate, words);

const title = () => t("ratings.title");

class Ratings {
  constructor(draw, me) {
    const named = location.hash.match(/^#r-(\w+)$/);
    Object.assign(this, { draw, me, state: "", page: 1, items: null, more: false, failed: "", rates: null, opened: named ? named[1] : "", shown: null, news: "" });
  }

  async load() {
    try {
      const { items, more } = await get("/api/onestop/ratings", { state: this.state, page: this.page });
      Object.assign(this, { items, more, failed: "" });
      this.rates = await get("/api/onestop/ratings/rates", { from: `${new Date().getFullYear() - 1}-01-01` });
      if (this.opened) await this.look(this.opened);
    } catch (err) {
      this.failed = refusalWords(err);
    }
    this.draw();
  }

  choose(state) {
    Object.assign(this, { state, page: 1, opened: "", shown: null });
    this.load();
  }

  turn(page) {
    this.page = page;
    this.load();
  }

  async look(id) {
    this.opened = id;
    this.shown = await get(`/api/onestop/ratings/${id}`).catch(() => null);
    this.draw();
    const part = document.getElementById(`r-${id}`);
    if (part) part.focus(); // it lies below the list
  }

  close() {
    Object.assign(this, { opened: "", shown: null });
    this.draw();
  }

  async act(name) {
    const officers = name === "reassign" ? await list("officers", { filter: 'active=true && (roles~"approver" || roles~"supervisor")', sort: "name", perPage: 500 }) : [];
    const id = this.opened;
    const send = (values) => create("actions", { subject: "rating", rating: id, act: name, ...sent(name, values) });
    const go = t(`ratings.act_${name}`);
    const lead = hasWords(`ratings.lead_${name}`) ? t(`ratings.lead_${name}`) : nameOf(this.shown.rating, "service");
    if (await openDialog({ title: go, lead, go, danger: name === "dispute", fields: fieldsOfRating(name, officers), send })) {
      this.news = t("ratings.did", { act: go });
      await this.load();
    }
  }
}

function open(main, me) {
  const page = new Ratings(() => render(main, view(page)), me);
  page.draw();
  page.load();
  return () => page.draw();
}

deskPage({ title, open });
