//! The fuzz targets: what each reads from an input's bytes, and the laws that must hold of it.
//!
//! An input is text in fields, with U+001F between them, so that a person can read and write one. The last field,
//! most often a document, has all the rest.

pub mod claim;
pub mod config;
pub mod documents;
pub mod lsp;
pub mod manuscript;
pub mod matching;
pub mod oracle;
pub mod packed;
pub mod proofs;
pub mod quote;
pub mod reader;
pub mod seal;
pub mod world;

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// A target.
pub struct Target {
    /// Its name: that of its program, of its folder in `corpus/` and of its dictionary.
    pub name: &'static str,
    /// Runs it on an input; panics where a law is broken.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "quote", run: quote::run },
    Target { name: "oracle", run: oracle::run },
    Target { name: "claim", run: claim::run },
    Target { name: "reader", run: reader::run },
    Target { name: "seal", run: seal::run },
    Target { name: "proofs", run: proofs::run },
    Target { name: "config", run: config::run },
    Target { name: "documents", run: documents::run },
    Target { name: "manuscript", run: manuscript::run },
    Target { name: "lsp", run: lsp::run },
];

/// Stands between the fields of an input.
pub const BETWEEN_FIELDS: char = '\u{1f}';
/// Stands between the items of a field that is a list.
pub const BETWEEN_ITEMS: char = '\u{1e}';

/// The fields of an input; missing ones are empty.
#[must_use]
pub fn fields<const N: usize>(data: &[u8]) -> [String; N] {
    let text = String::from_utf8_lossy(data);
    let mut fields = text.splitn(N, BETWEEN_FIELDS);
    std::array::from_fn(|_| fields.next().unwrap_or_default().to_owned())
}

/// Numbers to choose by, out of a field: one a character, and zeros behind its end.
pub struct Choices<'t>(std::str::Chars<'t>);

impl<'t> Choices<'t> {
    /// The choices of a field.
    #[must_use]
    pub fn new(field: &'t str) -> Self {
        Self(field.chars())
    }

    /// A number below `most`, which is not 0.
    pub fn below(&mut self, most: usize) -> usize {
        self.0.next().map_or(0, |c| u32::from(c) as usize) % most
    }
}

/// A field that may be left out.
#[must_use]
pub fn stated(field: &str) -> Option<&str> {
    (!field.is_empty()).then_some(field)
}

/// Fails where `work` takes longer than `bound` three times, on the processor: a machine that does something else
/// meanwhile makes no fault.
pub fn within<T: Debug>(what: &str, bound: Duration, mut work: impl FnMut() -> T) -> T {
    let start = processor_time();
    let done = work();
    if processor_time().saturating_sub(start) > bound {
        let timed = |work: &mut dyn FnMut() -> T| {
            let start = processor_time();
            let _ = work();
            processor_time().saturating_sub(start)
        };
        let least = (0..3).map(|_| timed(&mut work)).min().unwrap_or_default();
        assert!(least <= bound, "{what} takes {least:?}; {bound:?} are allowed");
    }
    done
}

/// How long this thread has been on a processor. Where the system does not say: how late it is.
fn processor_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.and_then(|s| s.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// The time that something of so many bytes may take: generous by an order of magnitude, for builds that count
/// every step, and far below what a product of two sizes takes.
#[must_use]
pub fn bound(bytes: usize) -> Duration {
    Duration::from_millis(400)
        + Duration::from_micros(40) * u32::try_from(bytes).unwrap_or(u32::MAX)
}
