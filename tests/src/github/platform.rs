//! A stand-in of GitHub's services on loopback: the artifact service with its blob store, the parts of the
//! REST API that the action asks, releases and a Pages site.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Context, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::Result;

/// The ids of the one run and job that the token is for.
const RUN: &str = "ce7f54c7-61c7-4aae-887f-30da475f5f1a";
const JOB: &str = "ca395085-040a-526b-2ce8-bdc85f692774";
/// Where the methods of the artifact service are.
const TWIRP: &str = "/twirp/github.actions.results.api.v1.ArtifactService/";
/// The repository that the API is asked about.
pub const REPOSITORY: &str = "team/bot";
/// The token of the API.
pub const TOKEN: &str = "token-of-the-job";

/// An artifact of the service.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// What was uploaded: a zip, as a rule.
    pub bytes: Vec<u8>,
    /// Whether the upload came to its end.
    pub is_final: bool,
    /// The branch of the run that made it.
    pub branch: String,
    /// Whether that run was a fork's.
    pub is_of_fork: bool,
}

impl Stored {
    /// The only file in its zip.
    pub fn only_file(&self) -> Result<(String, Vec<u8>)> {
        let mut files = self.files()?;
        ensure!(files.len() == 1, "{} files in {}", files.len(), self.name);
        Ok(files.remove(0))
    }

    /// The files in its zip.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let mut zip = zip::ZipArchive::new(Cursor::new(&self.bytes))
            .with_context(|| format!("`{}` is no zip", self.name))?;
        (0..zip.len())
            .map(|at| {
                let mut file = zip.by_index(at)?;
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok((file.name()?.into_owned(), bytes))
            })
            .collect()
    }
}

/// A comment on a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: u64,
    /// Its text.
    pub body: String,
    /// `Bot` or `User`.
    pub user: &'static str,
}

#[derive(Debug, Default)]
struct State {
    artifacts: Vec<Stored>,
    blocks: BTreeMap<(u64, String), Vec<u8>>,
    log: Vec<String>,
    comments: Vec<Comment>,
    files: BTreeMap<String, Vec<u8>>,
    marks: Vec<(String, PathBuf)>,
    branch: String,
    is_of_fork: bool,
    refuses: bool,
    hangs: bool,
    next_id: u64,
}

/// The running stand-in; it ends when this value is dropped.
pub struct Platform {
    server: Arc<Server>,
    state: Arc<Mutex<State>>,
    port: u16,
    thread: Option<JoinHandle<()>>,
}

impl Platform {
    /// Starts it, for a run on a branch.
    pub fn start(branch: &str) -> Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("{error}"))?;
        let server = Arc::new(server);
        let address = server.server_addr().to_ip().context("no IP address")?;
        let state = Arc::new(Mutex::new(State {
            branch: branch.to_owned(),
            next_id: 1,
            ..State::default()
        }));
        let (listener, shared) = (Arc::clone(&server), Arc::clone(&state));
        let port = address.port();
        let thread = std::thread::spawn(move || {
            for request in listener.incoming_requests() {
                serve(&shared, port, request);
            }
        });
        Ok(Self {
            server,
            state,
            port,
            thread: Some(thread),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The runs from now on are on this branch.
    pub fn switch_to(&self, branch: &str, is_of_fork: bool) {
        let mut state = self.state();
        state.branch = branch.to_owned();
        state.is_of_fork = is_of_fork;
    }

    /// Every upload fails from now on.
    pub fn refuse_uploads(&self) {
        self.state().refuses = true;
    }

    /// No upload is answered from now on.
    pub fn hang_uploads(&self) {
        self.state().hangs = true;
    }

    /// Creates a file, with its name inside, when the first artifact whose name begins so is whole.
    pub fn mark(&self, name: &str, file: PathBuf) {
        self.state().marks.push((name.to_owned(), file));
    }

    /// Serves a file below `/files/`.
    pub fn put_file(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.state().files.insert(path.to_owned(), bytes.into());
    }

    /// Forgets all files that are served.
    pub fn clear_files(&self) {
        self.state().files.clear();
    }

    /// What happened to artifacts and comments, in order: `create NAME`, `final NAME`, `delete NAME`.
    pub fn log(&self) -> Vec<String> {
        self.state().log.clone()
    }

    /// The artifacts that are there and whole.
    pub fn artifacts(&self) -> Vec<Stored> {
        let state = self.state();
        let whole = state.artifacts.iter().filter(|one| one.is_final);
        whole.cloned().collect()
    }

    /// Those of the run that goes on.
    pub fn artifacts_of_run(&self) -> Vec<Stored> {
        let branch = self.state().branch.clone();
        let all = self.artifacts().into_iter();
        all.filter(|one| one.branch == branch).collect()
    }

    /// The whole artifact of this name.
    pub fn artifact(&self, name: &str) -> Result<Stored> {
        let all = self.artifacts();
        let names: Vec<_> = all.iter().map(|one| one.name.clone()).collect();
        let newest = all.into_iter().rev().find(|one| one.name == name);
        newest.with_context(|| format!("no artifact `{name}` among {names:?}; {:#?}", self.log()))
    }

    /// Puts an artifact there, as another action would.
    pub fn store(&self, name: &str, bytes: Vec<u8>) {
        let mut state = self.state();
        let stored = state.create(name, bytes, true);
        state.log.push(format!("final {}", stored.name));
    }

    /// The comments on the pull request.
    pub fn comments(&self) -> Vec<Comment> {
        self.state().comments.clone()
    }

    /// Puts a comment of somebody else there.
    pub fn comment(&self, user: &'static str, body: &str) {
        self.state().add_comment(user, body);
    }

    /// What the runner hands to an action so that it finds the services.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("ACTIONS_RESULTS_URL", self.url("/")),
            ("ACTIONS_RUNTIME_TOKEN", runtime_token()),
            ("GITHUB_API_URL", self.url("/api")),
            ("GITHUB_REPOSITORY", REPOSITORY.to_owned()),
            ("GITHUB_SERVER_URL", "https://github.com".to_owned()),
        ]
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            // A panic of its thread shows itself in the test as a service that is not there.
            drop(thread.join());
        }
    }
}

/// The token of the artifact service: its client reads the ids of run and job out of it.
fn runtime_token() -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let scopes = format!("Actions.GenericRead:{RUN} Actions.Results:{RUN}:{JOB}");
    [
        part(json!({ "alg": "none", "typ": "JWT" })),
        part(json!({ "scp": scopes })),
        "signature".to_owned(),
    ]
    .join(".")
}

impl State {
    fn create(&mut self, name: &str, bytes: Vec<u8>, is_final: bool) -> Stored {
        let id = self.next_id;
        self.next_id += 1;
        self.artifacts.push(Stored {
            id,
            name: name.to_owned(),
            bytes,
            is_final,
            branch: self.branch.clone(),
            is_of_fork: self.is_of_fork,
        });
        self.artifacts[self.artifacts.len() - 1].clone()
    }

    fn add_comment(&mut self, user: &'static str, body: &str) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.comments.push(Comment {
            id,
            body: body.to_owned(),
            user,
        });
        id
    }

    /// The artifact of this job with that name.
    fn own(&mut self, name: &str) -> Option<&mut Stored> {
        let branch = self.branch.clone();
        let all = self.artifacts.iter_mut().rev();
        all.into_iter()
            .find(|one| one.name == name && one.branch == branch)
    }
}

/// A reply: status, content, and the address that it forwards to.
type Reply = (u16, Vec<u8>, Option<String>);

fn serve(state: &Mutex<State>, port: u16, mut request: Request) {
    let mut body = Vec::new();
    let read = request.as_reader().read_to_end(&mut body);
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let reply = read
        .context("cannot read the request")
        .and_then(|_| answer(&mut state, port, &request, &body))
        .unwrap_or_else(|error| {
            state.log.push(format!("refused: {error:#}"));
            (
                400,
                json!({ "msg": format!("{error:#}") }).to_string().into(),
                None,
            )
        });
    drop(state);
    let (status, content, location) = reply;
    if status == 0 {
        // Kept without an answer for as long as the process lives: the client waits.
        std::mem::forget(request);
        return;
    }
    let mut response = Response::from_data(content).with_status_code(status);
    let headers = [
        ("Content-Type", Some("application/json".to_owned())),
        ("Location", location),
        // What the client of the blob store wants to see.
        ("ETag", Some("\"0x8D\"".to_owned())),
        ("x-ms-request-id", Some("1".to_owned())),
        ("x-ms-version", Some("2025-01-05".to_owned())),
        (
            "Last-Modified",
            Some("Thu, 01 Jan 2026 00:00:00 GMT".to_owned()),
        ),
    ];
    for (name, value) in headers {
        if let Some(Ok(header)) = value.map(|value| Header::from_bytes(name, value)) {
            response = response.with_header(header);
        }
    }
    // A client that was killed in the middle is what some tests are about.
    drop(request.respond(response));
}

fn answer(state: &mut State, port: u16, request: &Request, body: &[u8]) -> Result<Reply> {
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    if let Some(method) = path.strip_prefix(TWIRP) {
        bearer(request, &runtime_token())?;
        return twirp(state, port, method, &serde_json::from_slice(body)?);
    }
    if let Some(rest) = path.strip_prefix("/blobs/container/") {
        return blob(state, request, rest.parse()?, query, body);
    }
    if let Some(rest) = path.strip_prefix(&format!("/api/repos/{REPOSITORY}")) {
        if let Err(error) = bearer(request, TOKEN) {
            let message = json!({ "message": format!("{error}") });
            return Ok((403, message.to_string().into(), None));
        }
        let value = serde_json::from_slice(body).unwrap_or(Value::Null);
        return api(state, port, request.method(), rest, query, &value);
    }
    if let Some(rest) = path.strip_prefix("/files/") {
        return Ok(match state.files.get(rest) {
            Some(bytes) => (200, bytes.clone(), None),
            None => (404, b"not found".to_vec(), None),
        });
    }
    Ok((404, b"not found".to_vec(), None))
}

fn bearer(request: &Request, token: &str) -> Result<()> {
    let mut headers = request.headers().iter();
    let given = headers.find(|header| header.field.equiv("Authorization"));
    let wanted = format!("Bearer {token}");
    ensure!(
        given.is_some_and(|header| header.value.as_str() == wanted),
        "the token is missing or another one"
    );
    Ok(())
}

/// A method of the artifact service.
fn twirp(state: &mut State, port: u16, method: &str, asked: &Value) -> Result<Reply> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    ensure!(text("workflow_run_backend_id") == RUN && text("workflow_job_run_backend_id") == JOB);
    let name = text("name");
    let fine = |value: Value| Ok((200, value.to_string().into_bytes(), None));
    if state.hangs && method == "CreateArtifact" {
        return Ok((0, Vec::new(), None));
    }
    match method {
        "CreateArtifact" if state.refuses => {
            state.log.push(format!("refuse {name}"));
            Ok((403, json!({ "msg": "no room" }).to_string().into(), None))
        }
        "CreateArtifact" if state.own(&name).is_some() => {
            let message = "an artifact with this name already exists on the workflow run";
            Ok((409, json!({ "msg": message }).to_string().into(), None))
        }
        "CreateArtifact" => {
            ensure!(asked["version"] == 7, "{asked}");
            let stored = state.create(&name, Vec::new(), false);
            state.log.push(format!("create {name}"));
            let url = format!(
                "http://127.0.0.1:{port}/blobs/container/{}?sv=2025&sig=secret",
                stored.id
            );
            fine(json!({ "ok": true, "signed_upload_url": url }))
        }
        "FinalizeArtifact" => {
            let stored = state.own(&name).context("never created")?;
            let size = stored.bytes.len().to_string();
            ensure!(text("size") == size, "{size} bytes came, {asked}");
            stored.is_final = true;
            let id = stored.id.to_string();
            state.log.push(format!("final {name}"));
            let marks = state.marks.clone();
            for (_, file) in marks.iter().filter(|(start, _)| name.starts_with(start)) {
                if !file.exists() {
                    fs::write(file, &name)?;
                }
            }
            fine(json!({ "ok": true, "artifact_id": id }))
        }
        "ListArtifacts" => {
            let wanted = asked["name_filter"].as_str().map(str::to_owned);
            let branch = state.branch.clone();
            let whole = state.artifacts.iter().filter(|one| {
                one.is_final
                    && one.branch == branch
                    && wanted.as_ref().is_none_or(|name| *name == one.name)
            });
            let listed: Vec<_> = whole
                .map(|one| {
                    json!({ "workflow_run_backend_id": RUN, "workflow_job_run_backend_id": JOB,
                        "database_id": one.id.to_string(), "name": one.name,
                        "size": one.bytes.len().to_string(), "created_at": "2026-01-01T00:00:00Z" })
                })
                .collect();
            fine(json!({ "artifacts": listed }))
        }
        "DeleteArtifact" => {
            let id = state.own(&name).context("there is none")?.id;
            state.artifacts.retain(|one| one.id != id);
            state.log.push(format!("delete {name}"));
            fine(json!({ "ok": true, "artifact_id": id.to_string() }))
        }
        _ => bail!("the artifact service has no `{method}`"),
    }
}

/// A part of an upload, or the list that puts the parts together, or a download.
fn blob(state: &mut State, request: &Request, id: u64, query: &str, body: &[u8]) -> Result<Reply> {
    ensure!(
        !request
            .headers()
            .iter()
            .any(|header| header.field.equiv("Authorization")),
        "the blob store takes no token"
    );
    let parameter = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.into_iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| {
            value
                .replace("%3D", "=")
                .replace("%2B", "+")
                .replace("%2F", "/")
        })
    };
    ensure!(
        parameter("sig").as_deref() == Some("secret"),
        "the address is not signed"
    );
    let index = state.artifacts.iter().position(|one| one.id == id);
    let index = index.context("no such artifact")?;
    match (request.method(), parameter("comp").as_deref()) {
        (Method::Get, None) => Ok((200, state.artifacts[index].bytes.clone(), None)),
        (Method::Put, Some("block")) => {
            let block = parameter("blockid").context("no block id")?;
            STANDARD
                .decode(&block)
                .context("the block id is not base64")?;
            state.blocks.insert((id, block), body.to_vec());
            Ok((201, Vec::new(), None))
        }
        (Method::Put, Some("blocklist")) => {
            let text = std::str::from_utf8(body)?;
            let mut bytes = Vec::new();
            for part in text.split("<Latest>").skip(1) {
                let (block, _) = part.split_once("</Latest>").context("no end")?;
                let key = (id, block.to_owned());
                bytes.extend(state.blocks.get(&key).context("a block never came")?);
            }
            state.artifacts[index].bytes = bytes;
            Ok((201, Vec::new(), None))
        }
        (Method::Put, None) => {
            state.artifacts[index].bytes = body.to_vec();
            Ok((201, Vec::new(), None))
        }
        (method, comp) => bail!("the blob store has no {method} {comp:?}"),
    }
}

/// The REST API of the repository.
fn api(
    state: &mut State,
    port: u16,
    method: &Method,
    path: &str,
    query: &str,
    body: &Value,
) -> Result<Reply> {
    let fine = |status, value: Value| Ok((status, value.to_string().into_bytes(), None));
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        (Method::Get, ["actions", "artifacts"]) => {
            let name = query.split('&').find_map(|pair| pair.strip_prefix("name="));
            let whole = state.artifacts.iter().rev().filter(|one| one.is_final);
            let listed: Vec<_> = whole
                .filter(|one| name.is_none_or(|name| name == one.name))
                .map(|one| {
                    json!({ "id": one.id, "name": one.name, "expired": false,
                        "created_at": format!("2026-01-01T00:00:{:02}Z", one.id),
                        "workflow_run": { "id": one.id, "head_branch": one.branch,
                            "repository_id": 1,
                            "head_repository_id": if one.is_of_fork { 2 } else { 1 } } })
                })
                .collect();
            fine(
                200,
                json!({ "total_count": listed.len(), "artifacts": listed }),
            )
        }
        (Method::Get, ["actions", "artifacts", id, "zip"]) => {
            let url = format!("http://127.0.0.1:{port}/blobs/container/{id}?sig=secret");
            Ok((302, Vec::new(), Some(url)))
        }
        (Method::Get, ["issues", _, "comments"]) => {
            let listed: Vec<_> = state.comments.iter().map(shown).collect();
            fine(200, json!(listed))
        }
        (Method::Post, ["issues", _, "comments"]) => {
            let text = body["body"].as_str().context("no body")?;
            let id = state.add_comment("Bot", text);
            state.log.push(format!("comment {id}"));
            fine(201, json!({ "id": id }))
        }
        (Method::Patch, ["issues", "comments", id]) => {
            let id: u64 = id.parse()?;
            let text = body["body"].as_str().context("no body")?.to_owned();
            let mut all = state.comments.iter_mut();
            all.find(|one| one.id == id)
                .context("no such comment")?
                .body = text;
            state.log.push(format!("update {id}"));
            fine(200, json!({ "id": id }))
        }
        _ => bail!("the API has no {method} {path}"),
    }
}

fn shown(comment: &Comment) -> Value {
    json!({ "id": comment.id, "body": comment.body, "user": { "type": comment.user },
        "author_association": "NONE" })
}
