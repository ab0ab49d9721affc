//! The least that a command with arguments does: what P5 compares a whole run with.

use clap::Parser;

/// Greets somebody
#[derive(Parser)]
struct Arguments {
    /// Who is greeted
    #[arg(default_value = "world")]
    name: String,
}

fn main() {
    let Arguments { name } = Arguments::parse();
    println!("hello {name}");
}
