// The cases of the matching contract, asked of the module in a page.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export function cases(folder) {
  const files = readdirSync(folder).filter(name => name.endsWith(".json")).sort();
  return files.flatMap(name => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

// What the page's module says of each case; the page asks as its own script does.
export const answers = (page, all) => page.evaluate(async all => {
  const said = [];
  for (const one of all) {
    const { media_type, language = "en", quote, prefix, suffix } = one;
    const bytes = new TextEncoder().encode(one.document);
    try {
      [said[said.length]] = await window.quoteproofAsk({ do: "verify", media_type, language, quotes: [{ quote, prefix, suffix }] }, bytes);
    } catch (error) {
      said.push({ verdict: String(error), kinds: [], findings: [] });
    }
  }
  return said;
}, all);

// The rule of `quoteproof conformance`: verdict, kinds where the case has them, findings.
export function differing(all, said) {
  const same = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
  const wrong = [];
  all.forEach((wanted, at) => {
    const got = said[at], findings = got.findings.map(code => code.replace("quote/", ""));
    const right = got.verdict === wanted.verdict && (!wanted.kinds || same(wanted.kinds, got.kinds)) && same(wanted.findings || [], findings);
    if (!right) wrong.push(`${wanted.id}: wanted ${wanted.verdict} ${wanted.kinds || ""} ${wanted.findings || ""}, got ${got.verdict} ${got.kinds} ${findings}`);
  });
  return wrong;
}
