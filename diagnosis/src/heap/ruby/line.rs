//! One line of a dump.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// What a line says.
pub(super) enum Line<'a> {
    Object(Object<'a>),
    Root(Root<'a>),
    /// Of our own code: what is known of the process.
    Process(Process),
    /// Of our own code: what leads from an object to others.
    Names(Names<'a>),
    /// The shapes of Ruby 3.2 and later, and what is to come.
    Other,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
}

impl<'a> Line<'a> {
    pub(super) fn parse(text: &'a [u8]) -> Result<Self, serde_json::Error> {
        // All but a few lines are of objects: those are read once only.
        if !text.starts_with(b"{\"address\"") {
            let Kind { kind } = serde_json::from_slice(text)?;
            match &*kind {
                "ROOT" => return Ok(Self::Root(serde_json::from_slice(text)?)),
                "OOMSCOPE" => return Ok(Self::Process(serde_json::from_slice(text)?)),
                "NAMES" => return Ok(Self::Names(serde_json::from_slice(text)?)),
                _ => (),
            }
        }
        let object: Object<'a> = serde_json::from_slice(text)?;
        Ok(match &*object.kind {
            "SHAPE" => Self::Other,
            _ => Self::Object(object),
        })
    }
}

/// An object of the heap.
#[derive(Deserialize)]
pub(super) struct Object<'a> {
    pub(super) address: Address,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    pub(super) class: Option<Address>,
    pub(super) superclass: Option<Address>,
    /// Of a class.
    #[serde(borrow)]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) singleton: bool,
    /// What an object made by C is.
    #[serde(borrow, rename = "struct")]
    pub(super) made_by_c: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) imemo_type: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) references: Vec<Address>,
    #[serde(default)]
    pub(super) memsize: u64,
    generation: Option<u64>,
    #[serde(borrow)]
    pub(super) file: Option<Cow<'a, str>>,
    pub(super) line: Option<u32>,
}

impl Object<'_> {
    /// What no other object of the process has: objects lie eight bytes apart at the least, below 2^47.
    pub(super) fn id(&self) -> u64 {
        let generation = self.generation.map_or(0, |made| made.wrapping_add(1));
        ((self.address.0 >> 3) | (generation << 44)) & !ROOT
    }
}

/// No object's id has this bit.
const ROOT: u64 = 1 << 63;

/// Of which generation an object with this id is, from 1; 0 where that is not known, and for roots.
pub(super) fn birth(id: u64) -> u64 {
    if id & ROOT == 0 { id >> 44 } else { 0 }
}

/// What is alive by itself.
#[derive(Deserialize)]
pub(super) struct Root<'a> {
    #[serde(borrow)]
    pub(super) root: Cow<'a, str>,
    #[serde(default)]
    pub(super) references: Vec<Address>,
}

impl Root<'_> {
    pub(super) fn id(&self) -> u64 {
        let fold = |id: u64, byte| id.wrapping_mul(31).wrapping_add(u64::from(byte));
        self.root.bytes().fold(1, fold) | ROOT
    }
}

#[derive(Deserialize)]
pub(super) struct Process {
    pub(super) compactions: u64,
}

/// Names that lead from an object to others.
#[derive(Deserialize)]
pub(super) struct Names<'a> {
    /// None for what hangs on nothing: global variables, threads, `Object`.
    pub(super) address: Option<Address>,
    #[serde(borrow)]
    pub(super) names: Vec<(Cow<'a, str>, Address)>,
    /// Where a block is written.
    #[serde(borrow)]
    pub(super) at: Option<(Cow<'a, str>, u32)>,
}

/// `0x7f7f08639fa0`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Address(pub(super) u64);

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Hexadecimal;
        impl Visitor<'_> for Hexadecimal {
            type Value = Address;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an address")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Address, E> {
                let digits = text.strip_prefix("0x").unwrap_or(text);
                let address = u64::from_str_radix(digits, 16);
                address
                    .map(Address)
                    .map_err(|_| E::custom(format!("`{text}` is no address")))
            }
        }
        from.deserialize_str(Hexadecimal)
    }
}
