//! What JavaScript frameworks find by themselves while they run: they are started once, and say so where it is nothing.

use std::fs;

use oomscope_shared::{Ending, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::Project;

use crate::kit::{javascript, outcomes, ran};

/// A framework, its command, its file of configuration, and what makes an object a configuration there.
const ALL: [(&str, &[&str], &str, &str); 3] = [
    (
        "jest",
        &["node_modules/.bin/jest"],
        "jest.config.js",
        "module.exports = {}",
    ),
    (
        "vitest",
        &["node_modules/.bin/vitest", "run"],
        "vitest.config.mjs",
        "export default { test: { globals: true } }",
    ),
    (
        "mocha",
        &["node_modules/.bin/mocha"],
        ".mocharc.cjs",
        "module.exports = { spec: ['test/*.js'] }",
    ),
];

/// A project of a framework with one file that passes.
fn suite(name: &str) -> Result<Project> {
    let project = javascript(name)?;
    fs::remove_dir_all(project.path("test"))?;
    for file in [".mocharc.json", "vitest.config.js"] {
        let _ = fs::remove_file(project.path(file));
    }
    project.write("package.json", "{ \"private\": true }\n")?;
    let test = match name {
        "mocha" => "it('is', () => {})\n",
        _ => "test('is', () => {})\n",
    };
    project.write("test/one.test.js", test)?;
    Ok(project)
}

#[test]
fn what_finds_its_tests_is_started_once() -> Result<()> {
    for (name, command, file, config) in ALL {
        let project = suite(name)?;
        let count = match file.ends_with(".mjs") {
            true => "import fs from 'node:fs'\n",
            false => "const fs = require('node:fs')\n",
        };
        let count = format!("{count}fs.appendFileSync('starts', 'x')\n{config}\n");
        project.write(file, &count)?;
        let artifact = ran(&project, &[], command, exit_code::OK)?;
        assert_eq!(outcomes(&artifact)["test/one.test.js"], "passed", "{name}");
        assert_eq!(artifact.batches.len(), 1, "{name}");
        assert_eq!(project.read("starts")?, "x", "{name}");
        // What is chosen from has to be known before.
        fs::remove_file(project.path("starts"))?;
        let options = ["--test", "test/one.test.js"];
        let artifact = ran(&project, &options, command, exit_code::OK)?;
        assert_eq!(outcomes(&artifact)["test/one.test.js"], "passed", "{name}");
        assert_eq!(project.read("starts")?, "xx", "{name}");
    }
    Ok(())
}

#[test]
fn what_finds_nothing_or_cannot_begin_says_so() -> Result<()> {
    for (name, command, file, _) in ALL {
        let project = suite(name)?;
        project.write(file, "throw new Error('out of order')\n")?;
        let artifact = ran(&project, &[], command, exit_code::TESTS_FAILED)?;
        let ending = artifact.batches[0].ending;
        assert_eq!(ending, Ending::CollectionFailed, "{name}");
        // Mocha takes that for an error of whoever called it.
        if name == "mocha" {
            continue;
        }
        fs::remove_file(project.path(file))?;
        fs::remove_dir_all(project.path("test"))?;
        let artifact = ran(&project, &[], command, exit_code::TESTS_FAILED)?;
        let ending = artifact.batches[0].ending;
        assert_eq!(ending, Ending::NoTests, "{name}");
    }
    Ok(())
}
