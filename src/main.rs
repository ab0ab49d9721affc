//! The command.
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut bad = 0;
    let n = cases.len();
    for c in cases {
        let want = c.get("want").and_then(|w| w.as_str()).unwrap_or("").to_owned();
        let mut m = c.as_object().unwrap().clone();
        m.remove("want");
        let full = m.contains_key("verdict");
        if !full { m.insert("verdict".into(), "exact".into()); }
        let case: quoteproof::conformance::Case = serde_json::from_value(m.into()).unwrap();
        let j = case.judge();
        let ok = if full { case.passes() } else {
            let err = j.findings.iter().any(|f| ["trivial-quote","empty-quote","bracket-negation","context-mismatch"].contains(f));
            match want.as_str() { "pass" => j.verdict.passes() && j.findings.is_empty(), "fail" => !j.verdict.passes() || err, _ => j.verdict.passes() && !j.findings.is_empty() && !err }
        };
        if !ok { bad += 1; println!("BAD {} want {} {:?} {:?} {:?}: {:?}\n   quote {:?}", case.id, want, if full {Some(case.verdict)} else {None}, case.kinds, case.findings, j, case.quote); }
        else if std::env::args().nth(2).is_some() { println!("ok {} {:?}", case.id, j); }
    }
    println!("{bad} bad of {n}");
}
