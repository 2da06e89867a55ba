// What a reader would notice on a page at four widths, with screenshots in out/screens: a
// sideways scroll, missing words, targets that are too small, barriers.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { barriers } from "./axe.mjs";
import { out } from "./harness.mjs";

const WIDTHS = [320, 375, 768, 1366];
const PICTURED = { false: [375, 768, 1366], true: [375] }; // in normal and in large type
const shots = join(out, "screens");

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

export async function inspect(page, name, { lang = "zh-CN", elder = false } = {}) {
  mkdirSync(shots, { recursive: true });
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
