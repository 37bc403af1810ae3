//! A headless Chromium of our own, driven over the WebDriver protocol.
//!
//! WebDriver is JSON over HTTP, and this kit needs a dozen of its commands; a plain HTTP client is
//! enough for them and keeps an async runtime out of the tests.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Result, places};

/// How long a page may take to do what a test waits for. Generous: it only bounds a hang.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a wait looks again.
const POLL: Duration = Duration::from_millis(20);
/// The name under which WebDriver hands out references to elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The two programs that a browser session needs.
#[derive(Debug, Clone)]
pub struct BrowserTools {
    /// Chromium or Chrome.
    pub chromium: PathBuf,
    /// Its ChromeDriver.
    pub chromedriver: PathBuf,
}

impl BrowserTools {
    /// The programs that `cargo xtask test` names.
    pub fn from_env() -> Self {
        Self {
            chromium: places::from_env(places::CHROMIUM),
            chromedriver: places::from_env(places::CHROMEDRIVER),
        }
    }
}

/// A browser with one tab and a fresh profile; it ends when this value is dropped.
#[derive(Debug)]
pub struct Browser {
    session: String,
    agent: ureq::Agent,
    // The order of the fields is the order of dropping: the driver ends before its folder goes.
    _driver: Driver,
    profile: TempDir,
}

/// What colours a page asks the system for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Browser {
    /// Starts a browser with the programs that `cargo xtask test` names.
    pub fn start() -> Result<Self> {
        Self::start_with(&BrowserTools::from_env())
    }

    /// Starts a browser.
    pub fn start_with(tools: &BrowserTools) -> Result<Self> {
        let profile = tempfile::Builder::new()
            .prefix("oomscope-browser")
            .tempdir()?;
        let driver = Driver::start(&tools.chromedriver, &profile.path().join("driver.log"))?;
        let agent: ureq::Agent = ureq::Agent::config_builder()
            // An error of WebDriver is a reply with a body that explains it.
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE * 2))
            .build()
            .into();
        let root = format!("http://127.0.0.1:{}/session", driver.port);
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            // A browser that looks for its own updates would spoil the log of requests.
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            // Containers often have a tiny /dev/shm.
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--window-size=1280,900".to_owned(),
            format!(
                "--user-data-dir={}",
                profile.path().join("profile").display()
            ),
        ];
        // Chromium's own sandbox refuses to run as root, which is what CI containers run as.
        if fs::metadata("/proc/self")?.uid() == 0 {
            arguments.push("--no-sandbox".to_owned());
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": tools.chromium, "args": arguments },
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        }}});
        let reply = call(&agent, "POST", &root, Some(&wanted)).context("cannot start Chromium")?;
        let id = reply["sessionId"]
            .as_str()
            .context("WebDriver gave no session")?;
        Ok(Self {
            session: format!("{root}/{id}"),
            agent,
            _driver: driver,
            profile,
        })
    }

    /// The folder of its profile, which stands in the command line of its processes.
    pub fn profile(&self) -> String {
        self.profile.path().display().to_string()
    }

    /// Opens an address and waits until it is loaded.
    pub fn open(&self, url: &str) -> Result<()> {
        self.post("url", json!({ "url": url })).map(drop)
    }

    /// Runs the body of a function in the page and returns what it returns.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Result<Value> {
        self.post("execute/sync", json!({ "script": body, "args": arguments }))
    }

    /// Runs `body` again and again until it returns something true, which is handed back.
    pub fn wait_for(&self, what: &str, body: &str, arguments: &[Value]) -> Result<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let value = self.script(body, arguments)?;
            let truthy = match &value {
                Value::Null | Value::Bool(false) => false,
                Value::String(text) => !text.is_empty(),
                Value::Number(number) => number.as_f64() != Some(0.0),
                _ => true,
            };
            if truthy {
                return Ok(value);
            }
            if Instant::now() > end {
                let shown = self.script("return document.body.innerText.slice(0, 600)", &[])?;
                bail!("waited {PATIENCE:?} for {what}; the page says: {shown}");
            }
            std::thread::sleep(POLL);
        }
    }

    /// Waits for a visible element with this `data-testid` and returns its text.
    pub fn text(&self, test_id: &str) -> Result<String> {
        let body = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); \
                    return e && e.checkVisibility() ? e.innerText : ''";
        let text = self.wait_for(test_id, body, &[json!(test_id)])?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Whether there is a visible element with this `data-testid` now.
    pub fn shows(&self, test_id: &str) -> Result<bool> {
        let body = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); \
                    return !!e && e.checkVisibility()";
        Ok(self.script(body, &[json!(test_id)])? == json!(true))
    }

    /// Waits until there is a visible element with this `data-testid`.
    pub fn wait_until_shown(&self, test_id: &str) -> Result<()> {
        let body = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); \
                    return !!e && e.checkVisibility()";
        self.wait_for(test_id, body, &[json!(test_id)]).map(drop)
    }

    /// Clicks the element with this `data-testid`.
    pub fn click(&self, test_id: &str) -> Result<()> {
        // The driver scrolls as little as it can, which may leave the element under the bar at the top.
        let body = "document.querySelector(`[data-testid='${arguments[0]}']`)?.scrollIntoView({ block: 'center' })";
        self.script(body, &[json!(test_id)])?;
        let element = self.element(test_id)?;
        self.post(&format!("element/{element}/click"), json!({}))
            .map(drop)
    }

    /// Gives files to the file input with this `data-testid`, as a person's choice in the dialog would.
    pub fn choose_files(&self, test_id: &str, files: &[&Path]) -> Result<()> {
        let element = self.element(test_id)?;
        let names: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        self.post(
            &format!("element/{element}/value"),
            json!({ "text": names.join("\n") }),
        )
        .map(drop)
    }

    /// Drops files on the page: a `drop` event with a `DataTransfer`, as a file manager causes it.
    pub fn drop_files(&self, files: &[&Path]) -> Result<()> {
        let mut list = Vec::new();
        for file in files {
            let name = file
                .file_name()
                .context("no file name")?
                .to_string_lossy()
                .into_owned();
            list.push(json!({ "name": name, "base64": STANDARD.encode(fs::read(file)?) }));
        }
        let body = "
            const transfer = new DataTransfer();
            for (const { name, base64 } of arguments[0]) {
                const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
                transfer.items.add(new File([bytes], name));
            }
            const target = document.body;
            for (const type of ['dragenter', 'dragover', 'drop']) {
                target.dispatchEvent(new DragEvent(type,
                    { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }";
        self.script(body, &[json!(list)]).map(drop)
    }

    /// Sets the size of the page in CSS pixels and the colours it is asked for.
    pub fn look(&self, width: u32, height: u32, pixel_ratio: f64, scheme: Scheme) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": pixel_ratio,
                              "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)?;
        let value = if scheme == Scheme::Dark {
            "dark"
        } else {
            "light"
        };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features)
            .map(drop)
    }

    /// A picture of what the window shows, as PNG.
    pub fn picture(&self) -> Result<Vec<u8>> {
        let reply = self.devtools("Page.captureScreenshot", json!({ "format": "png" }))?;
        let data = reply["data"].as_str().context("no picture in the reply")?;
        STANDARD.decode(data).context("the picture is not base64")
    }

    /// One command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.post(
            "goog/cdp/execute",
            json!({ "cmd": command, "params": parameters }),
        )
        .with_context(|| format!("{command} failed"))
    }

    /// The addresses that the page asked for since the last call, by the browser's own log.
    pub fn requests(&self) -> Result<Vec<String>> {
        let mut urls = Vec::new();
        for entry in self.log("performance")? {
            let text = entry["message"]
                .as_str()
                .context("a log entry without a message")?;
            let message = &serde_json::from_str::<Value>(text)?["message"];
            let parameters = &message["params"];
            // The browser's start page asks for its own parts; no other page is allowed to.
            if parameters["documentURL"]
                .as_str()
                .is_some_and(|url| url.starts_with("chrome:"))
            {
                continue;
            }
            let url = match message["method"].as_str() {
                Some("Network.requestWillBeSent") => &parameters["request"]["url"],
                Some("Network.webSocketCreated") => &parameters["url"],
                _ => continue,
            };
            urls.push(
                url.as_str()
                    .context("a request without an address")?
                    .to_owned(),
            );
        }
        Ok(urls)
    }

    /// The errors on the page's console since the last call.
    pub fn console_errors(&self) -> Result<Vec<String>> {
        let entries = self.log("browser")?;
        let errors = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(errors.map(|entry| entry["message"].to_string()).collect())
    }

    fn log(&self, kind: &str) -> Result<Vec<Value>> {
        let entries = self.post("se/log", json!({ "type": kind }))?;
        Ok(entries.as_array().context("the log is not a list")?.clone())
    }

    fn element(&self, test_id: &str) -> Result<String> {
        let selector = format!("[data-testid='{test_id}']");
        let wanted = json!({ "using": "css selector", "value": selector });
        let reply = self.post("element", wanted)?;
        let id = reply[ELEMENT]
            .as_str()
            .with_context(|| format!("`{selector}` not found"))?;
        Ok(id.to_owned())
    }

    fn post(&self, path: &str, body: Value) -> Result<Value> {
        call(
            &self.agent,
            "POST",
            &format!("{}/{path}", self.session),
            Some(&body),
        )
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The end of the session ends Chromium; the driver is killed afterwards. A failure here has
        // nobody to be told to, and the test that holds this browser has its own verdict.
        drop(call(&self.agent, "DELETE", &self.session, None));
    }
}

fn call(agent: &ureq::Agent, method: &str, url: &str, body: Option<&Value>) -> Result<Value> {
    let mut response = match body {
        Some(body) => agent.post(url).send_json(body),
        None if method == "DELETE" => agent.delete(url).call(),
        None => agent.get(url).call(),
    }?;
    // A page with a million points or a large picture is more than the client's usual bound.
    let reply: Value = response
        .body_mut()
        .with_config()
        .limit(256 << 20)
        .read_json()?;
    let value = reply["value"].clone();
    if let Some(error) = value["error"].as_str() {
        let message = value["message"].as_str().unwrap_or_default();
        return Err(anyhow!(
            "{error}: {}",
            message.lines().next().unwrap_or_default()
        ));
    }
    Ok(value)
}

/// A running ChromeDriver.
#[derive(Debug)]
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(program: &Path, log: &Path) -> Result<Self> {
        let process = Command::new(program)
            // The kernel picks a free port, and the driver tells it on its standard output.
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut driver = Self { process, port: 0 };
        let output = driver.process.stdout.take().context("no standard output")?;
        let (sender, receiver) = mpsc::channel();
        // The thread goes on reading until the driver ends, so that a full pipe never blocks it.
        std::thread::spawn(move || {
            for line in BufReader::new(output)
                .lines()
                .map_while(std::result::Result::ok)
            {
                if let Some(port) = started_on(&line) {
                    let _ = sender.send(port);
                }
            }
        });
        driver.port = receiver
            .recv_timeout(PATIENCE)
            .context("ChromeDriver did not start")?;
        ensure!(driver.port != 0, "ChromeDriver told port 0");
        Ok(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only where the driver has ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// `ChromeDriver was started successfully on port 41213.` gives 41213.
fn started_on(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim_end_matches('.').trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_drivers_own_words() {
        let line = "ChromeDriver was started successfully on port 41213.";
        assert_eq!(started_on(line), Some(41213));
        assert_eq!(started_on("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
