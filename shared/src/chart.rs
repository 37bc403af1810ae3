//! The charts: a pure model of what is to be seen, and one function that draws it on any backend.
//!
//! [`Scene`] says what is asked for (runs, part of the axis, size), [`TimelineModel::build`] computes
//! every position in CSS pixels without drawing anything, [`draw`] puts that on a plotters
//! `DrawingArea`, be it a canvas or an SVG, and [`readout`] answers what stands under a position.

mod draw;
mod model;
mod readout;
mod series;
mod svg;
#[cfg(test)]
mod tests;
mod theme;
mod tone;
mod trace;
mod viewport;

pub use draw::draw;
pub use model::{
    Align, Band, Limit, Mark, NARROW, OVERVIEW, Overview, PlotArea, Role, Run, Scene, Size, Span,
    TRACK, TimelineModel, Trace, Track,
};
pub use readout::{Readout, ReadoutEntry, readout};
pub use series::{BatchSeries, ProcessSpan, RunSeries, Slots, Stretch, TestOrder, TestSpan};
pub use svg::{Nothing, Svg, svg};
pub use theme::{Rgb, Theme};
pub use tone::Tone;
pub use viewport::Viewport;
