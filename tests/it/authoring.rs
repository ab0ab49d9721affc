//! What `find` gives as evidence passes when it is pasted into a claim; what `new`, `source` and `init`
//! write passes, too. The commands themselves are tried in tests/console/.

use crate::tool::{copy, root, scratch, source};
use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::*;
use quoteproof::claim::{Claim, Evidence, Quote, Stance};
use quoteproof::corpus::sha256_hex;
use quoteproof::diagnostic::Severity;
use quoteproof::find::{Query, find};
use quoteproof::report::search::json_v1;
use quoteproof::repository::{Disk, Entry, EntryKind, World};
use quoteproof::{Options, check};
use std::collections::BTreeMap;
use std::io;

/// A repository in memory.
struct Files(BTreeMap<Utf8PathBuf, Vec<u8>>);

impl World for Files {
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn walk(&self, folder: &Utf8Path) -> Vec<Entry> {
        let inside = self.0.keys().filter(|p| p.starts_with(folder));
        inside.map(|p| Entry { path: p.clone(), kind: EntryKind::File }).collect()
    }

    fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
        let below = self.0.keys().filter_map(|p| p.strip_prefix(folder).ok());
        let mut entries: Vec<Entry> = below
            .filter_map(|p| Some((p.components().next()?, p.components().count() > 1)))
            .map(|(name, deep)| Entry {
                path: folder.join(name),
                kind: if deep { EntryKind::Folder } else { EntryKind::File },
            })
            .collect();
        entries.dedup();
        entries
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        self.0.keys().any(|p| p.starts_with(path))
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        path.starts_with(folder)
    }
}

fn options(root: &Utf8Path) -> Options {
    Options { root: root.to_owned(), ..Options::default() }
}

fn query(words: &str) -> Query {
    Query {
        words: words.to_owned(),
        sources: Vec::new(),
        most: 50,
        stance: Stance::Context,
        exact: false,
    }
}

/// A claim with this evidence and nothing else to object to.
fn pasted(number: usize, evidence: &Evidence) -> (Utf8PathBuf, Vec<u8>) {
    let id = format!("pasted-{number}");
    let claim = serde_json::json!({
        "id": id, "statement": format!("The statement of number {number}."),
        "label": "not-enough-evidence", "evidence": [evidence],
    });
    (format!("claims/{id}.json").into(), claim.to_string().into_bytes())
}

/// The errors of a repository on its quotes.
fn errors(world: &dyn World, root: &Utf8Path) -> Vec<String> {
    let report = check(world, &options(root));
    let grave = report.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    grave.map(|d| format!("{} {} {}", d.location.file, d.code, d.message)).collect()
}

/// Every quote of this repository's archive, looked for without the texts: what is found passes.
/// Words with an editor's marks become evidence in the document's own; where they do not, it is said why.
#[test]
fn marked_words_become_evidence() {
    let folder = scratch("authoring-marked");
    source(&folder, "note", "So the council did not raise the levy. The harbour froze twice.\n");
    let folder = Utf8PathBuf::from_path_buf(folder).expect("UTF-8");
    let disk = Disk::new(&folder).expect("a folder");
    for (words, wanted) in [
        ("[T]he council did not raise", Some("the council did not raise")),
        ("[T]he council did not raise the lev[ies]", Some("the council did not raise the levy")),
        ("The council did not raise", Some("the council did not raise")),
        ("[t]he harbour froze", Some("The harbour froze")),
        ("… did not raise the levy", Some("did not raise the levy")),
        ("the council did […] raise", None),
    ] {
        let search = find(&disk, &options(&folder), &query(words)).expect("a search");
        let [passage] = search.passages.as_slice() else { panic!("{words}: {search:#?}") };
        let made = passage.evidence.as_ref().map(|e| e.quote.segments().join(" | "));
        assert_eq!(made.as_deref(), wanted, "{words}");
        assert!(made.is_some() || !passage.codes.is_empty(), "{words}");
    }
}

#[test]
fn evidence_for_the_archive_passes() {
    let folder = scratch("authoring-archive");
    copy(&root().join("corpus"), &folder.join("corpus"));
    let folder = Utf8PathBuf::from_path_buf(folder).expect("UTF-8");
    let archive = Utf8Path::from_path(root()).expect("UTF-8");
    let schema = json_v1::schema().to_value().to_string();
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema");
    let schema = jsonschema::validator_for(&schema).expect("the schema compiles");
    let (mut found, mut asked) = (0, 0);
    let disk = Disk::new(archive).expect("a folder");
    for entry in disk.walk(&archive.join("claims")).iter().filter(|e| e.kind == EntryKind::File) {
        let claim: Claim =
            serde_json::from_slice(&disk.read(&entry.path).expect("a claim")).expect("a claim");
        for evidence in claim.evidence {
            let Quote::Text(words) = &evidence.quote else { continue };
            asked += 1;
            let search = find(&disk, &options(archive), &query(words)).expect("a search");
            let json = serde_json::from_str(&json_v1::render(&search)).expect("JSON");
            let errors: Vec<_> = schema.iter_errors(&json).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{errors:#?}");
            let ready = search.passages.iter().filter_map(|p| p.evidence.as_ref());
            let ours = ready.filter(|e| e.source == evidence.source);
            for evidence in ours.take(1) {
                let (file, text) = pasted(found, evidence);
                std::fs::create_dir_all(folder.join("claims")).expect("a folder");
                std::fs::write(folder.join(file), text).expect("a claim");
                found += 1;
            }
        }
    }
    assert!(asked > 100 && found * 100 >= asked * 95, "{found} of {asked} were found");
    let errors = errors(&Disk::new(&folder).expect("a folder"), &folder);
    assert!(errors.is_empty(), "{errors:#?}");
}

proptest! {
    /// In a document of few words many runs stand more than once: each passage that is given as evidence
    /// passes, and means the place that it was found at.
    #[test]
    fn evidence_means_its_passage(
        words in proptest::collection::vec("(the|quay|was|not|old|\\.|mole\nwas|“ice”)", 8..60),
        from in 0usize..50,
        length in 1usize..6,
    ) {
        let text = words.join(" ");
        let source = serde_json::json!({"id": "a", "language": "en", "text": {
            "path": "text.txt", "media_type": "text/plain", "sha256": sha256_hex(text.as_bytes())}});
        let wanted = words.iter().skip(from % words.len()).take(length);
        let wanted = wanted.cloned().collect::<Vec<_>>().join(" ");
        let mut world = Files(BTreeMap::from([
            ("corpus/a/source.json".into(), source.to_string().into_bytes()),
            ("corpus/a/text.txt".into(), text.clone().into_bytes()),
        ]));
        let Ok(search) = find(&world, &options("".into()), &query(&wanted)) else {
            prop_assert!(!wanted.chars().any(char::is_alphanumeric), "{wanted:?} has words");
            return Ok(());
        };
        let mut places = BTreeMap::new();
        for (number, passage) in search.passages.iter().enumerate() {
            let Some(evidence) = &passage.evidence else { continue };
            let (file, claim) = pasted(number, evidence);
            let place = passage.place.place.characters();
            places.insert(file.clone(), (place.as_ref().map(|p| p.start), place.map(|p| p.end)));
            world.0.insert(file, claim);
        }
        let report = check(&world, &options("".into()));
        for quote in &report.quotes {
            prop_assert!(quote.passed, "{:?} {:?}", quote, report.diagnostics);
            // At the place that it was found at, quotation marks at its ends aside.
            let found = places.get(&*quote.file).copied().unwrap_or_default();
            let place = quote.matches.first().and_then(|m| m.place.characters());
            let at = place.map(|c| (Some(c.start), Some(c.end))).unwrap_or_default();
            prop_assert!(found.0 <= at.0 && at.1 <= found.1, "{:?} {:?}", found, quote);
        }
        prop_assert_eq!(report.quotes.len(), places.len());
    }
}
