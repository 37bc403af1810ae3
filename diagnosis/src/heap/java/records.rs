//! The records of a dump, in the order in which they stand.

use std::io::{Read, Seek};

use super::input::{Input, number};
use super::{DumpError, foreign};

/// Symbols are shorter; what is longer is cut, as nobody reads it.
const LONGEST_TEXT: u64 = 1 << 16;
/// Elements of an array that are read at once.
const ELEMENTS: u64 = 8 << 10;

/// An object, a class, a text; 0: none.
pub(super) type Id = u64;

/// The type of a field or of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Object,
    Boolean,
    Char,
    Float,
    Double,
    Byte,
    Short,
    Int,
    Long,
}

impl Type {
    fn of(code: u8) -> Result<Self, DumpError> {
        Ok(match code {
            2 => Self::Object,
            4 => Self::Boolean,
            5 => Self::Char,
            6 => Self::Float,
            7 => Self::Double,
            8 => Self::Byte,
            9 => Self::Short,
            10 => Self::Int,
            11 => Self::Long,
            other => return Err(foreign(format!("there is no type {other}"))),
        })
    }

    /// Its bytes in the dump.
    pub(super) fn size(self, id_size: usize) -> usize {
        match self {
            Self::Object => id_size,
            Self::Boolean | Self::Byte => 1,
            Self::Char | Self::Short => 2,
            Self::Float | Self::Int => 4,
            Self::Double | Self::Long => 8,
        }
    }

    /// What an array of it is called.
    pub(super) fn array(self) -> &'static str {
        match self {
            Self::Object => "Object[]",
            Self::Boolean => "boolean[]",
            Self::Char => "char[]",
            Self::Float => "float[]",
            Self::Double => "double[]",
            Self::Byte => "byte[]",
            Self::Short => "short[]",
            Self::Int => "int[]",
            Self::Long => "long[]",
        }
    }
}

/// Why an object lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// A thread that lives, and its number, and that of its stack.
    Thread(u32, u32),
    /// A thread's stack refers to it.
    Stack(u32),
    /// Native code refers to it.
    Native,
    /// A class of the system.
    Class,
    /// Another reason of the JVM's.
    Other,
}

/// A class.
#[derive(Debug, Default)]
pub(super) struct ClassDump {
    pub(super) id: Id,
    pub(super) above: Id,
    pub(super) loader: Id,
    /// Name and object.
    pub(super) statics: Vec<(Id, Id)>,
    /// Name and type of its own fields, in order.
    pub(super) fields: Vec<(Id, Type)>,
}

/// A call in a stack.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawFrame {
    pub(super) method: Id,
    pub(super) class_serial: u32,
    pub(super) line: u32,
}

/// Who reads a dump.
pub(super) trait Visitor {
    /// The bytes of an id.
    fn id_size(&mut self, _size: usize) {}
    fn text(&mut self, _id: Id, _text: &[u8]) {}
    fn class_name(&mut self, _serial: u32, _class: Id, _name: Id) {}
    fn frame(&mut self, _id: Id, _frame: RawFrame) {}
    fn stack(&mut self, _serial: u32, _frames: Vec<Id>) {}
    fn root(&mut self, _id: Id, _root: Root) {}
    fn class(&mut self, _class: ClassDump) {}
    fn instance(&mut self, _id: Id, _class: Id, _fields: &[u8]) {}
    /// An array of objects; returns whether it wants the elements.
    fn array(&mut self, _id: Id, _class: Id, _length: u32) -> bool {
        false
    }
    /// The next elements of that array, from number `at` on; `size` bytes each.
    fn elements(&mut self, _at: u32, _bytes: &[u8], _size: usize) {}
    /// An array of numbers; returns whether it wants the bytes, of which it gets so many as are read at once.
    fn numbers(&mut self, _id: Id, _of: Type, _length: u32) -> bool {
        false
    }
    fn bytes(&mut self, _id: Id, _bytes: &[u8]) {}
}

/// Shows everything to a visitor.
pub(super) fn each<R: Read + Seek>(reader: R, visitor: &mut impl Visitor) -> Result<(), DumpError> {
    let mut input = Input::new(reader)?;
    let magic = b"JAVA PROFILE 1.0.";
    let there = input.left().min(magic.len() as u64) as usize;
    if input.take(there)? != &magic[..there] {
        return Err(foreign("it does not begin with `JAVA PROFILE`"));
    }
    if there < magic.len() {
        return Err(DumpError::Cut);
    }
    if !matches!(input.u2()?, 0x3100 | 0x3200) {
        return Err(foreign("it is of another version than 1.0.1 and 1.0.2"));
    }
    let id_size = match input.u4()? {
        4 => 4,
        8 => 8,
        other => return Err(foreign(format!("ids have {other} bytes"))),
    };
    input.skip(8)?;
    visitor.id_size(id_size);
    let mut records = Records { input, id_size };
    while records.input.left() > 0 {
        records.record(visitor)?;
    }
    Ok(())
}

struct Records<R> {
    input: Input<R>,
    id_size: usize,
}

impl<R: Read + Seek> Records<R> {
    fn id(&mut self) -> Result<Id, DumpError> {
        self.input.number(self.id_size)
    }

    fn record(&mut self, visitor: &mut impl Visitor) -> Result<(), DumpError> {
        let tag = self.input.u1()?;
        self.input.skip(4)?;
        let length = u64::from(self.input.u4()?);
        let end = self.input.position() + length;
        match tag {
            1 => {
                let id = self.id()?;
                let text = length.saturating_sub(self.id_size as u64).min(LONGEST_TEXT);
                visitor.text(id, self.input.take(text as usize)?);
            }
            2 => {
                let serial = self.input.u4()?;
                let class = self.id()?;
                self.input.skip(4)?;
                visitor.class_name(serial, class, self.id()?);
            }
            4 => {
                let id = self.id()?;
                let method = self.id()?;
                self.input.skip(2 * self.id_size as u64)?;
                let class_serial = self.input.u4()?;
                let line = self.input.u4()?;
                let frame = RawFrame {
                    method,
                    class_serial,
                    line,
                };
                visitor.frame(id, frame);
            }
            5 => {
                let serial = self.input.u4()?;
                self.input.skip(4)?;
                let count = u64::from(self.input.u4()?);
                if count * self.id_size as u64 > length {
                    return Err(foreign("a stack is longer than its record"));
                }
                let frames: Result<Vec<Id>, DumpError> = (0..count).map(|_| self.id()).collect();
                visitor.stack(serial, frames?);
            }
            0x0c | 0x1c => {
                while self.input.position() < end {
                    self.object(visitor)?;
                }
            }
            _ => {}
        }
        let rest = end.checked_sub(self.input.position());
        let rest =
            rest.ok_or_else(|| foreign(format!("record {tag} is shorter than it has to be")))?;
        self.input.skip(rest)
    }

    /// What stands in a segment of the heap.
    fn object(&mut self, visitor: &mut impl Visitor) -> Result<(), DumpError> {
        let tag = self.input.u1()?;
        let id = self.id()?;
        match tag {
            0x20 => {
                let class = self.class(id)?;
                visitor.class(class);
            }
            0x21 => {
                self.input.skip(4)?;
                let class = self.id()?;
                let length = self.input.u4()? as usize;
                visitor.instance(id, class, self.input.take(length)?);
            }
            0x22 => {
                self.input.skip(4)?;
                let length = self.input.u4()?;
                let class = self.id()?;
                let wants = visitor.array(id, class, length);
                self.elements(visitor, length, wants)?;
            }
            0x23 => {
                self.input.skip(4)?;
                let length = self.input.u4()?;
                let of = Type::of(self.input.u1()?)?;
                let mut rest = u64::from(length) * of.size(self.id_size) as u64;
                if visitor.numbers(id, of, length) {
                    let first = rest.min(LONGEST_TEXT);
                    visitor.bytes(id, self.input.take(first as usize)?);
                    rest -= first;
                }
                self.input.skip(rest)?;
            }
            0x01 => {
                self.id()?;
                visitor.root(id, Root::Native);
            }
            0x02 | 0x03 => {
                let serial = self.input.u4()?;
                self.input.skip(4)?;
                visitor.root(id, Root::Stack(serial));
            }
            0x04 | 0x06 => {
                let serial = self.input.u4()?;
                visitor.root(id, Root::Stack(serial));
            }
            0x05 => visitor.root(id, Root::Class),
            0x08 => {
                let serial = self.input.u4()?;
                let stack = self.input.u4()?;
                visitor.root(id, Root::Thread(serial, stack));
            }
            0x07 | 0xff => visitor.root(id, Root::Other),
            other => return Err(foreign(format!("there is no object of kind {other:#x}"))),
        }
        Ok(())
    }

    fn elements(
        &mut self,
        visitor: &mut impl Visitor,
        length: u32,
        wants: bool,
    ) -> Result<(), DumpError> {
        let size = self.id_size as u64;
        if !wants {
            return self.input.skip(u64::from(length) * size);
        }
        let mut at = 0;
        while at < u64::from(length) {
            let now = ELEMENTS.min(u64::from(length) - at);
            let bytes = self.input.take((now * size) as usize)?;
            visitor.elements(at as u32, bytes, self.id_size);
            at += now;
        }
        Ok(())
    }

    fn class(&mut self, id: Id) -> Result<ClassDump, DumpError> {
        self.input.skip(4)?;
        let mut class = ClassDump {
            id,
            above: self.id()?,
            loader: self.id()?,
            ..ClassDump::default()
        };
        self.input.skip(4 * self.id_size as u64 + 4)?;
        for _ in 0..self.input.u2()? {
            self.input.skip(2)?;
            self.value()?;
        }
        for _ in 0..self.input.u2()? {
            let name = self.id()?;
            if let (Type::Object, object @ 1..) = self.value()? {
                class.statics.push((name, object));
            }
        }
        for _ in 0..self.input.u2()? {
            let name = self.id()?;
            class.fields.push((name, Type::of(self.input.u1()?)?));
        }
        Ok(class)
    }

    fn value(&mut self) -> Result<(Type, u64), DumpError> {
        let of = Type::of(self.input.u1()?)?;
        let bytes = self.input.take(of.size(self.id_size))?;
        Ok((of, number(bytes)))
    }
}
