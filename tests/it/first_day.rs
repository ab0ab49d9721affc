//! What a newcomer does on the first day, and what they do wrong: nothing is silent, and every answer names what to type.

use crate::tool::{outside, put, quoteproof, said, says, scratch, shell, source, validate};
use quoteproof::diagnostic::Code;
use serde_json::Value;
use std::path::Path;

fn claim(folder: &Path, members: &str) {
    put(
        folder,
        "claims/one.json",
        format!(
            "{{\n  \"id\": \"one\",\n  \"statement\": \"The ferry did not sail that year.\",\n  {members}\n}}\n"
        ),
    );
}

const LABEL: &str = "\"label\": \"supported\"";

const EVIDENCE: &str = "\"evidence\": [\n    {\"source\": \"note\", \"quote\": \"the ferry never sailed\", \"stance\": \"supports\"}\n  ]";

fn archive(name: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    source(&folder, "note", "So the ferry never sailed again, whatever the council said.");
    folder
}

#[test]
fn eight_documents_and_no_claim_are_few_lines() {
    let folder = scratch("first-day-eight");
    for id in ["article", "brief", "history", "interview", "letter", "minutes", "poll", "survey"] {
        source(&folder, id, "Some words of the document that nobody has quoted so far.");
    }
    put(&folder, "claims/.gitkeep", "");
    let output = quoteproof().arg("validate").current_dir(&folder).output().expect("it runs");
    says(&output, 2, &["it has no claim yet, 8 sources to quote", "quoteproof new claim ID"]);
    assert_eq!(said(&output).lines().count(), 2, "{}", said(&output));
    put(
        &folder,
        "claims/one.json",
        "{\"id\": \"one\", \"statement\": \"Nobody has quoted it.\", \"label\": \"supported\", \"evidence\": \
         [{\"source\": \"poll\", \"quote\": \"nobody has quoted so far\", \"stance\": \"supports\"}]}",
    );
    let output = validate(&folder, &[]);
    says(&output, 0, &["no claim cites 7 sources yet: article, brief"]);
    assert_eq!(said(&output).lines().count(), 2, "{}", said(&output));
}

#[test]
fn a_file_that_is_no_claim_is_named_with_the_command_for_it() {
    let folder = archive("first-day-foreign");
    claim(&folder, &format!("{LABEL},\n  {EVIDENCE}"));
    put(&folder, "quotes.csv", "quote,source\nthe ferry,note\n");
    put(&folder, "article.md", "The ferry “never sailed”.\n");
    put(&folder, "paper.pdf", "%PDF-1.7\n");
    put(&folder, "other.json", "{}\n");
    for (file, wanted) in [
        ("quotes.csv", "`quoteproof check quotes.csv --against FOLDER`"),
        ("article.md", "`quoteproof check article.md --against FOLDER`"),
        ("paper.pdf", "`quoteproof source add paper.pdf`"),
        ("other.json", "the claims of this archive are the JSON files in claims/"),
    ] {
        says(&validate(&folder, &[file]), 2, &[file, "is not a claim", wanted]);
    }
    says(&validate(&folder, &["claims/one.json", "article.md"]), 0, &["1 passed"]);
    let alone = outside("first-day-alone");
    put(&alone, "article.md", "The ferry “never sailed”.\n");
    says(&validate(&alone, &["article.md"]), 2, &["`quoteproof check article.md"]);
    says(&validate(&alone, &[]), 2, &["`quoteproof init` makes one"]);
    std::fs::remove_dir_all(&alone).expect("gone");
}

/// The members of claims and evidence, of sources and of what is in them, as their schemas have them.
fn members(schema: &str, pointer: &str) -> Vec<String> {
    let schemas = quoteproof::schema::generated();
    let (_, text) = schemas.iter().find(|(name, _)| *name == schema).expect("a schema");
    let schema: Value = serde_json::from_str(text).expect("JSON");
    let object = schema.pointer(pointer).expect("an object")["properties"].as_object().cloned();
    object.expect("members").keys().filter(|name| !name.starts_with('$')).cloned().collect()
}

#[test]
fn one_slip_in_a_member_is_one_error_and_its_fix_renames_it() {
    let folder = archive("first-day-members");
    let whole = serde_json::json!({
        "id": "one", "statement": "The ferry did not sail that year.", "claimant": "The board",
        "date": "1975", "label": "supported", "justification": "It says so.", "topics": ["ferry"],
        "evidence": [{"source": "note", "quote": "the ferry never sailed", "stance": "supports",
            "prefix": "So", "suffix": "again", "speaker": "The clerk", "date": "1975", "note": "A note.",
            "locator": {"page": "1", "section": "2", "paragraph": 3},
            "unverifiable": {"reason": "The archive is closed."}}],
        "relations": [],
    });
    let (claims, evidence) = (members("claim", ""), members("claim", "/properties/evidence/items"));
    assert!(claims.len() >= 9 && evidence.len() >= 10, "{claims:?} {evidence:?}");
    for (member, inside) in
        claims.iter().map(|m| (m, false)).chain(evidence.iter().map(|m| (m, true)))
    {
        // A slip in two letters leaves nothing to guess from.
        if member.len() < 3 {
            continue;
        }
        let mut letters: Vec<char> = member.chars().collect();
        letters.swap(1, 2);
        let typed: String = letters.into_iter().collect();
        let text = serde_json::to_string_pretty(&whole).expect("JSON");
        let key = format!("\"{member}\":");
        // The claim's own members stand before or after the list; those of evidence are indented.
        let from = if inside { text.find("\"evidence\"").expect("a list") } else { 0 };
        let Some(at) = text[from..].find(&key).filter(|_| typed != *member) else { continue };
        let mut changed = text.clone();
        changed.replace_range(from + at..from + at + key.len(), &format!("\"{typed}\":"));
        put(&folder, "claims/one.json", &changed);
        let output = validate(&folder, &[]);
        let said_of_it = said(&output);
        assert_eq!(said_of_it.matches("error[").count(), 1, "{member}: {said_of_it}");
        assert!(said_of_it.contains("schema/additional-properties"), "{member}: {said_of_it}");
        let fixed = quoteproof()
            .args(["validate", "--fix", "--unsafe-fixes", "--format", "concise"])
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let mended = std::fs::read_to_string(folder.join("claims/one.json")).expect("the claim");
        assert_eq!(mended, text, "{member}: {}", said(&fixed));
    }
}

#[test]
fn other_words_for_labels_stances_ids_and_languages_are_understood() {
    let folder = archive("first-day-words");
    let cases = [
        ("\"label\": \"Supported\"", "did you mean `supported`?"),
        ("\"label\": \"true\"", "did you mean `supported`?"),
        ("\"label\": \"False\"", "did you mean `refuted`?"),
        ("\"label\": \"disputed\"", "did you mean `conflicting`?"),
        ("\"label\": \"unclear\"", "did you mean `not-enough-evidence`?"),
    ];
    for (label, wanted) in cases {
        claim(&folder, &format!("{label},\n  {EVIDENCE}"));
        let output = quoteproof().arg("validate").current_dir(&folder).output().expect("it runs");
        says(&output, 1, &[wanted, "--unsafe-fixes"]);
    }
    for (old, new, wanted) in [
        ("\"note\"", "\"Note\"", "write `note`"),
        ("\"note\"", "\"note.pdf\"", "write `note`"),
        ("\"note\"", "\"corpus/note/text.txt\"", "write `note`"),
        ("\"note\"", "\"notes\"", "did you mean `note`?"),
        ("\"supports\"", "\"for\"", "did you mean `supports`?"),
        ("\"supports\"", "\"Against\"", "did you mean `refutes`?"),
        ("\"the ferry never sailed\"", "\"\"", "the quote is empty"),
    ] {
        claim(&folder, &format!("{LABEL},\n  {}", EVIDENCE.replace(old, new)));
        let output = quoteproof().arg("validate").current_dir(&folder).output().expect("it runs");
        says(&output, 1, &[wanted]);
    }
    put(&folder, "text.txt", "Some words of a document.\n");
    for (language, wanted) in [("English", "en"), ("Deutsch", "de"), ("de_AT", "de-AT")] {
        let add = ["source", "add", "text.txt", "--language", language];
        let output = quoteproof().args(add).current_dir(&folder).output().expect("it runs");
        says(&output, 2, &[&format!("did you mean `{wanted}`?")]);
    }
}

#[test]
fn findings_name_the_command_to_type() {
    let folder = archive("first-day-commands");
    claim(
        &folder,
        &format!(
            "{LABEL},\n  {}",
            EVIDENCE.replace("the ferry never sailed", "an unheard-of zeppelin landed")
        ),
    );
    put(&folder, "corpus/bare/survey.txt", "The pool loses water.\n");
    let run = || quoteproof().arg("validate").current_dir(&folder).output().expect("it runs");
    says(
        &run(),
        1,
        &["`quoteproof find \"some words\"`", "`quoteproof source add corpus/bare/survey.txt"],
    );
    std::fs::remove_dir_all(folder.join("corpus/bare")).expect("removed");
    put(&folder, "corpus/note/text.txt", "So the ferry never sailed. Never.");
    claim(&folder, &format!("{LABEL},\n  {EVIDENCE}"));
    says(&run(), 1, &["`quoteproof source update note`"]);
    let update = ["source", "update", "note"];
    let updated = quoteproof().args(update).current_dir(&folder).output().expect("it runs");
    says(&updated, 0, &["the new version is pinned"]);
    says(&run(), 0, &["1 passed"]);
    put(&folder, "corpus/note/text.txt", "So the ferry never sailed.\r\nNever.");
    let update = quoteproof().args(update).current_dir(&folder).output().expect("it runs");
    says(&update, 0, &["pinned"]);
    put(&folder, "corpus/note/text.txt", "So the ferry never sailed.\nNever.");
    says(&run(), 1, &["but for its line ends"]);
}

#[test]
fn plain_reports_draw_nothing() {
    let folder = archive("first-day-plain");
    claim(&folder, &format!("{LABEL},\n  {}", EVIDENCE.replace("never", "always")));
    let drawn = |text: &str| text.chars().any(|c| matches!(c, '─'..='╿' | '×' | '⚠' | '•'));
    let run = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = quoteproof();
        command.args(arguments).current_dir(&folder).envs(variable);
        said(&command.output().expect("it runs"))
    };
    assert!(drawn(&run(&["validate"], None)));
    for (arguments, variable) in [
        (&["validate", "--format", "plain"][..], None),
        (&["validate"], Some(("NO_GRAPHICS", "1"))),
        (&["validate"], Some(("TERM", "dumb"))),
        (&["show", "one", "--format", "plain"], None),
        (&["stats", "--format", "plain"], None),
        (&["list"], None),
    ] {
        let text = run(arguments, variable);
        assert!(!drawn(&text) && !text.is_empty(), "{arguments:?}: {text}");
    }
    let text = run(&["validate", "--format", "plain"], None);
    assert!(text.contains("claims/one.json, line") && text.contains("document: "), "{text}");
}

/// No home, no terminal type, no locale, a home that cannot be written: every command does what it does elsewhere.
#[cfg(unix)]
#[test]
fn a_bare_environment_is_enough() {
    let folder = archive("first-day-bare");
    claim(&folder, &format!("{LABEL},\n  {EVIDENCE}"));
    std::fs::create_dir_all(folder.join("home")).expect("a folder");
    let script = "chmod a-w home; run() { env -i PATH=\"$PATH\" \"$@\" || exit 1; }\n\
        run quoteproof validate --quiet\n\
        run LANG=C TERM= quoteproof validate --quiet\n\
        run LC_ALL=C HOME=\"$PWD/home\" TERM=unknown quoteproof list\n\
        run HOME=/nonexistent TZ=Nowhere/Nothing quoteproof find ferry\n\
        run LANG=C quoteproof quote one 'whatever the council said'\n\
        run LANG=C quoteproof show one\n\
        run HOME=\"$PWD/home\" quoteproof init other\n\
        run LANG=xx_YY COLUMNS=nonsense quoteproof stats\n\
        run COMPLETE= quoteproof --version\n";
    let output = shell(script, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 0, &["1 passed", "quote 2 added", "files written", "quoteproof 0."]);
}

/// What lies in a folder and is none of its kind is told of, not passed over.
#[test]
fn files_of_the_wrong_kind_are_told_of() {
    let folder = archive("first-day-kinds");
    claim(&folder, &format!("{LABEL},\n  {EVIDENCE}"));
    put(&folder, "claims/b.json.txt", "{}");
    put(&folder, "claims/c.yaml", "id: c\n");
    put(&folder, "claims/d.json/e.txt", "");
    put(&folder, "corpus/paper.pdf", "%PDF-1.7\n");
    put(&folder, "corpus/empty/.keep", "");
    put(&folder, "corpus/odd/source.json/x", "");
    put(&folder, "schema/claim.schema.json", "[]");
    let output = validate(&folder, &[]);
    let found = said(&output);
    for (file, code) in [
        ("claims/b.json.txt", Code::ConfigStrayFile),
        ("claims/c.yaml", Code::ConfigStrayFile),
        ("claims/d.json", Code::JsonUnreadable),
        ("corpus/paper.pdf", Code::ConfigStrayFile),
        ("corpus/empty/source.json", Code::JsonUnreadable),
        ("corpus/odd/source.json", Code::JsonUnreadable),
        ("schema/claim.schema.json", Code::ConfigStaleSchema),
    ] {
        let line = found.lines().find(|line| line.starts_with(&format!("{file}:")));
        let line = line.unwrap_or_else(|| panic!("{file}: {found}"));
        assert!(line.contains(code.name()), "{line}");
    }
}

/// Every line that `init` writes to be run does run, with a `cargo` that installs this very command.
#[cfg(unix)]
#[test]
fn what_init_writes_runs() {
    let folder = scratch("first-day-init");
    put(&folder, "archive/tools/quoteproof/Cargo.toml", "");
    let script = "mkdir stub && cd archive && git init -q -b main\n\
        quoteproof init --example --ci tools/quoteproof > ../log 2>&1 && git add . && git commit -q -m first\n";
    says(&shell(script, &folder).current_dir(&folder).output().expect("a shell"), 0, &[]);
    let workflow = std::fs::read_to_string(folder.join("archive/.github/workflows/quoteproof.yml"));
    let workflow = workflow.expect("the workflow");
    let lines: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: ")).collect();
    assert_eq!(lines.len(), 2, "{workflow}");
    // Where it goes is the runner's: what is asked of it is looked at.
    let stub =
        "#!/bin/sh\n[ \"$*\" = 'install --path tools/quoteproof --locked' ] && echo asked for it\n";
    put(&folder, "stub/cargo", stub);
    let run = format!(
        "chmod +x stub/cargo; PATH=\"$PWD/stub:$PATH\"; cd archive; {}",
        lines.join(" && ")
    );
    let output = shell(&run, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 0, &["asked for it", "2 passed"]);
    let hook = std::fs::read_to_string(folder.join("archive/.pre-commit-config.yaml"));
    let hook = hook.expect("the hook's file");
    let entry = hook.lines().find_map(|line| line.trim().strip_prefix("entry: "));
    let entry = entry.expect("a command").to_owned();
    let change =
        format!("cd archive; sed -i 's/did not fall/did fall/' claims/*.json; git add .; {entry}");
    let output = shell(&change, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 1, &["quote/altered"]);
    // As pre-commit asks for all files, after the commit: nothing is staged, and the names are handed over.
    assert!(!hook.contains("pass_filenames"), "{hook}");
    let all = format!("cd archive; git commit -q --no-verify -m bad; {entry} $(git ls-files)");
    let output = shell(&all, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 1, &["quote/altered"]);
    let check = "cd archive; git check-attr text -- corpus/tide-gauge/text.txt corpus/x/proofs.json; \
        git check-attr merge -- corpus/x/proofs.json";
    let output = shell(check, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 0, &["text.txt: text: unset", "proofs.json: merge: quoteproof"]);
}

/// What Git and GitHub read at the top of a checkout only is written there, and never over what is there.
#[cfg(unix)]
#[test]
fn init_in_a_folder_of_a_checkout_writes_the_gate_where_it_is_read() {
    let folder = scratch("first-day-inside");
    put(&folder, "top/tools/quoteproof/Cargo.toml", "");
    let init = "cd top && git init -q -b main && quoteproof init --example notes/archive --ci tools/quoteproof --pages";
    let output = shell(init, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 0, &["wrote .github/workflows/quoteproof.yml at the top of the checkout"]);
    let top = folder.join("top");
    let read = |file: &str| std::fs::read_to_string(top.join(file)).expect(file);
    for (file, wanted) in [
        (".pre-commit-config.yaml", "entry: quoteproof validate --staged --root notes/archive\n"),
        (
            ".github/workflows/quoteproof.yml",
            "run: quoteproof validate --format github --root notes/archive\n",
        ),
        (
            ".github/workflows/pages.yml",
            "run: quoteproof validate --format github --root notes/archive\n",
        ),
    ] {
        assert!(read(file).contains(wanted), "{file}: {}", read(file));
        assert!(!top.join("notes/archive").join(file).exists(), "{file}");
    }
    let run =
        "cd top; git add .; quoteproof validate --staged --root notes/archive $(git ls-files)";
    let output = shell(run, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 0, &["2 passed"]);

    // What is there stays, and what is missing is said.
    put(&top, ".pre-commit-config.yaml", "repos: []\n");
    let output = shell("cd top && quoteproof init other", &folder).current_dir(&folder).output();
    let wanted = "quoteproof validate --staged --root other";
    says(&output.expect("a shell"), 0, &["kept  .pre-commit-config.yaml", wanted]);
    assert_eq!(read(".pre-commit-config.yaml"), "repos: []\n");
    // Nothing is installed that is not there, and no name is written that a shell would take for more.
    let refused =
        "cd top && quoteproof init third --ci tools/other; echo $?; quoteproof init 'my; notes'";
    let output = shell(refused, &folder).current_dir(&folder).output().expect("a shell");
    says(&output, 2, &["has no folder tools/other with a Cargo.toml", "2\n", "my; notes"]);
    assert!(!top.join("third/quoteproof.toml").exists());
    // A folder that Git leaves out is part of no checkout.
    put(&top, ".gitignore", "/left-out\n");
    let output = shell("cd top && quoteproof init left-out", &folder).current_dir(&folder).output();
    says(&output.expect("a shell"), 0, &["wrote .pre-commit-config.yaml\n"]);
}

/// What is piped into a log shows of a sealed text the passage that a finding names, and no more of its lines.
#[test]
fn a_log_shows_no_line_of_a_sealed_text() {
    let folder = scratch("first-day-log");
    let text = "A first secret line.\nThe keeper wrote in secret that the ferry never sailed again \
                that year, whatever was printed in the secret gazette.\nA last secret line.\n";
    source(&folder, "note", text);
    claim(&folder, &format!("{LABEL},\n  {EVIDENCE}").replace("never sailed", "always sailed"));
    let run = |arguments: &[&str]| {
        let output = quoteproof().args(arguments).current_dir(&folder).output().expect("it runs");
        said(&output)
    };
    let open = run(&["validate"]);
    assert!(open.contains("in secret that"), "{open}");
    assert!(run(&["seal", "note"]).contains("sealed"));
    for arguments in [["validate"].as_slice(), &["validate", "--format", "plain"]] {
        let sealed = run(arguments);
        assert!(sealed.contains("quote/altered") && sealed.contains("never"), "{sealed}");
        assert!(!sealed.contains("secret"), "{sealed}");
    }
}
