// Takes the pictures of the handbooks from our own pages, in both languages: `npm run
// pictures`, or `node pictures.mjs find upload` for some of them. The browser itself writes
// them as WebP, small enough for a slow line.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { out, startHouse } from "./harness.mjs";
import { citizenScenes } from "./pictures_citizen.mjs";
import { officeScenes } from "./pictures_office.mjs";
import { workScenes } from "./pictures_work.mjs";

const MOST = 32_000; // bytes of a picture
const SCALE = 1.25; // dots for a pixel of the page, as handbook.mjs reckons
const WIDEST = 1000; // dots: more than a handbook has room for is for nothing
const PAD = 8; // pixels around what is shown
const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "help", "pictures");
const FOLDERS = { "zh-CN": "zh", en: "en" };

const asked = argv.slice(2);
const house = await startHouse();
try {
  const encoder = await (await house.browser.newContext()).newPage();
  for (const lang of Object.keys(FOLDERS)) {
    const studio = { house, lang, page: (more) => house.page({ lang, scale: SCALE, ...more }), shoot: shooter(encoder, lang) };
    for (const [names, take] of [...citizenScenes, ...officeScenes, ...workScenes]) {
      if (asked.length && !names.some((name) => asked.includes(name))) continue;
      await take(studio).catch(async (err) => {
        process.exitCode = 1;
        console.error(`${lang} ${names.join(" ")}: ${err.message}`);
        for (const context of house.browser.contexts().slice(1)) await left(context, names[0]);
      });
    }
  }
} finally {
  await house.stop();
}

// A scene that failed leaves what it saw in out/ and closes its windows.
async function left(context, name) {
  for (const page of context.pages()) await page.screenshot({ path: join(out, `picture-${name}.png`), fullPage: true }).catch(() => {});
  await context.close();
}

// shoot(page, name, {of, mark, height}) takes what `of` (locators, first to last) covers, at
// most `height` pixels of it, with a line around `mark`.
function shooter(encoder, lang) {
  mkdirSync(join(folder, FOLDERS[lang]), { recursive: true });
  return async (page, name, { of = [page.locator("main")], mark = [], height = 900 } = {}) => {
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready);
    for (const locator of mark) await locator.evaluate((el) => Object.assign(el.style, { outline: "4px solid #d4380d", outlineOffset: "3px", boxShadow: "none" }));
    await grow(page, await frameOf(page, of, height));
    const clip = await frameOf(page, of, height);
    const shot = await page.screenshot({ fullPage: true, clip, animations: "disabled", caret: "hide" });
    const file = await webp(encoder, shot);
    writeFileSync(join(folder, FOLDERS[lang], `${name}.webp`), file);
    console.log(`${FOLDERS[lang]}/${name}.webp ${Math.round(clip.width)}x${Math.round(clip.height)} ${file.length} bytes`);
  };
}

// Makes the window so high that bars which stay in view stand where they belong.
async function grow(page, clip) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width, height: Math.max(height, Math.ceil(clip.y + clip.height)) });
  await page.evaluate(() => window.scrollTo(0, 0));
}

async function frameOf(page, locators, height) {
  const boxes = [];
  for (const locator of locators) boxes.push(await locator.first().evaluate((el) => { const { left, top, right, bottom } = el.getBoundingClientRect(); return { left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY }; }));
  const side = (name, pick) => pick(...boxes.map((box) => box[name]));
  const { width } = page.viewportSize();
  const [x, y] = [Math.max(0, side("left", Math.min) - PAD), Math.max(0, side("top", Math.min) - PAD)];
  return { x, y, width: Math.min(width, side("right", Math.max) + PAD) - x, height: Math.min(height, side("bottom", Math.max) + PAD - y) };
}

// The picture as WebP of the best quality that is small enough.
async function webp(encoder, shot) {
  for (const quality of [0.5, 0.4, 0.3, 0.22, 0.15]) {
    const file = Buffer.from(await encoder.evaluate(async ([source, q, widest]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const part = Math.min(1, widest / image.width);
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(image.width * part), height: Math.round(image.height * part) });
      const pen = Object.assign(canvas.getContext("2d"), { imageSmoothingQuality: "high" });
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/webp", q).split(",")[1];
    }, [shot.toString("base64"), quality, WIDEST]), "base64");
    if (file.length <= MOST) return file;
  }
  throw new Error("a picture stays too large; show less of the page");
}
