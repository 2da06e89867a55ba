// What the handbook for citizens shows, on a phone.
import { Client } from "./client.mjs";
import { draftFood, serviceNamed, submittedFood } from "./cases.mjs";
import { fillSignIn, uploadTo } from "./citizen.mjs";
import { PASSWORD } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const PHONE = { width: 390, height: 844, touch: true };
const OWNER = "zhang@demo.test";
const SEARCHED = { "zh-CN": "食品", en: "food" };

let sheets;
const sheetOf = async (house) => { sheets = sheets || await papers(house, ["申请表", "营业执照"]); return sheets; };
export const photo = async (house, name = "申请表") => ({ name: `${name}.jpg`, mimeType: "image/jpeg", buffer: (await sheetOf(house))[name].jpeg });

async function applicant(house, email) {
  const client = new Client(house.base);
  await client.login(email, PASSWORD, "applicants");
  return client;
}

const button = (page, lang, key) => page.getByRole("button", { name: words(lang, key), exact: true });

// A phone on which the owner of the cases, or the named applicant, is signed in.
async function signedIn({ page: open, lang }, email = OWNER) {
  const page = await open(PHONE);
  await page.goto("/login.html");
  await fillSignIn(page, email, lang);
  return page;
}

async function find({ page: open, lang, shoot }) {
  const page = await open(PHONE);
  await page.goto(`/?q=${encodeURIComponent(SEARCHED[lang])}`);
  await page.locator("#found .row-name").first().waitFor();
  await shoot(page, "find", { of: [page.locator("main")], mark: [page.locator("#q")], height: 760 });
  await page.context().close();
}

async function ask({ house, page: open, lang, shoot }) {
  const guest = await house.as("");
  const { items } = await guest.must(guest.get("/api/onestop/services"));
  let service = null;
  for (const { id } of items) {
    const one = await guest.must(guest.get(`/api/onestop/services/${id}`));
    if (one.questions.length && (!service || one.name.includes("结婚"))) service = one;
  }
  const page = await open(PHONE);
  await page.goto(`/ask.html?service=${service.id}`);
  const choices = page.locator("fieldset");
  await choices.first().waitFor();
  for (let n = 0; n < await choices.count(); n++) await choices.nth(n).locator("label").first().click();
  await button(page, lang, "ask.go").waitFor();
  await shoot(page, "ask", { mark: [choices.first()], height: 900 });
  await page.context().close();
}

async function apply(studio) {
  const { house, lang, shoot } = studio;
  const client = await applicant(house, "li@demo.test"); // has handed in less before
  const service = await serviceNamed(house, "食品经营许可(新办)");
  const draft = await client.create("applications", { service: service.id, options: [], form: {}, channel: "online" });
  const page = await signedIn(studio, "li@demo.test");
  await page.goto(`/apply.html?id=${draft.id}`);
  const paper = page.locator("section.paper");
  await paper.first().waitFor();
  await uploadTo(paper.nth(0), await photo(house));
  await shoot(page, "upload", { of: [paper.nth(0), paper.nth(1)], mark: [paper.nth(1).locator("label.button").first()], height: 900 });
  await page.context().close();
}

async function done(studio) {
  const { house, lang, shoot } = studio;
  const { application } = await draftFood(house, OWNER, (await sheetOf(house))["申请表"]);
  const page = await signedIn(studio);
  await page.goto(`/apply.html?id=${application.id}&step=check`);
  await page.getByLabel(words(lang, "apply.sincere")).check();
  await button(page, lang, "apply.submit").click();
  await page.locator(".done-number").waitFor();
  await shoot(page, "done", { height: 620 });
  await page.getByRole("link", { name: words(lang, "apply.follow") }).click();
  await page.locator("#timeline, .way").first().waitFor();
  await shoot(page, "status", { height: 800 });
  await page.context().close();
}

async function event({ house, page: open, shoot }) {
  const guest = await house.as("");
  const [first] = await guest.list("life_events", 'name~"餐饮"');
  const page = await open(PHONE);
  await page.goto(`/life.html?id=${(first || (await guest.list("life_events", ""))[0]).id}`);
  await page.locator("main h2").first().waitFor();
  await shoot(page, "event", { height: 900 });
  await page.context().close();
}

const WRONG = { "zh-CN": "照片反光，统一社会信用代码看不清，请重新拍照。", en: "There is a reflection on the code. Please take the photo again." };

async function correct(studio) {
  const { house, lang, shoot } = studio;
  const { application } = await submittedFood(house, OWNER, (await sheetOf(house))["申请表"]);
  const clerk = await house.as("clerk@demo.test");
  const [document] = await clerk.list("documents", `application="${application.id}"`);
  await clerk.must(clerk.act({ application: application.id, act: "request_correction", items: [{ material: document.material, reason: WRONG[lang] }] }));
  const page = await signedIn(studio);
  await page.goto(`/status.html?id=${application.id}`);
  const paper = page.locator("section.paper").first();
  await paper.waitFor();
  await shoot(page, "correct", { of: [page.getByText(words(lang, "correction.lead")), paper, button(page, lang, "correction.go_supply")], mark: [button(page, lang, "correction.go_supply")], height: 900 });
  await page.context().close();
}

async function verify({ house, page: open, shoot }) {
  const clerk = await house.as("clerk@demo.test");
  const [result] = await clerk.list("results", 'state="valid"');
  const page = await open(PHONE);
  await page.goto(`/verify.html?token=${encodeURIComponent(result.token)}`);
  await page.locator(".facts").first().waitFor();
  await shoot(page, "verify", { height: 760 });
  await page.context().close();
}

async function rate(studio) {
  const { house, lang, shoot } = studio;
  for (const login of ["zhang", "restaurant", "li", "liu", "trade", "noodle", "chen", "wang"]) {
    const owner = await applicant(house, `${login}@demo.test`);
    const rated = (await owner.list("ratings", "")).map(({ application }) => application);
    const free = (await owner.list("applications", 'state="closed"')).find(({ id }) => !rated.includes(id));
    if (!free) continue;
    const page = await signedIn(studio, `${login}@demo.test`);
    await page.goto(`/rate.html?id=${free.id}`);
    await page.getByLabel(words(lang, "rate.grade_5"), { exact: true }).check();
    await shoot(page, "rate", { height: 760 });
    await page.context().close();
    return;
  }
}

export const citizenScenes = [
  [["find"], find], [["ask"], ask], [["upload"], apply], [["done", "status"], done], [["event"], event], [["correct"], correct],
  [["verify"], verify], [["rate"], rate],
];
