// Training meetings: the list, or one of them by ?id=, or its papers by &paper=.
import { asked } from "../shared/frame.js";
import deskWords from "../shared/words/desk.js";
import states from "../shared/words/states.js";
import inbox from "../shared/words/inbox.js";
import words from "../shared/words/training.js";
import { addWords, t } from "../shared/words.js";
import { deskPage } from "./desk_page.js";
import { Meeting } from "./training.js";
import { Meetings } from "./training_list.js";

addWords(deskWords, states, inbox, words);

function open(main, me, { again }) {
  const Page = asked("id") ? Meeting : Meetings;
  return new Page(main, me, again).draw;
}

deskPage({ title: () => t("training.title"), open });
