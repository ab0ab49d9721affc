//! What the fuzz targets do, each a plain function from bytes that panics where a law is broken. libFuzzer
//! (`fuzz_targets/`) and the replay of the corpora (`tests/it/fuzz.rs` of the root package) call the same ones.

pub mod seeds;
pub mod targets;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether the targets behave as if there were a fault in what they look at: each must find its own. The environment
/// (`QUOTEPROOF_FUZZ`) asks for it.
#[must_use]
pub fn planted() -> bool {
    static KNOWN: OnceLock<bool> = OnceLock::new();
    *KNOWN.get_or_init(|| std::env::var("QUOTEPROOF_FUZZ").is_ok_and(|asked| asked == "planted"))
}

/// What a target's program does first.
///
/// # Panics
/// Where the seeds that are asked for cannot be written.
pub fn begin() {
    seeds::write_if_asked();
    // No work is handed to another thread: on a busy machine that takes longer than the work.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("the first pool of threads");
}

/// The system's allocator, which counts.
struct Counting;

/// Bytes that are allocated now.
static NOW_BYTES: AtomicUsize = AtomicUsize::new(0);
/// The most bytes that were allocated since the last reset.
static PEAK_BYTES: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: every call is the system allocator's own; only numbers are kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW_BYTES.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK_BYTES.fetch_max(now, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW_BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The most memory that `work` held beyond what was held before, in bytes.
pub fn peak_bytes(work: impl FnOnce()) -> usize {
    let before = NOW_BYTES.load(Ordering::Relaxed);
    PEAK_BYTES.store(before, Ordering::Relaxed);
    work();
    PEAK_BYTES.load(Ordering::Relaxed).saturating_sub(before)
}
