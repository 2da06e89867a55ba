// Every page at four widths, in both languages, in normal and large type: nothing scrolls
// sideways, nothing is untranslated, nothing complains, axe finds no barrier. Screenshots go
// to out/screens.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { answersOf, draftFood, serviceNamed, submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

const WIDTHS = [320, 375, 768, 1366];
const PICTURED = { false: [375, 1366], true: [375] }; // in normal and in large type
const shots = join(out, "screens");

let house;
const pages = { guest: [], citizen: [], clerk: [], cataloguer: [], supervisor: [] };

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
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

// What a reader would notice: missing words, values that are no words, a sideways scroll.
function look() {
  const named = [...document.querySelectorAll("[aria-label],[title],[alt],[placeholder]")]
    .flatMap((el) => ["aria-label", "title", "alt", "placeholder"].map((name) => el.getAttribute(name) || ""));
  const text = [document.title, document.body.innerText, ...named].join("\n");
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const culprits = wide > 0 ? [...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map((el) => `${el.tagName}.${el.className}`) : [];
  return {
    missing: [...new Set(text.match(/⟦[^⟧]*⟧/g) || [])], lang: document.documentElement.lang,
    strange: [...new Set(text.match(/undefined|\[object |\bNaN\b|Invalid Date/g) || [])], wide, culprits, empty: document.querySelector("main").innerText.trim().length < 20,
  };
}

// What is too small for a finger or an eye, in normal or in large type: targets (a link within
// a sentence is none), the type of the body, and the lines of what is read.
function measure(elder) {
  const least = elder ? 60 : 44;
  const named = (el) => `${el.tagName.toLowerCase()}.${el.className} ${(el.innerText || el.getAttribute("aria-label") || el.id).trim().slice(0, 20)}`;
  const inSentence = (el) => el.tagName === "A" && getComputedStyle(el).display === "inline" && [...el.parentNode.childNodes].some((node) => node !== el && node.nodeType === Node.TEXT_NODE && node.data.trim());
  const small = [...document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")].flatMap((el) => {
    const target = el.type === "radio" || el.type === "checkbox" || el.type === "file" ? el.closest("label, .picker") || el : el;
    const { width, height } = target.getBoundingClientRect();
    const seen = width > 1 && height > 1 && getComputedStyle(target).visibility === "visible" && !target.closest(".skip, .visually-hidden, svg") && (el.tagName === "SUMMARY" || !el.closest("details:not([open])"));
    return seen && !inSentence(el) && (height < least - 0.5 || width < least - 0.5) ? [`${named(target)} ${Math.round(width)}×${Math.round(height)}`] : [];
  });
  const size = (el) => parseFloat(getComputedStyle(el).fontSize);
  const tight = [...document.querySelectorAll("main p, main li, main dd, main td")].filter((el) => el.innerText.trim().length > 40 && [...el.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 20))
    .filter((el) => parseFloat(getComputedStyle(el).lineHeight) < 1.5 * size(el) - 0.1).map((el) => `${named(el)} line ${getComputedStyle(el).lineHeight} of ${size(el)}`);
  const body = size(document.body) < (elder ? 24 : 18) ? [`the body has ${size(document.body)}px`] : [];
  return [...new Set([...body, ...small, ...tight])].slice(0, 6);
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

async function inspect(page, name, { lang, elder }) {
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const seen = await page.evaluate(look);
    const at = `${name} ${width}px`;
    if (width === WIDTHS[0]) found.push(...(await page.evaluate(measure, elder)).map((text) => `${at}: too small: ${text}`));
    if (seen.wide > 0) found.push(`${at}: ${seen.wide}px too wide: ${seen.culprits.join(" ")}`);
    if (seen.missing.length) found.push(`${at}: no words for ${seen.missing.join(" ")}`);
    if (seen.strange.length) found.push(`${at}: says ${seen.strange.join(" ")}`);
    if (seen.lang !== lang) found.push(`${at}: is in ${seen.lang}`);
    if (seen.empty) found.push(`${at}: is empty`);
    if (PICTURED[elder].includes(width)) {
      await page.screenshot({ path: join(shots, `${name}-${lang}${elder ? "-elder" : ""}-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true });
    }
  }
  found.push(...(await barriers(page)).map((line) => `${name}: ${line}`)); // at the last width
  return found;
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

test("an address that is not there answers 404 in words", async () => {
  const page = await house.page();
  const answer = await page.goto("/nothing.html");
  assert.equal(answer.status(), 404);
  assert.match(await page.locator("body").innerText(), /没有|找不到/);
  await page.context().close();
});
