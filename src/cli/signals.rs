//! Signals that end a run: half-written files are removed, and the exit status names the signal.
//!
//! Nothing is caught before the first file is written: until then the system ends the program, and a shell
//! reports the same status.

use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

/// Held while files are written that belong together.
static TOGETHER: Mutex<()> = Mutex::new(());

/// Files that belong together are being written: a signal ends the run when all of them are there. Not to be
/// taken twice.
pub(super) fn together() -> MutexGuard<'static, ()> {
    // Before a folder is made for the first of them.
    catch();
    TOGETHER.lock().unwrap_or_else(PoisonError::into_inner)
}

static CATCHING: Once = Once::new();

/// The signals that this program was started to ignore: bit n-1 is signal n.
static IGNORED: OnceLock<u64> = OnceLock::new();

/// Notes which signals the caller wants ignored, as `nohup` and shells do for jobs in the background: they stay so.
/// On Linux only; elsewhere they end a run that writes. To be called before the process confines itself.
pub(super) fn note_ignored() {
    let status = || std::fs::read_to_string("/proc/self/status").ok();
    let mask = |status: String| {
        let digits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        u64::from_str_radix(digits.trim(), 16).ok()
    };
    if cfg!(target_os = "linux") {
        IGNORED.get_or_init(|| status().and_then(mask).unwrap_or(0));
    }
}

/// From now on, signals remove what is half-written before they end the run. Without it a file may stay behind,
/// nothing worse.
pub(super) fn catch() {
    CATCHING.call_once(listen);
}

#[cfg(unix)]
fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = IGNORED.get().copied().unwrap_or(0);
    let ending = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|n| ignored & (1 << (n - 1)) == 0);
    let Ok(mut signals) = signal_hook::iterator::Signals::new(ending) else { return };
    let wait = move || signals.forever().next().map(end);
    drop(std::thread::Builder::new().name("signals".to_owned()).spawn(wait));
}

#[cfg(not(unix))]
fn listen() {}

/// Ends the program as a shell reports the signal: 128 and its number.
#[cfg(unix)]
fn end(signal: i32) {
    let _together = together();
    // The list stays locked, so that no other file is begun.
    let _list = super::write::remove_unfinished();
    std::process::exit(128 + signal);
}
