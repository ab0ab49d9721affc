// VS Code in a browser, for checks that type and look as a person does. Takes pictures.
import { createRequire } from "node:module";

const { PORT, WORK } = process.env;
const { chromium } = createRequire(`${WORK}/`)("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
export const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
export const picture = (name) => page.screenshot({ path: `${WORK}/${name}.png` });
export const wait = (ms) => page.waitForTimeout(ms);
let failed = 0;

export function check(what, so, seen) {
  console.log(so ? `ok: ${what}` : `FAILED: ${what}: ${JSON.stringify(seen)}`);
  failed += so ? 0 : 1;
}

export async function end() {
  await browser.close();
  process.exit(failed === 0 ? 0 : 1);
}

/** Waits until `is` says so of what `see` gives; what was seen last. */
export async function until(see, is, ms = 30000) {
  const last = Date.now() + ms;
  for (;;) {
    const seen = await see();
    if (is(seen) || Date.now() > last) return seen;
    await wait(300);
  }
}

export async function press(...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await wait(250);
  }
}

/** Opens a folder. */
export async function start(folder) {
  for (let tries = 0; ; tries += 1) {
    try {
      await page.goto(`http://127.0.0.1:${PORT}/?folder=${folder}`, { waitUntil: "load" });
      break;
    } catch (error) {
      if (tries > 60) throw error;
      await wait(1000);
    }
  }
  await page.waitForSelector(".monaco-workbench", { timeout: 120000 });
  await wait(4000);
}

export async function open(name) {
  await page.keyboard.press("Control+P");
  await page.waitForSelector(".quick-input-widget input", { timeout: 20000 });
  await page.keyboard.type(name);
  await page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${name.split("/").pop()}")`, { timeout: 60000 });
  await wait(500);
  await page.keyboard.press("Enter");
  await page.waitForSelector(`.tab.active:has-text("${name.split("/").pop()}")`, { timeout: 60000 });
  await page.waitForSelector(".editor-instance .view-line", { timeout: 60000 });
  await wait(1500);
}

export async function goTo(line) {
  await page.keyboard.press("Control+G");
  await wait(500);
  await page.keyboard.type(String(line));
  await page.keyboard.press("Enter");
  await wait(300);
}

/** Runs a command by its title. */
export async function command(title) {
  await page.keyboard.press("F1");
  await page.waitForSelector(".quick-input-widget input", { timeout: 20000 });
  await page.keyboard.type(title);
  await page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${title}")`, { timeout: 20000 });
  await page.keyboard.press("Enter");
  await wait(1000);
}

const texts = async (selector) => (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\u00a0/g, " "));
export const lines = () => texts(".editor-instance .view-line");
export const offered = async () => (await texts(".suggest-widget.visible .monaco-list-row")).map((text) => text.slice(0, 100));
export const lenses = () => texts(".codelens-decoration");
export const hovers = async () => (await texts(".monaco-hover")).join(" ");
export const squiggles = () => page.locator(".squiggly-error, .squiggly-warning").count();

/** What the list of problems has of all files, one line each. */
export async function problems() {
  await page.keyboard.press("Control+Shift+M");
  await wait(1500);
  const rows = (await texts(".markers-panel .monaco-list-row")).map((text) => text.replace(/\n/g, " "));
  await page.keyboard.press("Control+Shift+M");
  await page.keyboard.press("Control+1");
  return rows.filter((row) => row.includes("[Ln "));
}
