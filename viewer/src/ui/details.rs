//! Run, machine and measuring, at the end of the page for those who ask.

use crate::tr;
use leptos::prelude::*;

use crate::facts::{Facts, details};

use super::parts;
use super::state::RunRef;

/// The card with what is known about run, machine and measuring.
#[component]
pub fn DetailsCard(run: RunRef) -> impl IntoView {
    let lists: Vec<AnyView> = details(&run.artifact).into_iter().map(list).collect();
    view! {
        <section class="card" aria-labelledby="details-title" data-testid="details">
            <h2 id="details-title">{tr!("Run, machine, measuring")}</h2>
            <div class="details">{lists}</div>
        </section>
    }
}

fn list(facts: Facts) -> AnyView {
    view! { <div><h3>{facts.title}</h3>{parts::facts("pairs", facts.facts)}</div> }.into_any()
}
