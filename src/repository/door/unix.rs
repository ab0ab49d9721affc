//! Doors on Unix: file descriptors, and paths that start at one.

use super::{FileKind, MAX_LINKS, Name, irregular, leads_out, too_many_links};
use crate::repository::FileStamp;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path};
use std::time::Duration;

/// A pipe is not waited on, and a terminal does not become the process's own.
const READING: OFlags =
    OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// To see what something is. On Linux it is not opened for that: a device may do something when it is.
#[cfg(target_os = "linux")]
const LOOKING: OFlags = OFlags::PATH.union(OFlags::CLOEXEC);
#[cfg(not(target_os = "linux"))]
const LOOKING: OFlags = READING;

/// What tells a folder from all others: its device and its number there.
pub(in crate::repository) type Id = (u64, u64);

/// A folder's names, and what tells it from others.
pub(in crate::repository) struct Folder {
    pub(in crate::repository) id: Id,
    pub(in crate::repository) names: Vec<Name>,
}

/// A folder that everything stays in that is opened through it.
#[derive(Debug)]
pub(in crate::repository) struct Door {
    /// As paths name it.
    folder: Utf8PathBuf,
    /// As absolute links may name it.
    absolute: Vec<Utf8PathBuf>,
    opened: OwnedFd,
    /// The device that it is on, if that is a disk.
    device: Option<u64>,
}

impl Door {
    pub(in crate::repository) fn new(folder: &Utf8Path) -> io::Result<Self> {
        let named = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        let flags = LOOKING | OFlags::DIRECTORY;
        let opened = rustix::fs::open(named.as_std_path(), flags, Mode::empty())?;
        let stat = rustix::fs::fstat(&opened)?;
        let device = refuse_made_up(&opened, &stat, None).is_ok().then(|| device(&stat));
        let mut absolute: Vec<Utf8PathBuf> = named.canonicalize_utf8().into_iter().collect();
        absolute.extend(folder.is_absolute().then(|| folder.to_owned()));
        Ok(Self { folder: folder.to_owned(), absolute, opened, device })
    }

    pub(in crate::repository) fn folder(&self) -> &Utf8Path {
        &self.folder
    }

    /// A regular file, and how long it is said to be, in bytes.
    pub(in crate::repository) fn open(&self, inside: &Utf8Path) -> io::Result<(File, u64)> {
        regular(self.resolve(inside, READING)?, self.device)
    }

    /// What is there, all links followed.
    pub(in crate::repository) fn look(&self, inside: &Utf8Path) -> io::Result<FileKind> {
        Ok(kind(&rustix::fs::fstat(self.resolve(inside, LOOKING)?)?))
    }

    /// What the system says of a regular file, all links followed.
    pub(in crate::repository) fn stamp(&self, inside: &Utf8Path) -> io::Result<FileStamp> {
        let stat = rustix::fs::fstat(&self.resolve(inside, LOOKING)?)?;
        match kind(&stat) {
            FileKind::File => stamp(&stat).ok_or_else(|| io::ErrorKind::InvalidData.into()),
            _ => Err(irregular()),
        }
    }

    /// The names in a folder, in no order.
    pub(in crate::repository) fn list(&self, inside: &Utf8Path) -> io::Result<Folder> {
        let opened = self.resolve(inside, READING | OFlags::DIRECTORY)?;
        let stat = rustix::fs::fstat(&opened)?;
        refuse_made_up(&opened, &stat, self.device)?;
        let mut names = Vec::new();
        for entry in Dir::read_from(&opened)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name == b"." || name == b".." {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::RegularFile => FileKind::File,
                FileType::Directory => FileKind::Folder,
                FileType::Symlink => FileKind::Link,
                FileType::Unknown => kind(&rustix::fs::statat(
                    &opened,
                    entry.file_name(),
                    AtFlags::SYMLINK_NOFOLLOW,
                )?),
                _ => FileKind::Other,
            };
            names.push((OsString::from_vec(name.to_vec()), kind));
        }
        Ok(Folder { id: (device(&stat), number(&stat)), names })
    }

    #[cfg(quoteproof_unguarded)]
    fn resolve(&self, inside: &Utf8Path, flags: OFlags) -> io::Result<OwnedFd> {
        let path = self.folder.join(inside);
        Ok(rustix::fs::open(path.as_std_path(), flags, Mode::empty())?)
    }

    /// Opens what `inside` leads to, if that is below the folder.
    #[cfg(not(quoteproof_unguarded))]
    fn resolve(&self, inside: &Utf8Path, flags: OFlags) -> io::Result<OwnedFd> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::ResolveFlags;
            let name = if inside.as_str().is_empty() { "." } else { inside.as_str() };
            let how = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
            match rustix::fs::openat2(&self.opened, name, flags, Mode::empty(), how) {
                Ok(opened) => return Ok(opened),
                // It leads out, or to the inside from outside; the kernel is old, or does not let containers ask so;
                // something was renamed on the way.
                Err(Errno::XDEV | Errno::LOOP | Errno::NOSYS | Errno::PERM | Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.step_by_step(inside, flags)
    }

    /// The same, name by name.
    #[cfg_attr(quoteproof_unguarded, allow(dead_code))]
    fn step_by_step(&self, inside: &Utf8Path, flags: OFlags) -> io::Result<OwnedFd> {
        let mut ahead = Vec::new();
        let mut behind: Vec<OwnedFd> = Vec::new();
        self.push(inside.as_std_path(), &mut ahead, &mut behind, false)?;
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            if name == ".." {
                behind.pop().ok_or_else(leads_out)?;
                continue;
            }
            let at = last(&behind, &self.opened);
            let asked = if ahead.is_empty() { flags } else { LOOKING | OFlags::DIRECTORY };
            let error = match rustix::fs::openat(at, &name, asked | OFlags::NOFOLLOW, Mode::empty())
            {
                Ok(opened) if kind(&rustix::fs::fstat(&opened)?) == FileKind::Link => Errno::LOOP,
                Ok(opened) if ahead.is_empty() => return Ok(opened),
                Ok(opened) => {
                    behind.push(opened);
                    continue;
                }
                Err(error) => error,
            };
            // What is no link has no target: it was opened in vain for another reason.
            let Ok(target) = rustix::fs::readlinkat(at, &name, Vec::new()) else {
                return Err(error.into());
            };
            links += 1;
            if links > MAX_LINKS {
                return Err(too_many_links());
            }
            let target = Path::new(OsStr::from_bytes(target.to_bytes()));
            self.push(target, &mut ahead, &mut behind, true)?;
        }
        let at = last(&behind, &self.opened);
        Ok(rustix::fs::openat(at, ".", flags, Mode::empty())?)
    }

    /// Puts the names of a path before those that are ahead. An absolute one that names the folder starts there.
    #[cfg_attr(quoteproof_unguarded, allow(dead_code))]
    fn push(
        &self,
        path: &Path,
        ahead: &mut Vec<OsString>,
        behind: &mut Vec<OwnedFd>,
        is_link: bool,
    ) -> io::Result<()> {
        let mut rest = path;
        if path.is_absolute() {
            let mut below =
                self.absolute.iter().filter_map(|folder| path.strip_prefix(folder).ok());
            rest = below.next().filter(|_| is_link).ok_or_else(leads_out)?;
            behind.clear();
        }
        for part in rest.components().rev() {
            match part {
                Component::CurDir => {}
                part => ahead.push(part.as_os_str().to_owned()),
            }
        }
        Ok(())
    }

    /// Whether a path, which is below this folder by its words, is there, and nothing on the way is a link.
    pub(in crate::repository) fn has_no_link(&self, inside: &Utf8Path) -> bool {
        let mut at = self.folder.clone();
        inside.components().all(|part| {
            at.push(part);
            let is_name = matches!(part, Utf8Component::Normal(_));
            is_name && at.symlink_metadata().is_ok_and(|metadata| !metadata.is_symlink())
        })
    }
}

/// A regular file that somebody named who may name any.
pub(in crate::repository) fn open_anywhere(path: &Utf8Path) -> io::Result<(File, u64)> {
    // A device may do something when it is opened.
    if !path.metadata()?.is_file() && !path.is_dir() {
        return Err(irregular());
    }
    regular(rustix::fs::openat(CWD, path.as_std_path(), READING, Mode::empty())?, None)
}

fn regular(opened: OwnedFd, usual: Option<u64>) -> io::Result<(File, u64)> {
    let stat = rustix::fs::fstat(&opened)?;
    match kind(&stat) {
        FileKind::File => {}
        FileKind::Folder => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        _ => return Err(irregular()),
    }
    refuse_made_up(&opened, &stat, usual)?;
    Ok((File::from(opened), u64::try_from(stat.st_size).unwrap_or(0)))
}

/// Refuses what the system makes up as it is read: it has no length, may never end, and tells of this machine.
#[cfg(target_os = "linux")]
fn refuse_made_up(opened: &OwnedFd, stat: &Stat, usual: Option<u64>) -> io::Result<()> {
    /// proc, sysfs, debugfs, tracefs, securityfs, cgroup, cgroup2, bpf (`linux/magic.h`).
    const MADE_UP: [u64; 8] = [
        0x9fa0,
        0x6265_6572,
        0x6462_6720,
        0x7472_6163,
        0x7363_6673,
        0x0027_e0eb,
        0x6367_7270,
        0xcafe_4a11,
    ];
    if usual == Some(device(stat)) {
        return Ok(());
    }
    let system = rustix::fs::fstatfs(opened)?;
    if u64::try_from(system.f_type).is_ok_and(|kind| MADE_UP.contains(&kind)) {
        let why = "it is not a file of a disk: what is below /proc and /sys is not read";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn refuse_made_up(_: &OwnedFd, _: &Stat, _: Option<u64>) -> io::Result<()> {
    Ok(())
}

fn last<'f>(behind: &'f [OwnedFd], first: &'f OwnedFd) -> BorrowedFd<'f> {
    behind.last().unwrap_or(first).as_fd()
}

fn kind(stat: &Stat) -> FileKind {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => FileKind::File,
        FileType::Directory => FileKind::Folder,
        FileType::Symlink => FileKind::Link,
        _ => FileKind::Other,
    }
}

/// None where the file is of a time before 1970.
// The types of these numbers differ from system to system.
#[allow(clippy::useless_conversion, clippy::unnecessary_fallible_conversions)]
fn stamp(stat: &Stat) -> Option<FileStamp> {
    let time = |seconds: i64, nanoseconds: i64| {
        let whole = Duration::from_secs(seconds.try_into().ok()?);
        Some(whole + Duration::from_nanos(nanoseconds.try_into().ok()?))
    };
    Some(FileStamp {
        file: (device(stat), number(stat)),
        length: stat.st_size.try_into().ok()?,
        modified: time(stat.st_mtime.into(), stat.st_mtime_nsec.try_into().ok()?)?,
        changed: time(stat.st_ctime.into(), stat.st_ctime_nsec.try_into().ok()?)?,
    })
}

// The types of these two differ from system to system.
#[allow(clippy::unnecessary_cast, clippy::cast_sign_loss, trivial_numeric_casts)]
const fn device(stat: &Stat) -> u64 {
    stat.st_dev as u64
}

#[allow(clippy::unnecessary_cast, clippy::cast_sign_loss, trivial_numeric_casts)]
const fn number(stat: &Stat) -> u64 {
    stat.st_ino as u64
}
