// The sign-in of administrators in the language of the browser, and what a forgotten password
// needs: the dashboard promises a mail, which most houses cannot send. The dashboard says
// when it has put up one of these forms.
import { make } from "./make.js";
import { quiet } from "./quiet.js";
import { say } from "./say.js";

const BY_MAIL = "email";

export function sayDoor({ app, document }) {
  const on = (name, dress) => document.addEventListener(`mount:${name}`, ({ detail }) => setTimeout(quiet(() => dress(detail)))); // its own words stand by then
  on("authWithPasswordForm", (form) => {
    app.store.title = say("dash.door");
    word(form.querySelector('label[for="login_identity"]'), "dash.door_email");
    word(form.querySelector('label[for="login_pass"]'), "dash.door_password");
    word(form.querySelector('a[href="#/request-password-reset"]'), "dash.door_forgotten");
    word(form.querySelector(".btn.next .txt"), "dash.door_go");
  });
  on("superuserPasswordResetForm", (form) => {
    app.store.title = say("dash.door_forgotten");
    word(form.querySelector(".content p"), "dash.door_mail");
    word(form.querySelector("label"), "dash.door_email");
    word(form.querySelector(".btn .txt"), "dash.door_send");
    word(form.parentNode && form.parentNode.querySelector('a[href="#/login"]'), "dash.door_back");
    form.before(help());
    form.hidden = true;
    app.pb.send("/api/onestop/recovery", { method: "GET", requestKey: null }).then(({ channels }) => { form.hidden = !channels.includes(BY_MAIL); }, () => {});
  });
  on("superuserPasswordResetAlert", (alert) => word(alert.querySelector("p"), "dash.door_sent"));
}

// What helps without a mail.
function help() {
  const place = make("section", "onestop-door");
  const list = make("ol", "");
  const own = make("li", "", say("dash.door_console"));
  own.append(make("pre", "", say("dash.door_command")));
  list.append(make("li", "", say("dash.door_other")), own);
  place.append(make("p", "", say("dash.door_how")), list);
  return place;
}

// Words are put into the dashboard's own nodes, which it goes on to look after.
function word(place, key) {
  if (!place) return;
  const texts = [];
  const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (walk.currentNode.data.trim()) texts.push(walk.currentNode);
  texts.forEach((text, at) => { text.data = at ? "" : say(key); });
}
