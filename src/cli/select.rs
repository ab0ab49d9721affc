//! Which files a run covers, and where it reads them: paths, the index, changes.

use super::git::absent::{
    Absent, Lacked, absent, git_in, git_on, not_checked_out, not_checked_out_at, on_one_way,
    say_absent, top_of, update,
};
use super::git::worktree::{Content, WorkTree};
use super::git::{ChangedFile, Git, GitEntry, GitEntryKind, Ignored};
use super::judge::Judge;
use super::misplaced::misplaced;
use super::write::has_link;
use super::{Global, normal, sandbox};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::archive::Archive;
use quoteproof::baseline::FILE_NAME as BASELINE;
use quoteproof::config::FILE_NAME;
use quoteproof::repository::{Disk, EntryKind, Overlay, World};
use std::collections::BTreeSet;

// What to select. A doc comment would be taken for what the command is about.
#[derive(clap::Args)]
pub(super) struct Selection {
    /// Claims to check, as files or folders; a file of the corpus means all
    /// claims that cite it [default: all]
    pub(super) paths: Vec<Utf8PathBuf>,
    /// Check what is staged (besides PATHS)
    #[arg(long, conflicts_with_all = ["changed_since", "fix", "diff"])]
    pub(super) staged: bool,
    /// Check what changed since the last commit that HEAD and REF have in
    /// common, including untracked files (besides PATHS)
    #[arg(long, value_name = "REF")]
    pub(super) changed_since: Option<String>,
    /// Use the configuration and the baseline of REF, and list what was loosened
    /// since: severities, limits, waivers, the baseline, pinned texts
    #[arg(long, value_name = "REF", conflicts_with_all = ["baseline", "update_baseline"])]
    pub(super) policy_from: Option<String>,
}

/// What a run reads from, and what it is about.
pub(super) struct Selected<'d> {
    pub(super) world: Overlay<'d>,
    pub(super) options: Options,
    /// Git was asked, and nothing that concerns claims was changed.
    pub(super) nothing: bool,
    /// Who judges, if not the archive itself.
    pub(super) judge: Option<Judge>,
    /// Whether it is right if no quote is checked: Git chose, and there are others.
    pub(super) may_be_empty: bool,
    /// Neither the index nor the last commit has a claim.
    pub(super) no_claim_yet: bool,
    /// Staged files that look like claims, and are not where the archive has its claims.
    pub(super) misplaced: Vec<Utf8PathBuf>,
    /// What Git has of what the run is about, and the work tree lacks.
    pub(super) lacked: Lacked,
}

impl Selection {
    /// Whether Git says what the run is about.
    pub(super) fn asks_git(&self) -> bool {
        self.staged || self.changed_since.is_some()
    }

    /// What a run is about. Git is asked for all that is needed of it here, then the process is confined: afterwards no
    /// program is started.
    pub(super) fn select<'d>(
        &self,
        global: &Global,
        archive: &'d Archive,
    ) -> anyhow::Result<Selected<'d>> {
        let by_git = self.asks_git();
        let asks_git = by_git || self.policy_from.is_some();
        // With these two, what the work tree lacks comes from the index.
        let lacked =
            if by_git { Vec::new() } else { absent(&archive.root, archive.config_file.as_deref()) };
        if !asks_git {
            sandbox::start(global, Some(&archive.root))?;
        }
        let policy = self.policy_from.as_deref();
        let mut judge = policy.map(|at| Judge::at(global, archive, at)).transpose()?;
        let mut selected = if self.staged {
            staged(global, archive, &mut judge)?
        } else {
            if !by_git {
                paths_exist(archive, &lacked)?;
            }
            let options = judged(archive.options_in(&archive.disk)?, &mut judge);
            let mut selected = Selected::new(Overlay::new(&archive.disk), options);
            let mut changed = Vec::new();
            if let Some(reference) = &self.changed_since {
                let git = Git::open(&archive.root, &archive.here, "--changed-since")?;
                changed = changed_since(&git, archive, global, &mut selected, reference)?;
                let entries = git.entries(&[])?;
                let files = entries.iter().map(|entry| entry.file.as_path());
                selected.options.tracked = no_claims(files, &selected.options);
            }
            selected.narrow(global, archive, changed, by_git);
            selected.lacks(&lacked)?;
            selected
        };
        if asks_git {
            // Git was asked, and is not any more.
            sandbox::start(global, Some(&archive.root))?;
        }
        selected.judge = judge;
        selected.options.need_proofs = self.staged;
        selected.may_be_empty =
            by_git && (selected.nothing || selected.no_claim_yet || selected.has_claims());
        Ok(selected)
    }
}

/// What the next commit changes, as the index has it.
fn staged<'d>(
    global: &Global,
    archive: &'d Archive,
    judge: &mut Option<Judge>,
) -> anyhow::Result<Selected<'d>> {
    let git = Git::open(&archive.root, &archive.here, "--staged")?;
    let head = git.head()?;
    let changes = git.changes(head.as_deref())?;
    resolved(&changes)?;
    // A changed configuration may have another folder of claims than before.
    let same_folder = !changes.iter().any(|c| c.file == FILE_NAME && c.kind != 'A');
    let mut changed: Vec<Utf8PathBuf> = changes.into_iter().map(|change| change.file).collect();
    if bumped(&git, archive)? {
        changed.push(Utf8PathBuf::new());
    }
    let mut index = Index::read(&git, &archive.disk, &archive.root, head.as_deref())?;
    // What judges is staged, too.
    let judging = [FILE_NAME, BASELINE].map(Utf8PathBuf::from);
    index.lay(&judging)?;
    let options = judged(archive.options_in(&index.world)?, judge);
    let folders = [options.config.claims.clone(), options.config.corpus.clone()];
    let corpus = archive.root.join(&options.config.corpus);
    let mut selected = Selected::new(Overlay::new(&archive.disk), options);
    selected.misplaced = misplaced(&git, &index.entries, &selected.options, &changed);
    selected.narrow(global, archive, changed, true);
    if !selected.nothing {
        index.corpus = Some(corpus.clone());
        index.lay(&folders)?;
        index.hide_empty(&corpus);
        let laid = index.tracked.iter().filter_map(|file| file.strip_prefix(&archive.root).ok());
        let files = index.entries.iter().map(|entry| entry.file.as_path()).chain(laid);
        selected.options.tracked = no_claims(files, &selected.options);
    }
    if !selected.nothing || !selected.misplaced.is_empty() {
        let claims = &selected.options.config.claims;
        selected.no_claim_yet = same_folder && has_no_claim(&git, &index, claims)?;
    }
    selected.world = index.world;
    Ok(selected)
}

/// Whether neither the index nor the last commit has a file among the claims, except those that keep or explain the folder.
fn has_no_claim(git: &Git, index: &Index<'_, '_>, claims: &Utf8Path) -> anyhow::Result<bool> {
    let is_aside = |file: &Utf8Path| {
        let name = file.file_name().unwrap_or_default().to_lowercase();
        name.starts_with('.') || name.starts_with("readme")
    };
    let is_among = |entry: &GitEntry| entry.file.starts_with(claims) && !is_aside(&entry.file);
    let before = match index.head {
        Some(head) => git.files_of(head, &[claims])?,
        None => Vec::new(),
    };
    Ok(!index.entries.iter().chain(&before).any(is_among))
}

/// The files of Git that are no claims.
fn no_claims<'f>(
    files: impl Iterator<Item = &'f Utf8Path>,
    options: &Options,
) -> BTreeSet<Utf8PathBuf> {
    files.filter(|file| !file.starts_with(&options.config.claims)).map(Utf8Path::to_owned).collect()
}

/// An error where a file has conflicts.
fn resolved(changes: &[ChangedFile]) -> anyhow::Result<()> {
    if let Some(open) = changes.iter().find(|change| change.kind == 'U') {
        bail!("{}: it has conflicts; resolve them, and `git add` it", open.file);
    }
    Ok(())
}

/// The work tree around the current folder, of which what is staged is read, without an archive.
pub(super) struct StagedTree {
    pub(super) top: Utf8PathBuf,
    here: Utf8PathBuf,
    disk: Disk,
    git: Git,
    head: Option<String>,
    /// What the next commit changes, and whether it is still there: full paths.
    pub(super) changed: Vec<(Utf8PathBuf, bool)>,
}

impl StagedTree {
    /// Asks Git what is staged.
    pub(super) fn open(here: &Utf8Path) -> anyhow::Result<Self> {
        let at = Git::at(here).with_context(|| {
            format!("--staged needs a Git work tree, and {here} cannot be read as one")
        })?;
        let top = Utf8PathBuf::from_path_buf(at.top().to_owned());
        let top = top.map_err(|top| anyhow!("{}: its name is not UTF-8", top.display()))?;
        let git = Git::open(&top, here, "--staged")?;
        let head = git.head()?;
        let changes = git.changes(head.as_deref())?;
        resolved(&changes)?;
        let changed = changes.into_iter().map(|c| (top.join(c.file), c.kind != 'D')).collect();
        let disk = Disk::new(&top).with_context(|| format!("{top} cannot be opened"))?;
        Ok(Self { here: here.to_owned(), disk, git, head, changed, top })
    }

    /// All files that the next commit has: full paths.
    pub(super) fn files(&self) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let entries = self.git.entries(&[])?.into_iter();
        let files = entries.filter(|entry| entry.kind == GitEntryKind::File && !entry.misnamed);
        Ok(files.map(|entry| self.top.join(entry.file)).collect())
    }

    /// The work tree with what is staged below `folders`.
    pub(super) fn world(&self, folders: &[Utf8PathBuf]) -> anyhow::Result<Overlay<'_>> {
        let mut index = Index::read(&self.git, &self.disk, &self.top, self.head.as_deref())?;
        // Documents that may not be published are kept out of Git: they are read from the disk.
        index.keeps_ignored = true;
        let full = folders.iter().map(|folder| normal(&self.here.join(folder)));
        let below: BTreeSet<Utf8PathBuf> =
            full.filter_map(|f| f.strip_prefix(&self.top).ok().map(Utf8Path::to_owned)).collect();
        index.lay(&below.into_iter().collect::<Vec<_>>())?;
        Ok(index.world)
    }
}

impl<'d> Selected<'d> {
    fn new(world: Overlay<'d>, options: Options) -> Self {
        Self {
            world,
            options,
            nothing: false,
            judge: None,
            may_be_empty: false,
            no_claim_yet: false,
            misplaced: Vec::new(),
            lacked: Lacked::default(),
        }
    }

    /// Takes over what the work tree lacks of what the run is about. Without a submodule that has claims, nobody can say that
    /// the claims pass; what a sparse checkout leaves out is left out on purpose.
    fn lacks(&mut self, lacked: &[Absent]) -> anyhow::Result<()> {
        let Options { config, root, paths, .. } = &self.options;
        let claims = config.claims.as_path();
        let only_claims = paths.iter().all(|path| path.starts_with(root.join(claims)));
        let wanted = |one: &&Absent| {
            paths.is_empty()
                || !only_claims
                || paths.iter().any(|path| on_one_way(&root.join(&one.path), path))
        };
        let of_claims = lacked.iter().filter(|one| one.is_of(claims)).filter(wanted);
        let of_claims: Vec<&Absent> = of_claims.collect();
        if let Some(one) = of_claims.iter().find(|one| one.is_submodule) {
            bail!("{}", not_checked_out(one));
        }
        self.lacked = Lacked::of(lacked, &self.options);
        self.lacked.claims = say_absent(&of_claims);
        Ok(())
    }

    /// Takes over the paths that concern claims. What concerns all of them is a whole run.
    fn narrow(
        &mut self,
        global: &Global,
        archive: &Archive,
        changed: Vec<Utf8PathBuf>,
        by_git: bool,
    ) {
        let options = &mut self.options;
        let config = global.config.as_ref().map(|file| archive.here.join(file));
        let config = config.unwrap_or_else(|| options.root.join(FILE_NAME));
        let named = std::mem::take(&mut options.paths);
        let whole = !by_git && named.is_empty();
        let changed = changed.into_iter().map(|file| options.root.join(file));
        let mut paths: Vec<Utf8PathBuf> = named.into_iter().chain(changed).collect();
        let folders =
            [&options.config.claims, &options.config.corpus].map(|f| options.root.join(f));
        let concerns_all = |path: &Utf8Path| {
            *path == config
                || *path == options.root.join(BASELINE)
                || options.root.starts_with(path)
                || is_schema(path, &options.root)
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

/// An error where a path is not there that a run is to be about, and the command that gets it if Git has it.
fn paths_exist(archive: &Archive, lacked: &[Absent]) -> anyhow::Result<()> {
    let Err(error) = archive.paths_exist() else { return Ok(()) };
    let missing = archive.paths.iter().find(|path| !path.exists());
    let inside = missing.and_then(|path| path.strip_prefix(&archive.root).ok());
    let has = |one: &&Absent| inside.is_some_and(|path| on_one_way(path, &one.path));
    let of_it: Vec<&Absent> = lacked.iter().filter(has).collect();
    match say_absent(&of_it).into_iter().next() {
        Some(said) => bail!("{said}"),
        None => Err(error.into()),
    }
}

/// The options with the configuration of the judge, if there is one.
fn judged(mut options: Options, judge: &mut Option<Judge>) -> Options {
    if let Some(judge) = judge {
        judge.take(&mut options.config);
    }
    options
}

/// Whether a submodule that has the whole archive is staged, in the repository that the run takes place in, at another
/// commit than before: a hook there may name a folder of the submodule.
fn bumped(git: &Git, archive: &Archive) -> anyhow::Result<bool> {
    let Ok(outer) = Git::at(&archive.here) else { return Ok(false) };
    let Ok(inside) = git.top().strip_prefix(outer.top()) else { return Ok(false) };
    let (Some(inside), Some(top)) = (Utf8Path::from_path(inside), Utf8Path::from_path(outer.top()))
    else {
        return Ok(false);
    };
    if inside.as_str().is_empty() {
        return Ok(false);
    }
    let outer = Git::open(top, &archive.here, "--staged")?;
    let entries = outer.entries(&[inside])?;
    let Some(entry) =
        entries.iter().find(|e| e.file == inside && e.kind == GitEntryKind::Submodule)
    else {
        return Ok(false);
    };
    let changes = outer.changes(outer.head()?.as_deref())?;
    let is_bumped = changes.iter().any(|change| change.file == inside);
    if is_bumped {
        at_commit(git, inside, &entry.object)?;
    }
    Ok(is_bumped)
}

/// An error where a submodule is not at the commit that the index has of it, and nothing else.
fn at_commit(submodule: &Git, path: &Utf8Path, commit: &str) -> anyhow::Result<()> {
    let full = Utf8Path::from_path(submodule.top()).unwrap_or(path);
    let above = full.parent().and_then(top_of).unwrap_or(full);
    let add = || git_on(above, "add", full);
    let head = submodule.head()?.unwrap_or_default();
    let short = |name: &str| name.get(..10).unwrap_or("no commit").to_owned();
    if head != commit {
        bail!(
            "{path}: this submodule is at {}, and {} is staged: {} stages the one, {} gets the other",
            short(&head),
            short(commit),
            add(),
            git_on(above, "submodule update", full)
        );
    }
    if let Some(change) = submodule.changes(Some(&head))?.first() {
        bail!(
            "{path}: in this submodule {} is staged, which is in no commit yet: {}, then {}",
            change.file,
            git_in(full, "commit"),
            add()
        );
    }
    Ok(())
}

/// The submodule that an entry is.
fn submodule(root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<Git> {
    let folder = root.join(path);
    if has_link(root, path) {
        bail!(
            "{path}: a folder above this submodule is a symbolic link, and is not followed: remove the link, then {}",
            update(root, path)
        );
    }
    if !folder.join(".git").exists() {
        bail!("{}", not_checked_out_at(root, path));
    }
    Git::at(&folder).with_context(|| format!("{path}: this submodule cannot be read"))
}

/// The repository as the index has it, laid over the work tree: the staged bytes of files that are others there, and
/// without files that are not staged. Texts of sealed sources, which Git ignores, are those of the work tree.
struct Index<'g, 'd> {
    git: &'g Git,
    disk: &'d Disk,
    root: &'g Utf8Path,
    head: Option<&'g str>,
    entries: Vec<GitEntry>,
    world: Overlay<'d>,
    /// The folder of the sources, once it is known.
    corpus: Option<Utf8PathBuf>,
    /// The files that the index has, of those that were laid.
    tracked: Vec<Utf8PathBuf>,
    /// Whether files stay that Git ignores.
    keeps_ignored: bool,
}

impl<'g, 'd> Index<'g, 'd> {
    fn read(
        git: &'g Git,
        disk: &'d Disk,
        root: &'g Utf8Path,
        head: Option<&'g str>,
    ) -> anyhow::Result<Self> {
        let entries = git.entries(&[])?;
        let world = Overlay::new(disk);
        Ok(Self {
            git,
            disk,
            root,
            head,
            entries,
            world,
            corpus: None,
            tracked: Vec::new(),
            keeps_ignored: false,
        })
    }

    /// Lays what the index has at `paths`, files or folders relative to the root.
    fn lay(&mut self, paths: &[Utf8PathBuf]) -> anyhow::Result<()> {
        let below = |file: &Utf8Path| paths.iter().any(|path| file.starts_with(path));
        let entries: Vec<&GitEntry> = self.entries.iter().filter(|e| below(&e.file)).collect();
        if let Some(entry) = entries.iter().find(|e| e.unmerged) {
            bail!("{}: it has conflicts; resolve them, and `git add` it", entry.file);
        }
        if let Some(entry) = entries.iter().find(|e| e.misnamed) {
            bail!("{}: its name is not UTF-8; rename it with `git mv`", entry.file);
        }
        let tree = WorkTree::new(self.git, self.disk, self.root, &entries)?;
        let mut different = tree.different(&entries);
        // `git add -N` gives a file the name of the empty object, and so has an empty file.
        if different.iter().any(|entry| is_empty(entry)) {
            let intended = self.git.intended(self.head)?;
            different.retain(|entry| {
                let is_intended = intended.contains(&entry.file);
                if is_intended {
                    self.world.hide(self.root.join(&entry.file));
                }
                !is_intended
            });
        }
        if let Some(link) = different.iter().find(|entry| entry.kind == GitEntryKind::Link) {
            bail!(
                "{}: a symbolic link is staged, and the work tree has something else; stage it or restore it",
                link.file
            );
        }
        let contents = tree.contents(&different)?;
        for (entry, content) in different.iter().zip(contents) {
            match content {
                Content::Bytes(bytes) => self.world.put(self.root.join(&entry.file), bytes),
                Content::OnDisk => {}
                Content::Filtered(attribute) => bail!(
                    "{}: `{attribute}` in .gitattributes names a filter program, which quoteproof does not run, so it \
                     cannot tell what is staged; `quoteproof validate` checks the work tree",
                    entry.file
                ),
            }
        }
        for link in entries.iter().filter(|entry| entry.kind == GitEntryKind::Link) {
            linked(self.git, self.disk, self.root, &link.file)?;
        }
        self.tracked.extend(entries.iter().map(|entry| self.root.join(&entry.file)));
        self.hide_untracked(paths)?;
        let inside = |e: &&GitEntry| paths.iter().any(|path| on_one_way(&e.file, path));
        let submodules =
            self.entries.iter().filter(|e| e.kind == GitEntryKind::Submodule).filter(inside);
        for entry in submodules.cloned().collect::<Vec<_>>() {
            self.lay_submodule(&entry, paths)?;
        }
        Ok(())
    }

    fn lay_submodule(&mut self, entry: &GitEntry, paths: &[Utf8PathBuf]) -> anyhow::Result<()> {
        let git = submodule(self.root, &entry.file)?;
        at_commit(&git, &entry.file, &entry.object)?;
        let root = self.root.join(&entry.file);
        let mut inner = Index::read(&git, self.disk, &root, Some(&entry.object))?;
        inner.world = self.world.clone();
        inner.corpus.clone_from(&self.corpus);
        inner.keeps_ignored = self.keeps_ignored;
        let inside = paths.iter().filter(|path| on_one_way(path, &entry.file));
        let inside = inside.map(|path| path.strip_prefix(&entry.file).unwrap_or(Utf8Path::new("")));
        inner.lay(&inside.map(Utf8Path::to_owned).collect::<Vec<_>>())?;
        self.tracked.append(&mut inner.tracked);
        self.world = inner.world;
        Ok(())
    }

    fn hide_untracked(&mut self, paths: &[Utf8PathBuf]) -> anyhow::Result<()> {
        // In a submodule it has its own index, and Git does not look for others there.
        let inside = |path: &&Utf8Path| {
            let mut all = self.entries.iter().filter(|e| e.kind == GitEntryKind::Submodule);
            all.any(|e| path.starts_with(&e.file))
        };
        let paths: Vec<&Utf8Path> =
            paths.iter().map(Utf8PathBuf::as_path).filter(|path| !inside(path)).collect();
        let whole = paths.iter().any(|path| path.as_str().is_empty());
        let of = if whole { &[] } else { paths.as_slice() };
        if paths.is_empty() {
            return Ok(());
        }
        let unknown: BTreeSet<Utf8PathBuf> =
            self.git.untracked(of, Ignored::Left)?.into_iter().collect();
        for file in self.git.untracked(of, Ignored::Listed)? {
            let path = self.root.join(&file);
            let stays = self.keeps_ignored || self.is_sealed_text(&path);
            if unknown.contains(&file) || !stays {
                self.world.hide(path);
            }
        }
        Ok(())
    }

    fn is_sealed_text(&self, path: &Utf8Path) -> bool {
        self.corpus.as_ref().is_some_and(|corpus| is_sealed_text(&self.world, path, corpus))
    }

    /// Hides the folders below one in which the index has nothing: Git knows no folders, and they will not be in the
    /// commit.
    fn hide_empty(&mut self, folder: &Utf8Path) {
        let folders: BTreeSet<&Utf8Path> =
            self.tracked.iter().flat_map(|file| file.ancestors()).collect();
        for entry in self.disk.list(folder).into_iter().filter(|e| e.kind == EntryKind::Folder) {
            if !folders.contains(entry.path.as_path()) {
                self.world.hide(entry.path);
            }
        }
    }
}

/// Whether an entry may be only the intent to add a file: it has the name of the empty object, in one of the two
/// formats of objects.
fn is_empty(entry: &GitEntry) -> bool {
    [
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    ]
    .contains(&entry.object.as_str())
}

/// An error where a symbolic link leads to a place of the repository that has other things than the index: they would
/// be read through the link. (One that leads out is not followed.)
fn linked(git: &Git, disk: &Disk, root: &Utf8Path, link: &Utf8Path) -> anyhow::Result<()> {
    let real = |path: &Utf8Path| std::fs::canonicalize(path).ok();
    let (Some(target), Some(real_root)) = (real(&root.join(link)), real(root)) else {
        return Ok(());
    };
    let Some(target) = target.strip_prefix(real_root).ok().and_then(Utf8Path::from_path) else {
        return Ok(());
    };
    let of = if target.as_str().is_empty() { vec![] } else { vec![target] };
    let entries = git.entries(&of)?;
    let entries: Vec<&GitEntry> = entries.iter().collect();
    let different = WorkTree::new(git, disk, root, &entries)?.different(&entries);
    let untracked = git.untracked(&of, Ignored::Left)?;
    let other = different.iter().map(|entry| &entry.file).chain(&untracked).next();
    if entries.is_empty() || other.is_some() {
        bail!(
            "{link}: this symbolic link leads to {}, which is not staged as it is in the work tree; `git add` it or \
             restore it",
            other.map_or(target, |file| file)
        );
    }
    Ok(())
}

/// What changed in the work tree since the last commit that `reference` and HEAD have in common, files that Git does not
/// know yet included. What a sparse checkout leaves out is laid over the disk.
fn changed_since(
    git: &Git,
    archive: &Archive,
    global: &Global,
    selected: &mut Selected<'_>,
    reference: &str,
) -> anyhow::Result<Vec<Utf8PathBuf>> {
    let base = git.fork(reference)?;
    let config = &selected.options.config;
    let named = global.config.as_ref().map(|file| archive.here.join(file));
    let folders = [&config.claims, &config.corpus].map(|folder| archive.root.join(folder));
    let matters = |file: &Utf8Path| {
        let file = archive.root.join(file);
        folders.iter().any(|folder| on_one_way(&file, folder))
            || [FILE_NAME, BASELINE].iter().any(|name| file == archive.root.join(name))
            || named.as_ref() == Some(&file)
            || is_schema(&file, &archive.root)
    };
    let world = &mut selected.world;
    let (disk, root) = (&archive.disk, archive.root.as_path());
    let mut since = Since { disk, root, matters: &matters, changed: Vec::new(), world };
    since.add(git, Utf8Path::new(""), &base)?;
    Ok(since.changed)
}

/// The changes that are found in a repository and its submodules.
struct Since<'s, 'd> {
    disk: &'s Disk,
    root: &'s Utf8Path,
    /// Whether a file of this name, relative to the root, concerns claims.
    matters: &'s dyn Fn(&Utf8Path) -> bool,
    changed: Vec<Utf8PathBuf>,
    world: &'s mut Overlay<'d>,
}

impl Since<'_, '_> {
    /// Adds the changes since `base` in one repository, in the folder `inside`.
    fn add(&mut self, git: &Git, inside: &Utf8Path, base: &str) -> anyhow::Result<()> {
        let folder = self.root.join(inside);
        let staged = git.changes(Some(base))?.into_iter().map(|change| change.file);
        let untracked = git.untracked(&[], Ignored::Left)?;
        self.changed.extend(staged.chain(untracked).map(|file| inside.join(file)));
        let entries = git.entries(&[])?;
        let matters = |entry: &&GitEntry| (self.matters)(&inside.join(&entry.file));
        let entries: Vec<&GitEntry> = entries.iter().filter(matters).collect();
        let tree = WorkTree::new(git, self.disk, &folder, &entries)?;
        let there = |entry: &GitEntry| folder.join(&entry.file).symlink_metadata().is_ok();
        let different = tree.changed(&entries).into_iter();
        let (sparse, different): (Vec<&GitEntry>, Vec<&GitEntry>) =
            different.partition(|entry| entry.sparse && !there(entry));
        for (entry, content) in sparse.iter().zip(tree.contents(&sparse)?) {
            if let Content::Bytes(bytes) = content {
                self.world.put(folder.join(&entry.file), bytes);
            }
        }
        let (lfs, different): (Vec<&GitEntry>, Vec<&GitEntry>) = different
            .into_iter()
            .partition(|entry| !entry.unmerged && tree.is_in_lfs(entry) && there(entry));
        self.changed.extend(different.iter().map(|entry| inside.join(&entry.file)));
        for (entry, content) in lfs.iter().zip(tree.contents(&lfs)?) {
            if !matches!(content, Content::OnDisk) {
                self.changed.push(inside.join(&entry.file));
            }
        }
        for entry in entries.iter().filter(|entry| entry.kind == GitEntryKind::Submodule) {
            let path = inside.join(&entry.file);
            let inner = submodule(self.root, &path)?;
            if inner.head()?.as_deref() == Some(&entry.object) {
                self.add(&inner, &path, &entry.object)?;
            } else {
                self.changed.push(path);
            }
        }
        Ok(())
    }
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
