//! The conformance suite: `tests/conformance/*.json`.

use crate::tool::{quoteproof, root};

#[test]
fn every_case_is_judged_as_it_says() {
    let output = quoteproof().arg("conformance").current_dir(root()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let count = String::from_utf8_lossy(&output.stderr);
    println!("{count}");
    assert!(output.status.success(), "{said}{count}");
}
