// Every page at four widths, in both languages, in normal and large type: nothing scrolls
// sideways, nothing is untranslated, nothing complains, axe finds no barrier. Screenshots go
// to out/screens.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answersOf, draftFood, serviceNamed, submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { inspect } from "./inspect.mjs";
import { papers } from "./papers.mjs";

let house;
const pages = { guest: [], citizen: [], clerk: [], cataloguer: [], supervisor: [] };

before(async () => {
  house = await startHouse();
  await collect();
});
after(() => house && house.stop());

// The addresses, with cases in every state that a page shows differently.
async function collect() {
  const sheet = (await papers(house, ["申请表"]))["申请表"];
  const owner = await house.as("zhang@demo.test");
  const clerk = await house.as("clerk@demo.test");
  const draft = (await draftFood(house, "zhang@demo.test", sheet)).application;
  const { application: sent, service } = await submittedFood(house, "zhang@demo.test", sheet);
  const { application: wrong } = await submittedFood(house, "zhang@demo.test", sheet);
  const [document] = await owner.list("documents", `application="${wrong.id}"`);
  await clerk.must(clerk.act({ application: wrong.id, act: "request_correction", items: [{ material: document.material, reason: "看不清，请重新拍照。" }] }));
  const mine = await owner.list("applications", "");
  const inState = (state) => mine.filter((application) => application.state === state).slice(0, 1);
  const states = ["accepted", "paused", "granted", "refused", "closed", "withdrawn", "not_accepted"].flatMap(inState);
  const notices = await clerk.list("notices", "");
  const kinds = [...new Map(notices.map((notice) => [notice.kind, notice])).values()];
  const [result] = await clerk.list("results", "");
  const [event] = await owner.list("life_events", "");
  const receipt = (await owner.list("notices", `application="${sent.id}" && kind="receipt"`))[0];
  const asking = await withQuestions();
  const begun = await owner.create("journeys", { life_event: event.id, options: await answersOf(house, event.id), form: {} });
  pages.guest = [
    ["index", "/"], ["search", "/?q=%E9%A3%9F%E5%93%81"], ["service", `/service.html?id=${service.id}`], ["ask", `/ask.html?service=${asking}`],
    ["life", `/life.html?id=${event.id}`], ["login", "/login.html"], ["register", "/register.html"], ["recover", "/recover.html"], ["guide", `/guide.html?id=${service.id}`], ["guide-missing", "/guide.html?id=aaaaaaaaaaaaaaa"], ["track", "/track.html"],
    ["track-found", `/track.html?number=${sent.number}&code=${receipt.content.track_code}`], ["verify", `/verify.html?token=${encodeURIComponent(result.token)}`],
    ["verify-unknown", "/verify.html?token=nothing"], ["privacy", "/privacy.html"], ["certificate", "/certificate.html"], ["help", "/help.html"], ["help-nothing", "/help.html?q=nothing"], ["desk-signin", "/desk/"], ["cases-guest", "/cases.html"], ["me-guest", "/me.html"], ["inbox-guest", "/inbox.html"], ["rate-how", "/rate.html"], ["board", "/board/"], ["figures-guest", "/board/figures.html"],
    ["report", "/report.html"], ["report-service", `/report.html?service=${service.id}`], ["answers", "/problems.html"], ["answers-none", "/problems.html?q=nothing&service=aaaaaaaaaaaaaaa"],
  ];
  pages.citizen = [
    ["cases", "/cases.html"], ["me", "/me.html"], ["inbox", "/inbox.html"], ["apply", `/apply.html?id=${draft.id}`], ["apply-check", `/apply.html?id=${draft.id}&step=check`],
    ["journey", `/journey.html?id=${begun.id}`], ["journey-missing", "/journey.html?id=aaaaaaaaaaaaaaa"],
    ...inState("closed").map(({ id }) => ["rate", `/rate.html?id=${id}`]),
    ["status-submitted", `/status.html?id=${sent.id}`], ["status-correcting", `/status.html?id=${wrong.id}`],
    ...states.map(({ id, state }) => [`status-${state}`, `/status.html?id=${id}`]), ["status-missing", "/status.html?id=aaaaaaaaaaaaaaa"],
  ];
  const [meeting] = await clerk.list("trainings", "");
  await collectClaims();
  const queue = (await clerk.must(clerk.get("/api/onestop/queue"))).items;
  pages.clerk = [
    ["queue", "/desk/"], ["queue-empty", "/desk/?state=terminated&light=red"], ["queue-mine", "/desk/?whose=mine&when=week"], ["templates", "/desk/templates.html"], ["post", "/desk/post.html"], ["inbox-desk", "/desk/inbox.html"], ["life-events", "/desk/life_events.html"], ["trainings", "/desk/trainings.html"], ["training", `/desk/trainings.html?id=${meeting.id}`],
    ["training-paper", `/desk/trainings.html?id=${meeting.id}&paper=questions`], ["training-missing", "/desk/trainings.html?id=aaaaaaaaaaaaaaa"], ["case-submitted", `/desk/case.html?id=${sent.id}`],
    ...["accepted", "paused", "granted", "refused"].flatMap((state) => queue.filter((item) => item.state === state).slice(0, 1))
      .map(({ id, state }) => [`case-${state}`, `/desk/case.html?id=${id}`]),
    ["case-missing", "/desk/case.html?id=aaaaaaaaaaaaaaa"], ["counter", "/counter/"], ["counter-code", "/counter/code.html"], ["counter-correcting", `/counter/?id=${wrong.id}`],
    ...kinds.map(({ id, kind }) => [`notice-${kind}`, `/notice.html?id=${id}`]),
  ];
}

// The pages of claims, one of each state, and the list of one that is compiled and of one
// that is closed.
async function collectClaims() {
  const supervisor = await house.as("supervisor@demo.test");
  const { items } = await supervisor.must(supervisor.get("/api/onestop/claims"));
  const [meeting] = await supervisor.list("trainings", "");
  const one = (state) => items.find((item) => item.state === state);
  const problem = async (state) => [`problem-${state}`, `/desk/problem.html?id=${(await supervisor.must(supervisor.get(`/api/onestop/problems/queue?state=${state}`))).items[0].id}`];
  const claim = (state) => [`claim-${state}`, `/desk/claim.html?id=${one(state).id}`];
  const revised = items.find((item) => item.state === "compiling" && item.version);
  const begun = items.find((item) => item.state === "compiling" && !item.version);
  pages.cataloguer = [
    ["claims", "/desk/claims.html"], ["claims-empty", "/desk/claims.html?q=nothing"], claim("to_claim"), claim("in_review"), claim("published"),
    ["claim-revised", `/desk/claim.html?id=${revised.id}`], ["list", `/desk/list.html?id=${begun.service}`], ["list-revised", `/desk/list.html?id=${revised.service}`],
    ["list-missing", "/desk/list.html?id=aaaaaaaaaaaaaaa"], ["service-preview", `/service.html?id=${begun.service}&preview=1`], ["ask-preview", `/ask.html?service=${begun.service}&preview=1`],
  ];
  pages.supervisor = [
    ["ratings", "/desk/ratings.html"], ["queue-all", "/desk/?when=late"], ["workload", "/desk/workload.html"], ["templates-all", "/desk/templates.html"],
    ["claims-all", "/desk/claims.html"], ["life-events-all", "/desk/life_events.html"], claim("declining"), claim("approved"), claim("suspended"), ["list-closed", `/desk/list.html?id=${one("in_review").service}`],
    ["claim-missing", "/desk/claim.html?id=aaaaaaaaaaaaaaa"], ["training-organiser", `/desk/trainings.html?id=${meeting.id}`], ["figures", "/board/figures.html?month=2026-02"], ["late", "/desk/late.html"], ["bulletin", "/print/bulletin.html?month=2026-02"],
    ["problems", "/desk/problems.html"], ["problems-empty", "/desk/problems.html?q=nothing"], ["problem-missing", "/desk/problem.html?id=aaaaaaaaaaaaaaa"],
    ...(await Promise.all(["reported", "returned", "solved", "verified"].map(problem))),
  ];
}

// A service that asks something; any other where none does.
async function withQuestions() {
  const guest = await house.as("");
  const { items } = await guest.must(guest.get("/api/onestop/services"));
  for (const item of items) {
    const service = await guest.must(guest.get(`/api/onestop/services/${item.id}`));
    if (service.questions.length) return service.id;
  }
  return (await serviceNamed(house, items[0].name)).id;
}

// Waits until the page has what it asked for: no request under way for a moment.
async function settle(page) {
  await page.waitForFunction(() => document.querySelector("main").innerText.trim() && !document.querySelector(".loading"));
  for (let still = 0; still < 2; still = page.underWay.size ? 0 : still + 1) await new Promise((resolve) => setTimeout(resolve, 40));
}

function count(page) {
  page.underWay = new Set();
  page.on("request", (request) => page.underWay.add(request));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => page.underWay.delete(request));
}

const SIGN_IN = {
  guest: async () => {},
  citizen: (page, lang) => signInCitizen(page, "zhang@demo.test", lang),
  clerk: (page, lang) => signInOfficer(page, "clerk@demo.test", lang),
  cataloguer: (page, lang) => signInOfficer(page, "cataloguer@demo.test", lang),
  supervisor: (page, lang) => signInOfficer(page, "supervisor@demo.test", lang),
};

for (const who of Object.keys(SIGN_IN)) {
  for (const lang of ["zh-CN", "en"]) {
    for (const elder of [false, true]) {
      test(`pages of a ${who} in ${lang}${elder ? ", large type" : ""}`, async () => {
        const page = await house.page({ lang, elder });
        count(page);
        await SIGN_IN[who](page, lang);
        const found = [];
        for (const [name, address] of pages[who]) {
          await page.setViewportSize({ width: 1366, height: 800 });
          await page.goto(address);
          await settle(page);
          found.push(...await inspect(page, name, { lang, elder }));
          found.push(...page.complaints.splice(0).map((text) => `${name}: ${text}`));
        }
        await page.context().close();
        assert.deepEqual(found, []);
      });
    }
  }
}

// What the server asks for after the password, as it asks for it.
const STEPS = {
  code: [{ id: "x", step: "code" }], enrol: [{ id: "x", step: "enrol", secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", qr: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>' }],
  password: [{ id: "x", step: "password", min: 10 }],
  codes: [{ id: "x", step: "code" }, { token: "x", record: { name: "王示例", email: "wang@county.cn" }, meta: { recovery_codes: Array(10).fill("AB12C-DE34F"), office: { "zh-CN": "示例县政务服务中心", en: "Example County Service Centre" }, day: "2026-03-02" } }],
};

for (const lang of ["zh-CN", "en"]) {
  for (const elder of [false, true]) {
    test(`the dialogs of the sign-in steps in ${lang}${elder ? ", large type" : ""}`, async () => {
      const found = [];
      for (const [name, [asked, answer]] of Object.entries(STEPS)) {
        const page = await house.page({ lang, elder });
        await page.goto("/login.html");
        await page.waitForSelector("form");
        await page.evaluate(async ([first, then]) => {
          const { takeSteps } = await import("/shared/steps.js");
          takeSteps({ asked: first, refusalWords: () => "", post: async () => then });
        }, [asked, answer]);
        await page.waitForSelector("dialog h2");
        if (answer) {
          await page.fill("#step-code", "123456");
          await page.keyboard.press("Enter");
          await page.waitForSelector(".step-codes");
          assert.match(await page.innerText(".step-holder"), lang === "en" ? /Example County Service Centre\s+王示例 · wang@county.cn\s+Made on 2 March 2026/ : /示例县政务服务中心\s+王示例 · wang@county.cn\s+2026年3月2日生成/);
        }
        found.push(...await inspect(page, `step-${name}`, { lang, elder }), ...page.complaints);
        await page.context().close();
      }
      assert.deepEqual(found, []);
    });
  }
}

for (const who of ["citizen", "supervisor"]) {
  for (const lang of ["zh-CN", "en"]) {
    test(`the head of a page of a ${who} takes two rows of a telephone in ${lang}, and opens by the keyboard`, async () => {
      const page = await house.page({ lang });
      await SIGN_IN[who](page, lang);
      await page.setViewportSize({ width: 375, height: 800 });
      const menu = page.locator(".frame-menu button");
      assert.ok(await page.evaluate(() => document.querySelector("header").getBoundingClientRect().height) < 120);
      assert.equal(await page.isVisible("#frame-nav"), false);
      await menu.focus();
      await page.keyboard.press("Enter");
      assert.equal(await menu.getAttribute("aria-expanded"), "true");
      assert.ok(await page.isVisible("#frame-nav a"));
      assert.deepEqual([...await inspect(page, `menu-${who}`, { lang }), ...page.complaints], []);
      await page.setViewportSize({ width: 375, height: 800 });
      await menu.focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Escape");
      assert.equal(await page.isVisible("#frame-nav"), false);
      assert.equal(await menu.evaluate((el) => el === document.activeElement), true);
      await page.context().close();
    });
  }
}

test("an address that is not there answers 404 in words", async () => {
  const page = await house.page();
  const answer = await page.goto("/nothing.html");
  assert.equal(answer.status(), 404);
  assert.match(await page.locator("body").innerText(), /没有|找不到/);
  await page.context().close();
});
