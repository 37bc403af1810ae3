//! Places in the sources as people wrote them: transformed code is followed back by its source maps, and files of
//! the project are named from its folder.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use sourcemap::{DecodedMap, SourceMap};

use crate::heap::held::SourceLine;

/// Reads the text of a file; `None` where there is none.
pub type ReadText<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The sources of one process.
pub struct Sources<'a> {
    /// The project's folder, with a `/` at its end.
    folder: String,
    read: ReadText<'a>,
    /// What each script says of its source map.
    said: HashMap<String, String>,
    maps: RefCell<HashMap<String, Option<Rc<SourceMap>>>>,
}

/// A place in a source, and how to get at its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The file, absolute where it is known to be.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// Its text, where the source map brings it.
    pub text: Option<String>,
}

impl<'a> Sources<'a> {
    /// Of a project in a folder; `said` are the `sourceMappingURL`s of its scripts.
    pub fn new(folder: &str, said: HashMap<String, String>, read: ReadText<'a>) -> Self {
        let said = said.into_iter().map(|(url, map)| (path_of(&url), map));
        Self {
            folder: format!("{}/", folder.trim_end_matches('/')),
            read,
            said: said.collect(),
            maps: RefCell::default(),
        }
    }

    /// The place that a place of a script comes from. Lines and columns of the script count from 0.
    pub fn original(&self, script: &str, line: u32, column: u32) -> Original {
        let script = path_of(script);
        let mapped = self.map(&script).and_then(|map| {
            let token = map.lookup_token(line, column)?;
            let path = resolve(&script, token.get_source()?);
            let text = map.get_source_contents(token.get_src_id());
            Some(Original {
                path,
                line: token.get_src_line() + 1,
                text: text.map(str::to_owned),
            })
        });
        // A module that is imported with a query is the same file each time.
        let file = script.split('?').next().unwrap_or_default();
        mapped.unwrap_or(Original {
            path: file.to_owned(),
            line: line + 1,
            text: None,
        })
    }

    /// The text of the source of a place.
    pub fn text(&self, place: &Original) -> Option<String> {
        place.text.clone().or_else(|| (self.read)(&place.path))
    }

    /// The place as it is told.
    pub fn told(&self, place: &Original) -> SourceLine {
        SourceLine {
            file: self.relative(&place.path).to_owned(),
            line: place.line,
        }
    }

    /// A path from the project's folder, if it is below it, and of a dependency from the last folder of these on,
    /// wherever a package manager keeps it.
    pub fn relative<'p>(&self, path: &'p str) -> &'p str {
        match path.rfind("/node_modules/") {
            Some(at) => &path[at + 1..],
            None => path.strip_prefix(&self.folder).unwrap_or(path),
        }
    }

    /// Whether a file is the project's own and no dependency.
    pub fn is_own(&self, path: &str) -> bool {
        let below = path.strip_prefix(&self.folder);
        below.is_some_and(|path| !path.split('/').any(|part| part == "node_modules"))
    }

    fn map(&self, script: &str) -> Option<Rc<SourceMap>> {
        if let Some(known) = self.maps.borrow().get(script) {
            return known.clone();
        }
        let said = self.said.get(script);
        let map = said.and_then(|said| self.decode(script, said)).map(Rc::new);
        self.maps
            .borrow_mut()
            .insert(script.to_owned(), map.clone());
        map
    }

    fn decode(&self, script: &str, said: &str) -> Option<SourceMap> {
        let decoded = if said.starts_with("data:") {
            sourcemap::decode_data_url(said).ok()?
        } else {
            let text = (self.read)(&resolve(script, said))?;
            sourcemap::decode_slice(text.as_bytes()).ok()?
        };
        match decoded {
            DecodedMap::Regular(map) => Some(map),
            DecodedMap::Index(index) => index.flatten().ok(),
            DecodedMap::Hermes(_) => None,
        }
    }
}

/// A script's name as a path.
fn path_of(script: &str) -> String {
    script.strip_prefix("file://").unwrap_or(script).to_owned()
}

/// What a file calls another one, from the folder that the file is in.
fn resolve(from: &str, name: &str) -> String {
    let name = path_of(name);
    if name.starts_with('/') {
        return name;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line 2 of the script comes from line 5 of the source.
    const MAP: &str = r#"{"version":3,"sources":["../src/a.ts"],"names":[],"mappings":";AAIA"}"#;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn a_place_is_followed_back_by_the_source_map() {
        let url = "file:///w/dist/a.js".to_owned();
        let read = |path: &str| (path == "/w/dist/a.js.map").then(|| MAP.to_owned());
        let sources = Sources::new("/w", HashMap::from([(url, "a.js.map".into())]), &read);
        let place = sources.original("/w/dist/a.js", 1, 4);
        assert_eq!((place.path.as_str(), place.line), ("/w/src/a.ts", 5));
        assert_eq!(sources.told(&place).file, "src/a.ts");
        // What has no map, or a broken one, is where it is.
        let place = sources.original("file:///w/b.js", 1, 4);
        assert_eq!((place.path.as_str(), place.line), ("/w/b.js", 2));
        let broken = HashMap::from([("/w/b.js".to_owned(), "data:application/json,{".to_owned())]);
        let sources = Sources::new("/w/", broken, &nothing);
        assert_eq!(sources.original("/w/b.js", 1, 4).line, 2);
    }

    #[test]
    fn dependencies_and_other_folders_are_not_the_projects_own() {
        let sources = Sources::new("/w", HashMap::new(), &nothing);
        assert!(sources.is_own("/w/src/a.js"));
        for path in [
            "/w/node_modules/a.js",
            "/w/x/node_modules/a.js",
            "/wide/a.js",
            "node:fs",
        ] {
            assert!(!sources.is_own(path), "{path}");
        }
    }
}
