//! `schema/` holds what the types say. `QUOTEPROOF_UPDATE=1 cargo test` writes it anew.

use std::path::Path;

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    let update = std::env::var_os("QUOTEPROOF_UPDATE").is_some();
    let mut stale = Vec::new();
    for (name, text) in quoteproof::schema::generated() {
        let path = folder.join(format!("{name}.schema.json"));
        if update {
            std::fs::create_dir_all(&folder).expect("schema/ can be made");
            std::fs::write(&path, &text).expect("the schema can be written");
        }
        // A checkout may have CR LF.
        let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if committed != text {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run QUOTEPROOF_UPDATE=1 cargo test");
}

#[test]
fn every_report_is_as_its_schema_says() {
    use quoteproof::report::json_v1;
    use quoteproof::repository::Disk;

    let schema: serde_json::Value =
        serde_json::from_str(&json_v1::schema().to_value().to_string()).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    let mut folders = crate::cases::folders();
    folders.push(crate::tool::root().to_owned());
    for folder in folders {
        let Some(root) = camino::Utf8Path::from_path(&folder) else { continue };
        let options = quoteproof::Options { root: root.to_owned(), ..Default::default() };
        let report =
            json_v1::render(&quoteproof::check(&Disk::new(root).expect("a folder"), &options));
        let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{root}: {errors:#?}");
    }
}
