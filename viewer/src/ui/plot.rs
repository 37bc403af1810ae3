//! A drawing with axes whose words stand beside it and not in it, so that they are as large on a phone as anywhere;
//! and columns over it that say what lies there, and lead to it.

use crate::trend::Place;

use super::node::{Node, drawn, el, text_el};

/// The side of the square in which things are drawn; the page makes it as wide as there is room.
pub const SIZE: f64 = 1000.0;

/// Begins a drawing, with a line for each figure at the left edge.
pub fn drawing(label: &str, y_ticks: &[Place]) -> Node {
    let node = drawn("svg")
        .attr("viewBox", &format!("0 0 {SIZE} {SIZE}"))
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", label);
    let lines = y_ticks.iter();
    let lines = lines.map(|(y, _)| format!("M0 {:.1}H{SIZE}", (1.0 - y) * SIZE));
    node.with(path("trend-grid", &lines.collect::<String>()))
}

/// A path of a class.
pub fn path(class: &str, data: &str) -> Node {
    drawn("path").attr("class", class).attr("d", data)
}

/// Puts the words of the axes around a drawing, and what lies over it.
pub fn framed(drawing: Node, y_ticks: &[Place], x_ticks: &[Place], over: Vec<Node>) -> Node {
    let mut inside = el("div", "plot-in").with(drawing);
    for (y, label) in y_ticks {
        inside = inside.with(text_el("span", "plot-y", label).style("bottom", &percent(*y)));
    }
    for (x, label) in x_ticks {
        // Words at an edge end there.
        let class = match () {
            () if *x < 0.06 => "plot-x at-start",
            () if *x > 0.94 => "plot-x at-end",
            () => "plot-x",
        };
        inside = inside.with(text_el("span", class, label).style("left", &percent(*x)));
    }
    let over = el("div", "hits").attr("aria-hidden", "true").all(over);
    el("div", "plot").with(inside.with(over))
}

/// A column from one share of the width to another, which shows what it says where the pointer is.
pub fn hit(from: f64, to: f64, says: &[String], address: Option<&str>) -> Node {
    let side = if from + to > 1.0 { "tip at-end" } else { "tip" };
    let lines = says.iter().map(|line| text_el("span", "", line));
    let node = match address {
        // Keys reach the same by the table below.
        Some(address) => el("a", "hit").attr("href", address).attr("tabindex", "-1"),
        None => el("span", "hit"),
    };
    node.style("left", &percent(from))
        .style("width", &percent(to - from))
        .with(el("span", side).all(lines.collect()))
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}
