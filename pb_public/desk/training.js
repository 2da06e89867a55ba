// One training meeting: what a person does on its page, and what is read for it.
import { render } from "../shared/html.js";
import { confirmed } from "../shared/a11y.js";
import { append, change, create, fileURL, get, post, Refusal, refusalWords, remove } from "../shared/api.js";
import { asked, say } from "../shared/frame.js";
import { now } from "../shared/days.js";
import { reading } from "../shared/reading.js";
import { t } from "../shared/words.js";
import { failure, unreadWords } from "./desk_page.js";
import { openDialog } from "./dialog.js";
import { MeetingForm } from "./training_form.js";
import { paperView } from "./training_paper.js";
import { meetingView } from "./training_view.js";

const LEAST = 2000; // milliseconds before a code is asked for again

export class Meeting {
  constructor(root, me, again) {
    Object.assign(this, { root, me, again, meeting: null, lost: "", form: null, screen: null, timer: 0, busy: false, news: null });
    Object.assign(this, { code: asked("code"), question: "", forgotten: "" }); // what is typed
    this.draw = this.draw.bind(this);
    this.draw();
    this.load();
  }

  get id() { return asked("id"); }

  get organises() { return this.me.roles.includes("supervisor"); }

  get mine() { return this.meeting.attendances.find((row) => row.officer === this.me.id); }

  draw() {
    if (this.lost) failure(this.root, { href: "/desk/trainings.html", words: t("training.title") }, this.lost);
    else if (this.meeting && asked("paper")) render(this.root, paperView(this));
    else render(this.root, meetingView(this));
  }

  load() {
    return reading(this, async () => {
      this.meeting = await get(`/api/onestop/trainings/${this.id}`);
    }, (err) => ({ lost: unreadWords(err, t("training.lost")) }));
  }

  // Does something, says how it went and reads the meeting anew; answers whether it was done.
  async do(work, done) {
    if (this.busy) return false;
    Object.assign(this, { busy: true, news: null });
    this.draw();
    let good = true;
    try {
      await work();
      this.news = { good, text: done };
      say(done);
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      good = false;
      this.news = { good, text: refusalWords(err) };
    } finally {
      this.busy = false;
    }
    await this.load();
    return good;
  }

  attend(body) { return post(`/api/onestop/trainings/${this.id}/attendance`, body); }

  async signIn() {
    if (await this.do(() => this.attend({ code: this.code.trim() }), t("training.signed_now"))) {
      this.code = "";
      history.replaceState(null, "", `?id=${this.id}`); // the code is used
    }
  }

  async addForgotten() {
    if (this.forgotten && await this.do(() => this.attend({ officer: this.forgotten }), t("training.added"))) this.forgotten = "";
    this.draw();
  }

  async strike(row) {
    if (await confirmed({ title: t("training.strike"), text: row.name, go: t("training.strike"), danger: true })) await this.do(() => remove("training_attendances", row.id), t("training.struck"));
  }

  // Shows the code until the screen is put away; it is replaced when its time is over.
  async showCode() {
    clearTimeout(this.timer);
    try {
      this.screen = await get(`/api/onestop/trainings/${this.id}/code`);
      const left = new Date(this.screen.until.replace(" ", "T")) - now();
      this.timer = setTimeout(() => {
        this.showCode();
        this.load();
      }, Math.max(left + 500, LEAST));
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.screen = null;
      this.news = { good: false, text: refusalWords(err) };
    }
    this.draw();
  }

  hideCode() {
    clearTimeout(this.timer);
    this.screen = null;
    this.draw();
  }

  edit() {
    const close = () => {
      this.form = null;
      this.draw();
    };
    this.form = new MeetingForm(this.meeting, { draw: this.draw, cancel: close, done: () => {
      this.news = { good: true, text: t("training.saved") };
      this.form = null;
      this.load();
    } });
    this.draw();
  }

  async erase() {
    if (!await confirmed({ title: t("training.delete"), text: t("training.delete_text"), go: t("training.delete"), danger: true })) return;
    if (await this.do(() => remove("trainings", this.id), t("training.deleted"))) location.assign("/desk/trainings.html");
  }

  addMaterial(file) { return file && this.do(() => append("trainings", this.id, "materials", file), t("training.material_added")); }

  async dropMaterial(name) {
    if (await confirmed({ title: t("training.material_drop"), text: name, go: t("training.material_drop"), danger: true })) await this.do(() => change("trainings", this.id, { "materials-": [name] }), t("training.material_dropped"));
  }

  async openMaterial(name) {
    const tab = window.open("", "_blank"); // before the token comes, or the browser takes it for an advertisement
    const address = await fileURL(this.meeting, name);
    if (tab) tab.location = address;
    else location.assign(address);
  }

  async ask() {
    if (this.question.trim() && await this.do(() => create("training_questions", { training: this.id, question: this.question.trim() }), t("training.asked_now"))) this.question = "";
    this.draw();
  }

  async answer(row) {
    const field = (name, required, empty) => ({ name, kind: "long", label: t(`training.field_${name}`), value: row[name], required, empty });
    const fields = [field("question", true, t("training.question_missing")), field("question_en", false), field("answer", true, t("training.answer_missing")), field("answer_en", false)];
    const send = (values) => change("training_questions", row.id, values);
    if (await openDialog({ title: t("training.answer"), lead: t("training.answer_lead"), go: t("common.save"), fields, send, passOn: (err) => err.status === 401 })) await this.load();
  }

  publish(row) {
    return this.do(() => change("training_questions", row.id, { published: !row.published }), t(row.published ? "training.withdrawn" : "training.published_now"));
  }

  async drop(row) {
    if (await confirmed({ title: t("training.drop"), text: row.question, go: t("training.drop"), danger: true })) await this.do(() => remove("training_questions", row.id), t("training.dropped"));
  }
}
