//! Nothing is open yet: what this page is for, how to open a file, and how to get one.

use crate::tr;
use leptos::prelude::*;

use super::header::OpenButton;
use super::recent;
use super::state::State;

/// The page without a run.
#[component]
pub fn Empty() -> impl IntoView {
    view! {
        <div class="welcome" data-testid="empty">
            <section class="hero">
                <h1>{tr!("Name the culprit, ")}<br class="wide"/>{tr!("not the victim.")}</h1>
                <p class="lead">
                    {tr!("Your CI job died with exit 137 or 143, and the log names the test that happened to be running. oomscope recorded the memory of every test. Open its artifact and see which test kept it.")}
                </p>
            </section>
            <section class="dropzone" aria-label=tr!("Open artifacts")>
                <svg class="ghost" viewBox="0 0 640 150" preserveAspectRatio="none" aria-hidden="true">
                    <path class="ghost-limit" d="M0 28H640"/>
                    <path class="ghost-before" d="M0 138V128H70V118H140V122H145V108H214V98H282V101H288V86H356V74H424V77H430V62H498V48H556V51H562V38H606V22"/>
                    <path class="ghost-after" d="M0 138V126H60V110H74V126H130V108H146V126H210V112H226V126H290V108H306V126H370V112H386V126H450V108H466V126H530V112H546V126H640"/>
                </svg>
                <div class="dropzone-inner">
                    <OpenButton primary=false/>
                    <p>{tr!("or drop files anywhere on this page")}</p>
                    <p class="muted small">
                        <code>".json"</code>", "<code>".json.gz"</code>
                        {tr!(", or the ")}<code>".zip"</code>{tr!(" as GitHub hands it out. Two runs open as before and after.")}
                    </p>
                </div>
            </section>
            {recent::list(State::expect())}
            <section class="steps" aria-label=tr!("How to get an artifact")>
                <div>
                    <h2>{tr!("Record a run")}</h2>
                    <pre><code>"oomscope run -- pytest tests/"</code></pre>
                    <p class="muted">
                        {tr!("Runs the suite in batches under a memory limit of its own and writes one ")}
                        <code>".oomscope.json"</code>"."
                    </p>
                </div>
                <div>
                    <h2>{tr!("Compare a fix")}</h2>
                    <pre><code>"oomscope view before.json after.json"</code></pre>
                    <p class="muted">
                        {tr!("Serves this page on your machine with both runs open, curve over curve and test by test.")}
                    </p>
                </div>
                <div>
                    <h2>{tr!("Private by construction")}</h2>
                    <p class="privacy">{tr!("The file you open never leaves this page.")}</p>
                    <p class="muted">
                        {tr!("Nothing is uploaded. The page's own policy forbids it to talk to any other site, and it works offline.")}
                    </p>
                </div>
            </section>
        </div>
    }
}
