//! The cache: texts of PDFs and of other containers, kept between runs, and `quoteproof cache`.
//!
//! It lies outside of every repository, in a folder of the user's own. Each text bears a MAC whose key lies in another
//! folder: what a stranger, another user or another machine has put into the cache is as if it were not there.

use super::lock::{PREFIX, remove_leftovers};
use super::{Global, print};
use anyhow::{Context, anyhow};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::report::counted;
use quoteproof::repository::{Disk, Keep, World};
use std::fs::{DirBuilder, Metadata};
use std::io::Write;
use std::process::ExitCode;
use std::sync::{Arc, Once, OnceLock};

/// What all texts of the cache may take, in bytes; the oldest go when they take more.
const MAX_CACHE: u64 = 1 << 30;

/// One text of it, in bytes.
const MAX_KEPT: usize = 256 << 20;

/// Bytes of a MAC, and of its key.
const MAC: usize = 32;

#[derive(clap::Subcommand)]
pub(super) enum CacheAction {
    /// Show where the cache is, and how large
    Show,
    /// Remove every text from the cache, and its key
    Clear,
}

pub(super) fn run(what: &CacheAction) -> anyhow::Result<ExitCode> {
    let place = Paths::of_user().map_err(|why| anyhow!("there is no cache: {why}"))?;
    let texts = place.texts();
    let bytes: u64 = texts.iter().map(|(_, about)| about.len()).sum();
    let all = format!("{}, {}", counted(texts.len(), "text"), megabytes(bytes));
    match what {
        CacheAction::Show => print(&format!("{}: {all}\n", place.folder))?,
        CacheAction::Clear => {
            for (text, _) in &texts {
                std::fs::remove_file(text).with_context(|| format!("{text} cannot be removed"))?;
            }
            remove_leftovers(place.folder.as_std_path());
            let _ = std::fs::remove_file(&place.key);
            print(&format!("{}: {all} removed\n", place.folder))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// Where the cache of a user is.
struct Paths {
    folder: Utf8PathBuf,
    /// Not in the folder: whoever copies a cache, as jobs of CI do, is not to copy what vouches for it.
    key: Utf8PathBuf,
}

impl Paths {
    fn of_user() -> Result<Self, String> {
        let (cache, state) = if cfg!(windows) {
            (below("LOCALAPPDATA", "quoteproof/cache"), below("LOCALAPPDATA", "quoteproof"))
        } else if cfg!(target_os = "macos") {
            let state = below("HOME", "Library/Application Support/quoteproof");
            (below("HOME", "Library/Caches/quoteproof"), state)
        } else {
            (below("HOME", ".cache/quoteproof"), below("HOME", ".local/state/quoteproof"))
        };
        let none = || "neither `XDG_CACHE_HOME` and `XDG_STATE_HOME` nor a home folder is set";
        let folder = below("XDG_CACHE_HOME", "quoteproof").or(cache).ok_or_else(none)?;
        let state = below("XDG_STATE_HOME", "quoteproof").or(state).ok_or_else(none)?;
        Ok(Self { folder, key: state.join("cache.key") })
    }

    /// The texts that are kept, and what the file system says of them.
    fn texts(&self) -> Vec<(Utf8PathBuf, Metadata)> {
        let entries = self.folder.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
        let texts = entries.filter(|entry| is_text(entry.file_name())).filter_map(|entry| {
            let about = entry.path().symlink_metadata().ok().filter(Metadata::is_file)?;
            Some((entry.into_path(), about))
        });
        texts.collect()
    }
}

/// A folder below the one that a variable names, if that is a whole path.
fn below(variable: &str, folder: &str) -> Option<Utf8PathBuf> {
    let base = Utf8PathBuf::from(std::env::var(variable).ok()?);
    // An account may have a home that is not there, `/nonexistent`, so that nothing is kept for it.
    let is_there = variable != "HOME" || base.is_dir();
    (base.is_absolute() && is_there).then(|| base.join(folder))
}

/// Whether a name is one of [`Keep::keep`]: a SHA-256, and a reader.
fn is_text(name: &str) -> bool {
    name.split_once('-').is_some_and(|(hash, reader)| {
        hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()) && !reader.is_empty()
    })
}

/// What `quoteproof cache` reaches.
pub(super) fn reached() -> Vec<Utf8PathBuf> {
    let Ok(Paths { folder, key }) = Paths::of_user() else { return Vec::new() };
    // The user's own links, also where the home folder is the current one.
    let real = |folder: &Utf8Path| folder.canonicalize_utf8().unwrap_or(folder.to_owned());
    vec![real(&folder).join("text"), key.parent().map_or(key.clone(), |f| real(f).join("key"))]
}

/// The cache of a run, opened.
#[derive(Debug)]
pub(super) struct Cache {
    folder: Utf8PathBuf,
    disk: Disk,
    key: [u8; MAC],
    /// What this program is: another one, if only of another build, may read otherwise.
    build: String,
    trimmed: Once,
}

/// The cache, unless the user wants none or there can be none. It is opened once, before the process is confined.
pub(super) fn cache(global: &Global) -> Option<Arc<Cache>> {
    static CACHE: OnceLock<Option<Arc<Cache>>> = OnceLock::new();
    if global.no_cache {
        return None;
    }
    CACHE.get_or_init(|| Cache::open().ok().map(Arc::new)).clone()
}

/// The same, as what a world keeps its texts in.
pub(super) fn keep(global: &Global) -> Option<Arc<dyn Keep>> {
    cache(global).map(|cache| cache as Arc<dyn Keep>)
}

impl Cache {
    fn open() -> anyhow::Result<Self> {
        let Paths { folder, key } = Paths::of_user().map_err(|why| anyhow!(why))?;
        private_folder(&folder)?;
        let key = key_of(&key)?;
        let disk = Disk::new(&folder)?;
        Ok(Self { folder, disk, key, build: build()?, trimmed: Once::new() })
    }

    pub(super) fn folder(&self) -> &Utf8Path {
        &self.folder
    }

    /// Of a text, of what it is the text of, and of the program that made it.
    fn mac(&self, name: &str, bytes: &[u8]) -> blake3::Hash {
        let mut mac = blake3::Hasher::new_keyed(&self.key);
        for part in [self.build.as_bytes(), name.as_bytes(), bytes] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(&self.folder)?;
        file.write_all(self.mac(name, bytes).as_bytes())?;
        file.write_all(bytes)?;
        file.persist(self.folder.join(name))?;
        Ok(())
    }

    /// Removes the oldest texts where all of them take too much, down to half of it.
    fn trim(&self) {
        let place = Paths { folder: self.folder.clone(), key: Utf8PathBuf::new() };
        let mut texts = place.texts();
        let mut bytes: u64 = texts.iter().map(|(_, about)| about.len()).sum();
        if bytes <= MAX_CACHE {
            return;
        }
        remove_leftovers(self.folder.as_std_path());
        texts.sort_by_cached_key(|(path, about)| (about.modified().ok(), path.clone()));
        for (path, about) in texts {
            if bytes <= MAX_CACHE / 2 {
                break;
            }
            let _ = std::fs::remove_file(path);
            bytes = bytes.saturating_sub(about.len());
        }
    }
}

impl Keep for Cache {
    fn find(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = self.disk.read_up_to(&self.folder.join(name), MAX_KEPT).ok()?;
        let (mac, text) = bytes.split_first_chunk::<MAC>()?;
        // Compared in constant time.
        if blake3::Hash::from_bytes(*mac) != self.mac(name, text) {
            return None;
        }
        bytes.drain(..MAC);
        Some(bytes)
    }

    fn keep(&self, name: &str, bytes: &[u8]) {
        if bytes.len() > MAX_KEPT - MAC {
            return;
        }
        self.trimmed.call_once(|| self.trim());
        // A cache that cannot be written is a cache that has nothing.
        let _ = self.write(name, bytes);
    }
}

/// Makes folders that their owner alone can look into.
#[cfg(unix)]
fn builder() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// Makes folders; Windows gives each user's local data to that user alone.
#[cfg(not(unix))]
fn builder() -> DirBuilder {
    DirBuilder::new()
}

/// Makes a folder that its owner alone can look into, or says why one that is there is none.
fn private_folder(folder: &Utf8Path) -> anyhow::Result<()> {
    if let Some(above) = folder.parent() {
        std::fs::create_dir_all(above)?;
    }
    if let Err(error) = builder().create(folder)
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(error.into());
    }
    let about = folder.symlink_metadata()?;
    if about.is_dir() {
        is_private(folder, &about)
    } else {
        Err(anyhow!("{folder} is not a folder"))
    }
}

/// The key, made where there is none yet.
fn key_of(file: &Utf8Path) -> anyhow::Result<[u8; MAC]> {
    let folder = file.parent().context("it has no folder")?;
    if file.symlink_metadata().is_err() {
        private_folder(folder)?;
        let mut key = [0; MAC];
        getrandom::fill(&mut key).map_err(|error| anyhow!("{error}"))?;
        let mut made = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
        made.write_all(&key)?;
        // Another run may just have made one: then that is the key.
        let _ = made.persist_noclobber(file);
    }
    let about = file.symlink_metadata()?;
    is_private(file, &about)?;
    let bytes = Disk::new(folder)?.read_up_to(file, MAC)?;
    bytes
        .try_into()
        .map_err(|_| anyhow!("{file} is not a key: `quoteproof cache clear` removes it"))
}

/// An error where somebody else than the user can write what is here.
#[cfg(unix)]
fn is_private(path: &Utf8Path, about: &Metadata) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(anyhow!("{path} belongs to another user"));
    }
    if about.mode() & 0o077 != 0 {
        return Err(anyhow!("{path} is open to other users"));
    }
    Ok(())
}

/// There is nobody else, as said of [`builder`].
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn is_private(_: &Utf8Path, _: &Metadata) -> anyhow::Result<()> {
    Ok(())
}

/// The version of this program, and its file's length and time: while it is worked on, the version stays.
fn build() -> anyhow::Result<String> {
    let about = std::env::current_exe()?.metadata()?;
    let made = about.modified()?;
    Ok(format!("{} {} {made:?}", env!("CARGO_PKG_VERSION"), about.len()))
}
