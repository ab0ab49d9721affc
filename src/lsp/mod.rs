//! The language server: an editor's hands. Wrong words are underlined as they are typed, the passage is beside them.
//!
//! One thread reads what comes; the other keeps the open texts in step, checks and answers. What changes a text makes the
//! checks that wait worthless, and they do not begin; one that runs ends. The check is the straight line
//! (`check`), in a world in which the open texts lie over the disk; the verdicts are those of `quoteproof validate`.
//!
//! The room knows the protocol and no files: what it reads goes through an [`Archive`], which its caller finds. Nothing is
//! written: edits are sent to the editor.

mod actions;
mod articles;
mod aside;
mod begin;
mod buffer;
mod client;
mod complete;
mod goto;
mod hover;
mod inbox;
mod loose;
mod marks;
mod place;
mod quoting;
mod rename;
mod seen;
mod server;
mod session;
mod told;
mod uri;
mod view;
mod wire;

pub use server::{Opening, Workspace, serve};

use crate::archive::Archive;
