//! Which cause follows from who holds what is new, and who is named as its holder.

use super::*;
use crate::hunt_event::{Live, Ran};

fn row(name: &str, steps: &[Step]) -> HolderRow {
    HolderRow {
        name: Some(name.into()),
        module: name.split('.').next().map(str::to_owned),
        root: Root::Module,
        steps: steps.to_vec(),
        kind: "list".into(),
        bytes: 4 << 20,
        entries: 3,
        entry_type: Some("dict".into()),
        of_project: true,
        ..HolderRow::default()
    }
}

fn explained(rows: Vec<HolderRow>) -> Explained {
    Explained {
        ran: Ran::passed(
            1,
            1,
            Live {
                python: 4 << 20,
                ..Live::default()
            },
        ),
        holders: rows,
        types: vec![],
        lines: None,
        are_lines_foreign: false,
        files: vec![],
        native: vec![],
    }
}

fn cause(row: HolderRow) -> Cause {
    explain(&explained(vec![row]), Figure::Allocated, 4 << 20).cause
}

#[test]
fn what_lies_deep_inside_is_judged_by_its_whole_name() {
    let deep = HolderRow {
        deep_name: Some("shop.CORE.events._handlers._root['a']['values']".into()),
        ..row("shop.CORE.events", &[Step::Global, Step::Attribute])
    };
    assert_eq!(cause(deep.clone()), Cause::Registry);
    let known = HolderRow {
        deep_name: None,
        ..deep
    };
    assert_eq!(cause(known), Cause::ModuleGlobal);
}

#[test]
fn growth_that_accelerates_is_explained_by_what_this_run_added() {
    let kept = HolderRow {
        bytes: 1 << 20,
        ..row("app.TRADES", &[Step::Global])
    };
    // It adds four times as much by now.
    let mut looked_at = explained(vec![kept]);
    looked_at.ran.grown.python = 2 << 20;
    let cause = explain(&looked_at, Figure::Allocated, 8 << 20).cause;
    assert_eq!(cause, Cause::ModuleGlobal);
}

#[test]
fn containers_are_named_by_where_they_lie() {
    assert_eq!(
        cause(row("app.TRADES", &[Step::Global])),
        Cause::ModuleGlobal
    );
    assert_eq!(
        cause(row("app.Model.seen", &[Step::Global, Step::Class])),
        Cause::ClassAttribute
    );
    assert_eq!(
        cause(row(
            "app.report.history",
            &[Step::Global, Step::Closure, Step::Cell]
        )),
        Cause::Closure
    );
    assert_eq!(
        cause(row("app.load", &[Step::Global, Step::Cache])),
        Cause::Cache
    );
    assert_eq!(
        cause(row(
            "app.BUS._subscribers",
            &[Step::Global, Step::Attribute]
        )),
        Cause::Registry
    );
}

#[test]
fn special_content_counts_more_than_its_container() {
    let with = |mark: Mark| HolderRow {
        marks: vec![mark],
        ..row("app.KEPT", &[Step::Global])
    };
    assert_eq!(cause(with(Mark::Traceback)), Cause::ExceptionTraceback);
    assert_eq!(cause(with(Mark::LogRecord)), Cause::LogRecords);
    assert_eq!(cause(with(Mark::Dataframe)), Cause::Dataframe);
    let arrays = HolderRow {
        content: vec![("numpy.ndarray".into(), 4 << 20)],
        ..row("app.KEPT", &[Step::Global])
    };
    assert_eq!(cause(arrays), Cause::Array);
}

#[test]
fn memory_that_no_object_accounts_for_is_native() {
    let native = |entry_type: &str| {
        let tiny = HolderRow {
            bytes: 9_000,
            entry_type: Some(entry_type.into()),
            ..row("app.SHOWN", &[Step::Global])
        };
        let mut seen = explained(vec![tiny]);
        seen.ran.grown = Live {
            heap: 4 << 20,
            ..Live::default()
        };
        let found = explain(&seen, Figure::Allocated, 4 << 20);
        (found.cause, found.holder.is_some())
    };
    assert_eq!(native("dict"), (Cause::NativeHeap, false));
    assert_eq!(native("PIL.Image.Image"), (Cause::ModuleGlobal, true));
}

#[test]
fn pythons_own_memory_is_its_holders_where_the_interpreter_has_most_of_it() {
    let some = HolderRow {
        bytes: 100 << 10,
        ..row("shapes.PROTOCOLS", &[Step::Global])
    };
    assert_eq!(cause(some), Cause::ModuleGlobal);
}

#[test]
fn what_no_holder_accounts_for_is_told_by_what_else_grew() {
    let of = |threads: i64| {
        let mut seen = explained(vec![]);
        seen.ran.grown = Live {
            heap: 4 << 20,
            threads,
            ..Live::default()
        };
        explain(&seen, Figure::Allocated, 4 << 20).cause
    };
    assert_eq!(of(0), Cause::NativeHeap);
    assert_eq!(of(1), Cause::Thread);
}

#[test]
fn what_pytest_has_of_each_test_is_no_leak_but_what_an_instance_has_is() {
    let reports = HolderRow {
        root: Root::Pytest,
        ..row("session._reports", &[Step::Attribute])
    };
    assert_eq!(cause(reports.clone()), Cause::RunnerReports);
    let instance = HolderRow {
        marks: vec![Mark::TestInstance],
        ..reports.clone()
    };
    assert_ne!(cause(instance), Cause::RunnerReports);
    // Too little of it.
    let small = HolderRow {
        bytes: 100 << 10,
        ..reports
    };
    assert_ne!(cause(small), Cause::RunnerReports);
}

#[test]
fn a_module_that_is_called_cache_makes_no_cache() {
    let mut list = row("cache.state.ROWS", &[Step::Global]);
    list.module = Some("cache.state".into());
    assert_eq!(cause(list), Cause::ModuleGlobal);
}

/// A row as a change makes it of the usual one, which would be the global of a module.
fn with(change: impl FnOnce(&mut HolderRow)) -> HolderRow {
    let mut changed = row("app.KEPT", &[Step::Global]);
    change(&mut changed);
    changed
}

fn named(name: &str) -> HolderRow {
    with(|row| row.name = Some(name.into()))
}

fn of_entries(kind: &str) -> HolderRow {
    with(|row| row.entry_type = Some(kind.into()))
}

/// Entries of one type, of which so many bytes are in objects of another.
fn with_content(entry_type: Option<&str>, kind: &str, bytes: i64) -> HolderRow {
    with(|row| {
        row.entry_type = entry_type.map(str::to_owned);
        row.content = vec![(kind.into(), bytes)];
    })
}

#[test]
fn each_thing_that_a_holder_shows_says_why_it_stays() {
    const HALF: i64 = 2 << 20;
    let bound = |change: fn(&mut HolderRow)| {
        with(|row| {
            row.is_binding = true;
            (row.entries, row.entry_type) = (2, Some("function".into()));
            row.entry_module = Some("tests.test_app".into());
            change(row);
        })
    };
    let mock_on_the_way = |name: &str| {
        let on_the_way = HolderRow {
            chain_types: vec!["dict".into(), "mock.mock.MagicMock".into()],
            ..named(name)
        };
        cause(on_the_way)
    };
    let rows = [
        (with(|row| row.root = Root::Thread), Cause::Thread),
        (named("threading._shutdown_locks"), Cause::Thread),
        (of_entries("threading.Thread"), Cause::Thread),
        (with(|row| row.marks = vec![Mark::Task]), Cause::AsyncTask),
        (named("asyncio.tasks._all_tasks"), Cause::AsyncTask),
        (of_entries("unittest.mock._Call"), Cause::MockCalls),
        (of_entries("mock.mock._Call"), Cause::MockCalls),
        (
            of_entries("_pytest.monkeypatch.MonkeyPatch"),
            Cause::Monkeypatch,
        ),
        (bound(|_| ()), Cause::Monkeypatch),
        (
            bound(|row| row.entry_type = Some("type".into())),
            Cause::Monkeypatch,
        ),
        (
            bound(|row| row.entry_type = Some("method".into())),
            Cause::Monkeypatch,
        ),
        (
            bound(|row| row.entry_type = Some("dict".into())),
            Cause::ModuleGlobal,
        ),
        (bound(|row| row.entries = 3), Cause::ModuleGlobal),
        (bound(|row| row.is_binding = false), Cause::ModuleGlobal),
        (bound(|row| row.entry_module = None), Cause::ModuleGlobal),
        (
            bound(|row| row.entry_module = row.module.clone()),
            Cause::ModuleGlobal,
        ),
        (named(INSTANCE), Cause::TestInstance),
        (
            with(|row| row.marks = vec![Mark::TestInstance]),
            Cause::TestInstance,
        ),
        (of_entries("pandas.DataFrame"), Cause::Dataframe),
        (of_entries("polars.Series"), Cause::Dataframe),
        (
            with_content(Some("dict"), "pandas.Index", HALF),
            Cause::Dataframe,
        ),
        (with_content(None, "pandas.Index", HALF), Cause::Dataframe),
        (
            with_content(Some("dict"), "pandas.Index", HALF - 1),
            Cause::ModuleGlobal,
        ),
        (
            with_content(Some("app.Order"), "pandas.Index", HALF),
            Cause::ModuleGlobal,
        ),
        (of_entries("numpy.ndarray"), Cause::Array),
        (of_entries("array.array"), Cause::Array),
        (of_entries("torch.Tensor"), Cause::Array),
        (
            with_content(Some("dict"), "array.array", HALF - 1),
            Cause::ModuleGlobal,
        ),
        (
            with_content(Some("app.Order"), "array.array", HALF),
            Cause::ModuleGlobal,
        ),
        (with(|row| row.root = Root::Fixture), Cause::Fixture),
        (named("app.MEMO"), Cause::Cache),
        (named("app.on_signal"), Cause::Registry),
        (row("app.f", &[Step::Default]), Cause::Closure),
        (with(|row| row.root = Root::Plugin), Cause::ModuleGlobal),
        (with(|row| row.root = Root::Unknown), Cause::Unknown),
    ];
    for (row, expected) in rows {
        assert_eq!(cause(row.clone()), expected, "{row:?}");
    }
    assert_eq!(mock_on_the_way("app.client_mock"), Cause::MockCalls);
    assert_eq!(mock_on_the_way("app.CLIENT"), Cause::ModuleGlobal);
    // A class that has a frame among other things is no pile of frames.
    let marked = with(|row| {
        (row.marks, row.entry_type) = (vec![Mark::Dataframe], Some("app.Report".into()));
    });
    assert_eq!(cause(marked), Cause::ModuleGlobal);
}

#[test]
fn files_are_the_cause_where_they_have_a_tenth_of_what_grew() {
    let of = |opened: &[u64], growth: i64| {
        let mut seen = explained(vec![row("app.TEXTS", &[Step::Global])]);
        seen.files = opened
            .iter()
            .map(|bytes| ("orders.csv".into(), *bytes))
            .collect();
        by_holder(&seen.holders[0], &seen, growth)
    };
    assert_eq!(of(&[60_000, 40_000], 1_000_000), Cause::FileLoad);
    assert_eq!(of(&[60_000, 39_999], 1_000_000), Cause::ModuleGlobal);
    assert_eq!(of(&[], 0), Cause::ModuleGlobal);
}

/// What is found of a test that adds 4 MiB: of which figures, by whose holders, by how much of which types.
fn found(grown: Live, figure: Figure, rows: Vec<HolderRow>, types: u64) -> Explanation {
    let mut seen = explained(rows);
    seen.ran.grown = grown;
    seen.types = vec![oomscope_shared::finding::TypeGrowth {
        name: "dict".into(),
        count: 1,
        bytes: types,
    }];
    explain(&seen, figure, 4 << 20)
}

#[test]
fn a_holder_is_the_cause_where_it_has_a_quarter_or_the_memory_is_pythons() {
    let of = |bytes: i64, python: i64, heap: i64| {
        let grown = Live {
            python,
            heap,
            ..Live::default()
        };
        let row = HolderRow {
            bytes,
            ..row("app.KEPT", &[Step::Global])
        };
        let found = found(grown, Figure::Allocated, vec![row], 0);
        (found.cause, found.holder.is_some())
    };
    let (half, quarter) = (2 << 20, 1 << 20);
    let (held, native) = ((Cause::ModuleGlobal, true), (Cause::NativeHeap, false));
    assert_eq!(of(quarter, 0, 4 << 20), held);
    assert_eq!(of(quarter - 1, 0, 4 << 20), native);
    assert_eq!(of(64 << 10, half, half), held);
    assert_eq!(of(64 << 10, half - 1, half + 1), native);
    // Of what is Python's, but nobody has much of, nothing is known.
    assert_eq!(of((64 << 10) - 1, 4 << 20, 0), (Cause::Unknown, false));
}

#[test]
fn what_no_named_object_has_is_told_by_the_figures() {
    let live = Live::default();
    let of = |grown: Live, figure: Figure, types: u64| found(grown, figure, vec![], types).cause;
    const MUCH: i64 = 4 << 20;
    let heap = Live { heap: MUCH, ..live };
    let python = Live {
        python: MUCH,
        ..live
    };
    let anon = Live {
        anon: MUCH,
        unmanaged: MUCH,
        ..live
    };
    for (figure, cause) in [
        (Figure::Children, Cause::ChildProcess),
        (Figure::Shared, Cause::SharedMemory),
        (Figure::Garbage, Cause::GcDisabled),
        (Figure::Mapped, Cause::NativeHeap),
        (Figure::Allocated, Cause::NativeHeap),
    ] {
        assert_eq!(of(heap, figure, 0), cause, "{figure:?}");
    }
    assert_eq!(of(python, Figure::Allocated, 0), Cause::Unknown);
    // Objects that nobody is known to refer to: a quarter of it.
    assert_eq!(of(heap, Figure::Allocated, 1 << 20), Cause::Unknown);
    assert_eq!(
        of(heap, Figure::Allocated, (1 << 20) - 1),
        Cause::NativeHeap
    );
    // Segments that are mapped, where they are half of what is alive: of resident memory only.
    let half = Live {
        shmem: MUCH / 2,
        heap: MUCH / 2,
        ..anon
    };
    let less = Live {
        heap: MUCH / 2 + 1,
        ..half
    };
    assert_eq!(of(half, Figure::Mapped, 0), Cause::SharedMemory);
    assert_eq!(of(less, Figure::Mapped, 0), Cause::NativeHeap);
    assert_eq!(of(half, Figure::Allocated, 0), Cause::NativeHeap);
    assert_eq!(of(anon, Figure::Mapped, 0), Cause::NativeHeap);
}

#[test]
fn what_an_extension_took_and_nobody_refers_to_is_native() {
    let of = |python: i64, has_native: bool| {
        let mut seen = explained(vec![]);
        seen.ran.grown.python = python;
        let stays = crate::native::extension::Stays {
            bytes: 4096.0,
            blocks: 1.0,
            site: None,
            function: "grow".into(),
            entry: "parse".into(),
            is_entry_named: true,
            library: "fastkit".into(),
        };
        seen.native = has_native.then_some(stays).into_iter().collect();
        explain(&seen, Figure::Allocated, 4 << 20).cause
    };
    assert_eq!(of(4 << 20, true), Cause::NativeHeap);
    assert_eq!(of(4 << 20, false), Cause::Unknown);
    assert_eq!(
        of(10 << 10, true),
        Cause::Unknown,
        "a few bytes of Python's"
    );
}

#[test]
fn the_holder_of_native_memory_is_who_keeps_its_handle() {
    let sessions = row("app.SESSIONS", &[Step::Global]);
    let plain = |change: fn(&mut HolderRow)| {
        let mut row = row("app.KEPT", &[Step::Global]);
        row.entry_type = Some("app.Session".into());
        change(&mut row);
        by_handle(&[sessions.clone(), row]).and_then(|row| row.name)
    };
    let kept = Some("app.KEPT".to_owned());
    assert_eq!(plain(|_| ()), kept);
    assert_eq!(plain(|row| row.of_project = false), None);
    assert_eq!(plain(|row| row.entries = 0), None);
    assert_eq!(plain(|row| row.entries = -1), None);
    assert_eq!(plain(|row| row.name = None), None);
    assert_eq!(plain(|row| row.entry_type = None), None);
    assert_eq!(
        plain(|row| row.entry_type = Some("_thread.lock".into())),
        None
    );
    // A handle is one, whoever keeps it; by its own type or below it.
    let handle = |entry: &str, content: &str| {
        let row = HolderRow {
            of_project: false,
            entry_type: Some(entry.into()),
            content: vec![(content.into(), 64)],
            ..row("lib.KEPT", &[Step::Global])
        };
        by_handle(&[sessions.clone(), row]).is_some()
    };
    assert!(handle("subprocess.Popen", "str"));
    assert!(handle("dict", "multiprocessing.shared_memory.SharedMemory"));
    assert!(!handle("dict", "str"));
}

#[test]
fn who_is_named_as_the_holder_depends_on_the_cause() {
    let of = |row: HolderRow, figure: Figure| {
        let found = explain(&explained(vec![row]), figure, 4 << 20);
        (found.cause, found.holder.and_then(|row| row.name))
    };
    let row = |name: &str, mark: Mark| HolderRow {
        marks: vec![mark],
        ..row(name, &[Step::Global])
    };
    let kept = Some("app.KEPT".to_owned());
    assert_eq!(
        of(row("app.KEPT", Mark::Other), Figure::Garbage),
        (Cause::GcDisabled, None)
    );
    assert_eq!(
        of(row("app.KEPT", Mark::Other), Figure::Children),
        (Cause::ChildProcess, None),
        "no handle"
    );
    assert_eq!(
        of(row("app.KEPT", Mark::Task), Figure::Allocated),
        (Cause::AsyncTask, kept)
    );
    assert_eq!(
        of(
            row("asyncio.tasks._all_tasks", Mark::Task),
            Figure::Allocated
        ),
        (Cause::AsyncTask, None)
    );
}

#[test]
fn what_pytest_keeps_is_told_apart() {
    let row = |name: &str, mark: Mark, content: &str| HolderRow {
        root: Root::Pytest,
        marks: vec![mark],
        content: vec![(content.into(), 9)],
        ..row(name, &[Step::Attribute])
    };
    let stats = "_pytest.terminal.TerminalReporter.stats";
    for (row, kept, holder) in [
        (
            row(PARAMETERS, Mark::Traceback, "str"),
            Kept::Parameters,
            PARAMETERS,
        ),
        (
            row("session.x", Mark::Traceback, "str"),
            Kept::Failures,
            stats,
        ),
        (
            row("session.x", Mark::Other, "_pytest._code.code.Repr"),
            Kept::Failures,
            stats,
        ),
        (row("session.x", Mark::LogRecord, "str"), Kept::Logs, stats),
        (row("session.x", Mark::Other, "str"), Kept::Output, stats),
    ] {
        assert_eq!(Kept::of(&row), kept);
        let found = explain(&explained(vec![row]), Figure::Allocated, 4 << 20);
        assert_eq!(found.cause, Cause::RunnerReports);
        assert_eq!(found.holder.unwrap().name.as_deref(), Some(holder));
    }
    let is_own = |root: Root, module: &str, step: &str| {
        is_pytests_own(&HolderRow {
            root,
            module: Some(module.into()),
            path: vec![step.into()],
            ..HolderRow::default()
        })
    };
    assert!(is_own(Root::Pytest, "session", "items"));
    assert!(!is_own(Root::Pytest, "session", "its cached_result"));
    assert!(is_own(Root::Module, "_pytest.logging", "items"));
    assert!(!is_own(Root::Module, "app", "items"));
}

#[test]
fn what_lies_below_the_entries_of_a_list_is_the_lists() {
    let of = |rows: &[(&str, Root, i64)]| {
        let rows = rows.iter().map(|(name, root, bytes)| HolderRow {
            root: *root,
            bytes: *bytes,
            kind: "dict".into(),
            ..named(name)
        });
        let nameless = HolderRow {
            name: None,
            ..with(|_| ())
        };
        let rows: Vec<HolderRow> = rows.chain([nameless]).collect();
        let found = by_list(&rows).into_iter();
        let mut found = found.filter_map(|row| Some((row.name?, row.kind, row.bytes)));
        let first = found.next().unwrap();
        (first, found.count())
    };
    let below = ("app.ROWS[…].tags", Root::Module, 3);
    let beside = ("app.ROWS[…].links", Root::Module, 4);
    let list = |kind: &str, bytes| (("app.ROWS".to_owned(), kind.to_owned(), bytes), 0);
    assert_eq!(of(&[below, beside]), list("list", 7));
    let itself = ("app.ROWS", Root::Module, 20);
    assert_eq!(of(&[itself, below]), list("dict", 23));
    let alone = (("app.ROWS[…].tags".to_owned(), "dict".to_owned(), 3), 0);
    assert_eq!(of(&[below]), alone);
    let of_pytest = |(name, _, bytes)| (name, Root::Pytest, bytes);
    assert_eq!(of(&[of_pytest(below), of_pytest(beside)]).1, 1, "two items");
}

#[test]
fn a_smaller_holder_is_chosen_where_its_name_says_more() {
    let of = |rows: &[(Option<&str>, Root, i64)]| {
        let rows = rows.iter().map(|(name, root, bytes)| HolderRow {
            name: name.map(str::to_owned),
            module: name.and_then(|name| name.split('.').next().map(str::to_owned)),
            root: *root,
            bytes: *bytes,
            ..HolderRow::default()
        });
        choose_holder(&rows.collect::<Vec<_>>()).unwrap().bytes
    };
    let pytests = |bytes| (Some("session.items"), Root::Pytest, bytes);
    let plugins = |bytes| (Some("_pytest.logging.X"), Root::Plugin, bytes);
    let projects = |bytes| (Some("app.KEPT"), Root::Module, bytes);
    let nameless = |bytes| (None, Root::Module, bytes);
    assert_eq!(of(&[pytests(1000), projects(150)]), 150);
    assert_eq!(of(&[plugins(1000), projects(150)]), 150);
    assert_eq!(of(&[nameless(1000), projects(150)]), 150);
    assert_eq!(of(&[pytests(1000), projects(149)]), 1000);
    assert_eq!(of(&[projects(1000), projects(900)]), 1000);
    // Of those that say nothing, one that has a name.
    assert_eq!(of(&[nameless(1000), pytests(400)]), 400);
    assert_eq!(of(&[nameless(1000), pytests(399)]), 1000);
    assert_eq!(of(&[pytests(500), pytests(1000)]), 1000);
}
