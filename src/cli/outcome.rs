//! The options that `validate` and `check` share on their report: where it goes, how much of it, and whether errors change the
//! exit status. The status itself is decided at the end of `run` in `validate.rs` and `check.rs`.

use camino::Utf8PathBuf;

// Where a report goes. A doc comment would be taken for what the command is about.
#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct ReportOptions {
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) output_file: Option<Utf8PathBuf>,
    /// Exit with 0 even if errors are found
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Do not fail if no quote was checked
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Show errors only (human and concise)
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Also list what passed (human)
    #[arg(long, short, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}
