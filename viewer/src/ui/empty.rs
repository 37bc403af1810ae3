//! Nothing is open yet: what this page is for, how to open a file, and how to get one.

use crate::tr;
use leptos::prelude::*;

use super::header::OpenButton;
use super::node::{Node, el, prose, text_el};
use super::open;
use super::pages::command;
use super::recent;
use super::state::State;

/// The page without a run.
#[component]
pub fn Empty() -> impl IntoView {
    document().set_title("oomscope");
    let dropped = State::expect().asks_for_a_file().then(|| {
        el("div", "notice")
            .id("was-dropped")
            .attr("role", "note")
            .with(text_el("span", "notice-mark", "▲").attr("aria-hidden", "true"))
            .with(text_el("p", "", tr!(PageWasDropped)))
    });
    view! {
        <div class="welcome" data-testid="empty">
            {dropped.map(Node::view)}
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
            {example().map(Node::view)}
            {recent::list(State::expect())}
            <section class="steps" aria-label=tr!(PageHowToGetArtifact)>
                {step(tr!(PageInstall), "pip install oomscope", about()).view()}
                {step(tr!(PageRecordARun), "oomscope run -- pytest tests/", prose("p", "muted", tr!(PageRecordARunSays))).view()}
                {step(tr!(PageCompareAFix), "oomscope view before.json after.json",
                    text_el("p", "muted", tr!(PageCompareAFixSays))).view()}
                <div>
                    <h2>{tr!(PagePrivateByConstruction)}</h2>
                    <p class="muted">
                        {tr!(PagePrivateSays)}
                    </p>
                </div>
            </section>
        </div>
    }
}

/// The story's runs, which lie beside the page. An address of their own opens them, so that it can be handed on.
const ONE: &str = "?run=example/before.oomscope.json.gz";
const BOTH: &str = "?before=example/before.oomscope.json.gz&after=example/after.oomscope.json.gz";

/// What the page shows, for a reader without a file. A page that is one file has nothing beside it.
fn example() -> Option<Node> {
    let open = |address: &str, words: &str, test_id: &str| {
        text_el("a", "btn", words).attr("href", address).id(test_id)
    };
    open::has_files_beside().then(|| {
        el("section", "example")
            .attr("aria-label", tr!(PageTryAnExample))
            .with(text_el("h2", "", tr!(PageTryAnExample)))
            .with(text_el("p", "muted", tr!(PageExampleSays)))
            .with(
                el("p", "")
                    .with(open(BOTH, tr!(PageExampleBoth), "example-both"))
                    .with(open(ONE, tr!(PageExampleOne), "example-one")),
            )
    })
}

/// A step on the way to an artifact: what it is, what to type, and what it does.
fn step(title: &str, code: &str, says: Node) -> Node {
    let title = text_el("h2", "", title);
    el("div", "").with(title).with(command(code)).with(says)
}

/// Which version this is, and where it comes from.
fn about() -> Node {
    let version = concat!("oomscope ", env!("CARGO_PKG_VERSION"), " · ");
    let link = text_el("a", "", tr!(PageRepository))
        .attr("href", env!("CARGO_PKG_REPOSITORY"))
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer");
    el("p", "muted").id("version").text(version).with(link)
}
