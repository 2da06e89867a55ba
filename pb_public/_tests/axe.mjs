// What keeps people out of a page, as far as axe-core can tell: WCAG 2.0 to 2.2, A and AA,
// and its best practices.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

// One line for each barrier and for each thing that axe could not decide. The window is made so
// high that nothing of it lies under a bar that stays in view. What an iframe shows is a PDF
// in the browser's own viewer.
export async function barriers(page) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight + 200) });
  const timers = await page.evaluate(withTimers);
  await page.evaluate(source); // past the policy of the page, which lets no script in
  const found = await audit(page, timers);
  await page.setViewportSize({ width, height });
  return found;
}

// Whether timers end. Where the page runs no JavaScript they never do, and axe waits for some
// that are to end at once; and it takes what stands in <noscript> for hidden, whoever sees it.
function withTimers() {
  const told = [...document.querySelectorAll("body noscript")].filter((el) => el.children.length);
  if (!told.length) return true;
  told.forEach((el) => el.replaceWith(...el.childNodes));
  window.setTimeout = (run, _, ...given) => { Promise.resolve().then(() => run(...given)); };
  return false;
}

function audit(page, timers) {
  return page.evaluate(async ([tags, preload]) => {
    const audited = await window.axe.run(document, { runOnly: tags, preload, iframes: false, rules: { "frame-tested": { enabled: false } }, resultTypes: ["violations", "incomplete"] });
    const told = (kind, rules) => rules.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `${kind} ${id}: ${target.join(" ")} ${any.map((check) => check.message).join("; ")}`));
    return [...told("barrier", audited.violations), ...told("undecided", audited.incomplete)];
  }, [TAGS, timers]);
}
