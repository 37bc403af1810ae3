//! Starts the page. On the host there is no page, only an empty program that keeps the workspace whole.

#[cfg(target_arch = "wasm32")]
fn main() {
    oomscope_viewer::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
