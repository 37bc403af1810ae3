//! Chromium and its driver, for the tests of the page, the page benchmark and the pictures.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use oomscope_tests::browser::BrowserTools;
use oomscope_tests::places;

use super::debian;
use crate::{console, process};

/// Names under which distributions and CI images install the browser.
const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
/// The same for the driver.
const DRIVERS: &[&str] = &[
    "chromedriver",
    "/usr/lib/chromium/chromedriver",
    "/usr/lib/chromium-browser/chromedriver",
    "/snap/bin/chromium.chromedriver",
];

/// Finds both programs; on Debian and Ubuntu, as root, installs what is missing.
pub fn ensure() -> Result<BrowserTools> {
    let mut found = (browser(), driver());
    if (found.0.is_none() || found.1.is_none()) && debian::may_install() {
        debian::install(&["chromium", "chromium-driver"])?;
        found = (browser(), driver());
    }
    match found {
        (Some(chromium), Some(chromedriver)) => same_version(BrowserTools {
            chromium,
            chromedriver,
        }),
        (browser, driver) => {
            let mut missing = Vec::new();
            if browser.is_none() {
                missing.push("Chromium (or Google Chrome)");
            }
            if driver.is_none() {
                missing.push("ChromeDriver");
            }
            bail!(
                "{} not found; on Debian: apt-get install chromium chromium-driver, elsewhere install \
                 them and name them in {} and {}",
                missing.join(" and "),
                places::CHROMIUM,
                places::CHROMEDRIVER
            )
        }
    }
}

fn browser() -> Option<PathBuf> {
    std::env::var_os(places::CHROMIUM)
        .map(PathBuf::from)
        .or_else(|| process::find(BROWSERS))
}

fn driver() -> Option<PathBuf> {
    let named = std::env::var_os(places::CHROMEDRIVER).map(PathBuf::from);
    // GitHub's images keep the driver that fits their Chrome in a folder of its own.
    let of_image = || {
        let file = PathBuf::from(std::env::var_os("CHROMEWEBDRIVER")?).join("chromedriver");
        file.is_file().then_some(file)
    };
    named.or_else(of_image).or_else(|| process::find(DRIVERS))
}

/// A driver refuses a browser of another version with a message that few understand; ours is better.
fn same_version(tools: BrowserTools) -> Result<BrowserTools> {
    let version = |program: &PathBuf| -> Result<(String, String)> {
        let said = process::output(Command::new(program).arg("--version"))?;
        let major = major_version(&said).context("no version in the output of --version")?;
        Ok((said.trim().to_owned(), major))
    };
    let (browser, driver) = (version(&tools.chromium)?, version(&tools.chromedriver)?);
    ensure!(
        browser.1 == driver.1,
        "`{}` and `{}` do not fit together; install the ChromeDriver of the browser's version",
        browser.0,
        driver.0
    );
    console::note(&browser.0);
    Ok(tools)
}

/// `Chromium 156.0.8078.79 built on ...` gives `156`.
fn major_version(said: &str) -> Option<String> {
    let word = said
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    word.split('.').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_found() {
        let browser = "Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)";
        assert_eq!(major_version(browser).as_deref(), Some("156"));
        assert_eq!(
            major_version("ChromeDriver 156.0.8078.73 (abc)").as_deref(),
            Some("156")
        );
        assert_eq!(major_version("nothing"), None);
    }
}
