// My inbox: what the office told me about my cases. /inbox.html
import { page } from "../shared/frame.js";
import { Inbox, inboxView } from "../shared/inbox.js";
import { t } from "../shared/words.js";

const inbox = new Inbox(() => draw());

const { draw } = page({ mine: true, read: () => inbox.read(), view: inboxView, className: "narrow", title: () => t("frame.inbox") });
