// What is looked at on a page. Each check gives what is wrong, a line each; none where nothing is.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// How a page is looked at: its media, and its window where that is another.
export const modes = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  forced: { colorScheme: "dark", forcedColors: "active" },
  phone: { colorScheme: "light", forcedColors: "none", viewport: { width: 320, height: 640 } },
};

export async function turn(page, { viewport, ...media }) {
  await page.emulateMedia(media);
  if (viewport) await page.setViewportSize(viewport);
}

// Opens a page and keeps what goes wrong on it: errors, and requests to anything but files.
export async function visit(browser, file, options = {}, use = async () => []) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", said => said.type() === "error" && wrong.push(`console: ${said.text()}`));
  page.on("pageerror", error => wrong.push(`error: ${error}`));
  page.on("request", asked => asked.url().startsWith("file:") || asked.url().startsWith("data:") || wrong.push(`request: ${asked.url()}`));
  await page.goto(pathToFileURL(file).href);
  wrong.push(...await use(page));
  await context.close();
  return wrong;
}

// axe-core; where the system forces its colours, contrast is the system's.
export async function accessible(page, forced = false) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe);
  const found = await page.evaluate(([runOnly, off]) => axe.run({ preload: false, runOnly, rules: { "color-contrast": { enabled: !off } } }), [rules, forced]);
  return found.violations.map(one => `axe: ${one.id}: ${one.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

// Nothing is wider than the window.
export async function fits(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    // Browsers round what is not a whole pixel.
    if (root.scrollWidth <= root.clientWidth + 1) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > root.clientWidth + 1);
    return [`wider than the window by ${root.scrollWidth - root.clientWidth} px: ${wide.slice(0, 3).map(one => one.outerHTML.slice(0, 80)).join(" | ")}`];
  });
}

// What is read is there, whatever else is missing.
export async function readable(page) {
  return page.evaluate(() => {
    const main = document.querySelector("main");
    const shown = main?.checkVisibility({ visibilityProperty: true }) && main.innerText.trim().length > 40;
    const wrong = shown ? [] : ["the page's text does not show"];
    if (!document.querySelector("h1")?.innerText.trim()) wrong.push("no heading shows");
    return wrong;
  });
}

// The Tab key reaches all that can be used, in order, and one sees where it is.
export async function keyboard(page, most = 60) {
  const wrong = [];
  const wanted = await page.evaluate(() => {
    const can = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const all = [...document.querySelectorAll(can)].filter(one => one.checkVisibility() && !one.disabled);
    all.forEach((one, at) => { one.dataset.at = at; });
    return all.length;
  });
  const reached = new Set();
  for (let step = 0; step < Math.min(wanted, most); step++) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const one = document.activeElement, style = getComputedStyle(one);
      const plain = style.outlineStyle === "none" || style.outlineWidth === "0px";
      return { at: one.dataset.at, html: one.outerHTML.slice(0, 80), plain: plain && style.boxShadow === "none" };
    });
    if (now.at === undefined) { wrong.push(`Tab leaves the page after ${step} of ${wanted}`); break; }
    if (now.plain) wrong.push(`one does not see that the focus is on ${now.html}`);
    reached.add(now.at);
  }
  if (reached.size < Math.min(wanted, most)) wrong.push(`Tab reaches ${reached.size} of ${Math.min(wanted, most)}`);
  return wrong;
}

// On paper: the text without what only a screen has.
export async function printable(page) {
  await page.emulateMedia({ media: "print" });
  const wrong = await readable(page);
  if (await page.evaluate(() => [...document.querySelectorAll("header nav")].some(one => one.checkVisibility()))) wrong.push("the menu is printed");
  const paper = await page.pdf({ format: "A4" });
  if (paper.length < 4000) wrong.push("an empty print");
  await page.emulateMedia({ media: null });
  return wrong;
}

// Nothing that a claim or a document says became markup or an address that runs.
export async function inert(page) {
  return page.evaluate(() => {
    const wrong = [];
    if (window.pwned) wrong.push("a script of a document ran");
    for (const one of document.querySelectorAll("*")) {
      for (const { name, value } of one.attributes) {
        if (name.startsWith("on")) wrong.push(`an event handler: ${name}`);
        if (/^(href|src|action|formaction|data|xlink:href)$/.test(name) && /^\s*(javascript|vbscript|data):/i.test(value)) wrong.push(`an address that runs: ${value.slice(0, 60)}`);
        if (name === "style") wrong.push("an inline style");
      }
      if (one.matches("script:not([src]):not([type='application/ld+json']), iframe, object, embed, base, marquee, blink")) wrong.push(`an element: ${one.localName}`);
      if (one.matches("script[src]") && !/^(?:\.\.\/)*[a-z-]+\.js$/.test(one.getAttribute("src"))) wrong.push(`a script: ${one.getAttribute("src")}`);
    }
    return wrong;
  });
}

// A feed against the schema of Atom beside this file, with xmllint.
const atom = fileURLToPath(new URL("atom.rng", import.meta.url));

export function feed(file) {
  try {
    execFileSync("xmllint", ["--noout", "--nonet", "--relaxng", atom, file], { stdio: ["ignore", "ignore", "pipe"] });
    return [];
  } catch (error) {
    return String(error.stderr || error).split("\n").filter(Boolean);
  }
}

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // Titles are those of documents; all scripts are the site's own.
    "long-title": "off", "require-sri": "off", "no-trailing-whitespace": "off",
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
  },
});

export async function valid(file) {
  const report = await validator.validateString(readFileSync(file, "utf8"), file);
  const all = report.results.flatMap(one => one.messages);
  return all.map(one => `html: ${one.ruleId}, line ${one.line}: ${one.message}`);
}
