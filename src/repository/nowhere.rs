//! A world without files, to put some over it.

use super::{Entry, World};
use camino::Utf8Path;
use std::io;

/// A world that has no file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl World for Nowhere {
    fn read(&self, _: &Utf8Path) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn walk(&self, _: &Utf8Path) -> Vec<Entry> {
        Vec::new()
    }

    fn list(&self, _: &Utf8Path) -> Vec<Entry> {
        Vec::new()
    }

    fn exists(&self, _: &Utf8Path) -> bool {
        false
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        path.starts_with(folder)
    }
}
