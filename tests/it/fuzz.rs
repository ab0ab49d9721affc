//! The corpora of the fuzz targets, replayed: what the fuzzers found, without a fuzzer.

use crate::tool::root;
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

/// The laws that are known to be broken wait for what mends them.
fn strict() -> bool {
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
