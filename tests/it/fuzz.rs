//! The corpora of the fuzz targets, replayed: what the fuzzers found, without a fuzzer.

use crate::tool::root;
use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;

// The laws themselves, which the fuzz targets call, too.
#[path = "../../fuzz/src/targets/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "a library there, a module here")]
mod targets;

/// Here no fault is planted.
fn planted() -> bool {
    false
}

/// What memory is held is counted only where the allocator is the fuzzers' own.
fn peak_bytes(work: impl FnOnce()) -> usize {
    work();
    0
}

#[test]
fn every_input_that_was_found_keeps_the_laws() {
    let mut broken = Vec::new();
    for target in targets::TARGETS {
        let folder = root().join("fuzz/corpus").join(target.name);
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let mut inputs: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
        inputs.sort();
        assert!(inputs.len() > 10, "{} has {} inputs", target.name, inputs.len());
        for input in inputs {
            let bytes = fs::read(&input).expect("an input");
            if catch_unwind(|| (target.run)(&bytes)).is_err() {
                broken.push(input.display().to_string());
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The fuzzers are built with `--locked` from a lock of their own, which knows every crate that the library needs.
#[test]
fn the_lock_of_the_fuzzers_is_up_to_date() {
    let read = |file: &str| -> toml::Table {
        let text = fs::read_to_string(root().join(file)).expect("a file");
        text.parse().expect("TOML")
    };
    let manifest = read("Cargo.toml");
    let targets = manifest["target"].as_table().expect("a table").values();
    let needed: BTreeSet<String> = targets
        .chain([&toml::Value::Table(manifest.clone())])
        .filter_map(|of| of.get("dependencies")?.as_table())
        .flat_map(|names| names.keys().cloned())
        .collect();
    let lock = read("fuzz/Cargo.lock");
    let mut packages = lock["package"].as_array().expect("packages").iter();
    let ours = packages.find(|package| package["name"].as_str() == Some("quoteproof"));
    let listed = ours.expect("the library")["dependencies"].as_array().expect("a list");
    let name =
        |one: &toml::Value| one.as_str().and_then(|one| one.split(' ').next()).map(str::to_owned);
    let locked: BTreeSet<String> = listed.iter().filter_map(name).collect();
    assert_eq!(needed, locked, "`cargo update --workspace --manifest-path fuzz/Cargo.toml`");
}
