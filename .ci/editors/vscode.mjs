// Drives VS Code in a browser: a finding, its fix, a hover, a quote that is completed, a lens. Takes pictures.
import { check, end, goTo, lenses, lines, offered, open, page, picture, problems, start, wait } from "./vscode-driver.mjs";

await start(`${process.env.WORK}/archive`);
await open("a-year-of-measurements.json");
await page.waitForSelector("text=✓ exact", { timeout: 90000 }).catch(() => {});
await picture("hints");
check("verdicts stand behind quotes", (await lines()).some((line) => line.includes("✓ exact")), await lines());
// A word is changed.
await goTo(12);
await page.keyboard.press("Control+H");
await wait(800);
await page.keyboard.type("is enough");
await page.keyboard.press("Tab");
await page.keyboard.type("is sufficient");
await page.keyboard.press("Control+Alt+Enter");
await wait(500);
await page.keyboard.press("Escape");
await page.waitForSelector(".squiggly-error", { timeout: 30000 }).catch(() => {});
check("the word is underlined", (await page.locator(".squiggly-error").count()) > 0);
await page.keyboard.press("Control+Shift+M");
await wait(2000);
await picture("problem");
await page.keyboard.press("Control+Shift+M");
const found = await problems();
check("the problem names the passage", found.some((text) => text.includes("measurements is enough")), found);
await page.locator(".editor-instance .view-line").first().click();
await page.keyboard.press("F8");
await wait(1500);
await page.keyboard.press("Escape");
await page.keyboard.press("Control+K");
await page.keyboard.press("Control+I");
await wait(2000);
const hover = (await page.locator(".monaco-hover").allInnerTexts()).join(" ");
check("the hover has the verdict", hover.includes("altered"), hover);
await picture("hover");
await page.keyboard.press("Escape");
await page.keyboard.press("Control+.");
await wait(2500);
await picture("fix");
await page.keyboard.press("Enter");
await wait(2500);
check("it is mended", (await page.locator(".squiggly-error").count()) === 0 && (await lines()).some((line) => line.includes("is enough")), await lines());
// What VS Code's own JSON support reports is not reported twice.
async function line(number, text) {
  await goTo(number);
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
  // The last quotation mark comes by itself.
  await page.keyboard.type(text, { delay: 40 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("End");
  await page.keyboard.type(",");
  await wait(3000);
}
await line(5, '"label": "suported');
const once = await problems();
await picture("once");
check("a label that is none is reported once", once.length === 1, once);
await line(5, '"label": "supported');
// A quote is typed.
await goTo(12);
await page.keyboard.press("Home");
await page.keyboard.press("Shift+End");
await page.keyboard.type('"quote": "a YEAR of hour', { delay: 40 });
await wait(2500);
if ((await offered()).length === 0) {
  await page.keyboard.press("Control+Space");
  await wait(2500);
}
const quotes = await offered();
check("the quote is offered", quotes.some((text) => text.includes("A year of hourly")), quotes);
await picture("complete");
await page.keyboard.press("Enter");
await wait(1500);
check("the quote is taken", (await lines()).some((line) => line.includes("A year of hourly measurements is enough")), await lines());
await picture("completed");
const broken = await problems();
check("what is not JSON is reported once", broken.length > 0 && !broken.some((row) => row.includes("json/syntax-error")), broken);
// A document.
await open("text.md");
await page.waitForSelector(".codelens-decoration", { timeout: 30000 }).catch(() => {});
const quoted = await lenses();
check("the document says what is quoted", quoted.some((text) => text.includes("quoted by 1 claim")), quoted);
await picture("lens");
await end();
