//! What the `pom.xml` of a build says of the processes that run its tests, as far as oomscope has to know before Maven
//! has read it: whether one JVM finds all classes before it runs any. Whatever is in doubt is taken for several, where
//! a listing costs a second start of Maven and nothing else.

use std::fs;
use std::path::Path;

/// By these a build has modules, of which those behind one that fails are not begun.
const MODULES: [&str; 2] = ["<module>", "<subproject>"];
/// By these it has several processes, each of which is given classes one by one.
const FORKS: [&str; 2] = ["forkCount", "reuseForks"];
/// Options that Maven is always given there.
const OPTIONS: &str = ".mvn/maven.config";
/// The plugin that runs tests. Where it does so several times, what comes later is not known to the first process.
const PLUGIN: &str = "maven-surefire-plugin";
/// Poms above one another that are looked at.
const MOST_ABOVE: usize = 16;

/// Whether one JVM finds all classes of a pom, by what it and those above it say. `repository` has the poms that are not
/// part of the project.
pub(super) fn is_one_process(pom: &Path, repository: &Path) -> bool {
    let mut path = pom.to_owned();
    let options = pom.ancestors().map(|folder| folder.join(OPTIONS));
    if options.into_iter().any(|options| has_options(&options)) {
        return false;
    }
    for above in 0..MOST_ABOVE {
        let Ok(text) = fs::read_to_string(&path) else {
            return false;
        };
        let text = without_comments(&text);
        // A build begins where it is called, whatever modules a parent has beside it.
        let has_modules = above == 0 && MODULES.iter().any(|word| text.contains(word));
        if has_modules || has_forks(&text) || runs_again(&text) {
            return false;
        }
        let Some(parent) = inside(&text, "parent") else {
            return true;
        };
        let tag = |name| inside(parent, name).map(str::trim);
        let beside = match (parent.contains("<relativePath/>"), tag("relativePath")) {
            (true, _) | (_, Some("")) => None,
            (_, relative) => path
                .parent()
                .map(|folder| folder.join(relative.unwrap_or("../pom.xml"))),
        };
        let beside = beside.map(|path| match path.is_dir() {
            true => path.join("pom.xml"),
            false => path,
        });
        let [Some(group), Some(name), Some(version)] =
            ["groupId", "artifactId", "version"].map(tag)
        else {
            return false;
        };
        path = match beside.filter(|path| is_of(path, name)) {
            Some(path) => path,
            None => {
                let folder = repository.join(group.replace('.', "/"));
                folder
                    .join(name)
                    .join(version)
                    .join(format!("{name}-{version}.pom"))
            }
        };
    }
    false
}

/// Whether a pom is that of this artifact. A folder above can have another one.
fn is_of(pom: &Path, name: &str) -> bool {
    let text = fs::read_to_string(pom).unwrap_or_default();
    without_comments(&text).contains(&format!("<artifactId>{name}</artifactId>"))
}

/// Whether a text says how many processes there are.
pub(super) fn has_forks(text: &str) -> bool {
    FORKS.iter().any(|word| text.contains(word))
}

/// Whether options of a file say so, or that another project is built.
fn has_options(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut words = text.split_whitespace();
    has_forks(&text) || words.any(|word| word.starts_with("-f") || word.starts_with("--file"))
}

/// Whether the plugin has goals of its own beside the usual one.
fn runs_again(text: &str) -> bool {
    let plugins = text.split("<plugin>").skip(1);
    let mut plugins = plugins.map(|plugin| plugin.split("</plugin>").next().unwrap_or(plugin));
    plugins.any(|plugin| plugin.contains(PLUGIN) && plugin.contains("<execution>"))
}

/// What is between the first tags of a name.
fn inside<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let begin = format!("<{name}>");
    let from = text.find(&begin)? + begin.len();
    let length = text[from..].find(&format!("</{name}>"))?;
    Some(&text[from..from + length])
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        kept + part.split_once("-->").map_or("", |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one process runs the tests of a pom, below others of its project and of the repository.
    fn is_one(files: &[(&str, &str)]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        is_one_process(
            &folder.path().join("shop/pom.xml"),
            &folder.path().join("m2"),
        )
    }

    const PLAIN: &str = "<project><artifactId>shop</artifactId></project>";
    const BELOW: &str = "<project><parent><groupId>com.acme</groupId><artifactId>base</artifactId>\
                         <version>3</version></parent><artifactId>shop</artifactId></project>";
    const BASE: &str = "m2/com/acme/base/3/base-3.pom";

    #[test]
    fn a_build_of_one_module_runs_its_tests_in_one_process() {
        assert!(is_one(&[("shop/pom.xml", PLAIN)]));
        assert!(!is_one(&[]), "there is none");
        for (text, is_one_process) in [
            ("<modules><module>core</module></modules>", false),
            ("<!-- <modules><module>core</module></modules> -->", true),
            ("<properties><forkCount>2</forkCount></properties>", false),
            ("<reuseForks>false</reuseForks>", false),
            (
                "<plugin>jacoco<executions><execution></execution></executions></plugin>",
                true,
            ),
            (
                "<plugin><artifactId>maven-surefire-plugin</artifactId><executions><execution></execution></executions>\
                 </plugin>",
                false,
            ),
        ] {
            let pom = format!("<project>{text}</project>");
            assert_eq!(is_one(&[("shop/pom.xml", &pom)]), is_one_process, "{text}");
        }
    }

    #[test]
    fn those_above_it_have_a_say() {
        let base = "<project><artifactId>base</artifactId></project>";
        let forks = "<project><artifactId>base</artifactId><forkCount>4</forkCount></project>";
        assert!(is_one(&[("shop/pom.xml", BELOW), ("pom.xml", base)]));
        assert!(!is_one(&[("shop/pom.xml", BELOW), ("pom.xml", forks)]));
        // It was downloaded, and a folder above is another project's.
        assert!(is_one(&[("shop/pom.xml", BELOW), (BASE, base)]));
        assert!(is_one(&[
            ("shop/pom.xml", BELOW),
            ("pom.xml", "<project/>"),
            (BASE, base)
        ]));
        assert!(!is_one(&[("shop/pom.xml", BELOW), (BASE, forks)]));
        assert!(!is_one(&[("shop/pom.xml", BELOW)]), "nobody has read it");
        let modules = "<project><artifactId>base</artifactId><module>shop</module></project>";
        assert!(is_one(&[("shop/pom.xml", BELOW), ("pom.xml", modules)]));
        let options = (".mvn/maven.config", "-B\n-DforkCount=2\n");
        assert!(!is_one(&[("shop/pom.xml", PLAIN), options]));
    }
}
