#![no_main]

libfuzzer_sys::fuzz_target!(
    init: quoteproof_fuzz::begin(),
    |data: &[u8]| quoteproof_fuzz::targets::lsp::run(data)
);
