//! What a run is about, and where it reads from: paths, what is staged, what changed.

use super::git::{Change, Git, Ignored};
use super::{Global, Located, configured, existing, sandbox};
use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::config::FILE_NAME;
use quoteproof::repository::{EntryKind, Overlay, World};
use rayon::prelude::*;
use std::collections::BTreeSet;

// What to select. A doc comment would be taken for what the command is about.
#[derive(clap::Args)]
pub(super) struct Selection {
    /// Claims to check, files or folders; a file of the corpus stands for all
    /// claims that cite it [default: all]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// Check what is staged, as the index has it (besides PATHS)
    #[arg(long, conflicts_with = "changed_since")]
    pub(super) staged: bool,
    /// Check what changed since the last commit that HEAD and REF have in
    /// common, files that Git does not know yet included (besides PATHS)
    #[arg(long, value_name = "REF")]
    pub(super) changed_since: Option<String>,
}

/// What a run reads from, and what it is about.
pub(super) struct Selected<'d> {
    pub(super) world: Overlay<'d>,
    pub(super) options: Options,
    /// Git was asked, and nothing that concerns claims was changed.
    pub(super) nothing: bool,
    /// Whether it is right if no quote is checked: Git chose, and there are others.
    pub(super) may_be_empty: bool,
}

impl Selection {
    pub(super) fn select<'d>(
        &self,
        global: &Global,
        place: &'d Located,
    ) -> anyhow::Result<Selected<'d>> {
        let by_git = self.staged || self.changed_since.is_some();
        if !by_git {
            sandbox::start(global, Some(&place.root))?;
        }
        let (world, options, changed) = if self.staged {
            let git = Git::open(&place.root, &place.here, "--staged")?;
            let (world, options) = index(global, place, &git)?;
            (world, options, names(git.staged()?))
        } else {
            let mut changed = Vec::new();
            if let Some(reference) = &self.changed_since {
                let git = Git::open(&place.root, &place.here, "--changed-since")?;
                changed = git.since(reference)?;
            } else {
                existing(&place.paths)?;
            }
            (Overlay::new(&place.disk), configured(global, place, &place.disk)?, changed)
        };
        if by_git {
            // Git was asked, and is not any more.
            sandbox::start(global, Some(&place.root))?;
        }
        let mut selected = Selected { world, options, nothing: false, may_be_empty: false };
        selected.narrow(global, place, changed, by_git);
        selected.may_be_empty = by_git && (selected.nothing || selected.has_claims());
        Ok(selected)
    }
}

fn names(changes: Vec<Change>) -> Vec<Utf8PathBuf> {
    changes.into_iter().map(|change| change.file).collect()
}

impl Selected<'_> {
    /// Takes over the paths that concern claims. What concerns all of them is a whole run.
    fn narrow(
        &mut self,
        global: &Global,
        place: &Located,
        changed: Vec<Utf8PathBuf>,
        by_git: bool,
    ) {
        let options = &mut self.options;
        let config = global.config.as_ref().map(|file| place.here.join(file));
        let config = config.unwrap_or_else(|| options.root.join(FILE_NAME));
        let named = std::mem::take(&mut options.paths);
        let whole = !by_git && named.is_empty();
        let changed = changed.into_iter().map(|file| options.root.join(file));
        let mut paths: Vec<Utf8PathBuf> = named.into_iter().chain(changed).collect();
        let folders =
            [&options.config.claims, &options.config.corpus].map(|f| options.root.join(f));
        let concerns_all = |path: &Utf8Path| {
            *path == config || options.root.starts_with(path) || is_schema(path, &options.root)
        };
        if whole || paths.iter().any(|path| concerns_all(path)) {
            return;
        }
        if by_git {
            paths.retain(|path| folders.iter().any(|f| path.starts_with(f) || f.starts_with(path)));
            self.nothing = paths.is_empty();
        }
        options.paths = paths;
    }

    fn has_claims(&self) -> bool {
        let claims = self.options.root.join(&self.options.config.claims);
        let mut entries = self.world.walk(&claims).into_iter();
        entries.any(|e| e.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")))
    }
}

/// Whether a file is one of the schemas that claims and sources name in `$schema`.
fn is_schema(path: &Utf8Path, root: &Utf8Path) -> bool {
    path.starts_with(root) && path.as_str().ends_with(".schema.json")
}

/// The repository as the index has it: the work tree, but with the staged bytes of files that were
/// changed since, and without files that are not staged. Texts of sealed sources, which Git ignores,
/// are those of the work tree.
fn index<'d>(
    global: &Global,
    place: &'d Located,
    git: &Git,
) -> anyhow::Result<(Overlay<'d>, Options)> {
    let unstaged = git.unstaged()?;
    if let Some(open) = unstaged.iter().find(|c| c.kind == 'U') {
        bail!("{}: it has conflicts; resolve them, and `git add` it", open.file);
    }
    let mut world = Overlay::new(&place.disk);
    let file = Utf8Path::new(FILE_NAME);
    cover(git, place, &unstaged, &[file], &mut world)?;
    let options = configured(global, place, &world)?;
    let folders = [options.config.claims.as_path(), options.config.corpus.as_path()];
    let tracked = cover(git, place, &unstaged, &folders, &mut world)?;
    let corpus = place.root.join(&options.config.corpus);
    let unknown: BTreeSet<Utf8PathBuf> =
        git.untracked(&folders, Ignored::Left)?.into_iter().collect();
    for file in git.untracked(&folders, Ignored::Listed)? {
        let path = place.root.join(&file);
        if unknown.contains(&file) || !is_sealed_text(&world, &path, &corpus) {
            world.hide(path);
        }
    }
    // Git knows no folders: one that has nothing staged will not be in the commit.
    let folders: BTreeSet<&Utf8Path> = tracked.iter().flat_map(|file| file.ancestors()).collect();
    for entry in place.disk.list(&corpus).into_iter().filter(|e| e.kind == EntryKind::Folder) {
        if !folders.contains(entry.path.as_path()) {
            world.hide(entry.path);
        }
    }
    Ok((world, options))
}

/// Lays what the index has below `paths` over the work tree; returns the files that it has.
fn cover(
    git: &Git,
    place: &Located,
    unstaged: &[Change],
    paths: &[&Utf8Path],
    world: &mut Overlay<'_>,
) -> anyhow::Result<Vec<Utf8PathBuf>> {
    let tracked = git.tracked(paths)?;
    let mut read = BTreeSet::new();
    for change in unstaged.iter().filter(|c| paths.iter().any(|p| c.file.starts_with(p))) {
        match change.kind {
            // Only the intent to add it is staged.
            'A' => world.hide(place.root.join(&change.file)),
            _ if change.was_link => bail!(
                "{}: a symbolic link is staged, and the work tree has something else; stage it or \
                 restore it",
                change.file
            ),
            _ => drop(read.insert(change.file.as_path())),
        }
    }
    // Not in the work tree (a sparse one), or said to be unchanged: nobody compared them.
    read.extend(tracked.iter().filter(|(tag, _)| *tag != 'H').map(|(_, f)| f.as_path()));
    let bytes: anyhow::Result<Vec<(&Utf8Path, Vec<u8>)>> =
        read.into_par_iter().map(|file| Ok((file, git.staged_bytes(file)?))).collect();
    for (file, bytes) in bytes? {
        world.put(place.root.join(file), bytes);
    }
    Ok(tracked.into_iter().map(|(_, file)| place.root.join(file)).collect())
}

/// Whether a file that Git ignores may be the text of a sealed source: nothing else is left out of a
/// repository on purpose and still counts.
fn is_sealed_text(world: &dyn World, path: &Utf8Path, corpus: &Utf8Path) -> bool {
    let Ok(inside) = path.strip_prefix(corpus) else { return false };
    let Some(source) = inside.components().next() else { return false };
    let record = corpus.join(source.as_str()).join("source.json");
    let json = world.read(&record).ok().and_then(|b| serde_json::from_slice(&b).ok());
    let sealed = json.is_some_and(|json: serde_json::Value| json.get("seal").is_some());
    sealed && !matches!(path.file_name(), Some("source.json" | "proofs.json"))
}
