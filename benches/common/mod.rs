//! What the benchmarks share: generated repositories, and what a command takes.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub(crate) mod corpus;
pub(crate) mod measure;
pub(crate) mod pdf;
pub(crate) mod words;

/// The arguments; none other than the names and flags that there are.
pub(crate) fn arguments(names: &[&str], flags: &[&str]) -> Vec<String> {
    let given: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let is_known = |a: &&String| names.iter().chain(flags).any(|known| known == a);
    if let Some(unknown) = given.iter().find(|a| !is_known(a)) {
        eprintln!("there is no `{unknown}`; there are: {} {}", names.join(" "), flags.join(" "));
        std::process::exit(2);
    }
    given
}
