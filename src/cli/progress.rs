//! What a long run is doing, for whoever waits for it: on a terminal, on standard error, after a second.

use camino::Utf8Path;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use quoteproof::repository::{Entry, World};
use std::io::IsTerminal;

/// How long a run takes before anything is shown, in milliseconds.
const PATIENCE: u128 = 1_000;

/// A world with a count of what is read from it.
pub(super) struct Watched<'w> {
    world: &'w dyn World,
    /// None in a pipe, and where machines run the command.
    bar: Option<ProgressBar>,
}

impl<'w> Watched<'w> {
    pub(super) fn new(world: &'w dyn World) -> Self {
        let shown = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let hidden = || ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { world, bar: shown.then(hidden) }
    }

    /// Takes what was shown away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn count(&self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if bar.is_hidden() && bar.elapsed().as_millis() > PATIENCE {
            if let Ok(style) =
                ProgressStyle::with_template("{spinner} {human_pos} files read, {elapsed}")
            {
                bar.set_style(style);
            }
            bar.set_draw_target(ProgressDrawTarget::stderr());
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
}
