//! Load, once more: of an archive that was read before, only the files whose bytes are others.

use super::Options;
use super::load::{
    ClaimPath, ListedFiles, Loaded, TextsByHash, claim_of, load_source, read, text_folders,
    unread_claim,
};
use super::memory::{Memory, Stamp};
use crate::corpus::{LoadedSource, TextPlace, sha256_hex};
use crate::model::{ClaimFile, KeptClaims, SourceIds};
use crate::repository::{World, shown};
use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What may have changed since the run before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Since {
    /// Anything.
    #[default]
    Anything,
    /// These files, in full, and nothing else: they are other ones, new or gone. A folder is all that is in it.
    Files(BTreeSet<Utf8PathBuf>),
}

impl Since {
    /// Adds a file.
    pub fn add(&mut self, file: &Utf8Path) {
        if let Self::Files(files) = self {
            files.insert(file.to_owned());
        }
    }

    /// Adds what another one says.
    pub fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Files(files), Self::Files(more)) => files.extend(more),
            (all, _) => *all = Self::Anything,
        }
    }

    /// Whether a file is among them, by itself or in a folder.
    pub(crate) fn has(&self, file: &Utf8Path) -> bool {
        match self {
            Self::Anything => true,
            Self::Files(files) => file.ancestors().any(|path| files.contains(path)),
        }
    }

    /// Whether something in a folder is among them, or the folder itself.
    fn reaches(&self, folder: &Utf8Path) -> bool {
        let inside = |files: &BTreeSet<Utf8PathBuf>| {
            files.range(folder.to_owned()..).next().is_some_and(|file| file.starts_with(folder))
        };
        self.has(folder) || matches!(self, Self::Files(files) if inside(files))
    }
}

/// Where a file that has changed belongs.
#[derive(PartialEq, Eq, Hash)]
enum Part {
    /// The number of a claim.
    Claim(usize),
    /// The number of a source.
    Source(usize),
}

/// Brings what is loaded up to date, and forgets what hung on what has changed.
pub(super) fn reload(world: &dyn World, options: &Options, memory: &mut Memory, since: &Since) {
    if memory.options != *options || memory.has_twins {
        *memory = Memory::keeping();
        memory.options = options.clone();
    }
    let claims = options.root.join(&options.config.claims);
    let only_claims = match since {
        Since::Files(files) => files.iter().all(|file| file.starts_with(&claims)),
        Since::Anything => false,
    };
    if !only_claims {
        memory.sheets.note_others();
    }
    let parts = match (since, &memory.loaded) {
        (Since::Files(files), Some(loaded)) => parts(world, options, loaded, files),
        _ => None,
    };
    match parts {
        Some(parts) => some(world, options, memory, parts),
        None => all(world, options, memory, since),
    }
}

/// The claims and sources that some files belong to. `None` where all has to be listed again.
fn parts(
    world: &dyn World,
    options: &Options,
    loaded: &Loaded,
    files: &BTreeSet<Utf8PathBuf>,
) -> Option<HashSet<Part>> {
    let claims = options.root.join(&options.config.claims);
    let corpus = options.root.join(&options.config.corpus);
    let texts = text_folders(options);
    let mut parts = HashSet::new();
    for path in files {
        if !world.exists(path) || texts.iter().any(|folder| path.starts_with(folder)) {
            return None;
        }
        if path.starts_with(&claims) {
            let file = shown(path, &options.root);
            let at = loaded.claims.binary_search_by(|claim| (*claim.file).cmp(&file)).ok()?;
            parts.insert(Part::Claim(at));
        } else if let Ok(inside) = path.strip_prefix(&corpus) {
            let folder = inside.components().next()?;
            let at = loaded.sources.iter().position(|s| s.id == folder.as_str())?;
            parts.insert(Part::Source(at));
        }
    }
    Some(parts)
}

/// Reads some claims and sources again.
fn some(world: &dyn World, options: &Options, memory: &mut Memory, parts: HashSet<Part>) {
    let Some(mut loaded) = memory.loaded.take() else { return };
    let names = SourceIds::new(loaded.sources.iter().map(|s| s.id.as_str()));
    let texts = TextsByHash::new(world, options);
    for part in parts {
        match part {
            Part::Claim(at) => {
                let Some(old) = loaded.claims.get_mut(at) else { continue };
                let path = options.root.join(&*old.file);
                let known = memory.claims.get(&old.file);
                if let Read::Other(hash, new) = claim(world, &path, old.file.clone(), known, &names)
                {
                    memory.forget_claim(Some(old), Some(&new));
                    memory.note_claim(new.file.clone(), hash);
                    *old = *new;
                }
            }
            Part::Source(at) => {
                let Some(old) = loaded.sources.get_mut(at) else { continue };
                let folder = options.root.join(&options.config.corpus).join(&old.id);
                let new = load_source(world, &folder, options, &texts);
                note_source(memory, &new, stamp(world, &folder, &new));
                *old = new;
            }
        }
    }
    memory.loaded = Some(loaded);
}

/// Lists all files, reads those that may be others, and decodes those that are.
fn all(world: &dyn World, options: &Options, memory: &mut Memory, since: &Since) {
    memory.sheets.note_list();
    let mut listed = ListedFiles::new(world, options);
    let names = listed.names();
    let texts = TextsByHash::new(world, options);
    let before = memory.loaded.take();
    let (claims, sources) = before.map(|b| (b.claims, b.sources)).unwrap_or_default();
    let (known, stamps) = (&memory.claims, &memory.stamps);
    let files = std::mem::take(&mut listed.files);
    let one = |at: ClaimPath| {
        let path = at.path(options);
        match known.get(&at.file) {
            Some(_) if !since.has(&path) => Read::Same(at.file),
            hash => claim(world, &path, at.file, hash, &names),
        }
    };
    let stays: HashSet<&str> = {
        // A text that is found by its hash may be of any source.
        let is_sure = !text_folders(options).iter().any(|folder| since.reaches(folder));
        let ids = sources.iter().map(|source| source.id.as_str()).filter(|_| is_sure);
        ids.filter(|id| stamps.contains_key(*id)).collect()
    };
    let source = |folder: &Utf8PathBuf| {
        let is_same = folder.file_name().is_some_and(|id| stays.contains(id));
        if is_same && !since.reaches(folder) {
            return None;
        }
        let source = load_source(world, folder, options, &texts);
        let stamp = stamp(world, folder, &source);
        Some((source, stamp))
    };
    let (others, read): (Vec<Option<(LoadedSource, Stamp)>>, Vec<Read>) = rayon::join(
        || listed.folders.par_iter().map(source).collect(),
        || files.into_par_iter().map(one).collect(),
    );
    let claims = claims_now(memory, claims, read);
    let mut loaded = Vec::with_capacity(others.len());
    let mut kept: HashMap<String, LoadedSource> =
        sources.into_iter().map(|source| (source.id.clone(), source)).collect();
    for (folder, other) in listed.folders.iter().zip(others) {
        let old = folder.file_name().and_then(|id| kept.remove(id));
        match other {
            Some((source, stamp)) => {
                note_source(memory, &source, stamp);
                loaded.push(source);
            }
            None => loaded.extend(old),
        }
    }
    for id in kept.into_keys() {
        memory.stamps.remove(&id);
        memory.forget_source(&id);
    }
    let ListedFiles { findings, strays, .. } = listed;
    memory.loaded =
        Some(Loaded { claims, other_claims: Vec::new(), sources: loaded, findings, strays });
}

/// The claims as they are now, sorted; what hung on those that are others is forgotten.
fn claims_now(memory: &mut Memory, before: Vec<ClaimFile>, read: Vec<Read>) -> Vec<ClaimFile> {
    let mut before: HashMap<Arc<Utf8Path>, ClaimFile> =
        before.into_iter().map(|claim| (claim.file.clone(), claim)).collect();
    let mut claims = Vec::with_capacity(read.len());
    for read in read {
        match read {
            Read::Same(file) => claims.extend(before.remove(&file)),
            Read::Other(hash, new) => {
                memory.forget_claim(before.remove(&new.file).as_ref(), Some(&new));
                memory.note_claim(new.file.clone(), hash);
                claims.push(*new);
            }
        }
    }
    for (file, old) in before {
        memory.forget_claim(Some(&old), None);
        memory.note_claim(file, None);
    }
    claims.sort_by(|one, other| one.file.cmp(&other.file));
    let is_twin =
        |pair: &[ClaimFile]| pair.first().map(|c| &c.file) == pair.last().map(|c| &c.file);
    memory.has_twins = claims.windows(2).any(is_twin);
    claims
}

/// A claim's file as it is now.
enum Read {
    /// It has the bytes that it had.
    Same(Arc<Utf8Path>),
    /// It has others, with this hash, if any.
    Other(Option<String>, Box<ClaimFile>),
}

fn claim(
    world: &dyn World,
    path: &Utf8Path,
    file: Arc<Utf8Path>,
    known: Option<&String>,
    names: &SourceIds,
) -> Read {
    let bytes = match read(world, path, &file) {
        Ok(bytes) => bytes,
        Err(finding) => return Read::Other(None, Box::new(unread_claim(file, *finding))),
    };
    let hash = sha256_hex(&bytes);
    if known == Some(&hash) {
        return Read::Same(file);
    }
    Read::Other(Some(hash), Box::new(claim_of(bytes, file, KeptClaims::Claims, names)))
}

/// Forgets what hung on a source's document, if that is another now.
fn note_source(memory: &mut Memory, source: &LoadedSource, stamp: Stamp) {
    if memory.stamps.get(&source.id) != Some(&stamp) {
        memory.stamps.insert(source.id.clone(), stamp);
        memory.forget_source(&source.id);
    }
}

fn stamp(world: &dyn World, folder: &Utf8Path, source: &LoadedSource) -> Stamp {
    let hash = |path: &Utf8Path| Some(sha256_hex(&world.read(path).ok()?));
    let at = |place: Option<&TextPlace>| match place {
        Some(TextPlace::File(path)) => hash(path),
        _ => None,
    };
    let text = at(Some(&source.place));
    let made = at(source.rendition.as_ref());
    let own = ["source.json", "proofs.json"].map(|name| hash(&folder.join(name)));
    let [record, proofs] = own;
    Stamp {
        places: [Some(source.place.clone()), source.rendition.clone()],
        files: [record, proofs, text, made],
    }
}
