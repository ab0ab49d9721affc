//! What the benchmarks share: generated repositories, and what a command takes.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub(crate) mod corpus;
pub(crate) mod measure;
pub(crate) mod words;
