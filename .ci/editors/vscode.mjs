// Drives VS Code in a browser: a finding, its fix, a hover, a quote that is completed, a lens. Takes pictures.
import { createRequire } from "node:module";

const { PORT, WORK } = process.env;
const { chromium } = createRequire(`${WORK}/`)("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const picture = (name) => page.screenshot({ path: `${WORK}/${name}.png` });
const wait = (ms) => page.waitForTimeout(ms);
let failed = 0;
const check = (what, so, seen) => {
  console.log(so ? `ok: ${what}` : `FAILED: ${what}: ${JSON.stringify(seen)}`);
  failed += so ? 0 : 1;
};
async function open(name) {
  await page.keyboard.press("Control+P");
  await page.waitForSelector(".quick-input-widget input", { timeout: 20000 });
  await page.keyboard.type(name);
  await page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${name}")`, { timeout: 60000 });
  await wait(500);
  await page.keyboard.press("Enter");
  await page.waitForSelector(`.tab:has-text("${name}")`, { timeout: 60000 });
  await page.waitForSelector(".editor-instance .view-line", { timeout: 60000 });
  await wait(1500);
}
async function goTo(line) {
  await page.keyboard.press("Control+G");
  await wait(500);
  await page.keyboard.type(String(line));
  await page.keyboard.press("Enter");
  await wait(300);
}
const lines = async () => (await page.locator(".editor-instance .view-line").allInnerTexts()).map((text) => text.replace(/\u00a0/g, " "));
const offered = async () => (await page.locator(".suggest-widget .monaco-list-row").allInnerTexts()).map((text) => text.slice(0, 100));

for (let tries = 0; ; tries += 1) {
  try {
    await page.goto(`http://127.0.0.1:${PORT}/?folder=${WORK}/archive`, { waitUntil: "load" });
    break;
  } catch (error) {
    if (tries > 60) throw error;
    await wait(1000);
  }
}
await page.waitForSelector(".monaco-workbench", { timeout: 120000 });
await wait(4000);
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
const problems = (await page.locator(".markers-panel .monaco-list-row").allInnerTexts()).map((text) => text.replace(/\n/g, " "));
check("the problem names the passage", problems.some((text) => text.includes("measurements is enough")), problems);
await picture("problem");
await page.keyboard.press("Control+Shift+M");
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
async function problemsOf() {
  await page.keyboard.press("Control+Shift+M");
  await wait(2000);
  const rows = (await page.locator(".markers-panel .monaco-list-row").allInnerTexts()).map((text) => text.replace(/\n/g, " "));
  await page.keyboard.press("Control+Shift+M");
  await page.locator(".editor-instance .view-line").first().click();
  return rows.filter((row) => row.includes("[Ln "));
}
await line(5, '"label": "suported');
const once = await problemsOf();
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
const broken = await problemsOf();
check("what is not JSON is reported once", broken.length > 0 && !broken.some((row) => row.includes("json/syntax-error")), broken);
// A document.
await open("text.md");
await page.waitForSelector(".codelens-decoration", { timeout: 30000 }).catch(() => {});
const lenses = await page.locator(".codelens-decoration").allInnerTexts();
check("the document says what is quoted", lenses.some((text) => text.includes("quoted by 1 claim")), lenses);
await picture("lens");
await browser.close();
process.exit(failed === 0 ? 0 : 1);
