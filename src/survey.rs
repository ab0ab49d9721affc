//! A whole run with what it read, for views of the archive.

use crate::check::{Options, json_text, run};
use crate::corpus::{LoadedSource, TextPlace, read_pinned};
use crate::model::{ClaimRecord, KeptClaims};
use crate::report::{Seen, Survey, SurveyedClaim, SurveyedSource};
use crate::repository::World;
use rayon::prelude::*;

/// Checks a repository as [`check`](super::check()) does, and keeps the claims, the sources and the texts
/// that are here.
#[must_use]
pub fn survey(world: &dyn World, options: &Options) -> Survey {
    let (mut report, loaded) = run(world, options, KeptClaims::Claims);
    // A run keeps only what its findings name; a view shows all of it.
    let proofs = loaded.sources.iter().filter_map(|s| Some(&*s.proofs.as_ref()?.file));
    let sources = loaded.sources.iter().map(|s| &*s.file).chain(proofs);
    for file in loaded.claims.iter().map(|c| &*c.file).chain(sources) {
        if report.files.get(file).is_none()
            && let Some(text) = json_text(world, &options.root.join(file))
        {
            report.files.insert(file, text);
        }
    }
    let source = |source: &LoadedSource| SurveyedSource {
        id: source.id.clone(),
        source: source.source.clone(),
        document: seen(world, options, source),
    };
    let sources = loaded.sources.par_iter().map(source).collect();
    let claims = loaded.claims.into_iter();
    let claims = claims
        .map(|c| SurveyedClaim {
            file: c.file.to_path_buf(),
            claim: c.claim.and_then(ClaimRecord::into_whole),
        })
        .collect();
    Survey { report, claims, sources }
}

/// The text is read a second time: a run that only validates need not keep it.
fn seen(world: &dyn World, options: &Options, source: &LoadedSource) -> Seen {
    match &source.place {
        TextPlace::File(path) => match read_pinned(world, &options.root, source, path) {
            Ok((readable, file)) => Seen::Text { file, text: readable.text.to_string() },
            Err(_) => Seen::Nothing,
        },
        TextPlace::Refused => Seen::Nothing,
        TextPlace::Missing => {
            let seal = source.source.as_ref().and_then(|s| s.seal.as_ref());
            let (Some(seal), Some(proofs)) = (seal, &source.proofs) else { return Seen::Nothing };
            let passages = proofs.passages.iter().map(|(at, p)| (*at, p.start..p.end)).collect();
            Seen::Proven { file: proofs.file.clone(), tokens: seal.tokens, passages }
        }
    }
}
