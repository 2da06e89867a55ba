// Who may not look at a case: a guest, another citizen, an officer of another department.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { signInOfficer } from "./desk.mjs";
import { signInCitizen } from "./citizen.mjs";

const OWNER = "zhang@demo.test";
const STRANGERS = ["", "restaurant@demo.test", "examiner.police@demo.test"];
const named = (email) => email || "a guest";

let house, application, document;

before(async () => {
  house = await startHouse();
  const sheet = (await papers(house, ["申请表"]))["申请表"];
  ({ application } = await submittedFood(house, OWNER, sheet));
  const owner = await house.as(OWNER);
  [document] = await owner.list("documents", `application="${application.id}"`);
  await owner.create("messages", { application: application.id, text: "只给本案办理人员看的话" });
});
after(() => house && house.stop());

test("the owner and the officers of the department open the file byte for byte", async () => {
  for (const email of [OWNER, "clerk@demo.test", "examiner@demo.test"]) {
    const client = await house.as(email);
    const answer = await fetch(house.base + await client.filePath(document));
    assert.equal(answer.status, 200, email);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(createHash("sha256").update(bytes).digest("hex"), document.stored_sha256, email);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff], email);
    const cache = answer.headers.get("cache-control") || "";
    assert.match(cache, /no-store/, "a protected file stays in no cache");
  }
});

for (const email of STRANGERS) {
  test(`${named(email)} cannot open the document file, with or without a token`, async () => {
    const client = await house.as(email);
    const path = await client.filePath(document);
    for (const url of [path, path.split("?")[0], `${path.split("?")[0]}?thumb=100x100`, `${path}&download=1`]) {
      const answer = await fetch(house.base + url, { headers: client.token ? { Authorization: client.token } : {} });
      const text = await answer.text();
      assert.ok([401, 403, 404].includes(answer.status), `${url} answered ${answer.status}`);
      assert.ok(text.length < 1000 && !text.startsWith("\xff\xd8"), "no byte of the file");
    }
  });

  test(`${named(email)} sees nothing of the case through the API`, async () => {
    const client = await house.as(email);
    const one = await client.get(`/api/collections/applications/records/${application.id}`);
    assert.ok([401, 403, 404].includes(one.status), `view answered ${one.status}`);
    for (const collection of ["applications", "documents", "actions", "notices", "messages", "reviews", "results"]) {
      const field = collection === "applications" ? "id" : "application";
      const answer = await client.get(`/api/collections/${collection}/records?filter=${encodeURIComponent(`${field}="${application.id}"`)}`);
      const items = answer.status === 200 ? answer.body.items : [];
      assert.deepEqual(items, [], `${collection} leaked`);
    }
    const clock = await client.get(`/api/onestop/applications/${application.id}/clock`);
    assert.ok([401, 403, 404].includes(clock.status), `clock answered ${clock.status}`);
  });

  test(`${named(email)} can do nothing to the case`, async () => {
    const client = await house.as(email);
    for (const act of ["withdraw", "accept", "grant", "check"]) {
      const answer = await client.act({ application: application.id, act });
      assert.ok(answer.status >= 400 && answer.status < 500, `${act} answered ${answer.status}`);
    }
    const change = await client.patch(`/api/collections/applications/records/${application.id}`, { form: { x: 1 } });
    assert.ok([400, 401, 403, 404].includes(change.status), `update answered ${change.status}`);
    const gone = await client.del(`/api/collections/applications/records/${application.id}`);
    assert.ok([400, 401, 403, 404].includes(gone.status), `delete answered ${gone.status}`);
    const owner = await house.as(OWNER);
    assert.equal((await owner.view("applications", application.id)).state, "submitted");
  });
}

test("the owner is never told the hidden track code by the API", async () => {
  for (const email of [OWNER, "clerk@demo.test"]) {
    const client = await house.as(email);
    assert.equal((await client.view("applications", application.id)).track_code, undefined);
  }
});

test("a wrong track code answers 404 and nothing else", async () => {
  const guest = await house.as("");
  const wrong = await guest.get(`/api/onestop/track?number=${application.number}&code=000000`);
  assert.equal(wrong.status, 404);
  assert.ok(!JSON.stringify(wrong.body).includes("食品"));
});

test("the pages say so in words to an officer of another department", async () => {
  const page = await house.page();
  await signInOfficer(page, "examiner.police@demo.test");
  await page.goto(`/desk/case.html?id=${application.id}`);
  await page.getByText("这个办件打不开").waitFor();
  assert.ok(!(await page.locator("body").innerText()).includes("张示例"));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the pages say so in words to another citizen", async () => {
  const page = await house.page();
  await signInCitizen(page, "restaurant@demo.test");
  await page.goto(`/status.html?id=${application.id}`);
  await page.getByRole("alert").first().waitFor();
  assert.ok(!(await page.locator("body").innerText()).includes(application.number));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
