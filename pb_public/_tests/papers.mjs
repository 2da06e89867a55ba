// Real documents: each is drawn by Chromium, so that a JPEG is a photograph of a sheet with
// words on it and a PDF carries fonts and Chinese text, as an office program would write it.

const sheet = (title, salt) => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${title}</title>
<style>body{font:20px serif;margin:60px;line-height:1.8}h1{text-align:center}</style>
<h1>${title}</h1>
<p>申请人：张示例　　证件号码：510799********0137</p>
<p>${"示例县示例街道一号，经营面积六十平方米，热食类食品制售。".repeat(12)}</p>
<p>编号 ${salt}　　日期 二〇二六年三月二日</p></html>`;

// Draws {jpeg, pdf} as Buffers; the salt makes each pair different bytes.
async function draw(context, title, salt) {
  const page = await context.newPage();
  await page.setContent(sheet(title, salt));
  const jpeg = await page.screenshot({ type: "jpeg", quality: 80 });
  const pdf = await page.pdf({ format: "A4" });
  await page.close();
  return { jpeg, pdf };
}

// Makes the named sheets in a browser of the house: title → {jpeg, pdf}.
export async function papers(house, titles) {
  const context = await house.browser.newContext({ viewport: { width: 1000, height: 1400 }, locale: "zh-CN" });
  const made = {};
  let salt = Date.now();
  for (const title of titles) made[title] = await draw(context, title, salt++);
  await context.close();
  return made;
}
