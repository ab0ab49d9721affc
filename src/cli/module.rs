//! The checker for browsers, which releases have in them.

/// The module, packed with gzip, where this program was built with one.
#[cfg(quoteproof_module)]
pub(super) const EMBEDDED: Option<&[u8]> = Some(include_bytes!(env!("QUOTEPROOF_WASM")));

/// A build from source has none.
#[cfg(not(quoteproof_module))]
pub(super) const EMBEDDED: Option<&[u8]> = None;
