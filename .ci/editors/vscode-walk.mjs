// A working day of somebody who writes claims, in VS Code: a claim from nothing, ids that are renamed, a document that is
// changed, a fix from the light bulb. Takes pictures.
import { check, command, end, goTo, hovers, lenses, lines, offered, open, page, picture, press, problems, squiggles, start, until, wait } from "./vscode-driver.mjs";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const root = `${process.env.WORK}/walk`;
const claim = `${root}/claims/two-hours-and-more.json`;
const read = (name) => readFileSync(`${root}/${name}`, "utf8");
const type = (text) => page.keyboard.type(text, { delay: 60 });

await start(root);

// A claim from nothing: an empty file of that name.
writeFileSync(claim, "");
await open("two-hours-and-more.json");
await press("Control+Space");
const skeletons = await until(offered, (all) => all.length > 0, 15000);
await picture("walk-1-empty");
check("an empty claim is begun by a completion", skeletons.some((text) => text.includes("claim")), skeletons);
await press("Enter");
await wait(1500);
await picture("walk-2-begun");
check("it has the members of a claim", (await lines()).some((line) => line.includes('"evidence"')), await lines());
await type("High water comes later each day.");
/** Goes on to the stop of a member, if the cursor is not there yet. */
async function stop(member) {
  const place = async () => (await page.locator(".statusbar-item:has-text('Ln ')").first().innerText()).match(/Ln (\d+)/)?.[1];
  const wanted = () => lines().then((all) => all.findIndex((line) => line.includes(`"${member}":`)) + 1);
  for (let tries = 0; tries < 3 && Number(await place()) !== (await wanted()); tries += 1) {
    await press("Tab");
    await wait(700);
  }
  check(`the cursor is at ${member}`, Number(await place()) === (await wanted()), [await place(), await wanted()]);
}
await stop("label");
await picture("walk-3-label");
check("labels are offered", (await offered()).some((text) => text.includes("supported")), await offered());
await press("Enter");
await stop("source");
const sources = await until(offered, (all) => all.some((text) => text.includes("prediction")), 10000);
await picture("walk-4-sources");
check("sources are offered", ["prediction", "terms", "weather"].every((id) => sources.some((text) => text.includes(id))), sources);
await press("Enter");
await stop("quote");
await type("high WATER comes");
const passages = await until(offered, (all) => all.some((text) => text.includes("later each day")), 10000);
await picture("walk-5-quote");
check("the passage is offered", passages.some((text) => text.includes("later each day")), passages);
await press("Enter");
await wait(1200);
await stop("stance");
await picture("walk-6-stance");
check("stances are offered", (await offered()).some((text) => text.includes("refutes")), await offered());
await press("Enter");
await press("Tab");
await press("Escape");
await press("Control+S");
await wait(2500);
await picture("walk-7-done");
const left = await problems();
check("no finding is left", left.length === 0, left);
const text = read("claims/two-hours-and-more.json");
const written = (() => { try { return JSON.parse(text); } catch { return {}; } })();
check("the claim is whole", written.id === "two-hours-and-more" && written.evidence?.[0]?.source === "prediction" && /^high water comes/i.test(written.evidence?.[0]?.quote ?? ""), text);

// A claim's id is renamed: its file and what names it follow.
async function rename(name, line, to) {
  await open(name);
  await goTo(line);
  await press("End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "F2");
  await page.waitForSelector(".rename-box", { timeout: 10000 }).catch(() => {});
  await wait(500);
  await press("Control+A");
  await type(to);
  await picture(`walk-8-rename-${to}`);
  await press("Enter");
  await wait(3000);
  await command("File: Save All");
  await wait(2500);
}
await rename("astronomy-is-enough.json", 3, "astronomy-alone");
await picture("walk-9-renamed");
check("the claim's file is renamed", existsSync(`${root}/claims/astronomy-alone.json`) && !existsSync(`${root}/claims/astronomy-is-enough.json`), "");
check("the claim that names it follows", read("claims/a-year-of-measurements.json").includes('"astronomy-alone"'), read("claims/a-year-of-measurements.json"));
// A source's id, from a claim that cites it.
await open("high-water-comes-later.json");
await rename("high-water-comes-later.json", 11, "harmonics");
check("the source's folder is renamed", existsSync(`${root}/corpus/harmonics/text.md`) && !existsSync(`${root}/corpus/prediction`), "");
// It is open, and changed, only in the background.
async function saved() {
  await command("File: Save All");
  return read("corpus/harmonics/source.json");
}
const record = await until(saved, (text) => text.includes('"id": "harmonics"'), 20000);
check("its record follows", record.includes('"id": "harmonics"'), record);
for (const name of ["high-water-comes-later", "a-year-of-measurements", "astronomy-alone", "two-hours-and-more"]) {
  const text = read(`claims/${name}.json`);
  check(`${name} follows`, text.includes('"harmonics"') && !text.includes('"prediction",\n      "quote"'), text);
}
const after = await until(problems, (rows) => rows.length === 0, 20000);
await picture("walk-10-source-renamed");
check("nothing is found after the renames", after.length === 0, after);

// A document is changed in its buffer: what it breaks is shown, and goes when that is undone.
await open("corpus/harmonics/text.md");
await until(lenses, (all) => all.length > 0);
await picture("walk-11-lenses");
check("the document says who quotes it", (await lenses()).some((text) => text.includes("quoted by")), await lenses());
await page.locator(".codelens-decoration a").first().click();
await wait(2500);
await picture("walk-12-lens-list");
check("the lens leads to the claims", (await page.locator(".peekview-widget, .reference-zone-widget").count()) > 0, "");
await press("Escape");
await goTo(28);
await press("Home");
await type("Not ");
const broken = await until(problems, (rows) => rows.length > 0, 20000);
await picture("walk-13-document-changed");
check("what the changed document breaks is shown", broken.length > 0, broken);
await page.keyboard.press("Control+Shift+M");
await wait(1500);
await picture("walk-14-document-problems");
await page.keyboard.press("Control+Shift+M");
await page.keyboard.press("Control+1");
for (let n = 0; n < 4; n += 1) await press("Control+Z");
const undone = await until(problems, (rows) => rows.length === 0, 20000);
check("undone, it goes away", undone.length === 0, undone);

// A quick fix from the light bulb.
await open("a-year-of-measurements.json");
await press("Control+H");
await wait(800);
await type("hourly measurements");
await press("Tab");
await type("weekly measurements");
await press("Control+Alt+Enter");
await press("Escape");
await until(squiggles, (count) => count > 0);
await press("F8");
await wait(1200);
await picture("walk-15-finding");
await press("Escape");
const bulb = page.locator(".lightBulbWidget, .codicon-light-bulb, .codicon-lightbulb, .codicon-gutter-lightbulb, .codicon-gutter-lightbulb-auto-fix, .codicon-lightbulb-autofix").first();
await bulb.waitFor({ timeout: 15000 }).catch(() => {});
check("there is a light bulb", (await bulb.count()) > 0, "");
await bulb.click({ timeout: 5000 }).catch(() => press("Control+."));
await wait(2000);
await picture("walk-16-bulb");
await press("Enter");
const clean = await until(squiggles, (count) => count === 0);
await picture("walk-17-fixed");
check("the fix is applied, and the file passes", clean === 0 && (await lines()).some((line) => line.includes("hourly measurements")), await lines());
await press("Control+S");
// Hover.
await goTo(12);
await press("End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Control+K", "Control+I");
const hover = await until(hovers, (text) => text.includes("exact"), 10000);
await picture("walk-18-hover");
check("a quote's hover has verdict and passage", hover.includes("exact") && hover.includes("constituents"), hover);
await press("Escape");

// An article beside an archive that is below the workspace's folder; the same in a folder above which there is one; and in no
// archive.
const status = async () => (await page.locator(".statusbar-item").allInnerTexts()).join(" ") + (await page.locator(".statusbar-item").evaluateAll((all) => all.map((item) => item.getAttribute("aria-label")).join(" ")));
for (const [folder, name] of [["below", "below"], ["below/archive/articles", "above"]]) {
  await start(`${process.env.WORK}/${folder}`);
  await open("note.md");
  const found = await until(squiggles, (count) => count > 0);
  await picture(`walk-19-archive-${name}`);
  check(`an article is checked against the archive ${name}`, found > 0, await problems());
}
await start(`${process.env.WORK}/plain`);
await open("note.md");
await wait(6000);
check("an article in no archive has no finding", (await squiggles()) === 0, "");
await page.locator(".statusbar-item:has(.codicon-bracket), .statusbar-item[id*='languageStatus']").first().click();
await wait(1500);
await picture("walk-20-no-archive");
check("it says that it is in none", (await status()).includes("not in an archive") || (await page.locator("text=not in an archive").count()) > 0, await status());
await end();
