// Refusals in plain words. The server answers with a code, an English sentence and the
// rule; the dashboard shows the sentence of data.<field> at the field and the message on
// top. Both are said here in the language of the browser before the dashboard reads them.
import { quiet } from "./quiet.js";
import { glue, say, tongue } from "./say.js";

export function sayRefusals({ app }) {
  const before = app.pb.afterSend;
  const speak = quiet(translate);
  app.pb.afterSend = async function (response, data, ...more) {
    const answer = before ? await before.call(this, response, data, ...more) : data;
    if (response.status >= 400) speak(answer, response.status);
    return answer;
  };
}

function translate(answer, status) {
  const fields = Object.entries((answer && answer.data) || {}).filter(([, item]) => item && item.code);
  for (const [field, item] of fields) item.message = sentence(field, item) || item.message;
  if (fields.length > 0) answer.message = [...new Set(fields.map(([, item]) => item.message))].join(glue);
  else if (/required relation reference/.test(answer.message)) answer.message = say("dash.in_use");
  else if (status === 404) answer.message = say("dash.not_found");
}

function sentence(field, { code, params = {} }) {
  const { cite, defects, said, subject } = params;
  if (said && said[tongue]) return said[tongue]; // the machine speaks both languages itself
  const text = Array.isArray(defects) && defects.length
    ? defects.flatMap((d) => [say(`defect.${d.code}`) || d.message, say(`cure.${d.code}`) || d.cure]).join(glue)
    : say([`fault.${code}.${subject}`, `fault.${code}.${field}`, `fault.${code}.${cite}`, `dash.${code}`, `fault.${code}`], params);
  return text && cite ? text + glue + say("dash.rule", { cite }) : text;
}
