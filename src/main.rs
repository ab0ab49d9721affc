//! The command `quoteproof`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
