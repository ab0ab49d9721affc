//! s
mod formats;
mod generate;
/// g
pub fn generated() -> Vec<(&'static str, String)> {
    let pretty = |v: serde_json::Value| format!("{v:#}\n");
    vec![
        ("claim", pretty(generate::schema_of::<crate::claim::Claim>())),
        ("source", pretty(generate::schema_of::<crate::source::Source>())),
    ]
}
#[test]
fn show() {
    for (_, s) in generated() {
        println!("{s}");
    }
    let _ = formats::passes;
}
