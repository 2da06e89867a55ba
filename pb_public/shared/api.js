// Speaks with the server: the built-in API and our own routes, signing in, uploads with
// progress, protected files. A refusal is thrown as a Refusal; refusalWords() says it in
// the reader's language. Whatever makes a record carries an id made here, so that a
// request that is sent again after a lost answer is stored once.
import { heardDate } from "./days.js";
import { addWords, hasWords, listOf, nameOf, t } from "./words.js";

const STORE = "onestop.auth";
const PATIENCE = 60_000; // milliseconds until a request without an answer is given up
const PAUSES = [1000, 3000]; // before the second and the third attempt
const LAST_WORDS = 3000; // milliseconds that signing out waits for what is still to be saved
const OUTLIVING = 15_000; // characters of a request that browsers go on sending without the page
const TOKEN_LIFE = 90_000; // a file token is good for longer; see the auth options of the collections

// status 0: the server was not reached.
export class Refusal extends Error {
  constructor(status, message, data = {}) {
    super(message);
    Object.assign(this, { status, data: data || {} });
  }
}

// ---- who is signed in

const stores = () => [sessionStorage, localStorage];

const keptIn = (store) => JSON.parse(store.getItem(STORE) || "null");

function session() {
  for (const store of stores()) {
    const kept = keptIn(store);
    if (kept && !expired(kept.token)) return kept;
  }
  return null;
}

function expired(token) {
  try {
    const claims = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    return claims.exp * 1000 < Date.now();
  } catch (err) {
    return true;
  }
}

// Whom this page is for: who was signed in when it was opened, or has signed in on it. It
// stays theirs when the sign-in ends, or when somebody else signs in in another window:
// what they typed is sent in their name or not at all.
const page = { person: null, shared: false };

function belong(record, shared) {
  Object.assign(page, { person: record, shared });
  return record;
}

// The record of whom this page is for (an applicant or an officer: see collectionName), or null.
export function me() {
  if (page.person) return page.person;
  const kept = session();
  return kept && belong(kept.record, sessionStorage.getItem(STORE) !== null);
}

// Whether this person said that others use this computer too.
export const onPublicComputer = () => Boolean(me()) && page.shared;

// The token of whom this page is for; "" once it has ended.
function token() {
  const [person, kept] = [me(), session()];
  return person && kept && kept.record.id === person.id ? kept.token : "";
}

// The name of who else has signed in in another window meanwhile, or "".
function otherName() {
  const kept = session();
  return kept && kept.record.id !== page.person.id ? kept.record.name : "";
}

// Signs in by all steps: the answer with the token, or null when the person gave up.
async function answerOf(collection, identity, password, publicComputer) {
  const body = { identity, password, ...(publicComputer ? { public: true } : {}) };
  const post = (path, sent) => once("POST", path, { body: sent, anonymous: true });
  try {
    return await post(`/api/collections/${collection}/auth-with-password`, body);
  } catch (err) {
    const { mfa } = err.data || {};
    if (!mfa) throw err;
    return (await loadSteps())({ asked: mfa.params, post, refusalWords });
  }
}

function keep({ token: text, record }, shared) {
  forget();
  (shared ? sessionStorage : localStorage).setItem(STORE, JSON.stringify({ token: text, record }));
  return belong(record, shared);
}

// Whether a sign-in was refused for what was typed and nothing else.
export const wrongPassword = (err) => err.status === 400 && !refusalItems(err).length;

// Signs in; on a public computer nothing outlives the browser window. Answers null when the
// person gave up at the second step.
export async function login(collection, identity, password, publicComputer = false) {
  const answer = await answerOf(collection, identity, password, publicComputer);
  return answer && keep(answer, publicComputer);
}

export function forget() {
  for (const store of stores()) store.removeItem(STORE);
  belong(null, false);
  fileToken = null;
}

// Puts away a sign-in that has ended; another one may have taken its place already.
function putAway(ended) {
  for (const store of stores()) {
    const kept = keptIn(store);
    if (kept && kept.token === ended) store.removeItem(STORE);
  }
}

// Keeps what has changed about whoever is signed in.
export function renew(record) {
  for (const store of stores()) {
    const kept = keptIn(store);
    if (kept && kept.record.id === record.id) store.setItem(STORE, JSON.stringify({ ...kept, record }));
  }
  if (page.person && page.person.id === record.id) page.person = record;
}

const DEVICE = ["onestop.lang", "onestop.elder"]; // of the reader's eyes, not of the person

// Signs out and leaves nothing of this person in the browser.
export function forgetPerson() {
  forget();
  for (const store of stores()) {
    for (const key of Object.keys(store)) {
      if (key.startsWith("onestop.") && !DEVICE.includes(key)) store.removeItem(key);
    }
  }
}

const departures = []; // what is still to be sent before somebody signs out
export const beforeLogout = (send) => departures.push(send);

// Signs out and goes to the sign-in page; what was kept on a public computer goes too.
export async function logout(next = "/") {
  await Promise.race([Promise.allSettled(departures.map(async (send) => send())), pause(LAST_WORDS)]); // whatever becomes of it
  endSession();
  if (onPublicComputer()) sessionStorage.clear();
  forget();
  location.assign(next);
}

// Ends the sign-in on the server, too. It goes out while the page is left; without the
// network it runs out by itself.
function endSession() {
  const text = me() ? token() : "";
  if (text) fetch("/api/onestop/signout", { method: "POST", headers: { Authorization: text }, keepalive: true }).catch(() => {});
}

// ---- signing in again

let again = null; // the dialog under way, the same for all that wait for it
let losses = 0;

// The dialogs come when they are needed. Browsers never ask again for a module that the
// network lost, so that after each loss it goes by another address.
async function fetched(load) {
  try {
    return await load();
  } catch (err) {
    losses++;
    throw new Refusal(0, String(err));
  }
}

const loadDialog = () => fetched(async () => {
  const [words, { ask }] = await Promise.all([import(`./words/again.js?${losses}`), import(`./again.js?${losses}`)]);
  addWords(words.default);
  return ask;
});

// Few people take further steps: what they need travels with no page, which the whole
// address says (hooks/pages_whole.go).
const loadSteps = () => fetched(async () => (await import(`/shared/steps.js?${losses}`)).takeSteps);

// Asks whom the page is for to sign in again in place; answers whether they did. Nobody
// else can go on here.
export function signInAgain() {
  again = again || loadDialog().then((ask) => ask({
    person: page.person, other: otherName(), refusalWords, wrong: wrongPassword,
    async signIn(identity, password) {
      const answer = await answerOf(page.person.collectionName, identity, password, page.shared);
      if (!answer) throw new Refusal(0, "The second step was not taken.", { act: { code: "step_required" } });
      if (answer.record.id !== page.person.id) return answer.record;
      keep(answer, page.shared);
      document.dispatchEvent(new Event("onestop:signed_in"));
      return null;
    },
  })).finally(() => { again = null; });
  return again;
}

let open = false; // whether the page is for everybody

// Says that this page is for everybody: who was signed in goes on reading as a guest.
export const forEverybody = () => { open = true; };

// Sends in the name of whom the page is for. Where their sign-in has ended they sign in
// again, and the very request goes on; a quiet one is for the caller to judge.
async function inPerson(send, { quiet = false, reads = false } = {}) {
  try {
    return await send();
  } catch (err) {
    if (err.status !== 401 || quiet || !me()) throw err;
    if (reads && open) forget();
    else if (!(await signInAgain())) throw err;
    return send();
  }
}

// ---- requests

export const newId = () => [...crypto.getRandomValues(new Uint8Array(15))].map((n) => "abcdefghijklmnopqrstuvwxyz234567"[n % 32]).join("");

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Whether the request or its answer was lost on the way: what stands before the server
// answers so, too, while the server is away.
export const isLost = ({ status }) => status === 0 || (status >= 502 && status <= 504);

// Sends again what the network lost, never what the server refused.
async function persist(send) {
  for (const wait of PAUSES) {
    try {
      return await send();
    } catch (err) {
      if (!isLost(err)) throw err;
    }
    await pause(wait);
  }
  return send();
}

function address(path, query) {
  const asked = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return asked.length ? `${path}?${new URLSearchParams(asked)}` : path;
}

// The head that says who asks; without a sign-in that holds, nothing is sent in a person's name.
function heads() {
  if (!me()) return {};
  const text = token();
  if (!text) throw new Refusal(401, "The sign-in has ended.");
  return { Authorization: text };
}

async function once(method, path, { query, body, seen = "", anonymous = false, outlives = false, secret = "", unasked = false } = {}) {
  const headers = anonymous ? {} : heads();
  if (secret) headers["X-Onestop-Setup"] = secret;
  if (unasked) headers["X-Onestop-Quiet"] = "1"; // what a page sends by itself keeps nobody signed in
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (text) headers["Content-Type"] = "application/json";
  if (seen) headers["If-Match"] = seen;
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), PATIENCE);
  try {
    const answer = await fetch(address(path, query), { method, headers, body: text, signal: end.signal, keepalive: outlives && text.length < OUTLIVING });
    heardDate(answer.headers.get("Date"));
    return await judge(answer.status, await answer.text(), headers.Authorization);
  } catch (err) {
    throw err instanceof Refusal ? err : new Refusal(0, String(err));
  } finally {
    clearTimeout(timer);
  }
}

// The parsed body of a good answer; any other becomes a Refusal with its words at hand.
async function judge(status, text, asked = "") {
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch (err) {
    throw new Refusal(status < 400 ? 502 : status, text.slice(0, 200)); // something between here and the server answered
  }
  if (status < 400) return body;
  if (status === 401) putAway(asked);
  await import("./words/faults.js").then((group) => addWords(group.default), () => {}); // without them the server's sentence stands
  throw new Refusal(status, (body && body.message) || "", body && body.data);
}

export const get = (path, query, { quiet = false, unasked = false } = {}) => inPerson(() => persist(() => once("GET", path, { query, unasked })), { quiet, reads: true });
export const post = (path, body = {}) => inPerson(() => once("POST", path, { body }));
// The same for a route that does once what it is told again.
export const postOnce = (path, body = {}) => inPerson(() => persist(() => once("POST", path, { body })));
export const patch = (path, body) => inPerson(() => persist(() => once("PATCH", path, { body })));
export const del = (path) => inPerson(() => once("DELETE", path));

// Sets the house up at its first start (body), or asks what there is to choose (none), with the secret that the machine printed.
export const setUp = (secret, body) => once(body ? "POST" : "GET", "/api/onestop/setup", { body, secret, anonymous: true });

const records = (collection, id = "") => `/api/collections/${collection}/records${id && `/${id}`}`;

// The records of a collection as an array.
export async function list(collection, { skipTotal = true, ...query } = {}) {
  return (await get(records(collection), { ...query, skipTotal: skipTotal ? 1 : "" })).items;
}

// One record; an address without an id leads to nothing.
export async function view(collection, id, query) {
  if (!id) throw new Refusal(404, "There is no id in the address.");
  return get(records(collection, id), query);
}

const unanswered = new Map(); // the ids of creates that went out and were not answered yet

// Makes a record. What is sent again after a lost answer, also by pressing the button once
// more, goes under the same id: it is stored once.
export async function create(collection, fields) {
  const key = JSON.stringify([collection, fields]);
  const body = { id: unanswered.get(key) || newId(), ...fields };
  unanswered.set(key, body.id);
  try {
    const record = await inPerson(() => persist(() => once("POST", records(collection), { body })));
    unanswered.delete(key);
    return record;
  } catch (err) {
    if (!isLost(err)) unanswered.delete(key);
    throw err;
  }
}

export const change = (collection, id, fields) => patch(records(collection, id), fields);
export const remove = (collection, id) => del(records(collection, id));

// Changes a record once and without asking anybody anything, for what is saved while it is
// typed; it goes out even while the page is closed. `seen` is the time of the record that
// the change was made from: where it has another one by now, the answer is 412.
export const save = (collection, id, fields, seen = "") => once("PATCH", records(collection, id), { body: fields, seen, outlives: true });

// Does an act, for instance {application, act: "submit"}; answers the stored action.
export const act = (fields) => create("actions", { subject: "application", ...fields });

// ---- files

// Creates a record with a file from FormData; onProgress hears the share sent, 0 to 1.
export function upload(collection, form, onProgress = () => {}) {
  if (!form.has("id")) form.append("id", newId());
  return inPerson(() => persist(() => sendForm("POST", records(collection), form, onProgress).then(read)));
}

// Puts a file (or none, "") into a field of a stored record; answers the record.
export function attach(collection, id, field, file, onProgress = () => {}) {
  const form = new FormData();
  form.append(field, file);
  return inPerson(() => persist(() => sendForm("PATCH", records(collection, id), form, onProgress).then(read)));
}

// Adds a file to a field that holds several; answers the record. A file whose answer was
// lost is not added twice.
export async function append(collection, id, field, file) {
  const path = records(collection, id);
  let [before, lost] = [await view(collection, id), false];
  const form = new FormData();
  form.append(`${field}+`, file);
  const attempt = async () => {
    try {
      return await read(await sendForm("PATCH", path, form, () => {}, before.updated));
    } catch (err) {
      if (err.status !== 412) {
        lost = lost || isLost(err);
        throw err;
      }
      const now = await once("GET", path);
      if (lost && now[field].length > before[field].length) return now;
      before = now;
      throw new Refusal(0, "The record was changed meanwhile.");
    }
  };
  return inPerson(() => persist(attempt));
}

// Sends a form to a route of our own whose answer may be a file: {status, type, blob}.
export const submitForm = (path, form, onProgress = () => {}) => inPerson(async () => {
  const answer = await sendForm("POST", path, form, onProgress);
  return answer.status === 401 ? read(answer) : answer;
});

// The same where the form carries an id, under which it is taken once: it is sent again
// when it is lost. Answers the parsed body.
export const submitOnce = (path, form) => inPerson(() => persist(() => sendForm("POST", path, form).then(read)));

// Fetches a file of a route of our own as whoever is signed in: {blob, type}.
export const fetchBlob = (path, query) => inPerson(async () => {
  const headers = heads();
  const answer = await fetch(address(path, query), { headers }).catch((err) => {
    throw new Refusal(0, String(err));
  });
  if (!answer.ok) await judge(answer.status, await answer.text(), headers.Authorization); // throws
  return { type: answer.headers.get("Content-Type") || "", blob: await answer.blob() };
});

// The parsed body of such an answer; a bad one is thrown as a Refusal.
export const read = async ({ status, blob, asked }) => judge(status, await blob.text(), asked);

async function sendForm(method, path, form, onProgress = () => {}, seen = "") {
  const headers = heads();
  const request = new XMLHttpRequest(); // fetch tells nothing of its progress
  request.open(method, path);
  request.responseType = "blob";
  if (headers.Authorization) request.setRequestHeader("Authorization", headers.Authorization);
  if (seen) request.setRequestHeader("If-Match", seen);
  let idle = 0;
  const heard = () => { // a line that is dead without a word is given up, a slow one is not
    clearTimeout(idle);
    idle = setTimeout(() => request.abort(), PATIENCE);
  };
  request.upload.addEventListener("progress", (event) => {
    heard();
    if (event.lengthComputable) onProgress(event.loaded / event.total);
  });
  return new Promise((resolve, reject) => {
    for (const end of ["error", "timeout", "abort"]) request.addEventListener(end, () => reject(new Refusal(0, "The connection was lost.")));
    request.addEventListener("load", () => resolve({ status: request.status, type: request.getResponseHeader("Content-Type") || "", blob: request.response, asked: headers.Authorization }));
    request.addEventListener("loadend", () => clearTimeout(idle));
    heard();
    request.send(form);
  });
}

let fileToken = null;

// The address of a protected file with a token that is good for a short time.
export async function fileURL(record, name = record.file) {
  if (!fileToken || fileToken.end < Date.now()) {
    fileToken = { text: (await post("/api/files/token")).token, end: Date.now() + TOKEN_LIFE };
  }
  return `/api/files/${record.collectionName}/${record.id}/${encodeURIComponent(name)}?token=${fileToken.text}`;
}

// ---- refusals in words

// One line for each thing refused: {field, code, params, text}; field "act" is the act itself.
export function refusalItems(err) {
  return Object.entries(err.data || {}).filter(([, fault]) => fault && fault.code)
    .map(([field, fault]) => ({ field, code: fault.code, params: fault.params || {}, text: faultWords(fault, field) }));
}

// The words of one fault {code, message, params} of a field.
export function faultWords({ code, message, params = {} }, field = "act") {
  const key = [`fault.file.${params.reason}`, `fault.${code}.${params.subject}`, `fault.${code}.${field}`, `fault.${code}`].find(hasWords);
  if (!key) return message || t("common.failed");
  const named = Array.isArray(params.materials) ? listOf(params.materials.map((m) => nameOf(m))) : "";
  const state = params.state && hasWords(`state.${params.state}`) ? t(`state.${params.state}`) : "";
  const names = Array.isArray(params.names) ? listOf(params.names) : "";
  return t(key, { ...params, state, names }) + (named ? t("common.these", { names: named }) : "");
}

// The whole refusal in a sentence or a few.
export function refusalWords(err) {
  if (!(err instanceof Refusal)) return t("common.failed");
  const items = refusalItems(err);
  if (items.length) return [...new Set(items.map((item) => item.text))].join(t("common.next_sentence"));
  const key = `common.status_${err.status}`;
  if (hasWords(key)) return t(key);
  return t(err.status >= 500 ? "common.status_500" : "common.failed");
}
