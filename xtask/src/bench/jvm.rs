//! What oomscope adds to a suite of JUnit under Maven.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::pairs::{Pairs, observed};
use crate::console;
use crate::setup::debian;

const CLASSES: usize = 40;
const TESTS_PER_CLASS: usize = 10;
const PAIRS: usize = 5;
/// What the project wants to stay below.
const GOAL: f64 = 1.05;

/// The versions that the examples use, so that Maven has them.
const POM: &str = r#"<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.shop</groupId>
  <artifactId>orders</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>8</maven.compiler.source>
    <maven.compiler.target>8</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <argLine>-Xmx512m</argLine>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.11.4</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.2</version></plugin>
    </plugins>
  </build>
</project>
"#;

/// What the tests work with: rows that are sorted, filtered and joined to texts.
const ROWS: &str = r#"package com.shop;

import java.util.*;
import java.util.stream.*;

public final class Rows {
    private final List<String> rows;

    public Rows(int seed) {
        Random random = new Random(seed);
        rows = IntStream.range(0, 4000).mapToObj(n -> "row " + random.nextInt(100000)).collect(Collectors.toList());
    }

    public Map<Integer, List<String>> byLength(int factor) {
        return rows.stream()
            .sorted()
            .map(row -> row + ":" + row.hashCode() % factor)
            .collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
    }
}
"#;

/// Measures and prints.
pub fn run(oomscope: &Path, against: Option<&Path>) -> Result<()> {
    console::heading("400 tests in 40 classes under Maven, plain and under oomscope");
    let maven = debian::program("mvn", "maven")?;
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    write_suite(folder.path())?;
    let finish = |mut command: Command| {
        command.args(["-B", "-q", "-o", "test"]);
        command.current_dir(folder.path());
        command
    };
    // What is not there yet is downloaded and compiled once.
    let mut first = Command::new(&maven);
    first.args(["-B", "-q", "test"]).current_dir(folder.path());
    crate::process::run(&mut first)?;
    let plain = || finish(Command::new(&maven));
    let others = against.map(|other| ("maven, the other oomscope", other));
    for (name, binary) in std::iter::once(("maven", oomscope)).chain(others) {
        let ours = || finish(observed(binary, folder.path(), &maven));
        Pairs::take(PAIRS, &ours, &plain)?.tell(name, GOAL);
    }
    Ok(())
}

/// Classes that work for some hundred milliseconds each, as those of a usual suite do.
fn write_suite(folder: &Path) -> Result<()> {
    let (main, tests) = (
        folder.join("src/main/java/com/shop"),
        folder.join("src/test/java/com/shop"),
    );
    for folder in [&main, &tests] {
        fs::create_dir_all(folder)?;
    }
    fs::write(folder.join("pom.xml"), POM)?;
    fs::write(main.join("Rows.java"), ROWS)?;
    for class in 0..CLASSES {
        let mut text = format!(
            "package com.shop;\n\nimport static org.junit.jupiter.api.Assertions.assertFalse;\n\n\
             import org.junit.jupiter.api.Test;\n\nclass Rows{class:02}Test {{\n"
        );
        for test in 0..TESTS_PER_CLASS {
            writeln!(
                text,
                "    @Test void groups{test}() {{ for (int n = 1; n < 5; n++) assertFalse(new Rows({}).byLength(n + \
                 {}).isEmpty()); }}",
                class * 100 + test,
                test + 2
            )?;
        }
        text.push_str("}\n");
        fs::write(tests.join(format!("Rows{class:02}Test.java")), text)
            .context("cannot write the suite")?;
    }
    Ok(())
}
