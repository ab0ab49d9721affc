//! What a long run is doing, for whoever waits for it: on a terminal, on standard error, after a second.

use camino::Utf8Path;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use quoteproof::repository::{Entry, Keeping, World};
use std::io::IsTerminal;

/// How long a run takes before anything is shown, in milliseconds.
const PATIENCE: u128 = 1_000;

/// A bar that is shown once a run takes long; none in a pipe, and where machines run the command.
fn bar() -> Option<ProgressBar> {
    let shown = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
    shown.then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()))
}

/// Counts on, and shows what is counted.
fn advance(bar: &ProgressBar, by: usize, what: &str) {
    bar.inc(by as u64);
    if bar.is_hidden() && bar.elapsed().as_millis() > PATIENCE {
        let template = format!("{{spinner}} {{human_pos}} {what}, {{elapsed}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

/// A count of what is done.
pub(super) struct Count {
    bar: Option<ProgressBar>,
    what: &'static str,
}

impl Count {
    pub(super) fn new(what: &'static str) -> Self {
        Self { bar: bar(), what }
    }

    pub(super) fn add(&self, done: usize) {
        if let Some(bar) = &self.bar {
            advance(bar, done, self.what);
        }
    }

    /// Takes what was shown away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A world with a count of what is read from it.
pub(super) struct Watched<'w> {
    world: &'w dyn World,
    /// None in a pipe, and where machines run the command.
    bar: Option<ProgressBar>,
}

impl<'w> Watched<'w> {
    pub(super) fn new(world: &'w dyn World) -> Self {
        Self { world, bar: bar() }
    }

    /// Takes what was shown away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn count(&self) {
        if let Some(bar) = &self.bar {
            advance(bar, 1, "files read");
        }
    }
}

impl World for Watched<'_> {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        self.count();
        self.world.read(path)
    }

    fn read_up_to(&self, path: &Utf8Path, most: usize) -> std::io::Result<Vec<u8>> {
        self.count();
        self.world.read_up_to(path, most)
    }

    fn walk(&self, folder: &Utf8Path) -> Vec<Entry> {
        self.world.walk(folder)
    }

    fn list(&self, folder: &Utf8Path) -> Vec<Entry> {
        self.world.list(folder)
    }

    fn exists(&self, path: &Utf8Path) -> bool {
        self.world.exists(path)
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        self.world.is_inside(path, folder)
    }

    fn keeping(&self) -> Option<Keeping<'_>> {
        self.world.keeping()
    }
}
