//! Help, completions and manual pages: they fit, they have examples, they know every command.

use crate::tool::{put, quoteproof, root, said, says, scratch, shell, source};
use std::path::Path;
use std::process::Command;

fn run(arguments: &[&str]) -> String {
    let output = quoteproof().args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The names of all commands, from the help.
fn commands() -> Vec<String> {
    let help = run(&["--help"]);
    let (_, rest) = help.split_once("Commands:\n").expect("the commands");
    let lines = rest.lines().take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| name != "help").collect()
}

#[test]
fn help_fits_eighty_columns_and_has_examples() {
    let commands = commands();
    assert!(commands.len() >= 9, "{commands:?}");
    let of = |name: &String| run(&[name, "--help"]);
    for help in std::iter::once(run(&["--help"])).chain(commands.iter().map(of)) {
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
        }
        let examples = help.split_once("Example").map_or("", |(_, rest)| rest);
        assert!(examples.contains("  quoteproof "), "{help}");
    }
}

#[test]
fn help_breaks_no_command_over_two_lines() {
    let is_page = |page: &&str| !page.is_empty();
    let pages = include_str!("../../docs/reference/commands.md");
    let pages = pages.lines().filter_map(|line| line.strip_prefix("## quoteproof")).filter(is_page);
    for page in std::iter::once("").chain(pages) {
        for help in ["-h", "--help"] {
            let mut words: Vec<&str> = page.split_whitespace().collect();
            words.push(help);
            for (number, piece) in run(&words).split('`').enumerate() {
                assert!(number % 2 == 0 || !piece.contains('\n'), "{words:?}: `{piece}`");
            }
        }
    }
}

/// What a shell is told for words that are typed so far, the last of them to be completed.
fn completed(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut command = quoteproof();
    command.current_dir(folder).env("COMPLETE", "bash").env("_CLAP_IFS", "\n");
    command.env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
    let output = command.arg("--").args(words).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn completions_know_commands_ids_topics_and_codes() {
    let all = completed(root(), &["quoteproof", ""]);
    for name in commands() {
        assert!(all.contains(&name), "{name}: {all:?}");
    }
    let folder = scratch("completions-archive");
    source(&folder, "minutes", "The board met.");
    source(&folder, "survey", "The pool leaks.");
    put(&folder, "claims/lido-not-closed.json", "{}");
    put(&folder, "claims/$(touch x).json", "{}");
    put(&folder, "quoteproof.toml", "[topics]\nharbour = \"The harbour\"\n");
    let cases: [(&[&str], &[&str]); 12] = [
        (&["quoteproof", "show", "lid"], &["lido-not-closed"]),
        (&["quoteproof", "quote", ""], &["lido-not-closed"]),
        (&["quoteproof", "find", "--source", "mi"], &["minutes"]),
        (&["quoteproof", "source", "update", "s"], &["survey"]),
        (&["quoteproof", "rename", "source", "su"], &["survey"]),
        (&["quoteproof", "new", "claim", "a", "--topic", ""], &["harbour"]),
        (&["quoteproof", "explain", "seal/fo"], &["seal/forged-proof"]),
        (&["quoteproof", "validate", "--changed-"], &["--changed-since"]),
        (&["quoteproof", "validate", "-"], &["--changed-since", "--root"]),
        (&["quoteproof", "explain", "--format", ""], &["human", "json"]),
        (&["quoteproof", "stats", ""], &["--format"]),
        (&["quoteproof", "show", "$"], &[]),
    ];
    for (words, wanted) in cases {
        let found = completed(&folder, words);
        assert!(wanted.iter().all(|w| found.iter().any(|f| f == w)), "{words:?}: {found:?}");
        assert!(!found.iter().any(|f| f.contains("touch")), "{words:?}: {found:?}");
    }
    // No options where an id is to be typed.
    assert_eq!(completed(&folder, &["quoteproof", "show", ""]), ["lido-not-closed"]);
}

#[test]
fn shells_take_the_completions() {
    let folder = scratch("completions");
    source(&folder, "minutes", "The board met.");
    put(&folder, "claims/lido-not-closed.json", "{}");
    for shell_name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell_name]);
        assert!(script.contains("quoteproof"), "{shell_name}: {script}");
        let file = folder.join(shell_name);
        std::fs::write(&file, script).expect("a file");
        // Where the shell is here, it must read them.
        match Command::new(shell_name).arg("-n").arg(&file).output() {
            Ok(read) => assert!(read.status.success(), "{shell_name}: {read:?}"),
            Err(_) => println!("skipped: there is no {shell_name} here"),
        }
    }
    let asked = [
        (
            "bash",
            "source ./bash; COMP_WORDS=(quoteproof show l); COMP_CWORD=2; COMP_TYPE=9; \
                  _clap_complete_quoteproof quoteproof l show; echo \"${COMPREPLY[@]}\"",
        ),
        ("fish", "source ./fish; complete -C 'quoteproof show l'"),
    ];
    for (shell_name, script) in asked {
        let output = shell(
            &format!(
                "command -v {shell_name} || exit 0; {shell_name} -c '{}'",
                script.replace('\'', "'\\''")
            ),
            &folder,
        )
        .current_dir(&folder)
        .output()
        .expect("a shell");
        let said = said(&output);
        assert!(said.is_empty() || said.contains("lido-not-closed"), "{shell_name}: {said}");
    }
    let wrong = quoteproof().args(["completions", "fihs"]).output().expect("it runs");
    says(&wrong, 2, &["did you mean `fish`?"]);
}

#[test]
fn what_other_programs_call_it_is_pointed_to() {
    for (words, wanted) in [
        (&["lint"][..], "you may want `quoteproof validate`"),
        (&["test", "claims"], "you may want `quoteproof validate`"),
        (&["search", "words"], "you may want `quoteproof find"),
        (&["remove"], "you may want `quoteproof source remove ID`"),
        (&["vaildate"], "did you mean `quoteproof validate`?"),
        (&["Cargo.toml"], "`quoteproof check Cargo.toml`"),
        (&["xyzzy"], "`quoteproof --help` lists them all"),
        (&["source", "ad"], "a similar subcommand exists: 'add'"),
    ] {
        let output = quoteproof().args(words).current_dir(root()).output().expect("it runs");
        says(&output, 2, &[wanted]);
    }
}

/// A typing mistake in any command or option is met with the right one, or at least with the help.
#[test]
fn a_slip_in_every_command_and_option_is_pointed_out() {
    for name in commands() {
        let mut letters: Vec<char> = name.chars().collect();
        letters.swap(1, 2);
        let typed: String = letters.into_iter().collect();
        if typed == name {
            continue;
        }
        let output = quoteproof().arg(&typed).output().expect("it runs");
        says(&output, 2, &[&format!("`quoteproof {name}`")]);
        let help = run(&[&name, "--help"]);
        let options = help.lines().filter_map(|l| l.trim_start().strip_prefix("--"));
        for option in options.filter_map(|o| o.split([' ', '=']).next()).filter(|o| o.len() > 5) {
            let slip = format!("--{}x{}", &option[..3], &option[3..]);
            let output = quoteproof().args([&name, &slip]).output().expect("it runs");
            says(&output, 2, &[&slip]);
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let main = run(&["man"]);
    assert!(main.contains(".TH quoteproof 1"), "{main}");
    for name in commands() {
        let page = run(&["man", &name]);
        assert!(page.contains(&format!(".TH quoteproof-{name} 1")), "{page}");
        assert!(page.contains("quoteproof ") && page.contains("Example"), "{page}");
    }
    for words in [&["source-add"][..], &["source", "add"], &["source add"]] {
        let page = run(&[&["man"], words].concat());
        assert!(page.contains(".TH quoteproof-source-add 1"), "{page}");
    }
    let wrong = quoteproof().args(["man", "validat"]).output().expect("it runs");
    says(&wrong, 2, &["did you mean `validate`?"]);
}
