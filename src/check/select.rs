//! Which claims a run on some paths covers: those claims, and all that a change of those files can break.

use super::Options;
use super::load::Loaded;
use crate::model::ClaimFile;
use crate::repository::shown;
use camino::Utf8Path;
use std::collections::BTreeSet;

/// Keeps the claims that the paths name or whose outcome depends on them: that cite a source in them,
/// that have the same id, or that name a claim whose file is gone. Sources are asked for where those claims
/// cite them, where the paths name them, or where they republish one that the paths name.
///
/// Returns the ids of the sources that the paths name; of a deleted one, too.
pub(super) fn select(loaded: &mut Loaded, options: &Options) -> BTreeSet<String> {
    let paths = options.named();
    let is_named = |file: &Utf8Path| file.ancestors().any(|part| paths.contains(part));
    let named = named_sources(loaded, options);
    let gone = gone_claims(loaded, options);
    let ids: BTreeSet<String> = loaded
        .claims
        .iter()
        .filter(|c| is_named(&c.file))
        .filter(|c| c.claim.is_some())
        .map(|c| c.id().to_owned())
        .collect();
    let depends = |claim: &ClaimFile| {
        claim.claim.as_ref().is_some_and(|c| {
            ids.contains(claim.id())
                || c.evidence.iter().any(|e| named.contains(&*e.source))
                || c.relations().iter().any(|r| gone.contains(&*r.claim))
        })
    };
    let asked = |claim: &ClaimFile| is_named(&claim.file) || depends(claim);
    (loaded.claims, loaded.other_claims) =
        std::mem::take(&mut loaded.claims).into_iter().partition(asked);
    let records = loaded.claims.iter().filter_map(|c| c.claim.as_ref());
    let cited: BTreeSet<&str> =
        records.flat_map(|c| c.evidence.iter().map(|e| &*e.source)).collect();
    for source in &mut loaded.sources {
        let origin = source.source.as_ref().and_then(|s| s.derived_from.as_deref());
        source.asked = cited.contains(source.id.as_str())
            || named.contains(&source.id)
            || origin.is_some_and(|o| named.contains(o));
        if !source.asked {
            source.findings.clear();
        }
    }
    loaded.findings.retain(|finding| is_named(&finding.file));
    named
}

fn named_sources(loaded: &Loaded, options: &Options) -> BTreeSet<String> {
    let corpus = options.root.join(&options.config.corpus);
    let inside = options.paths.iter().filter_map(|path| path.strip_prefix(&corpus).ok());
    let mut named: BTreeSet<String> =
        inside.filter_map(|path| Some(path.components().next()?.as_str().to_owned())).collect();
    if options.paths.iter().any(|path| corpus.starts_with(path)) {
        named.extend(loaded.sources.iter().map(|s| s.id.clone()));
    }
    named
}

/// The ids of claims whose files the paths name, and that are not there (any more).
fn gone_claims(loaded: &Loaded, options: &Options) -> BTreeSet<String> {
    let there: BTreeSet<&Utf8Path> = loaded.claims.iter().map(|c| &*c.file).collect();
    let claims = options.root.join(&options.config.claims);
    let gone = options.paths.iter().filter(|path| path.starts_with(&claims)).filter(|path| {
        path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"))
            && !there.contains(shown(path, &options.root).as_path())
    });
    gone.filter_map(|path| path.file_stem()).map(str::to_owned).collect()
}
