// An archive in which everything that a stranger may write is markup, a script, an address that runs, or turns the text round.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const payload = "\u202E\u2066</title></script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>\" onfocus=window.pwned=1 autofocus x=\"' {{ 7*7 }} {% raw %} &lt;b&gt; -->]]>\u2028`${window.pwned=1}`";
const url = "javascript:window.pwned=1";

export function hostile(folder) {
  const put = (name, text) => {
    const file = join(folder, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  };
  const said = words => `${words} ${payload}`;
  put("quoteproof.toml", `[site]\ntitle = ${JSON.stringify(said("Title"))}\nquestion = ${JSON.stringify(said("Question?"))}\nmethod = ${JSON.stringify(said("Method."))}\nreview = ${JSON.stringify(said("Review."))}\n`);
  const text = `The ferry never sailed again. ${payload} The mayor was not there. ${payload}\n`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  for (const id of ["one", "two"]) {
    put(`corpus/${id}/text.txt`, text);
    put(`corpus/${id}/source.json`, JSON.stringify({
      id, title: said("A title"), author: [said("An author")], publisher: said("A house"), issued: "1998",
      url: id === "one" ? url : "https://example.org/'onmouseover=window.pwned=1//", language: "en",
      text: { path: "text.txt", media_type: "text/plain", sha256 },
    }));
  }
  const quotes = ["The ferry never sailed again.", said("The ferry never sailed again."), "The ferry sailed again.", `The ferry [${payload}] never sailed again.`, "The ferry … was not there."];
  quotes.forEach((quote, at) => put(`claims/c-${at}.json`, JSON.stringify({
    id: `c-${at}`, statement: said("A claim to be checked."), claimant: said("A person"), label: "conflicting", justification: said("Because."), topics: ["harbour"],
    evidence: [
      { source: "one", quote, stance: "supports", speaker: said("A speaker"), note: said("A note"), locator: { section: said("Section") } },
      { source: "two", quote: "The mayor was not there.", stance: "refutes", speaker: said("Another"), prefix: said("before") },
    ],
    relations: at ? [{ type: "contradicts", claim: `c-${at - 1}` }] : [],
  })));
  put("claims/long.json", JSON.stringify({
    id: "long", statement: "Long ".repeat(20) + "w".repeat(390), label: "supported",
    evidence: [{ source: "one", quote: "The mayor was not there.", stance: "supports" }],
  }));
}
