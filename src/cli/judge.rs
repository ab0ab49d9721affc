//! `--policy-from`: the configuration and the baseline of a commit, and what a change has loosened since.

use super::Global;
use super::git::{Git, GitEntry, GitEntryKind};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::archive::Archive;
use quoteproof::baseline::{Baseline, FILE_NAME as BASELINE};
use quoteproof::config::{Config, FILE_NAME};
use quoteproof::policy::Policy;
use quoteproof::report::Loosened;
use quoteproof::repository::{EntryKind, Overlay, World, shown};

/// The state of an archive that judges another one.
pub(super) struct Judge {
    /// As it was.
    before: Policy,
    /// The bytes of the baseline, if there was one.
    baseline: Option<Vec<u8>>,
    /// The configuration as it is now.
    now: Config,
}

impl Judge {
    /// The archive as it is at a commit.
    pub(super) fn at(global: &Global, archive: &Archive, reference: &str) -> anyhow::Result<Self> {
        let option = "--policy-from";
        if global.config.is_some() {
            bail!("{option} takes the configuration from {reference}: leave out --config");
        }
        let git = Git::open(&archive.root, &archive.here, option)?;
        let commit = git.commit(reference, option)?;
        let files = git.files_of(&commit, &[FILE_NAME.into(), BASELINE.into()])?;
        let bytes = |name: &str| {
            let entry = files.iter().find(|e| e.file == name && e.kind == GitEntryKind::File);
            entry.map(|entry| Ok(git.blobs(&[entry])?.pop().unwrap_or_default())).transpose()
        };
        let (config, baseline): (anyhow::Result<_>, anyhow::Result<_>) =
            (bytes(FILE_NAME), bytes(BASELINE));
        let (config, baseline): (Option<Vec<u8>>, Option<Vec<u8>>) = (config?, baseline?);
        let config = config.map_or(Ok(Config::default()), |bytes| Config::read(&bytes));
        let config = config.map_err(|error| anyhow!("{FILE_NAME} at {reference}: {error}"))?;
        let known = baseline.as_deref().map(Baseline::read).transpose();
        let known = known.map_err(|error| anyhow!("{BASELINE} at {reference}: {error}"))?;
        let mut before = Policy::new(config, known);
        let folders = [before.config.claims.clone(), before.config.corpus.clone()];
        let entries = git.files_of(&commit, &[&folders[0], &folders[1]])?;
        if let Some(entry) = entries.iter().find(|entry| entry.kind == GitEntryKind::Submodule) {
            bail!(
                "{option} {reference}: {} is a submodule, and quoteproof does not look at its state at {reference}; run it \
                 in the submodule",
                entry.file
            );
        }
        let judging = |entry: &&GitEntry| {
            entry.kind == GitEntryKind::File && what(&entry.file, &before.config).is_some()
        };
        let entries: Vec<&GitEntry> = entries.iter().filter(judging).collect();
        for (entry, bytes) in entries.iter().zip(git.blobs(&entries)?) {
            add(&mut before, &entry.file, &bytes);
        }
        Ok(Self { before, baseline, now: Config::default() })
    }

    /// Puts the configuration that judges in the place of the one that there is now.
    pub(super) fn take(&mut self, config: &mut Config) {
        self.now = std::mem::replace(config, self.before.config.clone());
    }

    /// The world with the baseline that judges.
    pub(super) fn world<'w>(&self, world: &Overlay<'w>, root: &Utf8Path) -> Overlay<'w> {
        let mut world = world.clone();
        match &self.baseline {
            Some(bytes) => world.put(root.join(BASELINE), bytes.clone()),
            None => world.hide(root.join(BASELINE)),
        }
        world
    }

    /// What the archive in `world` lets pass that it did not.
    pub(super) fn loosened(
        &self,
        world: &dyn World,
        root: &Utf8Path,
    ) -> anyhow::Result<Vec<Loosened>> {
        let file = root.join(BASELINE);
        let baseline = if world.exists(&file) {
            let bytes = world.read(&file).with_context(|| format!("{file} cannot be read"))?;
            Some(Baseline::read(&bytes).map_err(|error| anyhow!("{file}: {error}"))?)
        } else {
            None
        };
        // Looked for where the check looks: in the folders that judge.
        let mut now = Policy::new(self.before.config.clone(), baseline);
        let folders = [&self.before.config.claims, &self.before.config.corpus];
        let entries = folders.into_iter().flat_map(|folder| world.walk(&root.join(folder)));
        for entry in entries.filter(|entry| entry.kind == EntryKind::File) {
            let file = shown(&entry.path, root);
            if what(&file, &now.config).is_some()
                && let Ok(bytes) = world.read(&entry.path)
            {
                add(&mut now, &file, &bytes);
            }
        }
        now.config = self.now.clone();
        Ok(self.before.loosened(&now))
    }
}

/// What of a policy a file is.
enum What {
    Claim,
    /// The record of the source with this id.
    Source(String),
}

fn what(file: &Utf8Path, config: &Config) -> Option<What> {
    if let Ok(inside) = file.strip_prefix(&config.corpus) {
        let mut parts = inside.components();
        let id = parts.next()?.as_str().to_owned();
        return (parts.as_path() == "source.json").then_some(What::Source(id));
    }
    let is_json = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    (is_json && file.starts_with(&config.claims)).then_some(What::Claim)
}

fn add(policy: &mut Policy, file: &Utf8PathBuf, bytes: &[u8]) {
    match what(file, &policy.config) {
        Some(What::Claim) => policy.add_claim(file, bytes),
        Some(What::Source(id)) => policy.add_source(&id, file, bytes),
        None => {}
    }
}
