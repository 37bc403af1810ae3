//! Nothing is open yet: what this page is for, how to open a file, and how to get one.

use crate::tr;
use leptos::prelude::*;

use super::header::OpenButton;
use super::node::prose;
use super::recent;
use super::state::State;

/// The page without a run.
#[component]
pub fn Empty() -> impl IntoView {
    view! {
        <div class="welcome" data-testid="empty">
            <section class="hero">
                <h1>{tr!(PageNameTheCulprit)}" "<br class="wide"/>{tr!(PageNotTheVictim)}</h1>
                <p class="lead">
                    {tr!(PageLead)}
                </p>
            </section>
            <section class="dropzone" aria-label=tr!(PageOpenArtifacts)>
                <svg class="ghost" viewBox="0 0 640 150" preserveAspectRatio="none" aria-hidden="true">
                    <path class="ghost-limit" d="M0 28H640"/>
                    <path class="ghost-before" d="M0 138V128H70V118H140V122H145V108H214V98H282V101H288V86H356V74H424V77H430V62H498V48H556V51H562V38H606V22"/>
                    <path class="ghost-after" d="M0 138V126H60V110H74V126H130V108H146V126H210V112H226V126H290V108H306V126H370V112H386V126H450V108H466V126H530V112H546V126H640"/>
                </svg>
                <div class="dropzone-inner">
                    <OpenButton primary=false/>
                    <p>{tr!(PageOrDropFiles)}</p>
                    {prose("p", "muted small", tr!(PageKindsOfFiles)).view()}
                </div>
            </section>
            {recent::list(State::expect())}
            <section class="steps" aria-label=tr!(PageHowToGetArtifact)>
                <div>
                    <h2>{tr!(PageRecordARun)}</h2>
                    <pre><code>"oomscope run -- pytest tests/"</code></pre>
                    {prose("p", "muted", tr!(PageRecordARunSays)).view()}
                </div>
                <div>
                    <h2>{tr!(PageCompareAFix)}</h2>
                    <pre><code>"oomscope view before.json after.json"</code></pre>
                    <p class="muted">
                        {tr!(PageCompareAFixSays)}
                    </p>
                </div>
                <div>
                    <h2>{tr!(PagePrivateByConstruction)}</h2>
                    <p class="privacy">{tr!(PageFileNeverLeaves)}</p>
                    <p class="muted">
                        {tr!(PagePrivateSays)}
                    </p>
                </div>
            </section>
        </div>
    }
}
