//! The file system, as far as a run may see it.

use super::door::{
    Door, FileKind, Folder, Id, Name, irregular, is_leading_out, leads_out, open_anywhere,
};
use super::{Entry, EntryKind, FileStamp, Keep, Keeping, World, too_large};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Larger files are read by all threads, each of them in parts of this many bytes: most of the time goes to
/// the memory that they are read into.
const PART: usize = 8 << 20;

/// The largest file that is read, in bytes: it and what is made of it are to fit into the memory of a small machine.
const MAX_FILE: u64 = 2 << 30;

/// How much is read of a file whose length its file system does not say, in bytes: it may have no end.
const MAX_UNSAID: u64 = 64 << 20;

/// How long such a file is read: it may come drop by drop.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// So long after it was written a file may be written again without another time: some file systems count in two seconds.
const UNSURE: Duration = Duration::from_secs(3);

/// Entries below symbolic links to folders in one walk: links that lead to folders of links multiply.
const MAX_LINKED: usize = 100_000;

/// The file system below a repository's root, and whatever else the command line names.
///
/// A path below the root is followed only as long as it stays there, wherever links lead; so is one below a folder of
/// texts. Of what is outside nothing is told, not even whether it is there.
#[derive(Debug)]
pub struct Disk {
    /// The root first.
    doors: Vec<Door>,
    files: Vec<Utf8PathBuf>,
    keep: Option<Arc<dyn Keep>>,
}

impl Disk {
    /// What is below a folder.
    ///
    /// # Errors
    ///
    /// The folder cannot be opened.
    pub fn new(root: &Utf8Path) -> io::Result<Self> {
        Ok(Self { doors: vec![Door::new(root)?], files: Vec::new(), keep: None })
    }

    /// And what is below another folder, which may be anywhere: a person named it.
    ///
    /// # Errors
    ///
    /// The folder cannot be opened.
    pub fn and_folder(mut self, folder: &Utf8Path) -> io::Result<Self> {
        self.doors.push(Door::new(folder)?);
        Ok(self)
    }

    /// And a file, which may be anywhere: a person named it. One below a folder of this disk stays in it.
    #[must_use]
    pub fn and_file(mut self, file: &Utf8Path) -> Self {
        self.files.push(file.to_owned());
        self
    }

    /// And where the texts of its documents are kept between runs.
    #[must_use]
    pub fn and_keep(mut self, keep: Option<Arc<dyn Keep>>) -> Self {
        self.keep = keep;
        self
    }

    /// Whether a path is below a folder of this disk, by its words.
    #[must_use]
    pub fn covers(&self, path: &Utf8Path) -> bool {
        self.door(path).is_some()
    }

    /// The bytes of a file that a person named: any, but one below a folder of this disk only if links keep it there.
    ///
    /// # Errors
    ///
    /// As the file system says, or that it leads out.
    pub fn read_named(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        match self.door(path) {
            Some(_) => self.read(path),
            None => bytes(open_anywhere(path)?, MAX_FILE),
        }
    }

    /// The door that a path leads through by its words, and the rest of the path.
    fn door<'p>(&self, path: &'p Utf8Path) -> Option<(&Door, &'p Utf8Path)> {
        let fits = self
            .doors
            .iter()
            .filter_map(|door| Some((door, path.strip_prefix(door.folder()).ok()?)));
        // The innermost: a folder of texts may be in the repository, and the repository in a folder of texts.
        fits.min_by_key(|(_, inside)| inside.as_str().len())
    }

    fn look(&self, path: &Utf8Path) -> io::Result<FileKind> {
        let (door, inside) = self.door(path).ok_or_else(leads_out)?;
        door.look(inside)
    }

    fn names(&self, folder: &Utf8Path) -> io::Result<Folder> {
        let (door, inside) = self.door(folder).ok_or_else(leads_out)?;
        let mut found = door.list(inside)?;
        found.names.retain(|(name, _)| !name.as_encoded_bytes().starts_with(b"."));
        found.names.sort_unstable_by(|a, b| b.0.cmp(&a.0));
        Ok(found)
    }

    /// The symbolic links below a folder, and the folder itself where one is on the way to it: each with the file or the folder
    /// that it leads to, as paths of this disk name it. Those that lead out are not among them, nor those that lead nowhere.
    #[cfg(feature = "lsp")]
    pub(crate) fn links(&self, folder: &Utf8Path) -> Vec<(Utf8PathBuf, Utf8PathBuf)> {
        let mut links = vec![folder.to_owned()];
        self.collect(folder, usize::MAX, &mut |link| links.push(link.to_owned()));
        let target = |link: Utf8PathBuf| Some((self.target(&link)?, link));
        links.into_iter().filter_map(target).map(|(target, link)| (link, target)).collect()
    }

    /// Where a path leads that has a link on its way, if that can be read.
    #[cfg(feature = "lsp")]
    fn target(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let (door, inside) = self.door(path)?;
        if door.has_no_link(inside) || door.look(inside).is_err() {
            return None;
        }
        let folder = door.folder().canonicalize_utf8().ok()?;
        Some(door.folder().join(path.canonicalize_utf8().ok()?.strip_prefix(folder).ok()?))
    }

    /// The entries below a folder down to `depth` folders, by path; `on_link` gets those that are symbolic links.
    fn collect(
        &self,
        folder: &Utf8Path,
        depth: usize,
        on_link: &mut dyn FnMut(&Utf8Path),
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        let first = match self.names(folder) {
            Ok(found) => Level::new(folder.to_owned(), found, false),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return entries;
            }
            Err(error) => {
                let kind = EntryKind::Broken(reason(&error, false));
                return vec![Entry { path: folder.to_owned(), kind }];
            }
        };
        let mut linked = 0;
        let mut levels = vec![first];
        while let Some(level) = levels.last_mut() {
            let Some((name, kind)) = level.names.pop() else {
                levels.pop();
                continue;
            };
            let Some(name) = name.to_str() else {
                let path = level.path.join(name.to_string_lossy().as_ref());
                let why = "its name is not UTF-8".to_owned();
                entries.push(Entry { path, kind: EntryKind::Broken(why) });
                continue;
            };
            let path = level.path.join(name);
            let below_link = level.below_link;
            linked += usize::from(below_link);
            if linked > MAX_LINKED {
                let why =
                    format!("symbolic links to folders lead to more than {MAX_LINKED} entries");
                entries.push(Entry { path, kind: EntryKind::Broken(why) });
                break;
            }
            let is_link = kind == FileKind::Link;
            let kind = if is_link {
                on_link(&path);
                self.look(&path)
            } else {
                Ok(kind)
            };
            let kind = match kind {
                Ok(FileKind::File) => EntryKind::File,
                Ok(FileKind::Folder) if levels.len() >= depth => EntryKind::Folder,
                Ok(FileKind::Folder) => match self.names(&path) {
                    Ok(found) if is_link && levels.iter().any(|level| level.id == found.id) => {
                        EntryKind::Broken(back_to(&found, &levels, folder))
                    }
                    Ok(found) => {
                        levels.push(Level::new(path.clone(), found, below_link || is_link));
                        EntryKind::Folder
                    }
                    Err(error) => EntryKind::Broken(reason(&error, is_link)),
                },
                Ok(FileKind::Link | FileKind::Other) => {
                    EntryKind::Broken(reason(&irregular(), is_link))
                }
                Err(error) => EntryKind::Broken(reason(&error, is_link)),
            };
            entries.push(Entry { path, kind });
        }
        entries
    }
}

/// A folder on the way of a walk.
struct Level {
    path: Utf8PathBuf,
    id: Id,
    /// Those that are still to come, the next one last.
    names: Vec<Name>,
    below_link: bool,
}

impl Level {
    fn new(path: Utf8PathBuf, found: Folder, below_link: bool) -> Self {
        Self { path, id: found.id, names: found.names, below_link }
    }
}

impl Disk {
    /// An opened file and its length, as far as it may be read.
    fn open(&self, path: &Utf8Path) -> io::Result<(File, u64)> {
        match self.door(path) {
            Some((door, inside)) => door.open(inside),
            None if self.files.iter().any(|file| file == path) => open_anywhere(path),
            None => Err(leads_out()),
        }
    }
}

impl World for Disk {
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        bytes(self.open(path)?, MAX_FILE)
    }

    fn read_up_to(&self, path: &Utf8Path, most: usize) -> io::Result<Vec<u8>> {
        bytes(self.open(path)?, MAX_FILE.min(most as u64))
    }

    fn walk(&self, folder: &Utf8Path) -> Vec<Entry> {
        self.collect(folder, usize::MAX, &mut |_| {})
    }

    fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
        self.collect(folder, 1, &mut |_| {})
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        match self.look(path) {
            Ok(_) => true,
            // It is there for whoever follows it; `read` and `is_inside` say what is wrong with it.
            Err(error) => is_leading_out(&error),
        }
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        if let (Some((door, inside)), true) = (self.door(path), path.starts_with(folder))
            && door.has_no_link(inside)
        {
            return true;
        }
        if self.look(path).is_err() || self.look(folder).is_err() {
            return false;
        }
        match (path.canonicalize_utf8(), folder.canonicalize_utf8()) {
            (Ok(path), Ok(folder)) => path.starts_with(folder),
            _ => false,
        }
    }

    fn stamp(&self, path: &Utf8Path) -> Option<FileStamp> {
        let (door, inside) = self.door(path)?;
        let stamp = door.stamp(inside).ok()?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let last = stamp.modified.max(stamp.changed);
        (now.checked_sub(last)? >= UNSURE).then_some(stamp)
    }

    fn keeping(&self) -> Option<Keeping<'_>> {
        Some(Keeping { texts: self.keep.as_deref()?, unpinned: false })
    }
}

/// All bytes of an opened file of this length, if there are at most `most`.
fn bytes((file, length): (File, u64), most: u64) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(too_large(most));
    }
    match usize::try_from(length) {
        // As long as it was said to be: what is added meanwhile is not read.
        Ok(said) if said > 0 => {
            if said > PART
                && let Some(bytes) = read_in_parts(&file, said)
            {
                return Ok(bytes);
            }
            let mut bytes = Vec::new();
            bytes.try_reserve_exact(said)?;
            file.take(length).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        _ => {
            let bytes = read_unsaid(file)?;
            if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
        }
    }
}

/// All of a file whose length is not said: it is empty, its file system does not know, or it is being written.
fn read_unsaid(mut file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 << 10];
    let start = Instant::now();
    loop {
        match file.read(&mut part) {
            Ok(0) => return Ok(bytes),
            Ok(length) => bytes.extend_from_slice(part.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if bytes.len() as u64 > MAX_UNSAID || start.elapsed() > MAX_WAIT {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "it is endless, or does not say how long it is",
            ));
        }
    }
}

/// That a folder is one that the walk is in already.
fn back_to(found: &Folder, levels: &[Level], folder: &Utf8Path) -> String {
    let above = folder.parent().unwrap_or(folder);
    let level = levels.iter().find(|level| level.id == found.id);
    let back = level.map_or(folder, |level| &level.path);
    format!("it is a loop of symbolic links, back to {}", back.strip_prefix(above).unwrap_or(back))
}

/// Why an entry cannot be followed, without the system's numbers.
fn reason(error: &io::Error, is_link: bool) -> String {
    match error.kind() {
        io::ErrorKind::NotFound if is_link => "it is a symbolic link to nothing".to_owned(),
        io::ErrorKind::NotFound => "it is gone".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// The bytes of a file of this length, up to 4 GiB. None where it is shorter meanwhile, or parts cannot be read.
#[cfg(unix)]
fn read_in_parts(file: &File, length: usize) -> Option<Vec<u8>> {
    use rayon::prelude::*;
    use std::os::unix::fs::FileExt;
    u32::try_from(length).ok()?;
    let mut bytes = vec![0; length];
    let parts = bytes.par_chunks_mut(PART).enumerate();
    let read = |(part, bytes): (usize, &mut [u8])| {
        let start = u64::try_from(part * PART).ok()?;
        file.read_exact_at(bytes, start).ok()
    };
    parts.map(read).collect::<Option<()>>()?;
    Some(bytes)
}

#[cfg(not(unix))]
fn read_in_parts(_: &File, _: usize) -> Option<Vec<u8>> {
    None
}
