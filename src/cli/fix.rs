//! `validate --fix` and `--diff`.

use super::write::write;
use super::{Global, print, say, terminal};
use anyhow::bail;
use quoteproof::Options;
use quoteproof::diagnostic::Applicability;
use quoteproof::fix::{Mended, mend};
use quoteproof::report::{Report, counted, patch, visible};
use quoteproof::repository::World;
use std::io::IsTerminal;

// What to mend. A doc comment would be taken for what the command is about.
#[derive(clap::Args)]
pub(super) struct Fixing {
    /// Apply safe fixes: capitals and punctuation of quotes
    #[arg(long, conflicts_with = "diff")]
    pub(super) fix: bool,
    /// Print what --fix would change as a unified diff, and write nothing
    #[arg(long, conflicts_with = "output_file")]
    pub(super) diff: bool,
    /// Also replace words (with --fix or --diff). Read each change before you
    /// commit it: the quote may be right and the document wrong
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
}

impl Fixing {
    /// Whether there is something to do; an error where an option makes no sense alone.
    pub(super) fn wanted(&self) -> anyhow::Result<bool> {
        if self.unsafe_fixes && !self.fix && !self.diff {
            bail!("--unsafe-fixes goes with --fix, or with --diff to see them first");
        }
        Ok(self.fix || self.diff)
    }

    /// Shows or writes the fixes of a report. `false` where a file could not be written.
    pub(super) fn run(
        &self,
        global: &Global,
        world: &dyn World,
        options: &Options,
        report: &Report,
    ) -> anyhow::Result<bool> {
        let mended = mend(world, options, report, self.allowed());
        let done = self.finish(global, &mended, report, &|one| write_one(world, options, one))?;
        Ok(done.len() == mended.len())
    }

    /// Which fixes may be applied.
    pub(super) fn allowed(&self) -> Applicability {
        if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
    }

    /// Shows or writes files that were fixed in memory. Gives those that were not refused.
    pub(super) fn finish<'m>(
        &self,
        global: &Global,
        mended: &'m [Mended],
        report: &Report,
        write: &dyn Fn(&Mended) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<&'m Mended>> {
        if self.diff {
            let color = terminal::look(global, false).color;
            let how = patch::PatchOptions { color, visible: std::io::stdout().is_terminal() };
            let text = mended.iter().map(|m| patch::render(&m.file, &m.old, &m.new, how));
            print(&text.collect::<String>())?;
        }
        let mut done = Vec::new();
        for one in mended {
            let written = if self.fix { write(one) } else { Ok(()) };
            match written {
                Ok(()) => done.push(one),
                Err(error) => say(&format!("quoteproof: {error:#}")),
            }
        }
        self.summarize(&done, report);
        Ok(done)
    }

    fn summarize(&self, done: &[&Mended], report: &Report) {
        let verb = if self.fix { "fixed" } else { "would fix" };
        if self.fix {
            for one in done {
                for (pointer, what) in &one.done {
                    say(&format!("{verb}: {}#{pointer}: {what}", visible(one.file.as_str(), true)));
                }
            }
        }
        let count = done.iter().map(|one| one.done.len()).sum::<usize>();
        let mut line =
            format!("{verb} {} in {}", counted(count, "string"), counted(done.len(), "file"));
        let more = report.diagnostics.iter().filter_map(|d| d.fix.as_ref());
        let more = more.filter(|fix| fix.applicability == Applicability::Unsafe).count();
        if !self.unsafe_fixes && more > 0 {
            line += &format!("; {more} more with --unsafe-fixes, which change the words");
        }
        say(&line);
    }
}

/// Writes one file, unless it is not what was checked any more.
fn write_one(world: &dyn World, options: &Options, mended: &Mended) -> anyhow::Result<()> {
    let path = options.root.join(&mended.file);
    match world.read(&path) {
        Ok(now) if now == mended.old.as_bytes() => {}
        Ok(_) => bail!("{path} was changed while it was checked, and is left alone; run it again"),
        Err(error) => bail!("{path} is left alone: {error}"),
    }
    write(&options.root, &path, mended.new.as_bytes())
}
