//! Help, completions and manual pages: they fit, they have examples, they know every command.

use crate::tool::{quoteproof, scratch};
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
fn completions_know_every_command() {
    let folder = scratch("completions");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]);
        for name in commands().iter().map(String::as_str).chain(["changed-since", "staged"]) {
            assert!(script.contains(name), "{shell}: {name}");
        }
        let file = folder.join(shell);
        std::fs::write(&file, script).expect("a file");
        // Where the shell is here, it must read them.
        match Command::new(shell).arg("-n").arg(&file).output() {
            Ok(read) => assert!(read.status.success(), "{shell}: {read:?}"),
            Err(_) => println!("skipped: there is no {shell} here"),
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
    let wrong = quoteproof().args(["man", "no-such"]).output().expect("it runs");
    assert_eq!(wrong.status.code(), Some(2));
}
