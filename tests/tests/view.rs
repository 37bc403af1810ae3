//! `oomscope view` as a server: who reads the artifacts, and who does not, although all of the machine can connect.

use std::path::PathBuf;

use anyhow::Context;
use oomscope_tests::Result;
use oomscope_tests::runs;
use oomscope_tests::view::{Answer, View};
use tempfile::TempDir;

/// Stands in the artifact and in no file of the page.
const SECRET: &str = "only-in-this-artifact";

/// An artifact that is looked at.
fn viewed() -> Result<(View, TempDir)> {
    let folder = tempfile::tempdir()?;
    let path: PathBuf = folder.path().join("run.oomscope.json");
    let mut recipe = runs::before();
    recipe.label = SECRET;
    std::fs::write(&path, recipe.bytes()?)?;
    Ok((View::of(&[&path])?, folder))
}

/// The place of the artifact below the folder.
const ARTIFACT: &str = "artifacts/0/run.oomscope.json";

/// Fails if an answer says anything of what is looked at.
fn assert_says_nothing(answer: &Answer) {
    assert!(!answer.text.contains(SECRET), "{}", answer.text);
    assert!(!answer.text.contains("oomscope-page"), "{}", answer.text);
}

#[test]
fn without_a_name_the_usual_artifact_is_opened_or_the_page_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let view = View::in_folder(folder.path())?;
    let [host, page, query] = view.parts()?;
    assert_eq!(query, "");
    let answer = view.ask(&format!("GET {page} HTTP/1.1\r\nHost: {host}\r\n"))?;
    assert!(answer.text.contains("oomscope-page"), "{}", answer.text);
    let path = folder.path().join("run.oomscope.json");
    std::fs::write(&path, runs::before().bytes()?)?;
    let view = View::in_folder(folder.path())?;
    assert_eq!(view.parts()?[2], format!("run={ARTIFACT}"));
    Ok(())
}

#[test]
fn who_has_the_address_gets_the_page_and_the_artifact() -> Result<()> {
    let (view, _folder) = viewed()?;
    let [host, folder, query] = view.parts()?;
    assert_eq!(query, format!("run={ARTIFACT}"));
    let port = host.strip_prefix("127.0.0.1:").context("not loopback")?;
    for host in [host, &format!("localhost:{port}")] {
        let page = view
            .ask(&format!(
                "GET {folder}?{query} HTTP/1.1\r\nHost: {host}\r\n"
            ))?
            .expect(200)?;
        assert!(page.text.contains("oomscope-page"), "{}", page.text);
        // Elsewhere the page would be a picture behind glass, to be clicked through.
        let framing = page.header("Content-Security-Policy");
        assert_eq!(framing, Some("frame-ancestors 'none'"));
        assert_eq!(page.header("X-Frame-Options"), Some("DENY"));
        let policy = page.header("Cross-Origin-Resource-Policy");
        assert_eq!(policy, Some("same-origin"));
        assert_eq!(page.header("Referrer-Policy"), Some("no-referrer"));
        assert!(page.text.contains("oomscope-passing"), "{}", page.text);
        let artifact = view
            .ask(&format!(
                "GET {folder}{ARTIFACT} HTTP/1.1\r\nHost: {host}\r\n"
            ))?
            .expect(200)?;
        assert!(artifact.text.contains(SECRET), "{}", artifact.text);
    }
    let head = view
        .ask(&format!(
            "HEAD {folder}{ARTIFACT} HTTP/1.1\r\nHost: {host}\r\n"
        ))?
        .expect(200)?;
    assert!(head.text.ends_with("\r\n\r\n"), "{}", head.text);
    Ok(())
}

#[test]
fn a_name_from_elsewhere_is_refused() -> Result<()> {
    let (view, _folder) = viewed()?;
    let [host, folder, _] = view.parts()?;
    let port = host.rsplit_once(':').context("no port")?.1;
    let hosts = [
        "Host: evil.example\r\n".to_owned(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: 127.0.0.1.evil.example:{port}\r\n"),
        "Host: 127.0.0.1:1\r\n".to_owned(),
        "Host:\r\n".to_owned(),
        String::new(),
        format!("Host: {host}\r\nHost: evil.example\r\n"),
    ];
    for named in &hosts {
        for path in [folder, &format!("{folder}{ARTIFACT}"), "/"] {
            let answer = view.ask(&format!("GET {path} HTTP/1.1\r\n{named}"))?;
            assert_eq!(answer.status, 403, "{named:?} {path}");
            assert_says_nothing(&answer);
        }
    }
    Ok(())
}

#[test]
fn without_the_folder_nothing_is_found() -> Result<()> {
    let (view, _folder) = viewed()?;
    let [host, folder, _] = view.parts()?;
    let bare = folder.trim_matches('/');
    assert_eq!(bare.len(), 32, "{folder}");
    let guessed = "0".repeat(32);
    let paths = [
        "/".to_owned(),
        "/index.html".to_owned(),
        format!("/{ARTIFACT}"),
        format!("//{ARTIFACT}"),
        format!("/{guessed}/{ARTIFACT}"),
        format!("/{bare}"),
        format!("/x/{bare}/{ARTIFACT}"),
        format!("/?{bare}/{ARTIFACT}"),
        format!("{folder}artifacts/1/run.oomscope.json"),
        // It would outlive the server.
        format!("{folder}offline.js"),
    ];
    for path in &paths {
        let answer = view.ask(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n"))?;
        assert_eq!(answer.status, 404, "{path}");
        assert_says_nothing(&answer);
        assert!(!answer.text.contains(bare), "{}", answer.text);
    }
    let (other, _other_folder) = viewed()?;
    assert_ne!(other.parts()?[1], folder);
    Ok(())
}

#[test]
fn there_is_nothing_to_do_but_to_read() -> Result<()> {
    let (view, _folder) = viewed()?;
    let [host, folder, _] = view.parts()?;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        let request = format!("{method} {folder}{ARTIFACT} HTTP/1.1\r\nHost: {host}\r\n");
        let answer = view.ask(&request)?;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("Allow"), Some("GET, HEAD"));
        assert_says_nothing(&answer);
    }
    Ok(())
}
