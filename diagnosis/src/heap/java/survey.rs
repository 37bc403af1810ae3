//! The first reading: which objects and classes there are, and what lives by itself.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek};

use super::records::{ClassDump, Id, RawFrame, Root, Type, Visitor, each};
use super::{DumpError, Frame, foreign};

/// A field that refers to an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    /// Where its bytes are among those of its own class.
    pub(super) at: u32,
    pub(super) name: Id,
}

/// A class as it is read.
#[derive(Debug, Default)]
pub(super) struct Class {
    pub(super) id: Id,
    pub(super) above: Option<u32>,
    pub(super) loader: Id,
    pub(super) references: Vec<Reference>,
    /// Bytes of its own fields in the dump, and how many of them are references.
    pub(super) bytes: u32,
    pub(super) fields: Vec<(Id, u32)>,
}

#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) id_size: usize,
    /// Of all objects, in the order of the dump.
    pub(super) ids: Vec<Id>,
    texts: HashMap<Id, Box<str>>,
    class_names: HashMap<Id, Id>,
    serials: HashMap<u32, Id>,
    frames: HashMap<Id, RawFrame>,
    stacks: HashMap<u32, Vec<Id>>,
    pub(super) classes: Vec<Class>,
    above: Vec<Id>,
    pub(super) by_id: HashMap<Id, u32>,
    /// The classes of those objects that have loaded classes.
    pub(super) loaders: HashMap<Id, Option<Id>>,
    /// The threads, with the numbers of their stacks.
    pub(super) threads: BTreeMap<Id, u32>,
    serials_of_threads: BTreeMap<u32, Id>,
    stack_roots: Vec<(u32, Id)>,
    pub(super) native_roots: Vec<Id>,
    pub(super) other_roots: Vec<Id>,
}

impl Survey {
    pub(super) fn of(reader: impl Read + Seek) -> Result<Self, DumpError> {
        let mut survey = Self::default();
        each(reader, &mut survey)?;
        if survey.classes.is_empty() {
            return Err(foreign("there are no classes in it"));
        }
        if u32::try_from(survey.ids.len()).is_err() {
            return Err(foreign("it has more than four thousand million objects"));
        }
        for (class, above) in survey.classes.iter_mut().zip(&survey.above) {
            class.above = survey.by_id.get(above).copied();
        }
        Ok(survey)
    }

    pub(super) fn text(&self, id: Id) -> &str {
        self.texts.get(&id).map_or("", |text| text)
    }

    /// The name of a class as it is written in a source.
    pub(super) fn class_name(&self, class: Id) -> String {
        let name = self.class_names.get(&class).copied().unwrap_or_default();
        written(self.text(name))
    }

    /// What the stack of each thread refers to.
    pub(super) fn on_stacks(&self) -> HashMap<Id, Vec<Id>> {
        let mut of: HashMap<Id, Vec<Id>> = HashMap::new();
        for (serial, object) in &self.stack_roots {
            if let Some(thread) = self.serials_of_threads.get(serial) {
                of.entry(*thread).or_default().push(*object);
            }
        }
        of
    }

    /// What the stacks of no thread that is known refer to.
    pub(super) fn without_thread(&self) -> impl Iterator<Item = Id> {
        let known = |serial: &u32| self.serials_of_threads.contains_key(serial);
        let roots = self.stack_roots.iter();
        roots
            .filter(move |(serial, _)| !known(serial))
            .map(|(_, object)| *object)
    }

    /// The calls of a thread.
    pub(super) fn stack(&self, serial: u32) -> Vec<Frame> {
        let frames = self.stacks.get(&serial).map_or(&[][..], Vec::as_slice);
        let frames = frames.iter().filter_map(|id| self.frames.get(id));
        let told = frames.map(|frame| {
            let class = self.serials.get(&frame.class_serial).copied();
            Frame {
                class: self.class_name(class.unwrap_or_default()),
                method: self.text(frame.method).to_owned(),
                // Natively, or not known: no line.
                line: Some(frame.line).filter(|line| (1..=65_535).contains(line)),
            }
        });
        told.collect()
    }
}

/// `com/shop/Page` as `com.shop.Page`, `[B` as `byte[]`.
fn written(name: &str) -> String {
    let element = name.trim_start_matches('[');
    let dimensions = name.len() - element.len();
    let base = match (dimensions, element) {
        (0, name) => name,
        (_, "Z") => "boolean",
        (_, "C") => "char",
        (_, "F") => "float",
        (_, "D") => "double",
        (_, "B") => "byte",
        (_, "S") => "short",
        (_, "I") => "int",
        (_, "J") => "long",
        (_, object) => object
            .strip_prefix('L')
            .unwrap_or(object)
            .trim_end_matches(';'),
    };
    // What is made while it runs has a number in its name.
    let made = |mark: &str| base.find(mark).map(|at| at + mark.len());
    let end = made("$$Lambda")
        .or_else(|| made("$MockitoMock$"))
        .unwrap_or(base.len());
    // No class has more dimensions.
    base[..end].replace('/', ".") + &"[]".repeat(dimensions.min(255))
}

impl Visitor for Survey {
    fn id_size(&mut self, size: usize) {
        self.id_size = size;
    }

    fn text(&mut self, id: Id, text: &[u8]) {
        self.texts.insert(id, String::from_utf8_lossy(text).into());
    }

    fn class_name(&mut self, serial: u32, class: Id, name: Id) {
        self.class_names.insert(class, name);
        self.serials.insert(serial, class);
    }

    fn frame(&mut self, id: Id, frame: RawFrame) {
        self.frames.insert(id, frame);
    }

    fn stack(&mut self, serial: u32, frames: Vec<Id>) {
        self.stacks.insert(serial, frames);
    }

    fn root(&mut self, id: Id, root: Root) {
        match root {
            Root::Thread(serial, stack) => {
                self.threads.insert(id, stack);
                self.serials_of_threads.insert(serial, id);
            }
            Root::Stack(serial) => self.stack_roots.push((serial, id)),
            Root::Native => self.native_roots.push(id),
            Root::Other => self.other_roots.push(id),
            // All classes that are no loaded ones' live, see `building`.
            Root::Class => {}
        }
    }

    fn class(&mut self, dump: ClassDump) {
        if self.by_id.contains_key(&dump.id) {
            return;
        }
        let mut class = Class {
            id: dump.id,
            loader: dump.loader,
            ..Class::default()
        };
        for (name, of) in dump.fields {
            match of {
                Type::Object => class.references.push(Reference {
                    at: class.bytes,
                    name,
                }),
                Type::Int => class.fields.push((name, class.bytes)),
                _ => {}
            }
            class.bytes += of.size(self.id_size) as u32;
        }
        if dump.loader != 0 {
            self.loaders.entry(dump.loader).or_default();
        }
        self.by_id.insert(dump.id, self.classes.len() as u32);
        self.classes.push(class);
        self.above.push(dump.above);
        self.ids.push(dump.id);
    }

    fn instance(&mut self, id: Id, class: Id, _fields: &[u8]) {
        if let Some(loader) = self.loaders.get_mut(&id) {
            *loader = Some(class);
        }
        self.ids.push(id);
    }

    fn array(&mut self, id: Id, _class: Id, _length: u32) -> bool {
        self.ids.push(id);
        false
    }

    fn numbers(&mut self, id: Id, _of: Type, _length: u32) -> bool {
        self.ids.push(id);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn classes_are_called_as_in_a_source() {
        for (name, expected) in [
            ("com/shop/Page", "com.shop.Page"),
            ("[B", "byte[]"),
            ("[[Lcom/shop/Page;", "com.shop.Page[][]"),
            ("[", "[]"),
            ("com/shop/Page$$Lambda$14+0x00007f", "com.shop.Page$$Lambda"),
            ("", ""),
        ] {
            assert_eq!(written(name), expected);
        }
    }
}
