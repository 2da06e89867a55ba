// The inbox, the same for citizens and officers: what the house told them, newest first.
import { html, keyed } from "./html.js";
import { list, me, post, Refusal, refusalWords } from "./api.js";
import { dateTime } from "./days.js";
import { addWords, hasWords, lang, t } from "./words.js";
import { setUnread, unreadCount } from "./unread.js";
import words from "./words/inbox.js";

addWords(words);

const PAGE = 30;
const FIELDS = "id,kind,text,link,read_at,sent_at";
const FRESH = 5000; // milliseconds in which what was read is not read again
const PATIENCE = 1500; // milliseconds that a link waits for the mark before it leads on

// The rows of one page of the own inbox.
function fetchPage(number) {
  const mine = me().collectionName === "officers" ? "officer" : "applicant";
  return list("notifications", { filter: `${mine}="${me().id}" && channel="inbox"`, sort: "-created,-@rowid", perPage: PAGE, page: number, fields: FIELDS });
}

// What stands in the inbox of this person. `draw` is called after every change.
export class Inbox {
  constructor(draw) {
    Object.assign(this, { draw, items: [], more: false, busy: false, error: "", at: 0 });
    document.addEventListener("onestop:unread", ({ detail }) => {
      draw();
      if (detail.grown && Date.now() - this.at > FRESH) this.read().then(draw, () => {}); // what is there already stays
    });
  }

  async read() {
    this.at = Date.now();
    this.items = await fetchPage(1);
    this.more = this.items.length === PAGE;
    return this;
  }

  // Older ones; what came in between has moved some of them on to this page.
  async older() {
    await this.attempt(async () => {
      const next = await fetchPage(Math.floor(this.items.length / PAGE) + 1);
      const known = this.items.map((item) => item.id);
      this.items = [...this.items, ...next.filter((item) => !known.includes(item.id))];
      this.more = next.length === PAGE;
    });
  }

  // Marks the given ones as read, or all.
  async mark(items) {
    await this.attempt(async () => {
      const answer = await post("/api/onestop/notifications/read", items ? { ids: items.map((item) => item.id) } : { all: true });
      for (const item of items || this.items) item.read_at = item.read_at || "now";
      setUnread(answer.unread);
    });
  }

  async attempt(deed) {
    Object.assign(this, { busy: true, error: "" });
    this.draw();
    try {
      await deed();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.error = refusalWords(err);
    }
    this.busy = false;
    this.draw();
  }

  // Whoever opens the case has read what led there. A tab of its own opens by itself.
  follow(event, item) {
    if (item.read_at) return;
    const marked = this.mark([item]);
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    Promise.race([marked, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => location.assign(item.link));
  }
}

const ofThisHouse = (link) => /^\/(?![/\\])/.test(link || "");

const title = ({ kind }) => t(hasWords(`news.${kind}`) ? `news.${kind}` : "inbox.other");

// A text holds its Chinese in the first line and its English in the second.
const textOf = ({ text }) => {
  const [zh, en] = text.split("\n");
  return lang() === "en" && en ? en : zh;
};

const row = (inbox) => (item) => html`
  <li class=${item.read_at ? "letter" : "letter is-unread"}>
    <p class="letter-head">
      ${ofThisHouse(item.link) ? html`<a class="row-name" href=${item.link} @click=${(event) => inbox.follow(event, item)}>${title(item)}</a>` : html`<strong class="row-name">${title(item)}</strong>`}
      ${item.read_at ? "" : html`<span class="tag is-accent">${t("inbox.unread")}</span>`}</p>
    <p>${textOf(item)}</p>
    <p class="meta"><span>${dateTime(item.sent_at)}</span>
      ${item.read_at ? "" : html`<button type="button" class="link" ?disabled=${inbox.busy} @click=${() => inbox.mark([item])}>${t("inbox.mark")}<span class="visually-hidden"> ${title(item)}</span></button>`}</p>
  </li>`;

export const inboxView = (inbox) => html`
  <h1>${t("frame.inbox")}</h1>
  ${inbox.error ? html`<div class="notice is-bad" role="alert"><p>${inbox.error}</p></div>` : ""}
  ${inbox.items.length ? "" : html`<div class="notice"><p><strong>${t("inbox.none")}</strong></p><p>${t("inbox.none_text")}</p></div>`}
  ${unreadCount() ? html`<p class="buttons"><span class="letter-count">${t("inbox.count", { n: unreadCount() })}</span>
    <button type="button" class="button secondary" ?disabled=${inbox.busy} @click=${() => inbox.mark()}>${t("inbox.mark_all")}</button></p>` : ""}
  ${inbox.items.length ? html`<ol class="rows letters">${keyed(inbox.items, (item) => item.id, row(inbox))}</ol>` : ""}
  ${inbox.more ? html`<p class="buttons"><button type="button" class="button secondary" ?disabled=${inbox.busy} @click=${() => inbox.older()}>${t("inbox.older")}</button></p>` : ""}`;
