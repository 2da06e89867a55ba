// Speaks with the server: the built-in API and our own routes, signing in, uploads with
// progress, protected files. A refusal is thrown as a Refusal; refusalWords() says it in
// the reader's language. Whatever makes a record carries an id made here, so that a
// request that is sent again after a lost answer is stored once.
import { heardDate } from "./days.js";
import { addWords, hasWords, listOf, nameOf, t } from "./words.js";

const STORE = "onestop.auth";
const PATIENCE = 60_000; // milliseconds until a request without an answer is given up
const PAUSES = [1000, 3000]; // before the second and the third attempt
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

function session() {
  for (const store of stores()) {
    const kept = JSON.parse(store.getItem(STORE) || "null");
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

// The signed-in record (an applicant or an officer: see collectionName), or null.
export const me = () => (session() || {}).record || null;

// Whether this person said that others use this computer too.
export const onPublicComputer = () => sessionStorage.getItem(STORE) !== null;

// Signs in; on a public computer nothing outlives the browser window.
export async function login(collection, identity, password, publicComputer = false) {
  const answer = await post(`/api/collections/${collection}/auth-with-password`, { identity, password });
  forget();
  const store = publicComputer ? sessionStorage : localStorage;
  store.setItem(STORE, JSON.stringify({ token: answer.token, record: answer.record }));
  return answer.record;
}

export function forget() {
  for (const store of stores()) store.removeItem(STORE);
  fileToken = null;
}

// Keeps what has changed about whoever is signed in.
export function renew(record) {
  for (const store of stores()) {
    const kept = JSON.parse(store.getItem(STORE) || "null");
    if (kept && kept.record.id === record.id) store.setItem(STORE, JSON.stringify({ ...kept, record }));
  }
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

// Signs out and goes to the sign-in page; what was kept on a public computer goes too.
export function logout(next = "/") {
  if (onPublicComputer()) sessionStorage.clear();
  forget();
  location.assign(next);
}

// ---- requests

export const newId = () => [...crypto.getRandomValues(new Uint8Array(15))].map((n) => "abcdefghijklmnopqrstuvwxyz234567"[n % 32]).join("");

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Sends again what the network lost, never what the server refused.
async function persist(send) {
  for (const wait of PAUSES) {
    try {
      return await send();
    } catch (err) {
      if (err.status !== 0) throw err;
    }
    await pause(wait);
  }
  return send();
}

function address(path, query) {
  const asked = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return asked.length ? `${path}?${new URLSearchParams(asked)}` : path;
}

async function once(method, path, { query, body } = {}) {
  const kept = session();
  const headers = kept ? { Authorization: kept.token } : {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), PATIENCE);
  try {
    const answer = await fetch(address(path, query), { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: end.signal });
    heardDate(answer.headers.get("Date"));
    return await judge(answer.status, await answer.text());
  } catch (err) {
    throw err instanceof Refusal ? err : new Refusal(0, String(err));
  } finally {
    clearTimeout(timer);
  }
}

// The parsed body of a good answer; any other becomes a Refusal with its words at hand.
async function judge(status, text) {
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch (err) {
    throw new Refusal(status < 400 ? 502 : status, text.slice(0, 200)); // something between here and the server answered
  }
  if (status < 400) return body;
  if (status === 401) forget();
  await import("./words/faults.js").then((group) => addWords(group.default), () => {}); // without them the server's sentence stands
  throw new Refusal(status, (body && body.message) || "", body && body.data);
}

export const get = (path, query) => persist(() => once("GET", path, { query }));
export const post = (path, body = {}) => once("POST", path, { body });
export const patch = (path, body) => persist(() => once("PATCH", path, { body }));
export const del = (path) => once("DELETE", path);

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

export function create(collection, fields) {
  const body = { id: newId(), ...fields };
  return persist(() => post(records(collection), body));
}

export const change = (collection, id, fields) => patch(records(collection, id), fields);
export const remove = (collection, id) => del(records(collection, id));

// Does an act, for instance {application, act: "submit"}; answers the stored action.
export const act = (fields) => create("actions", { subject: "application", ...fields });

// ---- files

// Creates a record with a file from FormData; onProgress hears the share sent, 0 to 1.
export function upload(collection, form, onProgress = () => {}) {
  if (!form.has("id")) form.append("id", newId());
  return persist(() => sendForm("POST", records(collection), form, onProgress).then(read));
}

// Puts a file (or none, "") into a field of a stored record; answers the record.
export function attach(collection, id, field, file, onProgress = () => {}) {
  const form = new FormData();
  form.append(field, file);
  return persist(() => sendForm("PATCH", records(collection, id), form, onProgress).then(read));
}

// Sends a form to a route of our own whose answer may be a file: {status, type, blob}.
export const submitForm = (path, form, onProgress = () => {}) => sendForm("POST", path, form, onProgress);

// Fetches a file of a route of our own as whoever is signed in: {blob, type}.
export async function fetchBlob(path, query) {
  const kept = session();
  const answer = await fetch(address(path, query), { headers: kept ? { Authorization: kept.token } : {} }).catch((err) => {
    throw new Refusal(0, String(err));
  });
  if (!answer.ok) await judge(answer.status, await answer.text()); // throws
  return { type: answer.headers.get("Content-Type") || "", blob: await answer.blob() };
}

// The parsed body of such an answer; a bad one is thrown as a Refusal.
export const read = async ({ status, blob }) => judge(status, await blob.text());

function sendForm(method, path, form, onProgress) {
  const kept = session();
  const request = new XMLHttpRequest(); // fetch tells nothing of its progress
  request.open(method, path);
  request.responseType = "blob";
  if (kept) request.setRequestHeader("Authorization", kept.token);
  request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Refusal(0, "The connection was lost."));
    request.addEventListener("error", lost);
    request.addEventListener("timeout", lost);
    request.addEventListener("load", () => resolve({ status: request.status, type: request.getResponseHeader("Content-Type") || "", blob: request.response }));
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
