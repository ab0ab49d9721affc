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
