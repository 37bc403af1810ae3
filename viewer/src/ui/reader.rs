//! The way of an artifact out of the worker into the page: what the worker runs, and what the page makes
//! of its messages.

use js_sys::{Array, BigUint64Array, Function, Object, Reflect, Uint8Array, Uint32Array};
use oomscope_quick::figures::{packed, unpacked};
use oomscope_shared::Message;
use oomscope_shared::columns::{Columns, Figures};
use oomscope_shared::message::{Key, messages};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::intake::{self, Opening, Parcel, Refused};

/// Reads one file and posts what becomes of it. Runs in the worker.
#[wasm_bindgen]
pub fn read_artifact(name: &str, bytes: &[u8], post: &Function) {
    let send = |message: &Object, handed: &Array| {
        // A page that has gone away needs no message.
        let _ = post.call2(&JsValue::NULL, message, handed);
    };
    let mut say = |stage: intake::Stage| {
        let stage = said(&stage.message());
        let fields = [("reading", name.into()), ("stage", stage)];
        send(&object(&fields), &Array::new());
    };
    for mut opening in intake::open(name, bytes, &mut say) {
        let handed = Array::new();
        if let Ok(parcel) = &mut opening {
            // In a message of their own, for which the page has a task of its own.
            send(
                &pack_figures(std::mem::take(&mut parcel.figures), &handed),
                &handed,
            );
        }
        let handed = Array::new();
        send(&pack(opening, &handed), &handed);
    }
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // A fresh object takes any field.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

/// The figures of the tests that come next.
fn pack_figures(figures: Vec<Figures>, handed: &Array) -> Object {
    let columns = Array::new();
    for column in figures {
        let column = BigUint64Array::from(packed(&column).as_slice());
        handed.push(&column.buffer());
        columns.push(&column);
    }
    object(&[("figures", columns.into())])
}

/// A message; the memory of its large parts is handed over and not copied.
fn pack(opening: Opening, handed: &Array) -> Object {
    match opening {
        Ok(Parcel {
            name,
            rest,
            curves,
            entry,
            ..
        }) => {
            let rest = Uint8Array::from(rest.as_slice());
            handed.push(&rest.buffer());
            let columns = Array::new();
            for column in curves.iter().flat_map(|c| [&c.time_ms, &c.value]) {
                let column = Uint32Array::from(column.as_slice());
                handed.push(&column.buffer());
                columns.push(&column);
            }
            let mut fields = vec![
                ("name", name.into()),
                ("rest", rest.into()),
                ("curves", columns.into()),
            ];
            if !entry.is_empty() {
                fields.push(("entry", Uint8Array::from(entry.as_slice()).into()));
            }
            object(&fields)
        }
        Err(Refused {
            name,
            reason,
            advice,
        }) => object(&[
            ("name", name.into()),
            ("refused", said(&reason)),
            ("advice", said(&advice)),
        ]),
    }
}

/// Something to be said, on its way: the page says it in the reader's language.
fn said(message: &Message) -> JsValue {
    serde_json::to_string(message).unwrap_or_default().into()
}

/// What the worker said.
pub enum Report {
    /// What it is doing.
    Reading(Message),
    /// The figures of the tests of the artifact that comes next.
    Figures(Vec<Figures>),
    /// An artifact without its figures and the place of its file, or why there is none.
    Opening(Result<(Parcel, u32), Refused>),
    /// The last one.
    Done,
}

/// Reads what the worker posted.
pub fn report(data: &JsValue) -> Option<Report> {
    let field = |key: &str| Reflect::get(data, &key.into()).unwrap_or_default();
    let text = |key: &str| field(key).as_string();
    let message = |key: &str| serde_json::from_slice::<Message>(text(key)?.as_bytes()).ok();
    if let Some(file) = text("reading") {
        return Some(Report::Reading(match message("stage") {
            Some(stage) => messages::PageOpeningAt { file, stage }.into(),
            None => messages::PageOpening { file }.into(),
        }));
    }
    if field("done").is_truthy() {
        return Some(Report::Done);
    }
    let figures = field("figures");
    if figures.is_truthy() {
        let columns = Array::from(&figures).into_iter();
        let columns =
            columns.map(|column| unpacked(&column.unchecked_into::<BigUint64Array>().to_vec()));
        return Some(Report::Figures(columns.collect()));
    }
    let name = text("name")?;
    if let Some(reason) = message("unread") {
        let refused = Refused::new(&name, reason, Key::AdviceCheckPlace);
        return Some(Report::Opening(Err(refused)));
    }
    if let Some(reason) = message("refused") {
        let refused = Refused::new(&name, reason, message("advice")?);
        return Some(Report::Opening(Err(refused)));
    }
    let columns: Vec<Vec<u32>> = Array::from(&field("curves"))
        .iter()
        // What was handed over is taken as it is; `Uint32Array::new` would copy it once more.
        .map(|column| column.unchecked_into::<Uint32Array>().to_vec())
        .collect();
    let mut columns = columns.into_iter();
    let mut curves = Vec::new();
    while let (Some(time_ms), Some(value)) = (columns.next(), columns.next()) {
        curves.push(Columns { time_ms, value });
    }
    let rest = field("rest").unchecked_into::<Uint8Array>().to_vec();
    let source = field("source").as_f64().unwrap_or(0.0) as u32;
    let parcel = Parcel {
        name,
        rest,
        curves,
        figures: Vec::new(),
        entry: Vec::new(),
    };
    Some(Report::Opening(Ok((parcel, source))))
}
