// The counter, by the keyboard alone: a walk-in in under two minutes, what is missing named at
// once, corrections brought to the window, results handed out, the day.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { isOld } from "./browsers.mjs";
import { FOOD, serviceNamed, submittedFood } from "./cases.mjs";
import { atCounter, focused, freshNumber, Hands, pick, receive, row, says, waitFocus } from "./counter.mjs";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const NAMES = ["申请表", "营业执照", "布局图", "制度清单", "身份证", "补正后的申请表"];
const KEY = 0.28; // seconds, an average typist (keystroke-level model: Card, Moran, Newell)
const THOUGHT = 1.35; // seconds, before each decision
const LIMIT = 120; // seconds

let house, sheets, clerk, food;

before(async () => {
  house = await startHouse();
  sheets = await papers(house, NAMES);
  clerk = await house.as("clerk@demo.test");
  food = await serviceNamed(house, FOOD);
});
after(() => house && house.stop());

const file = (name, as = name) => ({ name: `${as}.jpg`, mimeType: "image/jpeg", buffer: sheets[name].jpeg });

const required = () => food.materials.filter((m) => m.necessity === "required");

const numberOn = async (page) => (await page.locator(".counter-number").first().innerText()).trim();

const caseWith = async (number) => (await clerk.list("applications", `number="${number}"`))[0];

const leave = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

for (const [lang, serial] of [["zh-CN", 101], ["en", 103]]) {
  test(`a walk-in for the food licence, keyboard only, in ${lang}: under two minutes`, async (t) => {
    const page = await atCounter(house, lang);
    const hands = new Hands(page);
    const began = Date.now();
    await receive(page, hands, { number: freshNumber(serial), name: "赵示例", phone: `138000076${serial - 90}` });
    await pick(page, hands, lang === "en" ? "food lic" : "spjy");
    assert.match(await page.locator(".take-who").innerText(), /510799\*{8}/, "the number is masked");
    assert.equal(await page.locator(".take.is-missing").count(), required().length);

    // A hall scanner left five files in its folder: one choice, then one digit each.
    await hands.choose("m", NAMES.slice(0, 5).map((name, at) => file(name, `scan_${at + 1}`)));
    const box = page.getByRole("dialog");
    for (let at = 0; at < 5; at++) {
      await box.locator(`text=scan_${at + 1}.jpg`).waitFor();
      await hands.press(String(at + 1));
    }
    await waitFocus(page, "#hand-in");
    await hands.press("5", "o", "F9"); // the identity card lay on the counter
    await page.locator(".counter-number").waitFor();
    const machine = (Date.now() - began) / 1000;
    const decisions = 8; // person, consent, service, files, places, original, hand in, print
    const estimate = hands.keys * KEY + decisions * THOUGHT;
    t.diagnostic(`${hands.keys} keys, ${estimate.toFixed(0)} s by the keystroke-level model; the machine took ${machine.toFixed(1)} s with the test`);
    assert.ok(estimate < LIMIT, `${estimate.toFixed(0)} s`);

    const application = await caseWith(await numberOn(page));
    assert.equal(application.state, "accepted");
    assert.equal(application.channel, "counter");
    const documents = await clerk.list("documents", `application="${application.id}"`, "page");
    assert.equal(documents.length, 5);
    assert.ok(documents.every((d) => d.verdict === "accepted"));
    assert.deepEqual(documents.filter((d) => d.original_seen).map((d) => d.original_name), ["scan_5.jpg"]);

    // Receipt and acceptance in one print job, then the next person.
    assert.match(await focused(page), new RegExp(says(lang, "print")));
    const [paper] = await Promise.all([page.context().waitForEvent("page"), hands.press("Enter")]);
    await paper.locator(".sheet-a4").nth(1).waitFor({ state: "attached" }).catch(() => {}); // it may have printed and closed
    await waitFocus(page, "#next");
    await hands.press("Enter");
    await waitFocus(page, "#idNumber");
    await leave(page);
  });
}

test("what is printed has number, days, code and QR, on A4 and on the 80 mm of a receipt printer", async () => {
  const [receipt] = await clerk.list("notices", 'kind="receipt" && application.channel="counter"', "-@rowid");
  assert.equal(receipt.content.takeover, true);
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  for (const [paper, width] of [["a4", 400], ["80", 0]]) {
    await page.goto(`/notice.html?id=${receipt.id}&paper=${paper}`);
    const sheet = page.locator(".sheet-a4");
    await sheet.locator(".paper-qr").waitFor();
    for (const text of [receipt.content.case, receipt.content.track_code, "/recover.html"]) assert.ok((await sheet.innerText()).includes(text), text);
    const box = await sheet.boundingBox();
    assert.ok(paper === "a4" ? box.width > width : box.width <= 273, `${paper}: ${box.width} px`); // 72 mm are 272 px
  }
  await leave(page);
});

let correcting;

test("what is missing or wrong is named once, on the spot, and printed", async () => {
  const page = await atCounter(house);
  const hands = new Hands(page);
  await receive(page, hands, { number: freshNumber(201), name: "钱示例", phone: "13800007201" });
  await pick(page, hands, "spjy");
  await waitFocus(page, ".take:nth-of-type(1) input[type=file]");
  await hands.choose("Enter", [file("申请表")]);
  assert.match(await focused(page), /^up-/, "the focus is on the next material that is missing");
  await row(page, "申请表").locator(".sheet-state.is-good").waitFor();
  await hands.press("F9");
  await page.getByRole("alert").getByText("不能受理").first().waitFor();
  await hands.press("1", "x");
  await waitFocus(page, "[id^=wrong-]");
  await hands.press("F8");
  await page.getByRole("alert").getByText("请写明“申请表”怎样补正").waitFor();
  await page.locator("[id^=wrong-]").focus();
  await hands.type("没有签名");
  await hands.press("F8");
  await page.locator("h2", { hasText: says("zh-CN", "done_correct") }).waitFor();
  correcting = await caseWith(await numberOn(page));
  assert.equal(correcting.state, "correcting");
  const [notice] = await clerk.list("notices", `application="${correcting.id}" && kind="correction"`);
  assert.equal(notice.content.items.length, required().length);
  assert.ok(notice.content.items.some((item) => item.reason === "没有签名"));
  await leave(page);
});

test("the person comes back: found by the card, the correction opens by a digit", async () => {
  const page = await atCounter(house);
  const hands = new Hands(page);
  await hands.type(freshNumber(201));
  await hands.press("Enter");
  const found = page.locator(".found");
  await found.getByText("钱示例").waitFor();
  assert.ok(!(await page.locator("main").innerText()).includes("13800007201"), "the phone stays masked");
  assert.ok(!page.url().includes(freshNumber(201)), "no number in the address");
  await hands.press("1");
  await page.waitForURL(`**/counter/?id=${correcting.id}`);
  await page.locator(".take").first().waitFor();
  assert.equal(await page.locator(".take").count(), required().length);
  await page.getByText("没有签名").first().waitFor();
  for (const [at, name] of ["补正后的申请表", ...NAMES.slice(1, 5)].entries()) {
    await page.locator(".take").nth(at).locator("input[type=file]").first().focus();
    await hands.choose("u", [file(name)]);
  }
  await hands.press("F9");
  await page.locator(".counter-number", { hasText: correcting.number }).waitFor();
  assert.equal((await clerk.view("applications", correcting.id)).state, "accepted");
  await leave(page);
});

test("an agent comes for an enterprise that is known, with one paper taken from the shelf", async () => {
  const page = await atCounter(house);
  const hands = new Hands(page);
  await hands.type("92510799MADEM0038X");
  await hands.press("Enter");
  await waitFocus(page, ".found button[type=submit]");
  await hands.press("F4");
  await waitFocus(page, "#agentName");
  await hands.type("孙代办");
  await hands.press("Enter");
  await hands.type(freshNumber(203));
  await hands.press("Enter");
  await waitFocus(page, "#q");
  await hands.type("食品经营");
  await page.locator(".hit").first().waitFor();
  await hands.press("Enter");
  await page.getByText(says("zh-CN", "older")).waitFor(); // it lies there from the day before
  await waitFocus(page, ".notice .button");
  await hands.press("Enter");
  await page.locator(".take").first().waitFor();
  const id = new URL(page.url()).searchParams.get("id");
  const draft = await clerk.view("applications", id);
  assert.equal(draft.agent_name, "孙代办");
  assert.match(draft.agent_id, /\*{4,}/);
  assert.ok(await row(page, "授权委托书").locator(".tag.is-bad").count(), "an agent brings the authorisation");
  const held = await page.locator(".take").filter({ has: page.locator(".shelf") }).first().getAttribute("data-material");
  const offered = page.locator(`.take[data-material="${held}"]`);
  await offered.locator("input[type=file]").first().focus();
  await hands.press("s");
  await offered.locator(".sheet-state.is-good").first().waitFor();
  await page.reload();
  await page.locator(".take").first().waitFor();
  assert.equal((await clerk.view("applications", id)).state, "draft", "it lies there as a draft and is gone on with");
  await leave(page);
});

test("a file that is refused says why at its material, and the others go on", async () => {
  const page = await atCounter(house);
  const hands = new Hands(page);
  await receive(page, hands, { number: freshNumber(205), name: "周示例", phone: "13800007205" });
  await pick(page, hands, "spjy");
  await waitFocus(page, ".take input[type=file]");
  await hands.choose("Enter", [{ name: "表.docx", mimeType: "application/msword", buffer: Buffer.from("x") }, file("申请表")]);
  const first = row(page, "申请表");
  await first.getByText("没有收下").waitFor();
  await first.locator(".sheet-state.is-good").waitFor();
  await leave(page);
});

test("two windows and the same person: the second is shown whom the first has registered", async () => {
  const number = freshNumber(207);
  const page = await atCounter(house);
  const hands = new Hands(page);
  await hands.type(number);
  await hands.press("Enter");
  await waitFocus(page, "#name");
  await clerk.create("applicants", { kind: "person", name: "吴示例", id_type: "resident_id", id_number: number, phone: "13800007207", consent_version: "2026-11" });
  await hands.type("吴示例");
  await hands.press("Enter");
  await hands.type("13800007208");
  await hands.press("Enter", "Space", "Enter");
  await page.getByText(says("zh-CN", "just_registered")).waitFor();
  await page.locator(".found-who", { hasText: "吴示例" }).waitFor();
  page.complaints.length = 0; // the browser notes the refusal of the second registration
  await waitFocus(page, ".found button[type=submit]");
  await hands.press("Enter");
  await waitFocus(page, "#q");
  await leave(page);
});

test("a number that is mistyped is refused in the words of its kind; Escape begins anew", async () => {
  const page = await atCounter(house, "en");
  const hands = new Hands(page);
  await hands.type("510799198706110138");
  await hands.press("Enter");
  await page.getByRole("alert").waitFor();
  await waitFocus(page, ".errors");
  page.complaints.length = 0;
  await hands.press("F2");
  await waitFocus(page, "#idNumber");
  assert.equal(await page.locator("#idNumber").inputValue(), "");
  await hands.press("F1");
  await page.getByRole("dialog").getByText("Next applicant").waitFor();
  await hands.press("Escape");
  await waitFocus(page, "#idNumber");
  await leave(page);
});

test("a life event at the window: questions by digits, one form, one set of papers, a receipt for each service", async () => {
  const page = await atCounter(house);
  const hands = new Hands(page);
  await receive(page, hands, { number: freshNumber(209), name: "郑示例", phone: "13800007209" });
  await hands.type("开办餐饮");
  await page.locator(".hit .tag").first().waitFor();
  for (let n = 0; n < 9 && !(await page.locator(".hit[aria-selected=true] .tag").count()); n++) await hands.press("ArrowDown");
  await hands.press("Enter");
  const answered = () => page.locator(".answers input:checked").count();
  await page.getByRole("button", { name: says("zh-CN", "begin") }).waitFor();
  while (await page.locator(".answers input[data-next]").count()) {
    await waitFocus(page, ".answers input[data-next]");
    const before = await answered();
    await hands.press("2");
    await page.waitForFunction((n) => document.querySelectorAll(".answers input:checked").length > n, before);
    await page.waitForFunction(() => document.activeElement.matches("[data-next]"));
  }
  await waitFocus(page, "button[type=submit]");
  await hands.press("Enter");
  await page.locator(".take").first().waitFor();
  const id = new URL(page.url()).searchParams.get("journey");
  for (const field of await page.locator(".take-fields input, .take-fields textarea").all()) {
    await field.fill((await field.getAttribute("inputmode")) === "decimal" ? "60" : (await field.getAttribute("type")) === "tel" ? "13800000001" : "示例路9号");
  }
  for (const choice of await page.locator(".take-fields select").all()) await choice.selectOption({ index: 1 });
  const wanted = await page.locator(".take.is-missing").evaluateAll((all) => all.map((row) => row.dataset.material));
  assert.ok(wanted.length > 1);
  for (const [at, material] of wanted.entries()) {
    await page.locator(`#up-${material}`).focus();
    await hands.choose("u", [file(NAMES[at % NAMES.length])]);
  }
  await hands.press("Control+Enter");
  await page.locator("h2", { hasText: says("zh-CN", "done_submit") }).waitFor();
  const { state, members } = await clerk.must(clerk.get(`/api/onestop/journeys/${id}`));
  assert.notEqual(state, "draft");
  const handedIn = members.filter((member) => member.number);
  assert.deepEqual(await page.locator(".counter-number").allInnerTexts(), handedIn.map((member) => member.number));
  assert.ok(handedIn.length >= 1);
  await leave(page);
});

test("pages of one material are put in order, and one is taken out", async () => {
  const page = await atCounter(house);
  const hands = new Hands(page);
  await receive(page, hands, { number: freshNumber(211), name: "王示例", phone: "13800007211" });
  await pick(page, hands, "spjy");
  await waitFocus(page, ".take input[type=file]");
  await hands.choose("Enter", [file("申请表", "第一页"), file("营业执照", "第二页"), file("布局图", "第三页")]);
  const first = row(page, "申请表");
  await first.locator(".sheet-state.is-good").nth(2).waitFor();
  await first.getByRole("button", { name: "第 3 页", exact: false }).filter({ hasText: words("zh-CN", "upload.forward") }).press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll(".take .sheet-name")].map((n) => n.textContent).join().match(/第一页.*第三页.*第二页/));
  await first.getByRole("button", { name: "第 1 页", exact: false }).filter({ hasText: words("zh-CN", "upload.remove") }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: words("zh-CN", "upload.remove") }).press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".take .sheet").length === 2);
  const id = new URL(page.url()).searchParams.get("id");
  assert.deepEqual((await clerk.list("documents", `application="${id}"`, "page")).map((d) => d.original_name), ["第三页.jpg", "第二页.jpg"]);
  await leave(page);
});

for (const [lang, width, elder] of [["zh-CN", 1366, false], ["en", 1024, false], ["zh-CN", 768, true]]) {
  test(`nobody is kept out and nothing scrolls sideways: ${lang}, ${width} px${elder ? ", large type" : ""}`, { skip: isOld && "axe needs a newer browser" }, async () => {
    const page = await atCounter(house, lang, { width, elder });
    const hands = new Hands(page);
    const sound = async (where) => {
      assert.deepEqual(await barriers(page), [], where);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${where} is too wide`);
      assert.doesNotMatch(await page.locator("body").innerText(), /⟦|undefined/, where);
    };
    await sound("the card");
    await receive(page, hands, { number: "510799198706110137" });
    await page.locator(".hit").first().waitFor();
    await sound("the service");
    await hands.type("spjy");
    await hands.press("Enter");
    await page.locator(".take, .notice.is-warn").first().waitFor();
    if (await page.locator(".notice.is-warn .button").count()) await page.locator(".notice.is-warn .button").press("Enter"); // the draft of the size before
    await page.locator(".take").first().waitFor();
    await sound("the materials");
    await page.locator(".take input[type=file]").first().focus();
    await hands.choose("m", [file("申请表"), file("营业执照")]);
    await page.getByRole("dialog").locator("img").waitFor();
    await sound("the places of files");
    await hands.press("Escape");
    for (const address of ["/counter/cases.html", "/counter/day.html"]) {
      await page.goto(address);
      await waitFocus(page, "[data-next]");
      await sound(address);
    }
    await leave(page);
  });
}

test("the result is found by the scanned code, delivered with who fetched it, printed and rated", async () => {
  const { application } = await submittedFood(house, "zhang@demo.test", sheets["申请表"]);
  const page = await atCounter(house);
  const hands = new Hands(page);
  await page.goto("/counter/cases.html");
  await waitFocus(page, "#q");
  await hands.type(`${house.base}/track.html?number=${application.number}&code=XXXXXXXX`);
  await hands.press("Enter");
  await page.locator("h2", { hasText: FOOD }).waitFor();
  await leave(page);
  await grantAll(application.id);
  const window2 = await atCounter(house, "en");
  const hand = new Hands(window2);
  await window2.goto("/counter/cases.html");
  await waitFocus(window2, "#q");
  await hand.type(application.number);
  await hand.press("Enter");
  await window2.getByRole("button", { name: "Deliver the result" }).waitFor();
  await hand.press("d");
  await waitFocus(window2, ".ask input[type=radio]");
  await hand.press("1");
  await hand.type("Agent Wang, brother");
  await hand.press("Enter");
  await window2.getByRole("status").getByText("Delivered and closed").first().waitFor();
  const closed = await clerk.view("applications", application.id);
  assert.equal(closed.state, "closed");
  const [proof] = await clerk.list("notices", `application="${application.id}" && kind="delivery"`);
  assert.equal(proof.content.recipient, "Agent Wang, brother");
  await hand.press("r");
  await window2.getByRole("dialog").locator(".invite-code").waitFor();
  await hand.press("Escape");
  await leave(window2);
});

// Examines, checks on site and grants through the API: not what is tried here.
async function grantAll(id) {
  const [examiner, second, approver] = await Promise.all(["examiner@demo.test", "examiner2@demo.test", "approver@demo.test"].map((who) => house.as(who)));
  await clerk.must(clerk.act({ application: id, act: "accept" }));
  const [first, site] = await clerk.list("reviews", `application="${id}"`, "seq");
  await examiner.must(examiner.act({ application: id, act: "examine", review: first.id, ground: "pass", reason: "符合" }));
  for (const one of [examiner, second]) await one.must(one.act({ application: id, act: "verify_site", review: site.id, ground: "pass", reason: "符合" }));
  await approver.must(approver.act({ application: id, act: "grant" }));
}

test("a withdrawal is taken in with the written request", async () => {
  const online = await submittedFood(house, "restaurant@demo.test", sheets["申请表"]);
  const applicant = (await house.as("restaurant@demo.test")).me.id;
  const application = await clerk.create("applications", { service: food.id, applicant, channel: "counter", options: [], form: {} });
  await clerk.must(clerk.act({ application: application.id, act: "submit" }));
  const page = await atCounter(house);
  const hands = new Hands(page);
  await page.goto(`/counter/cases.html?id=${online.application.id}`);
  await page.getByText(online.application.number).first().waitFor();
  assert.equal(await page.getByRole("button", { name: "撤回申请" }).count(), 0, "who applied online withdraws online");
  await page.goto(`/counter/cases.html?id=${application.id}`);
  await page.getByRole("button", { name: "撤回申请" }).waitFor();
  await hands.press("w");
  await waitFocus(page, "#words");
  await hands.press("Enter");
  await page.getByRole("alert").getByText("请写明申请人的书面要求").waitFor();
  await page.locator("#words").focus();
  await hands.type("申请人书面撤回");
  await hands.press("Enter");
  await page.getByRole("status").getByText("已按申请人的要求撤回").first().waitFor();
  assert.equal((await clerk.view("applications", application.id)).state, "withdrawn");
  await leave(page);
});

test("the day of the window: what was done, what waits, and the print", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto("/counter/day.html");
  const table = page.locator(".day-table");
  await table.getByText(correcting.number).first().waitFor();
  await page.locator(".day-counts", { hasText: words("zh-CN", "act.submit") }).waitFor();
  await page.locator("summary", { hasText: says("zh-CN", "waits_draft") }).waitFor();
  await page.keyboard.press("a");
  await table.getByText("王受理").first().waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(/day=2026-03-01/);
  await leave(page);
});

test("the day that was asked for last is shown, whichever answer comes first, and none is ahead of today", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto("/counter/day.html");
  const heading = page.locator("h2").first();
  await heading.waitFor();
  await page.keyboard.press("ArrowRight");
  assert.equal(new URL(page.url()).search, "", "there is no day after today");
  let release;
  const later = new Promise((resolve) => { release = resolve; });
  await page.route(/counter\/day\?.*day=2026-03-01/, async (route) => {
    await later;
    await route.continue();
  });
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(/day=2026-02-28/);
  await heading.getByText("2026年2月28日").waitFor();
  const slow = page.waitForResponse(/day=2026-03-01/);
  release();
  await (await slow).finished();
  await page.evaluate(() => fetch("/api/onestop/health")); // the page has dealt with what came before
  assert.match(await heading.innerText(), /2026年2月28日/);
  await leave(page);
});

test("an officer without the clerk's duty is told so", async () => {
  const page = await house.page();
  await signInOfficer(page, "approver@demo.test");
  await page.goto("/counter/");
  await page.getByRole("alert").getByText("没有窗口岗位").waitFor();
  await leave(page);
});
