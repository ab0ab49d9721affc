// The pages of `quoteproof site` in Chromium and Firefox: node suite.mjs REPOSITORY QUOTEPROOF MODULE WORK
// WORK takes the sites and the pictures, which are to be looked at. First every check is shown to fail on a planted fault.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { accessible, feed, fits, inert, keyboard, modes, printable, readable, turn, valid, visit } from "./checks.mjs";
import { answers, cases, differing } from "./conformance.mjs";
import { hostile } from "./hostile.mjs";

const [root, quoteproof, module, work] = process.argv.slice(2).map(path => resolve(path));
const firefoxPath = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync);
let passed = 0, failed = 0;

function told(name, wrong) {
  if (wrong.length) {
    failed++;
    console.log(`FAILED: ${name}`);
    for (const line of wrong.slice(0, 12)) console.log(`    ${line}`);
  } else {
    passed++;
  }
}

// One check that fails is no reason not to run the others. ONLY, a regular expression, chooses some by their names.
const only = new RegExp(process.env.ONLY || "");
async function check(name, run) {
  if (!only.test(name)) return;
  try {
    told(name, await run());
  } catch (error) {
    told(name, [String(error.stack || error)]);
  }
}

function make(name, archive, ...options) {
  const out = join(work, name);
  rmSync(out, { recursive: true, force: true });
  execFileSync(quoteproof, ["site", out, ...options], { cwd: archive, stdio: ["ignore", "ignore", "inherit"] });
  return out;
}

function pagesOf(site) {
  return readdirSync(site, { recursive: true }).filter(name => name.endsWith(".html")).sort().map(name => join(site, name));
}

// A page of each kind, the largest: those of one folder are made by one template, and so are the parts of a list.
function sample(pages, site) {
  const kinds = new Map();
  for (const page of pages) {
    const name = relative(site, page), folder = dirname(name);
    const kind = folder === "." ? name.replace(/--.*/, ".html") : folder;
    const before = kinds.get(kind);
    if (!before || statSync(page).size > statSync(before).size) kinds.set(kind, page);
  }
  return [...kinds.values()];
}

const shot = (page, name) => page.screenshot({ path: join(work, "pictures", `${name}.png`), fullPage: true });

// Faults, each of which one check must find.
function faults(site) {
  const folder = join(work, "planted");
  rmSync(folder, { recursive: true, force: true });
  cpSync(site, folder, { recursive: true });
  const file = join(folder, "index.html"), style = join(folder, "style.css");
  const [html, css] = [readFileSync(file, "utf8"), readFileSync(style, "utf8")];
  const put = (inBody, rules = "", edit = text => text) => () => {
    writeFileSync(file, edit(html.replace("</h1>", `</h1>${inBody}`)));
    writeFileSync(style, css + rules);
    return file;
  };
  const planted = edit => () => {
    const text = readFileSync(join(site, "feed.xml"), "utf8"), other = join(folder, "feed.xml");
    writeFileSync(other, edit(text));
    return other;
  };
  const open = text => text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
  const within = (check, options) => file => visit(chrome, file, options, check);
  const turned = (check, mode) => within(async page => { await turn(page, modes[mode]); return check(page); });
  return [
    ["a picture without words", put("<img src='style.css'>"), within(accessible)],
    ["words that are hard to see", put("<p class='planted'>Faint words</p>", ".planted{color:#777;background:#888}"), within(accessible)],
    ["faint words in the dark", put("<p class='planted'>Faint words</p>", "@media (prefers-color-scheme:dark){.planted{color:#222;background:#111}}"), turned(accessible, "dark")],
    ["a wide line on a phone", put(`<p>${"w".repeat(400)}</p>`, "p{overflow-wrap:normal!important}"), turned(fits, "phone")],
    ["a request to a host", put("<img alt='' src='http://127.0.0.1:9/x.png'>", "", open), within(readable)],
    ["a request that the policy stops", put("<img alt='' src='http://127.0.0.1:9/x.png'>"), within(readable)],
    ["a script that fails", put("<script src='planted.js'></script>"), within(readable)],
    ["an inline script that the policy stops", put("<script>window.x=1</script>"), within(readable)],
    ["a page without its text", put("", "main{display:none}"), within(readable, { javaScriptEnabled: false })],
    ["no sign of the focus", put("", "*:focus,*:focus-visible{outline:none!important;box-shadow:none!important}"), within(keyboard)],
    ["a link that Tab does not reach", put("<div tabindex='0' onfocus='this.blur()'>x</div>", "", open), within(keyboard)],
    ["a menu on paper", put("", "@media print{nav,nav *,header{display:block!important}}"), within(printable)],
    ["a page that is empty on paper", put("", "@media print{main{visibility:hidden}}"), within(printable)],
    ["a script of a document", put("<script>window.pwned=1</script>", "", open), within(inert)],
    ["an event handler", put("<b onclick='x()'>x</b>"), within(inert)],
    ["an address that runs", put("<a href='javascript:x()'>x</a>"), within(inert)],
    ["a feed without an id", planted(text => text.replace(/<id>.*?<\/id>/, "")), feed],
    ["an entry of the feed without its page", planted(text => text.replace(/(<entry>[^]*?)<link.*?>/, "$1")), feed],
    ["a feed with a day for a moment", planted(text => text.replace(/T00:00:00Z/, "")), feed],
    ["markup that is not valid", put("<p><div></p><span id='a'></span><span id='a'></span>"), valid],
  ];
}

async function planted(site) {
  for (const [name, put, look] of faults(site)) {
    await check(`planted: ${name}`, async () => (await look(put())).length ? [] : ["nobody noticed it"]);
  }
  await check("planted: a page as it is", async () => {
    const file = join(site, "index.html");
    return [...await visit(chrome, file, {}, readable), ...await valid(file), ...feed(join(site, "feed.xml"))];
  });
  const all = cases(join(root, "tests/conformance")).slice(0, 5);
  const right = all.map(one => ({ verdict: one.verdict, kinds: one.kinds || [], findings: (one.findings || []).map(name => `quote/${name}`) }));
  right[2] = { ...right[2], verdict: "absent", findings: ["quote/ambiguous"] };
  told("planted: a verdict of another", differing(all, right).length === 1 ? [] : ["nobody noticed it"]);
}

async function look(name, site) {
  const pages = pagesOf(site);
  await check(`${name}: the feed is one of Atom`, () => feed(join(site, "feed.xml")));
  await check(`${name}: html-validate, ${pages.length} pages`, async () => {
    const all = [];
    for (const page of pages) all.push(...(await valid(page)).map(line => `${relative(site, page)}: ${line}`));
    return all;
  });
  await check(`${name}: no raw markup, ${pages.length} pages`, () => visit(chrome, pages[0], {}, async page => {
    const all = [];
    for (const file of pages) {
      await page.goto(pathToFileURL(file).href);
      all.push(...(await inert(page)).map(line => `${relative(site, file)}: ${line}`));
    }
    return all;
  }));
  for (const file of sample(pages, site)) {
    const short = relative(site, file).replace(/\.html$/, "").replaceAll("/", "-");
    await check(`${name}: ${short}`, () => visit(chrome, file, {}, async page => {
      const wrong = [];
      const at = async (what, found) => wrong.push(...(await found).map(line => `${what}: ${line}`));
      await at("keyboard", keyboard(page));
      for (const [mode, how] of Object.entries(modes)) {
        await turn(page, how);
        await at(mode, readable(page));
        await at(mode, fits(page));
        await at(mode, accessible(page, mode === "forced"));
        await shot(page, `${name}-${short}-${mode}`);
      }
      await at("print", printable(page));
      return wrong;
    }));
    await check(`${name}: ${short}, no JavaScript`, () => visit(chrome, file, { javaScriptEnabled: false }, readable));
    await check(`${name}: ${short}, Firefox`, () => inFirefox(file, async page => [...await readable(page), ...await inert(page), ...await fits(page)]));
  }
}

async function inFirefox(file, use) {
  const page = await firefox.newPage();
  const wrong = [];
  page.on("console", said => said.type() === "error" && wrong.push(`console: ${said.text()}`));
  page.on("pageerror", error => wrong.push(`error: ${error}`));
  page.on("request", asked => asked.url().startsWith("file:") || asked.url().startsWith("data:") || wrong.push(`request: ${asked.url()}`));
  await page.goto(pathToFileURL(file).href);
  wrong.push(...await use(page));
  await page.close();
  return wrong;
}

// The page "check it yourself", by hand as it were; both drivers have these by the same names.
async function hand(page) {
  await page.waitForSelector("#tools:not([hidden])");
  const finished = name => page.waitForFunction(id => {
    const said = document.getElementById(id).textContent;
    return said && !said.startsWith("Looking");
  }, ...(page.context ? [`${name}-status`, { timeout: 60000 }] : [{ timeout: 60000 }, `${name}-status`]));
  const said = name => page.evaluate(name => ({
    status: document.getElementById(`${name}-status`).textContent,
    results: [...document.querySelectorAll(`#${name}-result .result`)].map(one => [one.className.replace("result ", ""), one.textContent]),
    facts: [...document.querySelectorAll(`#${name}-result .meta div`)].map(one => one.textContent),
    marks: [...document.querySelectorAll(`#${name}-result del, #${name}-result ins`)].map(one => one.textContent.trim()),
  }), name);
  return {
    // Typed and sent with the keyboard alone.
    async seek(quote) {
      await page.evaluate(() => { document.getElementById("quote").value = ""; document.getElementById("seek-status").textContent = ""; document.getElementById("quote").focus(); });
      await page.keyboard.type(quote);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await finished("seek");
      return said("seek");
    },
    async compare(file) {
      await page.evaluate(() => { document.getElementById("compare-status").textContent = ""; document.getElementById("compare-result").replaceChildren(); });
      const input = await page.$("#file");
      if (page.context) await input.setInputFiles(file); else await input.uploadFile(file);
      await finished("compare");
      return said("compare");
    },
  };
}

const expect = (what, is, wanted) => is ? [] : [`${what}: ${JSON.stringify(wanted)}`];

async function tides(page, name) {
  const corpus = join(root, "examples/tides/corpus");
  const claims = join(root, "examples/tides/claims");
  const some = readdirSync(claims).map(file => JSON.parse(readFileSync(join(claims, file), "utf8"))).flatMap(claim => claim.evidence).find(one => one.source === "terms" && typeof one.quote === "string");
  const { seek, compare } = await hand(page);
  const stands = await seek(some.quote);
  const wrong = expect("a quote of a claim stands", stands.results.some(([kind]) => kind === "stands") && /words are in/.test(stands.status), stands);
  if (name === "chromium") await shot(page, "check-stands");
  const words = some.quote.replace(/[…[\]]/g, "").split(" ");
  words[3] = "never";
  const changed = await seek(words.join(" "));
  wrong.push(...expect("a changed quote does not", changed.results.some(([kind]) => kind === "fails") && changed.marks.includes("never"), changed));
  if (name === "chromium") await shot(page, "check-altered");
  const none = await seek("Nobody here ever said anything about purple elephants in a bathtub.");
  wrong.push(...expect("another quote is not found", !none.results.some(([kind]) => kind === "stands") && /Not found/.test(none.status), none));
  const empty = await seek("… [] …");
  wrong.push(...expect("a quote without a word", /no word/.test(empty.status), empty));
  const own = await compare(join(corpus, "terms/text.txt"));
  wrong.push(...expect("the document itself", /archive’s document: (\d+) of its \1 quotation/.test(own.status) && own.facts.some(fact => /Same file✓/.test(fact)), own));
  if (name === "chromium") await shot(page, "check-own");
  const page2 = await compare(join(corpus, "weather/page.html"));
  wrong.push(...expect("a web page", /archive’s document: (\d+) of its \1 quotation/.test(page2.status), page2));
  // A browser does not notice when the same file is chosen again.
  const laid = (file, content) => { writeFileSync(join(work, file), content); return join(work, file); };
  const other = laid("other.txt", `${readFileSync(join(corpus, "terms/text.txt"), "utf8")}\nOne more line.\n`);
  const copy = await compare(other);
  wrong.push(...expect("another copy of it", /not the archive’s file/.test(copy.status) && copy.facts.some(fact => /Same file✗/.test(fact)), copy));
  const foreign = await compare(laid("foreign.txt", "Nothing in this text is quoted by anybody, and it is no document of any archive.\n"));
  wrong.push(...expect("a foreign document", /none of the archive/.test(foreign.status), foreign));
  const picture = await compare(laid("picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 0])));
  wrong.push(...expect("what is no document", /could not be checked/.test(picture.status), picture));
  if (name === "chromium") await shot(page, "check-broken");
  if (name === "chromium") wrong.push(...await accessible(page));
  return wrong;
}

// The sealed archive: what is proven is found, the rest is not said to be absent; with the text at hand the seal fits.
async function sealed(page, name) {
  const { seek, compare } = await hand(page);
  const archive = await page.evaluate(() => window.quoteproofArchive.documents.map(({ id, text, quotes }) => ({ id, hash: text.sha256, quotes })));
  const wrong = [];
  for (const { id, quotes } of archive) {
    const one = quotes.find(quote => typeof quote.quote === "string" && quote.passed);
    if (!one) continue;
    const told = await seek(one.quote);
    wrong.push(...expect(`a proven quote of ${id}`, told.results.some(([kind, text]) => kind === "stands" && /against a proof/.test(text)), told));
  }
  const open = await seek("These words stand in none of the passages that are proven here.");
  wrong.push(...expect("what is not proven", /may be elsewhere/.test(open.status), open));
  if (name === "chromium") { await seek(archive[0].quotes[0].quote.toString()); await shot(page, "check-sealed"); }
  const texts = process.env.QUOTEPROOF_TEXTS;
  const { createHash } = await import("node:crypto");
  const files = texts ? readdirSync(texts, { recursive: true, withFileTypes: true }).filter(one => one.isFile()).map(one => join(one.parentPath, one.name)) : [];
  let compared = 0;
  for (const file of files) {
    const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
    if (!archive.some(source => source.hash === hash)) continue;
    compared++;
    const told = await compare(file);
    wrong.push(...expect(`the text of ${basename(file)}`, told.facts.some(fact => /Seal✓/.test(fact)) && /archive’s document: (\d+) of its \1 quotation/.test(told.status), { status: told.status, facts: told.facts }));
    if (name === "chromium" && compared === 1) await shot(page, "check-seal-fits");
  }
  if (name === "chromium") console.log(`${compared} sealed texts compared`);
  return wrong;
}

async function conformance(page) {
  await page.waitForSelector("#tools:not([hidden])");
  const all = cases(join(root, "tests/conformance"));
  const start = Date.now();
  const wrong = differing(all, await answers(page, all));
  console.log(`conformance: ${all.length} cases, ${wrong.length} differ, ${Date.now() - start} ms`);
  return all.length > 500 ? wrong : ["the suite has few cases"];
}

async function speed(page) {
  await page.waitForSelector("#tools:not([hidden])");
  const took = await page.evaluate(async () => {
    const sentence = at => `In the year ${at} the harbour master measured the tide at the old wall, and wrote down what he saw of it. `;
    let text = "";
    for (let at = 0; text.length < 1 << 20; at++) text += sentence(at);
    const bytes = new TextEncoder().encode(text), quotes = [{ quote: sentence(9000).trim() }];
    await window.quoteproofAsk({ do: "verify", language: "en", quotes }, new TextEncoder().encode("warm"));
    const times = [];
    for (let run = 0; run < 5; run++) {
      const start = performance.now();
      const [told] = await window.quoteproofAsk({ do: "verify", media_type: "text/plain", language: "en", quotes }, bytes);
      if (!told.passed) throw new Error(told.verdict);
      times.push(performance.now() - start);
    }
    return times.sort((one, other) => one - other)[2];
  });
  console.log(`a quote in 1 MB of text, read, folded and searched: ${took.toFixed(1)} ms`);
  return took < 2000 ? [] : [`${took} ms`];
}

mkdirSync(join(work, "pictures"), { recursive: true });
const chrome = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const firefox = await puppeteer.launch({ browser: "firefox", executablePath: firefoxPath, headless: true });

const day = "2026-11-29"; // Only a site with a date has a feed.
const strange = join(work, "hostile-archive");
rmSync(strange, { recursive: true, force: true });
hostile(strange);
const sites = {
  tides: make("tides", join(root, "examples/tides"), "--module", module, "--date", day),
  own: make("own", root, "--module", module, "--date", day),
  hostile: make("hostile", strange, "--module", module, "--date", day),
  plain: make("plain", join(root, "examples/tides")),
};

await planted(sites.tides);
for (const name of ["tides", "own", "hostile"]) await look(name, sites[name]);
await check("a site without the module says so", () => visit(chrome, join(sites.plain, "check.html"), {}, async page => {
  await shot(page, "check-no-module");
  const text = await page.innerText("main");
  return [...await readable(page), ...await accessible(page), ...expect("what does the same", /quoteproof find/.test(text) && /Releases/.test(text), text)];
}));
await check("check it yourself without JavaScript says so", () => visit(chrome, join(sites.tides, "check.html"), { javaScriptEnabled: false }, async page => {
  await shot(page, "check-no-script");
  const text = await page.innerText("main");
  return expect("what does the same", /needs JavaScript/.test(text) && /quoteproof find/.test(text), text);
}));
for (const [name, use] of [["tides", tides], ["own", sealed], ["tides", conformance], ["tides", speed]]) {
  const file = join(sites[name], "check.html");
  await check(`${use.name}, Chromium`, () => visit(chrome, file, {}, page => use(page, "chromium")));
  await check(`${use.name}, Firefox`, () => inFirefox(file, page => use(page, "firefox")));
}

await chrome.close();
await firefox.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
