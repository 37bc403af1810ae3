//! The way of an artifact out of the worker into the page: what the worker runs, and what the page makes
//! of its messages.

use crate::tr;
use crate::words::said;
use js_sys::{Array, Function, Object, Reflect, Uint8Array, Uint32Array};
use oomscope_shared::pyramid::Columns;
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
        let stage = stage.words();
        let fields = [("reading", name.into()), ("stage", stage.into())];
        send(&object(&fields), &Array::new());
    };
    for opening in intake::open(name, bytes, &mut say) {
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

/// A message; the memory of its large parts is handed over and not copied.
fn pack(opening: Opening, handed: &Array) -> Object {
    match opening {
        Ok(Parcel { name, rest, curves }) => {
            let rest = Uint8Array::from(rest.as_slice());
            handed.push(&rest.buffer());
            let columns = Array::new();
            for column in curves.iter().flat_map(|c| [&c.time_ms, &c.value]) {
                let column = Uint32Array::from(column.as_slice());
                handed.push(&column.buffer());
                columns.push(&column);
            }
            object(&[
                ("name", name.into()),
                ("rest", rest.into()),
                ("curves", columns.into()),
            ])
        }
        Err(Refused {
            name,
            reason,
            advice,
        }) => object(&[
            ("name", name.into()),
            ("refused", reason.into()),
            ("advice", advice.into()),
        ]),
    }
}

/// What the worker said.
pub enum Message {
    /// What it is doing.
    Reading(String),
    /// An artifact, or why there is none.
    Opening(Opening),
    /// The last one.
    Done,
}

/// Reads a message of the worker.
pub fn message(data: &JsValue) -> Option<Message> {
    let field = |key: &str| Reflect::get(data, &key.into()).unwrap_or_default();
    let text = |key: &str| field(key).as_string();
    if let Some(doing) = text("reading") {
        let stage = text("stage").map(|stage| said(&stage));
        let doing = stage.map_or_else(|| doing.clone(), |stage| format!("{doing}: {stage}"));
        return Some(Message::Reading(doing));
    }
    if field("done").is_truthy() {
        return Some(Message::Done);
    }
    let name = text("name")?;
    let refused = |reason, advice: &str| Refused::unread(&name, reason, advice);
    if let Some(reason) = text("unread") {
        let advice = tr!("Check that the file is still where it was, and try again.");
        return Some(Message::Opening(Err(refused(reason, advice))));
    }
    if let Some(reason) = text("refused") {
        let advice = text("advice").unwrap_or_default();
        return Some(Message::Opening(Err(refused(reason, &advice))));
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
    Some(Message::Opening(Ok(Parcel { name, rest, curves })))
}
