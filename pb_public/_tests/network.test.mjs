// What a bad network, a closed window, an ended sign-in and an impatient finger do: nothing
// that was typed is lost, nothing is stored twice, and a plain sentence says how things are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { draftFood, submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { PASSWORD, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { wireTo } from "./wire.mjs";
import { words } from "./words.mjs";

const zh = (key, params = {}) => words("zh-CN", key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
const start = (key) => zh(key).split("{")[0].split("，")[0];
const OWNER = "zhang@demo.test";
const LONG = { timeout: 60_000 };

let house, wire, sheets, typing;

before(async () => {
  house = await startHouse();
  wire = await wireTo(house.base);
  sheets = await papers(house, ["申请表", "平面图", "合同", "照片"]);
  typing = await withText();
});
after(async () => {
  if (wire) await wire.stop();
  if (house) await house.stop();
});

// A service for persons that asks for words of the applicant's own: {service, key}.
async function withText() {
  const owner = await house.as(OWNER);
  const { items } = (await owner.get("/api/onestop/services?object=person")).body;
  for (const item of items) {
    const service = (await owner.get(`/api/onestop/services/${item.id}`)).body;
    const field = service.form_fields.find((f) => f.kind === "text" && !f.prefill && !(f.only_if || []).length);
    if (field) return { service: service.id, key: field.key };
  }
  throw new Error("no service asks for a text");
}

const newDraft = async () => (await house.as(OWNER)).create("applications", { service: typing.service, options: [], form: {}, channel: "online" });
const storedText = async (id) => (await (await house.as(OWNER)).view("applications", id)).form[typing.key];
const box = (page) => page.locator(`#f-${typing.key}`);
const saved = (page) => page.locator(".saved:not(.is-bad)", { hasText: start("draft.saved") });

async function until(what, done) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await done()) return;
  }
  throw new Error(`never: ${what}`);
}

// A signed-in browser over the wire.
async function citizen() {
  const page = await house.page({ base: wire.base });
  await signInCitizen(page, OWNER);
  return page;
}

async function atDraft(page, id) {
  await page.goto(`/apply.html?id=${id}&step=form`);
  await box(page).waitFor();
  return page;
}

// Ends the sign-in of an account everywhere, as a new password does.
async function endSessions(email, collection = "applicants") {
  const admin = await house.as("admin@demo.test");
  const person = (await house.as(email)).me;
  await admin.must(admin.patch(`/api/collections/${collection}/records/${person.id}`, { password: PASSWORD, passwordConfirm: PASSWORD }));
  await (await house.as(email)).login(email, PASSWORD);
}

const dialog = (page) => page.getByRole("dialog", { name: zh("again.title") });

async function again(page, { email = "", password = PASSWORD } = {}) {
  if (email) await dialog(page).getByLabel(zh("again.again-identity")).fill(email);
  await dialog(page).getByLabel(zh("again.again-password")).fill(password);
  await dialog(page).getByRole("button", { name: zh("again.go"), exact: true }).click();
}

test("what was typed in the last moment before the window was closed is there on another device", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  await box(page).fill("关窗前的一句话");
  await page.close();
  await until("the words arrive", async () => (await storedText(id)) === "关窗前的一句话");
  const other = await atDraft(await citizen(), id);
  assert.equal(await box(other).inputValue(), "关窗前的一句话");
  for (const one of [page, other]) await one.context().close();
});

test("a server that is gone loses nothing: the page says so, keeps it, and catches up by itself", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  wire.die();
  await house.fall();
  await box(page).fill("没有服务器的时候填的");
  await page.getByText(zh("draft.local")).waitFor(LONG);
  await page.close(); // and the window closes on top of it
  await house.rise();
  wire.target = Number(new URL(house.base).port);
  wire.heal();
  const back = await page.context().newPage();
  await atDraft(back, id);
  await saved(back).waitFor(LONG);
  assert.equal(await box(back).inputValue(), "没有服务器的时候填的");
  assert.equal(await storedText(id), "没有服务器的时候填的");
  wire.die(); // while it is saved
  await box(back).fill("又断了一次");
  await back.getByText(zh("draft.local")).waitFor(LONG);
  wire.heal();
  await saved(back).waitFor(LONG);
  assert.equal(await storedText(id), "又断了一次");
  await page.context().close();
});

test("an answer that was lost is no reason to store twice, nor to warn of another window", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  wire.mute("PATCH", `/api/collections/applications/records/${id}`);
  await box(page).fill("存了，但没有回音");
  await page.getByText(zh("draft.local")).waitFor(LONG);
  wire.heal();
  assert.equal(await storedText(id), "存了，但没有回音");
  await box(page).fill("存了，但没有回音，又改了");
  await saved(page).waitFor(LONG);
  assert.equal(await storedText(id), "存了，但没有回音，又改了");
  assert.equal(await page.locator(".notice.is-warn").count(), 0);
  await page.context().close();
});

test("a sign-in that ended while typing is renewed in place, by this person only", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  await endSessions(OWNER);
  await box(page).fill("登录失效后填的");
  await page.getByText(zh("draft.ended")).waitFor(LONG);
  assert.equal(await box(page).inputValue(), "登录失效后填的");
  await page.getByRole("button", { name: zh("draft.sign_in"), exact: true }).click();
  await again(page, { email: "restaurant@demo.test" });
  await dialog(page).getByText(/这是.+的账号/).waitFor();
  assert.equal(await storedText(id), undefined, "nothing was written for somebody else");
  await again(page, { email: OWNER });
  await dialog(page).waitFor({ state: "detached" });
  await saved(page).waitFor(LONG);
  assert.equal(await storedText(id), "登录失效后填的");
  await page.context().close();
});

test("another account in another window does not write into this draft", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  const other = await page.context().newPage();
  await other.goto("/");
  await other.getByRole("button", { name: zh("frame.sign_out"), exact: true }).click();
  await other.waitForURL("**/");
  await signInCitizen(other, "restaurant@demo.test");
  const before = wire.count("PATCH");
  await box(page).fill("我是张三填的");
  await page.getByText(zh("draft.ended")).waitFor(LONG);
  assert.equal(wire.count("PATCH"), before, "nothing is sent in the name of the other");
  await page.getByRole("button", { name: zh("draft.sign_in"), exact: true }).click();
  await dialog(page).getByText(/另一个窗口登录了/).waitFor();
  await again(page);
  await saved(page).waitFor(LONG);
  assert.equal(await storedText(id), "我是张三填的");
  await page.context().close();
});

test("two windows: what was changed in the other is taken over, and told where both changed it", async () => {
  const { id } = await newDraft();
  const one = await atDraft(await citizen(), id);
  const two = await atDraft(await one.context().newPage(), id);
  await box(one).fill("第一个窗口");
  await saved(one).waitFor(LONG);
  await until("it is stored", async () => (await storedText(id)) === "第一个窗口");
  await box(two).fill("第二个窗口");
  const told = two.locator(".notice.is-warn");
  await told.waitFor(LONG);
  assert.match(await told.innerText(), /第一个窗口.*第二个窗口/s);
  await until("the newer stands", async () => (await storedText(id)) === "第二个窗口");
  await told.getByRole("button", { name: zh("draft.take_theirs"), exact: true }).click();
  await until("the other is taken", async () => (await storedText(id)) === "第一个窗口");
  assert.equal(await box(two).inputValue(), "第一个窗口");
  await one.context().close();
});

const jpeg = (title, name = `${title}.jpg`) => ({ name, mimeType: "image/jpeg", buffer: sheets[title].jpeg });

test("an upload that is cut in the middle is sent again alone, and stored once", async () => {
  const owner = await house.as(OWNER);
  const { application, service } = await draftFood(house, OWNER, sheets["申请表"]);
  const material = service.materials.find((m) => m.necessity === "required");
  const page = await citizen();
  await page.goto(`/apply.html?id=${application.id}&step=papers`);
  const documents = "/api/collections/documents/records";
  const paper = page.locator(`section.paper[aria-labelledby="m-${material.id}"]`);
  await paper.locator(".sheet-state.is-good").waitFor();
  const before = wire.count(`POST ${documents}`);
  wire.cut("POST", documents, { bytes: 4000 });
  await page.locator(`#up-${material.id}`).setInputFiles([jpeg("平面图"), jpeg("合同")]);
  await paper.locator(".sheet-state.is-good").nth(2).waitFor(LONG);
  assert.equal(wire.count(`POST ${documents}`) - before, 3, "one of the two went twice");
  wire.mute("POST", documents);
  await page.locator(`#up-${material.id}`).setInputFiles(jpeg("照片"));
  const lost = paper.locator(".sheet", { hasText: "照片.jpg" });
  await lost.getByText(zh("upload.lost")).waitFor(LONG); // it gives up for now
  assert.equal(await paper.locator(".sheet-state.is-good").count(), 3, "the others are not affected");
  wire.heal();
  await lost.getByRole("button", { name: new RegExp(zh("upload.retry")) }).click();
  await paper.locator(".sheet-state.is-good").nth(3).waitFor(LONG);
  const stored = await owner.list("documents", `application="${application.id}" && material="${material.id}"`);
  assert.deepEqual(stored.map((one) => one.original_name).sort(), [`${material.name}.jpg`, "平面图.jpg", "合同.jpg", "照片.jpg"].sort());
  await page.context().close();
});

test("submitting: the answer is lost, the finger is impatient, the sign-in is over, the way goes back", async () => {
  const owner = await house.as(OWNER);
  const { application } = await draftFood(house, OWNER, sheets["申请表"]);
  const page = await citizen();
  await page.goto(`/apply.html?id=${application.id}&step=check`);
  await page.getByLabel(zh("apply.sincere")).check();
  await endSessions(OWNER);
  wire.mute("POST", "/api/collections/actions/records");
  const submit = page.getByRole("button", { name: zh("apply.submit"), exact: true });
  await submit.dblclick();
  await dialog(page).waitFor();
  await again(page);
  await page.getByText(zh("common.status_0")).first().waitFor(LONG);
  assert.equal((await owner.view("applications", application.id)).state, "submitted", "it did arrive");
  wire.heal();
  await submit.click();
  await page.locator(".done-number").waitFor(LONG);
  const acts = await owner.list("actions", `application="${application.id}" && act="submit"`);
  assert.equal(acts.length, 1);
  await page.reload();
  await page.locator(".done-number").waitFor();
  await page.goBack();
  await page.goForward();
  await page.locator(".done-number").waitFor();
  assert.equal((await owner.list("actions", `application="${application.id}"`)).length, 1);
  await page.context().close();
});

test("a message and a report are there again after the window was closed, and go out once", async () => {
  const owner = await house.as(OWNER);
  const { application } = await submittedFood(house, OWNER, sheets["申请表"]);
  const page = await citizen();
  await page.goto(`/status.html?id=${application.id}`);
  await page.locator("#message").fill("请问什么时候来现场？");
  await page.close();
  const back = await page.context().newPage();
  await back.goto(`/status.html?id=${application.id}`);
  await back.locator("#message").waitFor();
  assert.equal(await back.locator("#message").inputValue(), "请问什么时候来现场？");
  wire.mute("POST", "/api/collections/messages/records", { times: 2 }); // a browser sends once more by itself
  await back.getByRole("button", { name: zh("status.message_send"), exact: true }).dblclick();
  await back.locator(".messages li").waitFor(LONG);
  assert.equal((await owner.list("messages", `application="${application.id}"`)).length, 1);

  await back.goto("/report.html");
  await back.locator("#title").fill("窗口要重复交照片");
  await back.locator("#text").fill("同一张照片交了三次。");
  await back.close();
  const last = await page.context().newPage();
  await last.goto("/report.html");
  await last.getByText(zh("report.found")).waitFor();
  assert.equal(await last.locator("#text").inputValue(), "同一张照片交了三次。");
  wire.mute("POST", "/api/onestop/problems", { times: 2 });
  await last.getByRole("button", { name: zh("report.send"), exact: true }).dblclick();
  await last.locator(".code-shown").first().waitFor(LONG);
  const supervisor = await house.as("supervisor@demo.test");
  const { items } = await supervisor.must(supervisor.get(`/api/onestop/problems/queue?q=${encodeURIComponent("窗口要重复交照片")}`));
  assert.equal(items.length, 1);
  await last.goto("/report.html");
  assert.equal(await last.locator("#title").inputValue(), "", "what was sent is not kept");
  await page.context().close();
});

test("at the desk an opinion survives the window and the sign-in, and the act is done once", async () => {
  const { application } = await submittedFood(house, OWNER, sheets["申请表"]);
  const clerk = await house.as("clerk@demo.test");
  const page = await house.page({ base: wire.base });
  await signInOfficer(page, "clerk@demo.test");
  const address = `/desk/case.html?id=${application.id}`;
  const name = "不予受理";
  const open = async (at) => {
    await at.goto(address);
    await at.locator(".acts").getByRole("button", { name, exact: true }).click();
    return at.getByRole("dialog").first();
  };
  await (await open(page)).locator("textarea").fill("不属于本机关职权范围，请向市级窗口提出。");
  await page.close();
  const back = await page.context().newPage();
  const asking = await open(back);
  await asking.getByText(zh("desk.kept")).waitFor();
  assert.equal(await asking.locator("textarea").inputValue(), "不属于本机关职权范围，请向市级窗口提出。");
  await asking.locator("input[type=radio]").first().check();
  await endSessions("clerk@demo.test", "officers");
  wire.mute("POST", "/api/collections/actions/records", { times: 2 });
  await asking.getByRole("button", { name, exact: true }).dblclick();
  await again(back);
  await back.locator(".news.is-done").waitFor(LONG);
  assert.equal((await clerk.list("actions", `application="${application.id}" && act="reject"`)).length, 1);
  await page.context().close();
});

test("the dialog that asks to sign in again is fetched anew when the network lost it", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  await endSessions(OWNER);
  await box(page).fill("登录窗口没有取到");
  await page.getByText(zh("draft.ended")).waitFor(LONG);
  await page.route("**/words/again.js*", (route) => route.abort(), { times: 1 });
  const signIn = page.getByRole("button", { name: zh("draft.sign_in"), exact: true });
  await signIn.click();
  await page.getByText(zh("draft.local")).waitFor(LONG);
  await signIn.click(LONG);
  await again(page, { email: OWNER });
  await saved(page).waitFor(LONG);
  assert.equal(await storedText(id), "登录窗口没有取到");
  await page.context().close();
});

test("signing out does not hang on what could not be saved", async () => {
  const { id } = await newDraft();
  const page = await atDraft(await citizen(), id);
  await page.route(`**/api/collections/applications/records/${id}`, (route) => (route.request().method() === "PATCH"
    ? route.fulfill({ contentType: "application/json", body: "null" }) : route.continue())); // no answer that a page expects: saving throws
  await box(page).fill("存不上的话");
  await page.getByRole("button", { name: zh("frame.sign_out"), exact: true }).click();
  await page.getByRole("link", { name: zh("frame.sign_in"), exact: true }).waitFor(LONG);
  assert.equal(await page.evaluate(() => localStorage.getItem("onestop.auth")), null);
  await page.context().close();
});

test("what a guest began to report is there after a reload, and not for the next one at this computer", async () => {
  const page = await house.page({ base: wire.base });
  await page.goto("/report.html");
  await page.locator("#title").fill("窗口态度不好");
  await page.reload();
  await page.getByText(zh("report.found")).waitFor();
  assert.equal(await page.locator("#title").inputValue(), "窗口态度不好");
  const next = await page.context().newPage();
  await next.goto("/report.html");
  await next.locator("#title").waitFor();
  assert.equal(await next.locator("#title").inputValue(), "");
  await page.context().close();
});

for (const address of ["/desk/templates.html", "/desk/workload.html", "/desk/problems.html", "/desk/claims.html", "/desk/trainings.html"]) {
  test(`whoever does not sign in again finds the sign-in on ${address}`, async () => {
    const page = await house.page({ base: wire.base });
    await signInOfficer(page, "supervisor@demo.test");
    await endSessions("supervisor@demo.test", "officers");
    await page.goto(address);
    await dialog(page).getByRole("button", { name: zh("again.later"), exact: true }).click();
    await page.getByLabel(zh("desk.email")).waitFor();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve))); // whatever was still to be drawn
    assert.ok(await page.getByLabel(zh("desk.email")).isVisible());
    await page.context().close();
  });
}
