// The sign-in of administrators: the dashboard's own form knows a second step by mail only,
// which offices do not have. The password goes through it; the steps that the server asks
// for then are those of our own pages, in a dialog.
import { takeSteps } from "../shared/steps.js";
import { addWords, speak } from "../shared/words.js";
import steps from "../shared/words/steps.js";
import { say, tongue } from "./say.js";

const ADDRESS = "/api/onestop/signin";

// What the server asks for beside the password, or undefined.
const askedBy = (err) => ((((err || {}).response || {}).data || {}).mfa || {}).params;

const words = (err) => {
  const faults = Object.values(((err || {}).response || {}).data || {}).filter((fault) => fault && fault.code);
  const { code, params = {}, message } = faults[0] || {};
  return say([`fault.${code}.${params.subject}`, `fault.${code}`], params) || message || (err && err.message) || "";
};

// The service that the dashboard signs in by asks for the steps before it answers.
export function signInBySteps({ app, document }) {
  const service = app.pb.collection("_superusers");
  const byPassword = service.authWithPassword.bind(service);
  addWords(steps);
  speak(tongue);
  service.authWithPassword = async (...given) => {
    try {
      return await byPassword(...given);
    } catch (err) {
      if (!askedBy(err)) {
        if (words(err) && err.status === 400 && app.toasts) app.toasts.error(words(err));
        throw err;
      }
      const answer = await takeSteps({ asked: askedBy(err), refusalWords: words, send: (body) => next(app, body) });
      if (!answer) throw Object.assign(new Error("given up"), { status: 0, isAbort: true });
      app.pb.authStore.save(answer.token, answer.record);
      return answer;
    }
  };
  document.documentElement.lang = tongue;
}

async function next(app, body) {
  try {
    return { answer: await app.pb.send(ADDRESS, { method: "POST", body, requestKey: null }) };
  } catch (err) {
    if (!askedBy(err)) throw err;
    return { asked: askedBy(err) };
  }
}

// Who signs out of the dashboard is out on the server, too.
export function signOutWhole({ app, fetch }) {
  let last = app.pb.authStore.token;
  app.pb.authStore.onChange((token) => {
    if (last && !token) fetch("/api/onestop/signout", { method: "POST", headers: { Authorization: last }, keepalive: true }).catch(() => {});
    last = token;
  });
}
