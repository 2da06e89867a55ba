// The inbox of an officer: what became theirs and what moved on their cases. /desk/inbox.html
import { page } from "../shared/frame.js";
import { Inbox, inboxView } from "../shared/inbox.js";
import { addWords, t } from "../shared/words.js";
import desk from "../shared/words/desk.js";
import { officer, officerLinks as links } from "../shared/officers.js";

addWords(desk);

const inbox = new Inbox(() => draw());

const signedIn = () => Boolean(officer());
if (!signedIn()) location.replace(`/desk/?next=${encodeURIComponent("/desk/inbox.html")}`);

const { draw } = page({ mine: true, read: () => inbox.read(), view: inboxView, links, className: "narrow", title: () => t("frame.inbox") });
