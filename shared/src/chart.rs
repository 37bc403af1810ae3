//! The charts: a pure model of what is to be seen, and one function that draws it on any surface.
//!
//! [`Scene`] says what is asked for (runs, part of the axis, size), [`TimelineModel::build`] computes
//! every position in CSS pixels without drawing anything, [`draw`] puts that on a [`Surface`], be it a
//! canvas or an SVG, and [`readout`] answers what stands under a position.

#[cfg(test)]
mod at_once;
mod draw;
mod model;
mod readout;
mod rows;
mod series;
mod sum;
mod surface;
mod svg;
#[cfg(test)]
mod tests;
mod theme;
mod tone;
mod trace;
mod viewport;

pub use draw::draw;
pub use model::{
    Align, Charged, Limit, Mark, NARROW, OVERVIEW, Overview, PlotArea, Role, Run, Scene, Size,
    TRACK, TimelineModel, Trace, Track,
};
pub use readout::{Pause, Readout, ReadoutEntry, Running, readout};
pub use rows::{Band, Span, more_height};
pub use series::{BatchSeries, ProcessSpan, RunSeries, Slots, Stretch, TestOrder, TestSpan};
pub use sum::sum;
pub use surface::{Across, Down, Letters, Paint, Point, Surface};
pub use svg::svg;
pub use theme::{Rgb, Theme};
pub use tone::Tone;
pub use viewport::Viewport;
