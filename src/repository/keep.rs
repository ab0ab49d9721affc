//! What is kept between runs, outside of the repository: texts that took long to read out of their files.

use std::fmt;

/// A place where texts are kept.
pub trait Keep: Send + Sync + fmt::Debug {
    /// What was kept under a name, byte for byte as it was; nothing where that cannot be shown.
    fn find(&self, name: &str) -> Option<Vec<u8>>;

    /// Keeps `bytes` under a name, where that is possible.
    fn keep(&self, name: &str, bytes: &[u8]);
}

/// Where a world's texts are kept, and which of them are believed.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'k> {
    /// The place.
    pub texts: &'k dyn Keep,
    /// Whether a text is believed although no hash of it is pinned.
    pub unpinned: bool,
}
