//! Releases have the checker for browsers in them: `QUOTEPROOF_WASM` names the module that `bindings/wasm/build` makes. Without
//! it there is nothing to do, and the pages of `quoteproof site` name the release.

fn main() {
    println!("cargo::rerun-if-env-changed=QUOTEPROOF_WASM");
    println!("cargo::rustc-check-cfg=cfg(quoteproof_module)");
    let Some(module) = std::env::var_os("QUOTEPROOF_WASM") else { return };
    match std::path::absolute(module) {
        Ok(module) if module.is_file() => {
            let module = module.display();
            println!("cargo::rerun-if-changed={module}");
            println!("cargo::rustc-env=QUOTEPROOF_WASM={module}");
            println!("cargo::rustc-cfg=quoteproof_module");
        }
        _ => println!("cargo::error=QUOTEPROOF_WASM names no file; bindings/wasm/build makes one"),
    }
}
