// The renderer and the draft, where they are easiest to get wrong: order, focus, caret, a
// Chinese word that is being composed, and a network that goes and comes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fillSignIn } from "./citizen.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);

let house;

before(async () => { house = await startHouse(); });
after(() => house && house.stop());

// A page with an empty box and the renderer at hand as window.H.
async function workbench() {
  const page = await house.page();
  await page.goto("/privacy.html");
  await page.evaluate(async () => {
    window.H = await import("/shared/html.js");
    window.box = document.createElement("div");
    document.body.append(window.box);
  });
  return page;
}

test("three hundred random orders of a keyed list, and every node keeps its key", async () => {
  const page = await workbench();
  const wrong = await page.evaluate(() => {
    const { html, keyed, render } = window.H;
    let seed = 7;
    const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const nodes = {};
    for (let n = 0; n < 300; n++) {
      const items = [..."abcdefghij"].filter(() => chance() > 0.3).sort(() => chance() - 0.5);
      render(window.box, html`<ul>${keyed(items, (i) => i, (i) => html`<li data-key=${i}>${i}</li>`)}</ul>`);
      const shown = [...window.box.querySelectorAll("li")];
      if (shown.map((li) => li.dataset.key).join("") !== items.join("")) return `${n}: ${items.join("")}`;
      for (const [key, li] of Object.entries(nodes)) if (li.isConnected && li.dataset.key !== key) return `${n}: the node of ${key} changed its key`;
      for (const li of shown) nodes[li.dataset.key] = li;
    }
    return "";
  });
  assert.equal(wrong, "");
  await page.context().close();
});

test("the focus and the caret stay when their field changes its place", async () => {
  const page = await workbench();
  const seen = await page.evaluate(() => {
    const { html, keyed, render } = window.H;
    const view = (items) => html`<ul>${keyed(items, (i) => i, (i) => html`<li><input id=${`f-${i}`}></li>`)}</ul>`;
    render(window.box, view(["a", "b", "c"]));
    const field = document.getElementById("f-c");
    field.focus();
    field.value = "typed";
    field.setSelectionRange(2, 4);
    render(window.box, view(["c", "a", "b"]));
    return { same: document.activeElement === field, caret: [field.selectionStart, field.selectionEnd], first: window.box.querySelector("input") === field };
  });
  assert.deepEqual(seen, { same: true, caret: [2, 4], first: true });
  await page.context().close();
});

test("text never becomes markup, an absent attribute is absent, a select takes its value", async () => {
  const page = await workbench();
  const seen = await page.evaluate(() => {
    const { html, render } = window.H;
    const view = (value, title) => html`<p title=${title}>${"<i>&"}</p><select .value=${value}>${["one", "two"].map((o) => html`<option value=${o}>${o}</option>`)}</select>`;
    render(window.box, view("two", "there"));
    const p = window.box.querySelector("p");
    const before = [p.textContent, p.title, window.box.querySelector("select").value];
    render(window.box, view("one", null));
    return [before, [p.children.length, p.hasAttribute("title"), window.box.querySelector("select").value]];
  });
  assert.deepEqual(seen, [["<i>&", "there", "two"], [0, false, "one"]]);
  await page.context().close();
});

test("a redraw waits until the Chinese word that is being composed is finished", async () => {
  const page = await workbench();
  await page.evaluate(() => {
    const { html, render } = window.H;
    window.state = { text: "", draws: 0 };
    window.draw = () => {
      window.state.draws++;
      render(window.box, html`<p id="n">${window.state.draws}</p><input id="ime" .value=${window.state.text} @input=${(event) => {
        window.state.text = event.target.value.toUpperCase(); // what is drawn differs from what is typed
        window.draw();
      }}>`);
    };
    window.draw();
    document.getElementById("ime").focus();
  });
  const wire = await page.context().newCDPSession(page);
  for (const text of ["s", "shi", "shili"]) {
    await wire.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await page.evaluate(() => window.draw());
  }
  assert.equal(await page.inputValue("#ime"), "shili", "the word under way is left alone");
  assert.equal(await page.innerText("#n"), "1", "nothing was drawn meanwhile");
  await wire.send("Input.insertText", { text: "示例abc" });
  await page.waitForFunction(() => document.getElementById("ime").value === "示例ABC");
  assert.notEqual(await page.innerText("#n"), "1");
  await page.context().close();
});

test("what is typed and chosen without a network is kept and sent when it is back", async () => {
  const page = await house.page();
  await page.goto("/");
  await page.locator("#q").fill("出生登记");
  await page.locator("#found").getByRole("link", { name: /出生登记/ }).first().click();
  await page.getByRole("link", { name: zh("service.start"), exact: true }).click();
  await page.locator(".choices input").first().check();
  await page.getByRole("button", { name: zh("ask.go"), exact: true }).click();
  await page.waitForURL("**/login.html**");
  await fillSignIn(page, "zhang@demo.test");
  await page.getByRole("button", { name: zh("ask.go"), exact: true }).click();
  const anew = page.getByRole("button", { name: zh("ask.anew"), exact: true });
  await Promise.race([page.waitForURL("**/apply.html**"), anew.waitFor()]);
  if (await anew.isVisible()) await anew.click();
  const name = page.locator("#f-child_name");
  await name.waitFor();

  await page.context().setOffline(true);
  await name.fill("张小例");
  await page.getByText(zh("draft.local")).waitFor({ timeout: 20_000 });
  await page.getByRole("button", { name: zh("common.next"), exact: true }).click();
  const [paper] = await page.locator("section.paper").all();
  const sheet = (await papers(house, ["出生医学证明"]))["出生医学证明"].jpeg;
  const file = { name: "出生医学证明.jpg", mimeType: "image/jpeg", buffer: sheet };
  await paper.locator("input[id^=up-]").setInputFiles(file);
  await paper.locator(".sheet-state.is-bad").waitFor({ timeout: 20_000 });

  await page.context().setOffline(false);
  await paper.locator(".sheet-state.is-good").waitFor();
  await page.locator(".saved:not(.is-bad)").waitFor({ timeout: 20_000 });
  await page.reload();
  await page.getByText("出生医学证明.jpg").waitFor();
  await page.locator(".step").first().click();
  assert.equal(await name.inputValue(), "张小例");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("onestop.draft."))), [], "nothing unsaved is left on the device");
  await page.context().close();
});
