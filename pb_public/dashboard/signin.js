// The sign-in of administrators: the dashboard's own form knows a second step by mail only,
// which offices do not have. The password goes through it; the steps that the server asks
// for then are those of our own pages, in a dialog.
import { askedBy, takeSteps } from "../shared/steps.js";
import { speak } from "../shared/words.js";
import { say, tongue } from "./say.js";

// The refusals of the dashboard's client carry their data one floor deeper.
const refused = ({ status, message, response }) => Object.assign(new Error(message), { status, data: (response || {}).data || {} });

const words = ({ data, message }) => {
  const fault = Object.values(data).find((named) => named && named.code);
  if (!fault) return message;
  const { code, params = {} } = fault;
  return say([`fault.${code}.${params.subject}`, `fault.${code}`], params) || fault.message;
};

// The service that the dashboard signs in by asks for the steps before it answers.
export function signInBySteps({ app, document }) {
  const service = app.pb.collection("_superusers");
  const byPassword = service.authWithPassword.bind(service);
  speak(tongue);
  service.authWithPassword = async (...given) => {
    try {
      return await byPassword(...given);
    } catch (err) {
      const refusal = refused(err);
      if (!askedBy(refusal)) {
        if (Object.keys(refusal.data).length && app.toasts) app.toasts.error(words(refusal)); // the dashboard says only that it failed
        throw err;
      }
      const answer = await takeSteps({ asked: askedBy(refusal), administrator: true, refusalWords: words, post: (path, body) => post(app, path, body) });
      if (!answer) throw Object.assign(new Error("given up"), { status: 0, isAbort: true });
      app.pb.authStore.save(answer.token, answer.record);
      return answer;
    }
  };
  document.documentElement.lang = tongue;
}

const post = (app, path, body) => app.pb.send(path, { method: "POST", body, requestKey: null }).catch((err) => {
  throw refused(err);
});

// Who signs out of the dashboard is out on the server, too.
export function signOutWhole({ app, fetch }) {
  let last = app.pb.authStore.token;
  app.pb.authStore.onChange((token) => {
    if (last && !token) fetch("/api/onestop/signout", { method: "POST", headers: { Authorization: last }, keepalive: true }).catch(() => {});
    last = token;
  });
}
