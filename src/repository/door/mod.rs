//! The door of a folder: what is opened through it is below the folder, wherever links lead.
//!
//! A path that strangers wrote may lead anywhere: `claims/x.json` may be a symbolic link to `/proc/self/environ`,
//! which has the secrets of the job that checks a pull request. To look where a path leads and then to open it is not
//! enough, for what it leads to may be another file by then. So the folder is opened once, and everything below it is
//! opened from there: in one call where the system resolves paths *beneath* a folder (Linux, `openat2`), elsewhere
//! name by name, links read and followed by us.
//!
//! Below `/r`, of these links, the first two are followed and the others are not, whether there is something at their
//! end or not: that, too, is nothing to tell.
//!
//! ```text
//! /r/claims/a.json -> ../drafts/a.json
//! /r/claims/b.json -> /r/drafts/b.json
//! /r/claims/c.json -> ../../home/c.json
//! /r/claims/d.json -> /proc/self/environ
//! ```

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as system;

#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
use other as system;

pub(super) use system::{Door, Folder, Id, open_anywhere};

use std::ffi::OsString;
use std::io;

/// Symbolic links that one path may lead through, as on Linux.
#[cfg(unix)]
const MAX_LINKS: usize = 40;

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, not followed.
    Link,
    /// A device, a pipe or a socket.
    Other,
}

/// A name in a folder.
pub(super) type Name = (OsString, FileKind);

/// A path leads out of the folder that it is to stay in. Nothing else is known of what it leads to.
#[derive(Debug, thiserror::Error)]
#[error("it leads out of the folder that is read, and is not followed")]
struct LeadsOut;

/// The error where a path leads out.
pub(super) fn leads_out() -> io::Error {
    io::Error::other(LeadsOut)
}

/// Whether an error says that a path leads out.
pub(super) fn is_leading_out(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<LeadsOut>)
}

/// What is neither a file nor a folder: a pipe would be waited on for ever, and a device may do something.
pub(super) fn irregular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")
}

#[cfg(unix)]
fn too_many_links() -> io::Error {
    io::Error::other("it is a loop of symbolic links")
}
