//! How the program is linked.

use std::env::var;

/// Half a millisecond of each run, a quarter of its start, was spent on writing addresses into tables that few
/// runs look at: character classes, entities, licences. At a fixed address they stand in the file. The
/// libraries, the stack and the heap are still put where chance has it.
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| var(name).is_ok_and(|found| found == value);
    let glibc = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let whole = var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|all| all.contains("crt-static"));
    if glibc && !whole {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
