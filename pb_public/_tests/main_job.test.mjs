// The main job, by hand: a citizen finds the service, uploads a real JPEG and a real PDF and
// submits; officers take it from acceptance to delivery; the citizen and the public see the
// result. Once in Chinese from end to end, once shorter in English.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FOOD } from "./cases.mjs";
import { beginFrom, checkAndSubmit, idIn, requiredPapers, signInCitizen, uploadTo } from "./citizen.mjs";
import { checkAll, deskWords, doAct, officerAt, workToDelivery } from "./desk.mjs";
import { isOld } from "./browsers.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const SHEETS = ["申请表", "营业执照"];
const zh = (key) => words("zh-CN", key);
const en = (key) => words("en", key);

let house, sheets;
const kept = {}; // what one part of the job hands to the next

before(async () => {
  house = await startHouse();
  sheets = await papers(house, SHEETS);
});
after(() => house && house.stop());

const jpeg = (name) => ({ name: `${name}.jpg`, mimeType: "image/jpeg", buffer: sheets["申请表"].jpeg });
const pdf = (name) => ({ name: `${name}.pdf`, mimeType: "application/pdf", buffer: sheets["营业执照"].pdf });

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

// A line slow enough to see the progress bar move. The old browser's slow line never ends.
async function slowUpload(page, paper, file) {
  if (isOld) return uploadTo(paper, file);
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  const line = (uploadThroughput) => wire.send("Network.emulateNetworkConditions", { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput });
  await line(40_000);
  const seen = page.waitForFunction(() => {
    const bar = document.querySelector(".sheet progress");
    return bar && bar.value > 0 && bar.value < 1;
  }, null, { polling: 50 });
  await Promise.all([seen, uploadTo(paper, file)]);
  await line(-1);
}

test("a citizen goes from the search to the submission", async () => {
  const page = await house.page();
  await beginFrom(page, { search: "食品经营许可", name: FOOD, email: "zhang@demo.test" });
  kept.id = idIn(page);
  await page.getByText(zh("apply.not_submitted")).first().waitFor();
  const required = requiredPapers(page);
  await required.first().waitFor();
  const titles = await required.locator("h3").allInnerTexts();
  assert.equal(titles.length, 5, titles.join());
  const ids = await required.evaluateAll((all) => all.map((paper) => paper.getAttribute("aria-labelledby")));
  for (const [i, title] of titles.entries()) {
    const paper = page.locator(`section.paper[aria-labelledby="${ids[i]}"]`);
    if (i === 0) await slowUpload(page, paper, jpeg("申请表（签字版）"));
    else await uploadTo(paper, title.includes("营业执照") ? pdf("营业执照副本") : jpeg(`第${i}份`));
  }
  await page.getByText("申请表（签字版）.jpg").waitFor();
  await page.reload();
  await page.getByText("营业执照副本.pdf").waitFor();
  kept.number = await checkAndSubmit(page);
  assert.match(kept.number, /^510799-20260302-\d{4,}$/);
  kept.code = (await page.locator(".code").first().innerText()).trim();
  assert.match(kept.code, /^[2-9A-HJ-NP-Z]{8}$/);
  await close(page);
});

test("officers take the case from acceptance to delivery", async () => {
  assert.ok(kept.id, "the submission has to work first");
  assert.deepEqual(await workToDelivery(house, kept.id), []);
});

test("the citizen sees the result, and the public that it is genuine", async () => {
  const page = await house.page();
  await signInCitizen(page, "zhang@demo.test");
  await page.goto(`/status.html?id=${kept.id}`);
  await page.getByText(zh("state.closed")).first().waitFor();
  for (const kind of ["receipt", "acceptance", "grant", "delivery"]) await page.getByRole("link", { name: zh(`notice.${kind}`), exact: true }).first().waitFor();
  await page.getByText("食品经营许可证").first().waitFor();
  const verify = await page.getByRole("link", { name: zh("status.verify"), exact: true }).getAttribute("href");
  await close(page);
  const guest = await house.page();
  await guest.goto(verify);
  await guest.getByRole("heading", { name: zh("verify.genuine") }).waitFor();
  const said = await guest.locator("main").innerText();
  assert.ok(said.includes("食品经营许可证") && said.includes("张*例"), said);
  assert.ok(!said.includes("张示例"), "the name stays masked");
  await close(guest);
});

test("number and code of the receipt show the way of the case to a guest", async () => {
  const page = await house.page();
  await page.goto("/track.html");
  await page.getByLabel(zh("track.number")).fill(kept.number);
  await page.getByLabel(zh("track.code")).fill(kept.code.toLowerCase());
  await page.getByRole("button", { name: zh("track.go"), exact: true }).click();
  const found = page.locator("#found");
  await found.getByText(zh("state.closed")).first().waitFor();
  await found.getByText(zh("act.grant")).first().waitFor();
  assert.ok(!(await found.innerText()).includes("张"), "no person is named");
  await page.getByLabel(zh("track.code")).fill("AAAAAAAA");
  await page.getByRole("button", { name: zh("track.go"), exact: true }).click();
  await page.getByRole("alert").getByText(zh("track.wrong")).first().waitFor();
  await close(page);
});

test("the trail of the case is complete", async () => {
  const owner = await house.as("zhang@demo.test");
  const acts = (await owner.list("actions", `application="${kept.id}"`, "@rowid")).map((action) => action.act);
  assert.deepEqual(acts, ["submit", "check", "accept", "examine", "verify_site", "verify_site", "grant", "deliver"]);
  const sites = (await owner.list("actions", `application="${kept.id}" && act="verify_site"`)).map((action) => action.officer);
  assert.equal(new Set(sites).size, 2, "two different officers");
});

test("the same in English: submit, accept, and what the citizen then reads", async () => {
  const page = await house.page({ lang: "en" });
  await beginFrom(page, { search: "food business", name: "Food business licence (new)", email: "restaurant@demo.test", lang: "en" });
  const id = idIn(page);
  const required = requiredPapers(page, "en");
  await required.first().waitFor();
  const ids = await required.evaluateAll((all) => all.map((paper) => paper.getAttribute("aria-labelledby")));
  for (const labelled of ids) await uploadTo(page.locator(`section.paper[aria-labelledby="${labelled}"]`), jpeg("scan"));
  const number = await checkAndSubmit(page, "en");
  const clerk = await officerAt(house, "clerk@demo.test", id, "en");
  await checkAll(clerk, "en");
  await doAct(clerk, deskWords("en").accept, undefined, "en");
  await close(clerk);
  await page.goto(`/status.html?id=${id}`);
  await page.getByText(en("state.accepted")).first().waitFor();
  await page.getByText(number).first().waitFor();
  await page.getByRole("link", { name: en("notice.acceptance"), exact: true }).waitFor();
  await close(page);
});
