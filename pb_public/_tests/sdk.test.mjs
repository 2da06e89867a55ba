// The official JavaScript SDK of PocketBase as a client: whatever is written against it works
// here as its manual says, and what the law refuses arrives as its ClientResponseError.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { EventSource } from "eventsource";
import PocketBase, { ClientResponseError } from "pocketbase";
import { serviceNamed, FOOD } from "./cases.mjs";
import { collectionOf } from "./client.mjs";
import { PASSWORD, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

globalThis.EventSource = globalThis.EventSource || EventSource; // Node has none of its own

// A number of the training county's division that is nobody's.
const LIN = { kind: "person", name: "林示例", id_type: "resident_id", id_number: numberOf("510799199102030"), phone: "13900000991", email: "lin@example.test" };

// The whole resident number of the first fifteen digits, by GB 11643.
function numberOf(start) {
  const body = `${start}01`;
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * 2 ** (17 - at), 0);
  return body + "10X98765432"[sum % 11];
}

let house, food, sheet, consent;

before(async () => {
  house = await startHouse();
  food = await serviceNamed(house, FOOD);
  sheet = await papers(house, food.materials.filter((m) => m.necessity === "required").map((m) => m.name));
  consent = await versionOfNotice();
});
after(() => house && house.stop());

const versionOfNotice = async () => /VERSION = "([^"]+)"/.exec(await (await fetch(`${house.base}/shared/words/privacy.js`)).text())[1];

// A client of the SDK, signed in as the demo person.
async function as(email) {
  const pb = new PocketBase(house.base);
  pb.autoCancellation(false);
  if (email) await pb.collection(collectionOf(email)).authWithPassword(email, PASSWORD);
  return pb;
}

// What the SDK throws for a refusal; the test fails where nothing is refused.
async function refusal(promise) {
  const err = await promise.then((answer) => { throw new Error(`was not refused: ${JSON.stringify(answer)}`); }, (thrown) => thrown);
  assert.ok(err instanceof ClientResponseError, `${err.stack || err}`);
  return err;
}

async function refusedWith(promise, field, code) {
  const err = await refusal(promise);
  assert.equal(err.status, 400, JSON.stringify(err.response));
  assert.equal((err.response.data[field] || {}).code, code, JSON.stringify(err.response));
  assert.ok(err.response.data[field].message && err.message, "it says what to do");
  return err.response.data[field];
}

const act = (pb, application, name, more = {}) => pb.collection("actions").create({ subject: "application", application: application.id, act: name, ...more });

const draft = (pb, more = {}) => pb.collection("applications").create({ service: food.id, options: [], form: {}, channel: "online", ...more });

function pageOf(application, material, more = {}) {
  const form = new FormData();
  for (const [key, value] of Object.entries({ application: application.id, material: material.id, ...more })) form.set(key, value);
  form.set("file", new Blob([sheet[material.name].jpeg], { type: "image/jpeg" }), `${material.name}.jpg`);
  return form;
}

const required = () => food.materials.filter((m) => m.necessity === "required");

// A case of this person with all that it needs, handed in.
async function handIn(pb) {
  const application = await draft(pb);
  for (const material of required()) await pb.collection("documents").create(pageOf(application, material));
  await act(pb, application, "submit");
  return application;
}

test("a citizen signs up, signs in, stays signed in and changes the password", async () => {
  const pb = await as("");
  const made = await pb.collection("applicants").create({ ...LIN, password: PASSWORD, passwordConfirm: PASSWORD, consent_version: consent });
  assert.match(made.id_number, /^510799\*+/, "the number is masked");
  assert.ok((await pb.collection("applicants").listAuthMethods()).password.enabled);

  const signedIn = await pb.collection("applicants").authWithPassword(LIN.phone, PASSWORD);
  assert.ok(pb.authStore.isValid && pb.authStore.record.id === made.id && signedIn.token === pb.authStore.token);
  await pb.collection("applicants").authRefresh();
  assert.ok(pb.authStore.isValid, "still signed in");
  assert.equal((await pb.collection("applicants").getOne(made.id)).name, LIN.name);

  const other = new PocketBase(house.base);
  other.authStore.save(pb.authStore.token, pb.authStore.record);
  const changed = "another password of 2026";
  assert.equal((await refusal(pb.collection("applicants").update(made.id, { oldPassword: "wrong", password: changed, passwordConfirm: changed }))).status, 400);
  await pb.collection("applicants").update(made.id, { oldPassword: PASSWORD, password: changed, passwordConfirm: changed });
  assert.equal((await refusal(other.collection("applicants").authRefresh())).status, 401, "a new password ends every session");
  assert.equal((await refusal(pb.collection("applicants").authWithPassword(LIN.email, PASSWORD))).status, 400);
  await pb.collection("applicants").authWithPassword(LIN.email, changed);

  await refusedWith((await as("")).collection("applicants").create({ ...LIN, email: "lin2@example.test", phone: "13900000992", password: PASSWORD, passwordConfirm: PASSWORD, consent_version: consent }), "id_number", "account_exists");
  pb.authStore.clear();
  assert.equal((await refusal(draft(pb))).status, 401);
});

test("lists come in pages, with and without a total, and by a filter of the SDK", async () => {
  const pb = await as("zhang@demo.test");
  const applications = pb.collection("applications");
  const counted = await applications.getList(1, 2, { sort: "-created" });
  assert.ok(counted.totalItems > 2 && counted.totalPages === Math.ceil(counted.totalItems / 2) && counted.items.length === 2);
  const uncounted = await applications.getList(2, 2, { sort: "-created", skipTotal: true });
  assert.deepEqual([uncounted.totalItems, uncounted.page], [-1, 2]);
  const all = await applications.getFullList({ sort: "-created", batch: 2 });
  assert.equal(all.length, counted.totalItems);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length, "each once");
  assert.deepEqual(all.slice(0, 4).map(({ id }) => id), [...counted.items, ...uncounted.items].map(({ id }) => id));
  assert.ok(all.every((application) => application.applicant === pb.authStore.record.id), "the own ones alone");

  const numbered = all.find((application) => application.number);
  const found = await applications.getFirstListItem(pb.filter("number = {:number}", { number: numbered.number }), { expand: "service" });
  assert.ok(found.id === numbered.id && found.expand.service.name);
  assert.equal((await refusal(applications.getFirstListItem(pb.filter("number = {:number}", { number: "' || 1=1 || '" })))).status, 404);
  assert.deepEqual(Object.keys(await applications.getOne(found.id, { fields: "id,state" })).sort(), ["id", "state"]);

  const guest = await as("");
  assert.equal((await guest.collection("life_events").getFullList({ filter: 'state="published"' })).length, 5);
  assert.deepEqual((await guest.collection("applications").getList(1, 5)).items, []);
  assert.equal((await refusal(guest.collection("applications").getOne(found.id))).status, 404);
  assert.ok((await guest.health.check()).code === 200);
});

test("own routes are called with send, and the list of papers is exact", async () => {
  const pb = await as("");
  const found = await pb.send("/api/onestop/services", { query: { q: "spjy" } });
  assert.ok(found.items.some((item) => item.id === food.id));
  const list = await pb.send(`/api/onestop/services/${food.id}/checklist`, { method: "POST", body: { options: [] } });
  assert.deepEqual(list.materials.filter((m) => m.necessity === "required").map((m) => m.name), required().map((m) => m.name));
  assert.ok(list.materials.every((m) => m.basis) && list.limit.promise.days === food.promised_days);
  assert.equal((await refusal(pb.send(`/api/onestop/services/${food.id}/checklist`, { method: "POST", body: { options: ["nothing"] } }))).response.data.options.code, "option_invalid");
  assert.equal((await refusal(pb.send("/api/onestop/track", { query: { number: "510799-20260302-0001", code: "WRONG" } }))).status, 404);
  assert.equal((await refusal(pb.send("/api/onestop/queue", {}))).status, 401);
});

test("a case goes from the draft to the delivered result", async () => {
  const pb = await as("zhang@demo.test");
  const application = await draft(pb);
  assert.equal(application.state, "draft");
  const uploaded = [];
  for (const material of required()) uploaded.push(await pb.collection("documents").create(pageOf(application, material)));
  assert.ok(uploaded.every((document) => document.mime === "image/jpeg" && document.original_name.endsWith(".jpg") && document.verdict === "pending"));
  await refusedWith(pb.collection("documents").create(pageOf(application, required()[0])), "file", "duplicate_upload");

  const token = await pb.files.getToken();
  const address = pb.files.getURL(uploaded[0], uploaded[0].file, { token });
  const download = await fetch(address);
  assert.equal(download.status, 200);
  assert.equal((await download.arrayBuffer()).byteLength > 1000, true);
  assert.equal((await fetch(pb.files.getURL(uploaded[0], uploaded[0].file))).status, 404, "without a token there is no file");
  const stranger = await as("restaurant@demo.test");
  assert.equal((await fetch(stranger.files.getURL(uploaded[0], uploaded[0].file, { token: await stranger.files.getToken() }))).status, 404);

  const submitted = await act(pb, application, "submit");
  assert.deepEqual([submitted.from, submitted.to], ["draft", "submitted"]);
  const number = (await pb.collection("applications").getOne(application.id)).number;
  assert.match(number, /^510799-\d{8}-\d{4,}$/);

  const clerk = await as("clerk@demo.test");
  const empty = await draft(pb);
  await act(pb, empty, "submit"); // nobody is turned away at the door for what is missing
  const missing = await refusedWith(act(clerk, empty, "accept"), "act", "materials_missing");
  assert.match(missing.params.cite, /^R-/, "with the rule");
  await refusedWith(act(clerk, application, "grant"), "act", "role_required");
  assert.equal((await act(clerk, application, "accept")).to, "accepted");
  await refusedWith(act(clerk, application, "accept"), "act", "state_moved");
  const examiners = [await as("examiner@demo.test"), await as("examiner2@demo.test")];
  const approver = await as("approver@demo.test");
  await refusedWith(act(approver, application, "grant"), "act", "reviews_open");
  const open = async () => (await examiners[0].collection("reviews").getFullList({ filter: pb.filter("application = {:id} && state = 'open'", { id: application.id }) }))[0];
  await act(examiners[0], application, "examine", { review: (await open()).id, ground: "pass", reason: "材料齐全，符合要求。" });
  for (const examiner of examiners) await act(examiner, application, "verify_site", { review: (await open()).id, reason: "布局与图纸一致。" });
  assert.equal((await act(approver, application, "grant", { reason: "准予。" })).to, "granted");
  assert.equal((await act(clerk, application, "deliver", { ground: "counter", reason: "窗口领取" })).to, "closed");

  const result = await pb.collection("results").getFirstListItem(pb.filter("application = {:id}", { id: application.id }));
  const verified = await (await as("")).send(`/api/onestop/verify/${result.token}`, {});
  assert.deepEqual([verified.status, verified.number], ["genuine", result.number]);
  const history = await pb.collection("actions").getFullList({ filter: pb.filter("application = {:id}", { id: application.id }), sort: "at" });
  assert.deepEqual(history.map((action) => action.act).filter((name) => name !== "reassign"), ["submit", "accept", "examine", "verify_site", "verify_site", "grant", "deliver"]);
  await refusedWith(act(pb, application, "withdraw"), "act", "state_moved");
});

test("what the house alone writes is refused by field", async () => {
  const pb = await as("zhang@demo.test");
  const application = await draft(pb);
  for (const fields of [{ state: "granted" }, { number: "1" }, { received_at: "2026-01-01 00:00:00.000Z" }, { promised_due: "2026-01-01" }, { light: "green" }, { track_code: "AAAAAAAA" }]) {
    const [field] = Object.keys(fields);
    await refusedWith(pb.collection("applications").update(application.id, fields), field, "field_readonly");
    await refusedWith(draft(pb, fields), field, "field_readonly");
  }
  await refusedWith(pb.collection("actions").create({ subject: "application", application: application.id, act: "submit", from: "accepted" }), "from", "field_readonly");
  const form = pageOf(application, required()[0], { verdict: "accepted" });
  await refusedWith(pb.collection("documents").create(form), "verdict", "field_readonly");
  await refusedWith(act(pb, application, "grant"), "act", "role_required");
  await refusedWith(act(pb, application, "no_such_act"), "act", "act_not_allowed");
  assert.equal((await pb.collection("applications").update(application.id, { options: [], form: {} })).state, "draft", "what is the owner's is taken");
  assert.equal((await refusal(pb.collection("actions").update("aaaaaaaaaaaaaaa", { act: "grant" }))).status >= 400, true);
});

test("a batch stores all of it or nothing, files too", async () => {
  const pb = await as("zhang@demo.test");
  const application = await draft(pb);
  const batch = pb.createBatch();
  for (const material of required()) {
    batch.collection("documents").create({ application: application.id, material: material.id, page: 1, file: new File([sheet[material.name].jpeg], `${material.name}.jpg`, { type: "image/jpeg" }) });
  }
  batch.collection("applications").update(application.id, { form: {} });
  const answers = await batch.send();
  assert.deepEqual(answers.map(({ status }) => status), answers.map(() => 200));
  assert.equal(answers.length, required().length + 1);
  assert.ok(answers.slice(0, -1).every(({ body }) => body.file && body.application === application.id));

  const before = (await pb.collection("applications").getFullList()).length;
  const broken = pb.createBatch();
  broken.collection("applications").create({ service: food.id, options: [], form: {}, channel: "online" });
  broken.collection("actions").create({ subject: "application", application: application.id, act: "grant" });
  const err = await refusal(broken.send());
  assert.equal(err.status, 400);
  assert.equal(err.response.data.requests[1].response.data.act.code, "role_required", JSON.stringify(err.response));
  assert.equal((await pb.collection("applications").getFullList()).length, before, "nothing is half done");

  const done = pb.createBatch();
  done.collection("actions").create({ subject: "application", application: application.id, act: "submit" });
  assert.deepEqual([(await done.send())[0].body.to, (await pb.collection("applications").getOne(application.id)).state], ["submitted", "submitted"]);
});

test("who follows the own case hears of it at once, and nobody else does", async () => {
  const pb = await as("zhang@demo.test");
  const application = await handIn(pb);
  const stranger = await as("restaurant@demo.test");
  const heard = { own: [], stranger: [] };
  let wake = () => {};
  const told = new Promise((resolve) => { wake = resolve; });
  const leave = await pb.collection("applications").subscribe(application.id, (event) => {
    heard.own.push(event);
    wake();
  });
  await stranger.collection("applications").subscribe(application.id, (event) => heard.stranger.push(event));
  const err = await refusal(pb.collection("applications").subscribe("*", () => {}));
  assert.equal(err.status, 400, "not to all of them");
  await pb.collection("applications").unsubscribe("*");

  await act(await as("clerk@demo.test"), application, "accept");
  await told;
  const last = heard.own[heard.own.length - 1];
  assert.deepEqual(last, { action: "update", record: { collectionName: "applications", id: application.id } }, "which record changed, and nothing of what it holds");
  assert.equal((await pb.collection("applications").getOne(last.record.id)).state, "accepted");

  await stranger.collection("applications").subscribe((await handIn(stranger)).id, (event) => heard.stranger.push(event)); // its line is open
  assert.deepEqual(heard.stranger, []);
  await leave();
  await pb.realtime.unsubscribe();
  await stranger.realtime.unsubscribe();
});

test("a request that a newer one cancels is told apart, and what is sent twice is stored once", async () => {
  const pb = await as("zhang@demo.test");
  pb.autoCancellation(true);
  const both = await Promise.allSettled([pb.collection("applications").getList(1, 2), pb.collection("applications").getList(1, 2)]);
  assert.deepEqual(both.map(({ status }) => status), ["rejected", "fulfilled"]);
  assert.ok(both[0].reason instanceof ClientResponseError && both[0].reason.isAbort && both[0].reason.status === 0);
  const free = await Promise.all([pb.collection("applications").getList(1, 2, { requestKey: null }), pb.collection("applications").getList(1, 2, { requestKey: null })]);
  assert.equal(free[0].totalItems, free[1].totalItems);

  pb.autoCancellation(false);
  const id = `sdk${Date.now().toString(36)}`.padEnd(15, "x").slice(0, 15);
  const body = { id, service: food.id, options: [], form: {}, channel: "online" };
  const twice = await Promise.all([pb.collection("applications").create(body), pb.collection("applications").create(body)]);
  assert.deepEqual(twice.map((made) => made.id), [id, id]);
  await refusedWith(pb.collection("applications").create({ ...body, channel: "post" }), "id", "request_reused");
  await pb.collection("applications").delete(id);
  assert.equal((await refusal(pb.collection("applications").getOne(id))).status, 404, "an own draft can be thrown away");
});

test("a closed account and a foreign one are turned away", async () => {
  const zhang = await as("zhang@demo.test");
  const application = await handIn(zhang);
  const restaurant = await as("restaurant@demo.test");
  assert.equal((await refusal(restaurant.collection("applications").getOne(application.id))).status, 404);
  assert.equal((await refusal(restaurant.collection("applications").update(application.id, { form: {} }))).status, 404);
  assert.ok([400, 404].includes((await refusal(act(restaurant, application, "withdraw"))).status));
  const police = await as("clerk.police@demo.test").catch(() => null);
  if (police) assert.ok([400, 404].includes((await refusal(act(police, application, "accept"))).status), "not of another department");
  assert.equal((await zhang.collection("applications").getOne(application.id)).state, "submitted");
});
