// A service that was revised: the citizen sees what the reform cut, and opens the list of
// versions, which comes only then and says in words what each one changed.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serviceNamed } from "./cases.mjs";
import { out, startHouse } from "./harness.mjs";

const shots = join(out, "versions");
let house;
let service;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  service = await serviceNamed(house, "食品经营许可(新办)");
  await revise();
});
after(() => house && house.stop());

// Compiled, approved and published by three persons.
async function revise() {
  const [cataloguer, supervisor, supervisor2] = await Promise.all(["cataloguer", "supervisor", "supervisor2"].map((name) => house.as(`${name}@demo.test`)));
  const [{ claim }] = await cataloguer.list("services", `id="${service.id}"`);
  const act = (client, act) => client.must(client.act({ subject: "claim", claim, act }));
  await act(cataloguer, "revise");
  await cataloguer.must(cataloguer.patch(`/api/collections/services/records/${service.id}`, { promised_days: 3, trips: 0, trips_reason: "", channels: ["counter", "online", "post"], conditions: `${service.conditions}\n（2026年修订）网络经营者同样适用。` }));
  const optional = service.materials.find((material) => material.necessity !== "required") || service.materials[5];
  await cataloguer.must(cataloguer.patch(`/api/collections/materials/records/${optional.id}`, { retired: true }));
  await cataloguer.must(cataloguer.patch(`/api/collections/materials/records/${service.materials[0].id}`, { necessity: "deferrable" }));
  await act(cataloguer, "submit");
  await act(supervisor, "approve");
  await act(supervisor2, "publish");
}

async function open(options) {
  const page = await house.page(options);
  await page.goto(`${house.base}/service.html?id=${service.id}`);
  await page.waitForSelector("#history");
  return page;
}

test("the cuts say what the reform changed", async () => {
  const page = await open();
  const cuts = await page.$eval("section[aria-labelledby=cuts]", (section) => section.innerText);
  assert.match(cuts, /减少 70%\n办理时间：10 → 3 个工作日/);
  assert.match(cuts, /减少 100%\n跑动次数：3 → 0 次/);
  await page.context().close();
});

test("the versions come when they are asked for, and say what changed", async () => {
  const page = await open();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  assert.equal(await page.$(".way h3"), null);
  await page.click("section[aria-labelledby=history] summary");
  await page.waitForSelector(".way h3");
  assert.ok(asked.some((path) => path.endsWith("/revisions")), "only now");
  const told = await page.$eval("section[aria-labelledby=history]", (section) => section.innerText);
  for (const words of [/第 2 版\s*现行/, /承诺办结时限由“5 个工作日”改为“3 个工作日”/, /到现场次数由“1”改为“0”/, /受理条件有修改/, /取消材料“/, /必要性由“必须提交”改为“可以后补”/, /更方便/, /首次发布。/]) {
    assert.match(told, words);
  }
  assert.doesNotMatch(told, /⟦|undefined|\[object/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

for (const lang of ["zh-CN", "en"]) {
  for (const width of [320, 375, 768, 1366]) {
    test(`${lang} ${width}px: nothing is lost and nothing scrolls sideways`, async () => {
      const page = await open({ lang, width });
      await page.click("section[aria-labelledby=history] summary");
      await page.waitForSelector(".way h3");
      await page.click(".way details summary");
      const seen = await page.evaluate(() => ({ text: document.querySelector("main").innerText, wide: document.documentElement.scrollWidth - document.documentElement.clientWidth }));
      assert.ok(seen.wide <= 0, `${seen.wide}px too wide`);
      assert.doesNotMatch(seen.text, /⟦|undefined|\[object/);
      await page.screenshot({ path: join(shots, `${lang}-${width}.png`), fullPage: true });
      for (const part of ["cuts", "history"]) await (await page.$(`section[aria-labelledby=${part}]`)).screenshot({ path: join(shots, `${part}-${lang}-${width}.png`) });
      await page.context().close();
    });
  }
}
