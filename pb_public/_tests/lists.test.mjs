// From the basic catalogue to the portal through the pages: a cataloguer claims and compiles,
// one supervisor approves, another publishes, and cases that run keep their own version.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);

let house;
let folder;
let sheet; // a picture that the intake takes

before(async () => {
  house = await startHouse();
  folder = mkdtempSync(join(tmpdir(), "onestop-lists-"));
  sheet = join(folder, "sample.jpg");
  const paper = (await papers(house, ["申请表"]))["申请表"];
  writeFileSync(sheet, paper.jpeg);
});
after(async () => {
  if (house) await house.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function officer(email, lang = "zh-CN") {
  const page = await house.page({ lang });
  await signInOfficer(page, email, lang);
  return page;
}

async function leave(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

// The claim of the named item, as the API tells it.
async function claimOf(name) {
  const supervisor = await house.as("supervisor@demo.test");
  const { items } = await supervisor.must(supervisor.get(`/api/onestop/claims?q=${encodeURIComponent(name)}`));
  assert.equal(items.length, 1, name);
  return items[0];
}

// Does an act on the page of a claim and waits until the page says so.
async function act(page, name, fill = async () => {}) {
  await page.locator(".acts").getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  assert.doesNotMatch(await dialog.innerText(), /⟦/);
  await fill(dialog);
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".news.is-done", { hasText: name }).waitFor();
}

const saved = (page) => page.waitForFunction((text) => document.querySelector(".saved").textContent.includes(text), "已保存");

// Adds a row by its dialog.
async function add(page, collection, fill) {
  await page.locator(`[data-add=${collection}]`).click();
  const dialog = page.getByRole("dialog");
  await fill(dialog);
  await dialog.getByRole("button", { name: zh("list.add_go"), exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

test("claimed, compiled, approved and published by three persons, then on the portal", async () => {
  const name = "小餐饮店备案";
  const { id } = await claimOf(name);
  let page = await officer("cataloguer@demo.test");
  await page.getByRole("link", { name: zh("desk.claims") }).click();
  await page.getByLabel(zh("claims.find")).fill("小餐饮");
  await page.waitForFunction(() => document.querySelectorAll(".claims-table tbody tr").length === 1);
  await page.getByRole("link", { name, exact: true }).click();
  await act(page, "认领");
  await page.getByRole("link", { name: zh("claims.edit") }).click();

  // What the basic catalogue locks is there and is no field to type into.
  await page.locator("#f-name", { hasText: name }).waitFor();
  assert.equal(await page.locator("#f-name").evaluate((el) => el.tagName), "SPAN");
  assert.equal(await page.locator(".acts [data-act=submit]").isDisabled(), true, "a list with defects is not submitted");
  await page.locator(".acts .hint", { hasText: /还不能提交：清单还有 \d+ 处/ }).waitFor();
  const wrong = await page.locator(".checks .defects").innerText();
  assert.match(wrong, /没有选办理形式.*R-BE-04/s);
  assert.doesNotMatch(wrong, /只能网上办|申请表没有示范文本/, "nothing is said of what is not there yet");
  await compile(page);
  await page.locator(".clean").waitFor();
  await act(page, "提交审核");
  await page.getByText(zh("list.read_state").replace("{state}", zh("state.in_review"))).waitFor();
  assert.equal(await page.locator("#f-conditions").isDisabled(), true, "what is in review is closed");
  await leave(page);

  page = await officer("supervisor@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await act(page, "审核驳回", (dialog) => dialog.getByLabel(zh("desk.reason")).fill("请写清数量限制"));
  await leave(page);
  page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await page.locator(".sent-back", { hasText: "请写清数量限制" }).waitFor();
  await page.getByRole("link", { name: zh("claims.edit") }).click();
  await page.locator(".sent-back", { hasText: "请写清数量限制" }).waitFor();
  await act(page, "提交审核");
  assert.equal(await page.locator(".sent-back").count(), 0, "what was handed in again is not sent back any more");
  await leave(page);

  page = await officer("supervisor@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  const [preview] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: zh("claims.preview") }).click()]);
  await preview.getByText(zh("service.preview")).waitFor();
  await preview.getByRole("heading", { level: 1, name }).waitFor();
  await preview.close();
  await act(page, "审核通过");
  await page.getByText("须是三个人").waitFor();
  assert.equal(await page.locator(".acts [data-act=publish]").count(), 0, "who approved does not publish");
  await leave(page);

  page = await officer("supervisor2@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await act(page, "发布");
  await leave(page);

  page = await house.page();
  await page.goto("/?q=小餐饮店");
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByText("有固定的经营场所").waitFor();
  await leave(page);
});

// Compiles everything that the quality check wants, as a person would.
async function compile(page) {
  const field = (name) => page.locator(`#f-${name}`);
  await field("result_kind").selectOption("other");
  await field("result_name").fill("小餐饮店备案信息");
  await page.locator("#f-result_sample-file").setInputFiles(sheet);
  await page.locator("#f-result_sample .file-link").waitFor();
  await page.locator("#f-service_objects").getByLabel("自然人", { exact: true }).check();
  await field("conditions").fill("有固定的经营场所。");
  await field("quantity_limit").fill("无限制");
  await field("statutory_days").fill("5");
  await field("promised_days").fill("2");
  await page.locator("#f-channels").getByLabel("窗口办理", { exact: true }).check();
  await page.locator("#f-channels").getByLabel("网上办理", { exact: true }).check();
  await field("online_depth").selectOption("IV");
  await field("scope").selectOption("county");
  await field("complaint_phone").fill("0816-5107000");
  await add(page, "questions", (dialog) => dialog.getByLabel(/文字/).fill("店里卖凉菜吗？"));
  await page.getByRole("button", { name: zh("list.add_options"), exact: true }).click();
  await page.getByRole("dialog").getByLabel(/文字/).fill("卖凉菜");
  await page.getByRole("dialog").getByRole("button", { name: zh("list.add_go"), exact: true }).click();
  await page.locator(".option-row").waitFor();
  await material(page, "申请表", async (row) => {
    await row.locator("input[type=file][id$='sample-file']").setInputFiles(sheet);
    await row.locator(".file-link").waitFor();
  });
  await material(page, "经营场所使用证明", (row) => row.getByLabel("卖凉菜").check());
  await add(page, "steps", async (dialog) => {
    await dialog.getByLabel(/名称/).fill("审核");
    await dialog.getByLabel(/类型/).selectOption("examine");
  });
  await saved(page);
}

async function material(page, type, more) {
  await add(page, "materials", async (dialog) => {
    const choices = () => dialog.getByLabel(/材料类型/).locator("option").allInnerTexts();
    const [, ...all] = await choices();
    assert.deepEqual(all, [...all].sort(new Intl.Collator("zh-CN").compare), "by their sound");
    await dialog.getByLabel(zh("list.filter_types")).fill(type.slice(0, 3));
    const [, ...few] = await choices();
    assert.ok(few.length < all.length && few.every((name) => name.includes(type.slice(0, 3))), few.join());
    await dialog.getByLabel(/材料类型/).selectOption({ label: type });
  });
  const row = page.locator("#f-materials .list-row").last();
  await row.locator("textarea[id$='.basis']").fill("《四川省食品小作坊、小经营店及摊贩管理条例》第十七条");
  await more(row);
}

test("a new version is on the portal while a case that runs keeps its own", async () => {
  const { id, service } = await claimOf("食品经营许可(新办)");
  const zhang = await house.as("zhang@demo.test");
  const old = await zhang.create("applications", { service, options: [], form: {}, channel: "online" });
  const cataloguer = await house.as("cataloguer@demo.test");
  await cataloguer.create("actions", { subject: "claim", claim: id, act: "revise" });
  await cataloguer.must(cataloguer.patch(`/api/collections/services/records/${service}`, { promised_days: 4 }));
  let page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await page.getByText("承诺办结时限由“5 个工作日”改为“4 个工作日”").waitFor();
  await act(page, "提交审核");
  await leave(page);
  for (const [email, name] of [["supervisor@demo.test", "审核通过"], ["supervisor2@demo.test", "发布"]]) {
    page = await officer(email);
    await page.goto(`/desk/claim.html?id=${id}`);
    await act(page, name);
    await leave(page);
  }
  page = await house.page();
  await page.goto(`/service.html?id=${service}`);
  await page.locator(".glance strong", { hasText: /^4 个工作日$/ }).waitFor();
  await leave(page);
  const now = await zhang.must(zhang.get(`/api/onestop/services/${service}`));
  assert.equal(now.version, 2);
  const kept = await zhang.view("applications", old.id, "?expand=revision");
  assert.equal(kept.expand.revision.version, 1);
  assert.equal(kept.expand.revision.content.promised_days, 5);
});

test("a list is compiled by keyboard alone: from what is wrong to its field, saved, a row added", async () => {
  const { service } = await claimOf("药品零售经营许可");
  const page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/list.html?id=${service}`);
  await page.locator(".defects a").first().waitFor();
  const at = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
  const press = async (key, until, most = 120) => {
    for (let n = 0; n < most; n++) {
      await page.keyboard.press(key);
      if (until(await at())) return;
    }
    assert.fail(`the keyboard does not reach it; it ends at ${await at()}`);
  };
  await press("Tab", (name) => name.includes("没有写受理条件"));
  await page.keyboard.press("Enter");
  assert.equal(await at(), "f-conditions");
  await page.keyboard.type("有药师。");
  await page.waitForFunction(() => ![...document.querySelectorAll(".defects a")].some((a) => a.textContent.includes("没有写受理条件")));
  assert.equal(await at(), "f-conditions", "the check takes no focus away");
  await press("Tab", (name) => name === zh("list.add_steps"));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await press("Tab", (name) => name === "d-name", 20);
  await page.keyboard.type("材料审查");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("#f-steps .row-title", { hasText: "材料审查" }).waitFor();
  assert.match(await at(), /材料审查/, "the focus is on the new row");
  await leave(page);
});

test("what is typed while the network is down arrives later, and is not lost by closing the page", async () => {
  const { service } = await claimOf("药品零售经营许可");
  const page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/list.html?id=${service}`);
  await page.locator("#f-quantity_limit").waitFor();
  const down = (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue());
  await page.route("**/api/collections/services/**", down);
  await page.locator("#f-quantity_limit").fill("每街区一家");
  await page.waitForFunction(() => document.querySelector(".saved").classList.contains("is-bad"));
  await page.unroute("**/api/collections/services/**", down);
  await page.reload();
  await page.locator("#f-quantity_limit").waitFor();
  assert.equal(await page.locator("#f-quantity_limit").inputValue(), "每街区一家");
  const cataloguer = await house.as("cataloguer@demo.test");
  for (const end = Date.now() + 10_000; ;) {
    if ((await cataloguer.view("services", service)).quantity_limit === "每街区一家") break;
    assert.ok(Date.now() < end, "it never arrived");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.deepEqual(page.complaints.filter((text) => !text.includes("ERR_FAILED")), []);
  await page.context().close();
});

test("who keeps lists begins with the claims, and a claim says what holds it up", async () => {
  const { id, service } = await claimOf("药品零售经营许可");
  const page = await officer("cataloguer@demo.test");
  assert.equal(new URL(page.url()).pathname, "/desk/claims.html");
  await page.goto(`/desk/claim.html?id=${id}`);
  const hint = page.locator(".acts .hint", { hasText: "还不能提交" });
  assert.equal(await hint.getByRole("link", { name: zh("claims.mend") }).getAttribute("href"), `/desk/list.html?id=${service}`);
  const cataloguer = await house.as("cataloguer@demo.test");
  const { defects } = await cataloguer.must(cataloguer.get(`/api/onestop/services/${service}/preview`));
  assert.equal(await page.locator(".defects li").count(), defects.length, "all of them are there");
  for (const field of ["type", "levels", "status"]) await page.locator(".drift tr", { hasText: zh(`claims.field_${field}`) }).getByText(zh("claims.set_by_catalogue")).waitFor();
  await leave(page);
});

test("a version that takes effect later is announced, not offered as the one in force", async () => {
  const { id } = await claimOf("个体工商户变更登记");
  const page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await page.getByText(/第 1 版自 2026-\d\d-\d\d 起施行/).waitFor();
  assert.equal(await page.getByRole("link", { name: zh("claims.portal") }).count(), 0);
  await page.locator("#changes-title").waitFor();
  await leave(page);
});

test("many claims are worked on at once, and what is refused says why", async () => {
  const page = await officer("cataloguer@demo.test");
  await page.goto("/desk/claims.html?state=compiling");
  await page.locator(".claims-table tbody tr").first().waitFor();
  await page.getByLabel(zh("bulk.choose_all")).check();
  await page.locator(".bulk").getByRole("button", { name: "提交审核", exact: true }).click();
  await page.locator(".news.is-refused").waitFor();
  assert.match(await page.locator(".news").innerText(), /药品零售经营许可.*质量检查/s);
  await leave(page);
});

test("the catalogue comes out as a workbook, goes in again, and a bad one comes back in words", async () => {
  const page = await officer("cataloguer@demo.test");
  await page.goto("/desk/claims.html");
  await page.locator(".claims-table tbody tr").first().waitFor();
  await page.locator(".sheets-panel summary").click();
  const take = async (words) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: words, exact: true }).click()]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const template = await take(zh("sheets.template"));
  assert.equal(readFileSync(template).subarray(0, 2).toString(), "PK", "a workbook is a zip file");
  const book = await take(zh("sheets.export"));
  const hand = (path) => page.locator(".sheets-panel input[type=file]").setInputFiles(path);
  await hand(book);
  await page.locator(".sheets-panel .notice.is-good", { hasText: zh("sheets.done") }).waitFor({ timeout: 60_000 });
  const torn = join(folder, "torn.xlsx");
  writeFileSync(torn, "no workbook at all");
  await hand(torn);
  await page.locator(".sheets-panel .notice.is-bad").waitFor();
  assert.doesNotMatch(await page.locator(".sheets-panel").innerText(), /⟦|undefined/);
  await leave(page);
});

const DESK = 120 * 1024; // bytes over the wire of a first visit

test("each page of claims and lists is within the weight of the desk", async () => {
  const { id, service } = await claimOf("药品零售经营许可");
  const session = await (await officer("cataloguer@demo.test")).context().storageState();
  for (const address of ["/desk/claims.html", `/desk/claim.html?id=${id}`, `/desk/list.html?id=${service}`]) {
    const context = await house.browser.newContext({ baseURL: house.base, storageState: session });
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => !document.querySelector(".loading") && document.querySelector("main h1"));
    await page.waitForTimeout(500);
    const bytes = await page.evaluate(() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, entry) => sum + entry.encodedBodySize, 0));
    assert.ok(bytes > 20_000, `${address} was measured`);
    assert.ok(bytes <= DESK, `${address} weighs ${bytes} bytes`);
    await context.close();
  }
});

test("a supervisor assigns an item to a department and names who is in charge", async () => {
  const page = await officer("supervisor@demo.test");
  await page.goto("/desk/claims.html");
  await page.getByRole("button", { name: zh("claims.open"), exact: true }).click();
  await page.getByLabel(zh("claims.open_find")).fill("小餐饮");
  await page.locator(".claim-items .choice", { hasText: "小餐饮店备案" }).waitFor();
  await page.getByRole("button", { name: zh("claims.open_go"), exact: true }).click();
  await page.locator(".errors", { hasText: zh("claims.open_missing") }).waitFor();
  await page.getByLabel(zh("claims.open_department")).selectOption({ label: "示例县市场监督管理局" });
  await page.locator(".claim-items input:disabled").waitFor();
  await page.getByLabel(zh("claims.open_department")).selectOption({ label: "示例县城市管理局" });
  await page.locator(".claim-items input:not(:disabled)").check();
  await page.getByRole("button", { name: zh("claims.open_go"), exact: true }).click();
  await page.locator(".case-line", { hasText: "示例县城市管理局" }).waitFor();
  await page.locator(".case-line .tag", { hasText: zh("state.to_claim") }).waitFor();
  const { id } = await claimOf("特种设备使用登记");
  await page.goto(`/desk/claim.html?id=${id}`);
  await page.locator(".case-line select").selectOption("");
  await page.locator(".news.is-done").waitFor();
  await page.locator(".case-line select").selectOption({ label: "周编目" });
  await page.locator(".news.is-done").waitFor();
  await leave(page);
});

test("a department declines with a reason, the supervisor looks into it", async () => {
  const { id } = await claimOf("特种设备使用登记");
  let page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await act(page, "申请不认领", (dialog) => dialog.getByLabel(zh("claims.ground_not_delegated")).check());
  await leave(page);
  page = await officer("supervisor@demo.test");
  await page.goto(`/desk/claim.html?id=${id}`);
  await page.locator(".notice", { hasText: zh("claims.ground_not_delegated") }).waitFor();
  await act(page, "驳回不认领", (dialog) => dialog.getByLabel(zh("desk.reason")).fill("县级行使"));
  await page.locator(".tag", { hasText: zh("state.to_claim") }).first().waitFor();
  await leave(page);
});
