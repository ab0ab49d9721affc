//! `quoteproof mcp`: a server of the Model Context Protocol on standard input and output, for agents that write evidence.
//!
//! A message is a line of JSON-RPC 2.0. Nothing is reachable but four tools on the archive; one of them writes, and only
//! where `--allow-writes` says so.

use super::show::with_id;
use super::{Global, options, print, quote, say};
use anyhow::{Context, anyhow, bail};
use quoteproof::Options;
use quoteproof::claim::{Evidence, Stance};
use quoteproof::find::{Query, find};
use quoteproof::report::{escaped, json_v1, search, show_v1, visible};
use quoteproof::repository::{Disk, Overlay};
use quoteproof::survey::survey;
use quoteproof::text::or_nearest;
use serde_json::{Value, json};
use std::io::{BufRead, Read};
use std::process::ExitCode;

/// The longest message that is read, in bytes.
const MAX_MESSAGE: u64 = 16 << 20;

/// The most places of a source that `find` gives.
const MAX_PLACES: u64 = 50;

/// The versions of the protocol that differ in nothing that is used here, the newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// The id under which a quote is tried; no file has it.
const TRIED: &str = "quoteproof-mcp-tries-a-quote";

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Let the tool `add_evidence` write to claims
    #[arg(long)]
    pub(super) allow_writes: bool,
}

/// What a quote may do for a claim.
const STANCES: [&str; 3] = ["supports", "refutes", "context"];

/// An error of the protocol: its code and its words.
type Refused = (i64, String);

struct Server {
    disk: Disk,
    options: Options,
    allow_writes: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let server = Server { disk, options, allow_writes: arguments.allow_writes };
    let mut input = std::io::stdin().lock();
    let mut is_spoken_to = false;
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(MAX_MESSAGE).read_until(b'\n', &mut line);
        if read.context("standard input cannot be read")? == 0 {
            if is_spoken_to {
                return Ok(ExitCode::SUCCESS);
            }
            say(
                "quoteproof: this is a server for agents: an agent starts it, and speaks to it on standard input",
            );
            return Ok(ExitCode::from(2));
        }
        is_spoken_to = true;
        if line.len() as u64 == MAX_MESSAGE && line.last() != Some(&b'\n') {
            bail!("a message is longer than {} MiB", MAX_MESSAGE >> 20);
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(answer) = server.answer(&line) {
            print(&format!("{}\n", escaped(&answer.to_string())))?;
        }
    }
}

/// Errors of JSON-RPC 2.0.
const NOT_JSON: i64 = -32_700;
const NO_REQUEST: i64 = -32_600;
const NO_METHOD: i64 = -32_601;
const WRONG_PARAMETERS: i64 = -32_602;

impl Server {
    /// The answer to a message; none to a notification.
    fn answer(&self, line: &[u8]) -> Option<Value> {
        let error = |id: Value, (code, message): Refused| json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}});
        let message: Value = match serde_json::from_slice(line) {
            Ok(message) => message,
            Err(why) => return Some(error(Value::Null, (NOT_JSON, why.to_string()))),
        };
        let id = message.get("id")?.clone();
        let Some(method) = message.get("method").and_then(Value::as_str) else {
            return Some(error(id, (NO_REQUEST, "a request has a method".to_owned())));
        };
        let params = message.get("params").unwrap_or(&Value::Null);
        Some(match self.result(method, params) {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err(refused) => error(id, refused),
        })
    }

    fn result(&self, method: &str, params: &Value) -> Result<Value, Refused> {
        match method {
            "initialize" => Ok(initialized(params)),
            "ping" => Ok(json!({})),
            "tools/list" => Ok(json!({"tools": self.tools()})),
            "tools/call" => self.call(params),
            _ => Err((NO_METHOD, format!("there is no method `{method}`"))),
        }
    }

    /// The tools, each with what it takes.
    fn tools(&self) -> Vec<Value> {
        let text = |about: &str| json!({"type": "string", "description": about});
        let evidence = json!({
            "source": text("the id of the source"),
            "quote": text("the words, exactly as the document has them"),
            "prefix": text("the words right before them"),
            "suffix": text("the words right after them"),
            "stance": {"type": "string", "enum": STANCES},
        });
        let mut tools = vec![
            tool(
                "find",
                "Find words in the documents: passages with their places, each ready as evidence",
                &json!({"words": text("the words, as a quote would have them"), "source": text("search this source only"),
                    "limit": {"type": "integer", "minimum": 1, "maximum": MAX_PLACES, "description": "how many places per source, at most"}}),
                &["words"],
                true,
            ),
            tool(
                "verify",
                "Check whether a quote is in its source word for word: the verdict, and the document's own words if not",
                &evidence,
                &["source", "quote"],
                true,
            ),
            tool(
                "show",
                "Show a claim with its evidence, the verdict on each quote, and the findings",
                &json!({"claim": text("the claim's id")}),
                &["claim"],
                true,
            ),
        ];
        if self.allow_writes {
            let mut members = evidence;
            members["claim"] = text("the claim's id");
            let about = "Add a quote to a claim's evidence, if it passes; otherwise write nothing";
            let needed = ["claim", "source", "quote", "stance"];
            tools.push(tool("add_evidence", about, &members, &needed, false));
        }
        tools
    }

    /// Calls a tool. What a tool has against its input is an answer, not an error of the protocol.
    fn call(&self, params: &Value) -> Result<Value, Refused> {
        let name = params.get("name").and_then(Value::as_str).unwrap_or_default();
        let none = json!({});
        let given = params.get("arguments").unwrap_or(&none);
        let tools = self.tools();
        let tool = tools.iter().find(|tool| tool["name"] == name);
        let tool = tool.ok_or_else(|| {
            let closed = if name == "add_evidence" {
                ": the server was started without --allow-writes"
            } else {
                ""
            };
            (WRONG_PARAMETERS, format!("there is no tool `{name}`{closed}"))
        })?;
        let known = &tool["inputSchema"]["properties"];
        let unknown = given.as_object().and_then(|g| g.keys().find(|k| known.get(*k).is_none()));
        let done = match (unknown, name) {
            (Some(unknown), _) => Err(not_taken(name, unknown, known)),
            (None, "find") => self.find(given),
            (None, "verify") => self.verify(given),
            (None, "show") => self.show(given),
            _ => self.add_evidence(given),
        };
        Ok(match done {
            Ok(found) => json!({
                "content": [{"type": "text", "text": escaped(&format!("{found:#}"))}],
                "structuredContent": found,
                "isError": false,
            }),
            Err(why) => {
                let why = visible(&format!("{why:#}"), true);
                json!({"content": [{"type": "text", "text": why}], "isError": true})
            }
        })
    }

    fn find(&self, given: &Value) -> anyhow::Result<Value> {
        let most = given.get("limit").and_then(Value::as_u64).unwrap_or(5).clamp(1, MAX_PLACES);
        let query = Query {
            words: needed(given, "words")?.to_owned(),
            sources: given["source"].as_str().map(str::to_owned).into_iter().collect(),
            most: usize::try_from(most).unwrap_or(1),
            stance: Stance::Context,
            exact: false,
        };
        let found = find(&self.disk, &self.options, &query).map_err(|why| anyhow!(why))?;
        Ok(serde_json::from_str(&search::json_v1::render(&found))?)
    }

    fn show(&self, given: &Value) -> anyhow::Result<Value> {
        let survey = survey(&self.disk, &self.options);
        let file = with_id(&survey, needed(given, "claim")?)?;
        Ok(serde_json::from_str(&show_v1::render(&show_v1::show(&survey, file)))?)
    }

    /// Tries a quote as the one evidence of a claim that is put over the archive: what is said is what `validate` says.
    fn verify(&self, given: &Value) -> anyhow::Result<Value> {
        let evidence = evidence(given)?;
        let claim = json!({
            "id": TRIED,
            "statement": "A quote is tried and nothing is written.",
            "label": "supported",
            "topics": [],
            "evidence": [evidence],
        });
        let path =
            self.options.root.join(&self.options.config.claims).join(format!("{TRIED}.json"));
        let mut world = Overlay::new(&self.disk);
        world.put(path.clone(), claim.to_string().into_bytes());
        let options = Options { paths: vec![path], ..self.options.clone() };
        let report: Value =
            serde_json::from_str(&json_v1::render(&quoteproof::check(&world, &options)))?;
        let of_quote = |found: &&Value| {
            let pointer = found["location"]["pointer"].as_str().unwrap_or("");
            pointer.starts_with("/evidence")
        };
        let said = report["diagnostics"].as_array().into_iter().flatten().filter(of_quote);
        let findings: Vec<Value> = said
            .map(|found| {
                json!({"code": found["code"], "severity": found["severity"], "message": found["message"], "help": found["help"]})
            })
            .collect();
        let mut quote = report["quotes"][0].clone();
        let Some(members) = quote.as_object_mut() else {
            let why: Vec<&str> = findings.iter().filter_map(|f| f["message"].as_str()).collect();
            bail!("the quote was not checked: {}", why.join("; "));
        };
        for of_the_file in ["claim", "file", "pointer"] {
            members.remove(of_the_file);
        }
        members.insert("findings".to_owned(), findings.into());
        Ok(quote)
    }

    /// Adds evidence that passes to a claim.
    fn add_evidence(&self, given: &Value) -> anyhow::Result<Value> {
        let verified = self.verify(given)?;
        if verified["passed"] != true {
            bail!("nothing was written: the quote does not pass: {verified:#}");
        }
        let survey = survey(&self.disk, &self.options);
        let file = with_id(&survey, needed(given, "claim")?)?;
        let path = self.options.root.join(file);
        let added = quote::add(&self.disk, &self.options, &path, &evidence(given)?);
        let (number, text) = added.context("nothing was written")?;
        let pointer = format!("/evidence/{}", number - 1);
        let mut done = json!({"written": file, "pointer": pointer, "verified": verified});
        if let Some(next) = quote::label(&text) {
            done["next"] = next.into();
        }
        Ok(done)
    }
}

fn initialized(params: &Value) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let version = VERSIONS.into_iter().find(|version| Some(*version) == asked);
    json!({
        "protocolVersion": version.unwrap_or(VERSIONS[0]),
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "quoteproof", "version": env!("CARGO_PKG_VERSION")},
        "instructions": "Quotes must be in their documents word for word. Find the words first, copy them from the \
            results of `find`, and verify them.",
    })
}

fn tool(name: &str, about: &str, members: &Value, needed: &[&str], reads_only: bool) -> Value {
    json!({
        "name": name,
        "description": about,
        "inputSchema": {"type": "object", "properties": members, "required": needed, "additionalProperties": false},
        "annotations": {"readOnlyHint": reads_only, "destructiveHint": false, "openWorldHint": false},
    })
}

fn needed<'v>(given: &'v Value, name: &str) -> anyhow::Result<&'v str> {
    let text = given.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| anyhow!("give `{name}`, a text"))
}

/// What a tool takes, to whoever gave it something else.
fn not_taken(name: &str, unknown: &str, known: &Value) -> anyhow::Error {
    let known: Vec<&str> = known.as_object().into_iter().flatten().map(|(k, _)| &**k).collect();
    let listed = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let near = or_nearest(unknown, known);
    anyhow!("`{name}` takes no `{unknown}`{near}: it takes {listed}")
}

/// The evidence that a call describes; its stance is `context` where none is given.
fn evidence(given: &Value) -> anyhow::Result<Evidence> {
    let mut members = json!({
        "source": needed(given, "source")?,
        "quote": needed(given, "quote")?,
        "stance": given.get("stance").and_then(Value::as_str).unwrap_or("context"),
    });
    let stance = members["stance"].as_str().unwrap_or_default();
    if !STANCES.contains(&stance) {
        bail!("`stance` is `{stance}`; it must be one of {}", STANCES.join(", "));
    }
    for name in ["prefix", "suffix"] {
        if let Some(text) = given.get(name).filter(|text| !text.is_null()) {
            members[name] = text.clone();
        }
    }
    serde_json::from_value(members).context("this is not evidence")
}
