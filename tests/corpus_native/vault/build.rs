use std::env;
use std::process::Command;

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let run = |program: &str, words: &[&str]| {
        assert!(Command::new(program).args(words).status().unwrap().success());
    };
    run("cc", &["-g", "-O1", "-fPIC", "-c", "src/hooks.c", "-o", &format!("{out}/hooks.o")]);
    run("ar", &["crs", &format!("{out}/libhooks.a"), &format!("{out}/hooks.o")]);
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=hooks");
    println!("cargo:rerun-if-changed=src/hooks.c");
}
