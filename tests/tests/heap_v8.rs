//! Real snapshots of Node: what was made to keep memory is found, with its name and its line.

use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{Context, ensure};
use oomscope_diagnosis::heap::dominators::Dominators;
use oomscope_diagnosis::heap::growth::{Births, growth};
use oomscope_diagnosis::heap::javascript::declaration;
use oomscope_diagnosis::heap::names::v8::{Added, Holder, Named, Namer, cost};
use oomscope_diagnosis::heap::paths::Paths;
use oomscope_diagnosis::heap::v8;
use oomscope_tests::Result;
use oomscope_tests::places;
use oomscope_tests::runner::Call;

fn folder() -> PathBuf {
    places::workspace().join("tests/examples/heap_v8")
}

/// What is said of the largest growth of a program that leaks in this way; none if nothing grows.
fn named(leak: &str) -> Result<Option<Named>> {
    let to = tempfile::tempdir()?;
    let script = folder().join("leaks.js");
    let script = script.to_str().context("the path is no text")?;
    let ended = Call::new(to.path(), "node".as_ref())
        .args(["--expose-gc", script, leak])
        .run()?;
    ensure!(ended.code() == Some(0), "{}", ended.stderr);
    let open = |name: &str| File::open(to.path().join(name));
    let births = Births::Snapshots {
        before: v8::read_ids(open("a")?)?,
        after_one: v8::read_ids(open("b")?)?,
    };
    let graph = v8::read(open("c")?)?;
    let paths = Paths::of(&graph, |node, edge| cost(&graph, node, edge));
    let dominators = Dominators::of(&graph);
    let growth = growth(&graph, &births, &paths, &dominators);
    let namer = Namer::new(&graph, &paths);
    // Two repetitions at the least leave two thousand numbers each; the engine's own is less.
    let group = growth
        .groups
        .first()
        .filter(|group| group.retained > 3 * 16_000);
    Ok(group.map(|group| namer.name(group)))
}

fn found(leak: &str) -> Result<Named> {
    named(leak)?.with_context(|| format!("`{leak}` was not found"))
}

/// The file and the line that holds these words.
fn line_of(file: &str, words: &str) -> Result<(String, u32)> {
    let path = folder().join(file);
    let text = fs::read_to_string(&path)?;
    let at = text.lines().position(|line| line.contains(words));
    let at = at.with_context(|| format!("`{words}` is not in {file}"))?;
    Ok((path.to_string_lossy().into_owned(), at as u32 + 1))
}

fn ensure_made_at(named: &Named, words: &str) -> Result<()> {
    let place = named.made_at.as_ref().context("no place")?;
    let line = line_of("leaks.js", words)?;
    ensure!((place.script.clone(), place.line) == line, "{place:?}");
    Ok(())
}

/// The variable, its function, and both lines: where it is used first and where it is declared.
fn ensure_variable(
    holder: &Holder,
    of: (&str, Option<&str>),
    used: (&str, &str),
    declared: &str,
) -> Result<()> {
    let Holder::Variable {
        name,
        function,
        used_at,
    } = holder
    else {
        anyhow::bail!("{holder:?}");
    };
    ensure!((name.as_str(), function.as_deref()) == of, "{holder:?}");
    let place = used_at.as_ref().context("no place")?;
    let line = line_of(used.0, used.1)?;
    ensure!((place.script.clone(), place.line) == line, "{place:?}");
    let source = fs::read_to_string(&place.script)?;
    ensure!(declaration(&source, name, place.line) == Some(line_of(used.0, declared)?.1));
    Ok(())
}

#[test]
fn a_map_of_a_module() -> Result<()> {
    let named = found("map")?;
    let used = ("src/store.js", "function put");
    ensure_variable(&named.holder, ("cache", None), used, "const cache")?;
    ensure!(
        named.members.is_empty() && !named.keeps_environment,
        "{named:?}"
    );
    ensure_made_at(&named, "constructor(number)")
}

#[test]
fn a_variable_that_only_a_class_uses() -> Result<()> {
    let used = ("src/view.js", "class View");
    let of = ("recycled", None);
    ensure_variable(&found("recycled")?.holder, of, used, "const recycled")
}

#[test]
fn a_chain_behind_a_variable_of_a_module() -> Result<()> {
    let used = ("src/store.js", "function put");
    ensure_variable(&found("chain")?.holder, ("last", None), used, "let last")
}

#[test]
fn what_a_function_closes_over() -> Result<()> {
    let used = ("src/closure.js", "(payload) =>");
    let of = ("seen", Some("make"));
    ensure_variable(&found("context")?.holder, of, used, "const seen")
}

#[test]
fn a_core_module_that_is_patched_again_and_again() -> Result<()> {
    let named = found("patched")?;
    let expected = Holder::CoreModule {
        module: "fs".into(),
        property: "close".into(),
    };
    ensure!(named.holder == expected, "{named:?}");
    ensure_made_at(&named, "function close")
}

#[test]
fn listeners_of_the_process() -> Result<()> {
    let named = found("listener")?;
    let expected = Holder::Listeners {
        added: Added::On,
        emitter: "process".into(),
        event: Some("exit".into()),
        held_by: None,
    };
    ensure!(named.holder == expected, "{named:?}");
    ensure_made_at(&named, "process.on('exit'")
}

/// Listeners of what a variable holds, behind these properties.
fn ensure_listeners(
    leak: &str,
    added: Added,
    (variable, behind, event): (&str, &[&str], &str),
    words: &str,
) -> Result<()> {
    let named = found(leak)?;
    let Holder::Listeners {
        added: found,
        event: Some(of),
        held_by: Some(held_by),
        ..
    } = &named.holder
    else {
        anyhow::bail!("{named:?}");
    };
    ensure!(*found == added && of == event, "{named:?}");
    let (holder, members) = &**held_by;
    ensure!(
        matches!(holder, Holder::Variable { name, .. } if name == variable) && members == behind,
        "{named:?}"
    );
    ensure!(named.members.is_empty(), "{named:?}");
    ensure_made_at(&named, words)
}

#[test]
fn listeners_of_an_emitter() -> Result<()> {
    let of = ("bus", &[][..], "change");
    ensure_listeners("emitter", Added::On, of, "bus.on('change'")
}

#[test]
fn listeners_of_a_target_of_events() -> Result<()> {
    let of = ("shutdown", &["signal"][..], "abort");
    let words = "shutdown.signal.addEventListener('abort'";
    ensure_listeners("aborting", Added::AddEventListener, of, words)
}

#[test]
fn subscribers_of_a_channel() -> Result<()> {
    let named = found("channel")?;
    let expected = Holder::Listeners {
        added: Added::Subscribe,
        emitter: "Channel".into(),
        event: Some("shop:request".into()),
        held_by: None,
    };
    ensure!(named.holder == expected, "{named:?}");
    ensure_made_at(&named, "channels.subscribe('shop:request'")
}

#[test]
fn a_variable_of_a_module_whose_text_is_in_a_block() -> Result<()> {
    let named = found("bundled")?;
    // An integer is before it, of which a snapshot knows only that it may be there.
    match &named.holder {
        Holder::Variable { name, .. } => ensure!(name == "results", "{named:?}"),
        Holder::Unnamed { class, names, .. } => ensure!(
            class == "Map" && names.iter().any(|name| name == "results"),
            "{named:?}"
        ),
        _ => anyhow::bail!("{named:?}"),
    }
    Ok(())
}

#[test]
fn what_a_module_of_commonjs_exports() -> Result<()> {
    let named = found("registry")?;
    let expected = Holder::Export {
        name: "known".into(),
        script: Some(line_of("src/registry.js", "known")?.0),
    };
    ensure!(
        named.holder == expected && named.members.is_empty(),
        "{named:?}"
    );
    Ok(())
}

#[test]
fn what_node_has_open() -> Result<()> {
    let named = found("watcher")?;
    let expected = Holder::Handle {
        class: "FSWatcher".into(),
    };
    ensure!(named.holder == expected, "{named:?}");
    Ok(())
}

#[test]
fn a_global_variable() -> Result<()> {
    let named = found("global")?;
    ensure!(
        named.holder
            == Holder::Global {
                name: "registry".into()
            },
        "{named:?}"
    );
    ensure_made_at(&named, "constructor(number)")
}

#[test]
fn timers() -> Result<()> {
    for (leak, words) in [
        ("interval", "setInterval(() =>"),
        ("timeout", "setTimeout(() =>"),
    ] {
        let named = found(leak)?;
        ensure!(named.holder == Holder::Timer, "{named:?}");
        ensure_made_at(&named, words)?;
    }
    Ok(())
}

#[test]
fn calls_that_a_mock_remembers() -> Result<()> {
    let named = found("mock")?;
    let Holder::MockCalls {
        held_by: Some(held_by),
    } = &named.holder
    else {
        anyhow::bail!("{named:?}");
    };
    ensure!(
        matches!(&held_by.0, Holder::Variable { name, .. } if name == "state"),
        "{named:?}"
    );
    Ok(())
}

#[test]
fn what_a_function_of_a_package_has_is_known_by_what_the_project_calls_it() -> Result<()> {
    let named = found("factory")?;
    ensure!(
        matches!(&named.holder, Holder::Variable { name, function: None, .. } if name == "server"),
        "{named:?}"
    );
    ensure!(named.members == ["use", "routes"], "{named:?}");
    Ok(())
}

#[test]
fn an_environment_that_is_kept() -> Result<()> {
    let named = found("environment")?;
    let used = ("src/store.js", "function put");
    ensure_variable(&named.holder, ("cache", None), used, "const cache")?;
    ensure!(named.keeps_environment, "{named:?}");
    Ok(())
}

#[test]
fn memory_beside_the_heap() -> Result<()> {
    let used = ("src/store.js", "function put");
    ensure_variable(
        &found("buffer")?.holder,
        ("cache", None),
        used,
        "const cache",
    )
}

#[test]
fn an_old_weak_map_is_not_blamed_for_its_keys() -> Result<()> {
    let named = found("weak")?;
    ensure!(
        matches!(&named.holder, Holder::Variable { name, .. } if name == "keys"),
        "{named:?}"
    );
    Ok(())
}

#[test]
fn what_a_module_exports() -> Result<()> {
    let named = found("exported")?;
    let (script, _) = line_of("src/exports.mjs", "exported")?;
    let expected = Holder::Export {
        name: "exported".into(),
        script: Some(script),
    };
    ensure!(named.holder == expected, "{named:?}");
    Ok(())
}

#[test]
fn what_a_module_does_not_export() -> Result<()> {
    let used = ("src/exports.mjs", "function keep");
    let named = found("hidden")?;
    let Holder::Variable {
        name,
        used_at: Some(place),
        ..
    } = &named.holder
    else {
        anyhow::bail!("{named:?}");
    };
    let (script, _) = line_of(used.0, used.1)?;
    ensure!(name == "inner" && place.script == script, "{named:?}");
    Ok(())
}

#[test]
fn what_is_replaced_does_not_grow() -> Result<()> {
    let named = named("once")?;
    ensure!(named.is_none(), "{named:?}");
    Ok(())
}
