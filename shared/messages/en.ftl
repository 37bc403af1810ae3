### The words of oomscope in English. docs/design/messages.md says how this file is written and read.
###
### A message is `key = pattern`. Units stand in the names of parameters: `…_bytes`, `…_change_bytes` (with its
### sign), `…_ms`, `…_percent`, `…_change_percent`; the reader's language and units decide how they are written.
### A parameter can be a message itself, or a list. Every key and parameter here stands in every other language,
### and the program is written against this file: a key that is not here does not compile.

## The language itself.

language_name = English
decimal_sign = .
list_next = { $list }, { $item }
list_last = { $list } and { $item }
# CLDR's rules of plural forms, as Unicode writes them; `other` has none.
plural_one = i = 1 and v = 0
# Words of others: what a framework, a program or a file says.
quote = { $text }

## Units.

unit_b = B
unit_kib = KiB
unit_mib = MiB
unit_gib = GiB
unit_tib = TiB
unit_kb = kB
unit_mb = MB
unit_gb = GB
unit_tb = TB
unit_ms = ms
unit_s = s
unit_min = min
unit_h = h

## Endings: how a batch ended, and what that rests on.

# (end of section)

## Tests: outcomes and remarks.

# (end of section)

## Limits.

# (end of section)

## The answer of a run, and what is to be done now.

# (end of section)

## Tables, summaries and comments of a run.

# (end of section)

## Budgets.

# (end of section)

## Imports, exports and merged shards.

# (end of section)

## Findings.

kind_leak = leak
kind_hog = hog
cause_registry = registry
cause_module_global = module global
cause_class_attribute = class attribute
cause_cache = cache
cause_closure = closure
cause_fixture = fixture
cause_test_instance = test instance
cause_mock_calls = mock calls
cause_exception_traceback = exception traceback
cause_log_records = log records
cause_async_task = async task
cause_thread = thread
cause_child_process = child process
cause_native_heap = native heap
cause_shared_memory = shared memory
cause_dataframe = dataframe
cause_array = array
cause_file_load = file load
cause_gc_disabled = gc disabled
cause_monkeypatch = monkeypatch
cause_large_transient = large transient
cause_unknown = unknown
pass_observe = observe
pass_retry = retry
pass_isolate = isolate
pass_confirm = confirm
pass_explain = explain
# Who is at fault, as the subject of the sentences below.
who_unknown = Something
who_fixture = The fixture `{ $fixture }`
finding_hog = Hog: { $who } needs { $needed_bytes } at once
finding_hog_unmeasured = Hog: { $who } needs much memory at once
finding_hogs = Hog: { $tests ->
    [one] { $tests } test needs { $needed_bytes } at once
   *[other] { $tests } tests need { $needed_bytes } at once
    }
finding_hogs_unmeasured = Hog: { $tests ->
    [one] { $tests } test needs much memory at once
   *[other] { $tests } tests need much memory at once
    }
finding_leak = Leak: { $who } keeps { $kept_bytes }
finding_leak_unmeasured = Leak: { $who } keeps memory
finding_leaks = Leak: { $tests ->
    [one] { $tests } test keeps { $each_bytes } each, { $total_bytes } in all
   *[other] { $tests } tests keep { $each_bytes } each, { $total_bytes } in all
    }
finding_leaks_total = Leak: { $tests ->
    [one] { $tests } test keeps { $total_bytes } in all
   *[other] { $tests } tests keep { $total_bytes } in all
    }
finding_leaks_unmeasured = Leak: { $tests ->
    [one] { $tests } test keeps memory
   *[other] { $tests } tests keep memory
    }
finding_held_by = { $finding }, held by `{ $holder }`
finding_with_cause = { $finding } ({ $cause })
fate_new = new
fate_stayed = stayed
fate_gone = gone
fate_not_looked_for = only in one run, the other did not look for it
finding_across_runs = { $fate }: { $finding }.
certainty_high = high ({ $confidence_percent })
certainty_good = good ({ $confidence_percent })
certainty_moderate = moderate ({ $confidence_percent })
# What stands before the lines of a finding in a terminal, and in Markdown.
card_culprits = culprits
card_more_culprits = … and { $culprits } more
card_allocated = allocated
card_confidence = confidence
card_evidence = evidence
card_mend = mend
card_reproduce = reproduce
card_allocated_at = Allocated at { $place }: { $code }
card_confidence_is = Confidence: { $certainty }.
card_mend_it = Mend it:
card_see_again = See it again:

# (end of section)

## What findings rest on.

evidence_sequence = { $test } kept { $kept_bytes } when it was first run and nothing when it was repeated; { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } did the same one after the other, so each test adds something of its own.
evidence_repeated = Repeated { $times ->
    [one] { $times } time
   *[other] { $times } times
    } in one process, { $test } added { $each_bytes } each time after the first.
evidence_repeated_between = Repeated { $times ->
    [one] { $times } time
   *[other] { $times } times
    } in one process, { $test } added { $each_bytes } each time after the first, with 95 % confidence between { $low_bytes } and { $high_bytes }.
evidence_controls = Tests that were not suspected added { $each_bytes } a repetition in the same process.
evidence_new_objects = Each repetition left { $objects ->
    [one] { $objects } new object
   *[other] { $objects } new objects
    } of type { $object_type } that only `{ $holder }` leads to.
evidence_holder_grew = `{ $holder }` itself grew.
evidence_released = Tearing down the fixtures of a wider scope at the end gave { $released_bytes } back.
evidence_run_once = { $repeated } of the { $culprits ->
    [one] { $culprits } culprit was
   *[other] { $culprits } culprits were
    } repeated; { $once ->
    [one] { $once } further one was
   *[other] { $once } further ones were
    } run once after them, and each added to the same holder.
evidence_not_run_again = { $tests ->
    [one] { $tests } of them was not run again for want of time; in the run it kept as much as the others.
   *[other] { $tests } of them were not run again for want of time; in the run they kept as much as the others.
    }
evidence_enabler = Without { $test } before them in the same process the others do not grow: only the combination leaks.
evidence_victim = Batch { $batch } died of memory while { $test } ran; it is the victim.
evidence_garbage = The garbage collector is switched off after { $test }; a collection by hand after each test freed { $each_bytes } a test that nothing else would have freed.
evidence_fixture_cycles = The fixture `{ $fixture }` (scope { $scope }) was set up and torn down { $times ->
    [one] { $times } time
   *[other] { $times } times
    } in one process, and each time { $kept_bytes } stayed after its finalizer.
evidence_fixture_places = The fixture `{ $fixture }` (scope { $scope }) was set up and torn down for { $users ->
    [one] { $users } user
   *[other] { $users } users
    } in one process, and what it set up stayed each time, { $kept_bytes } of it, although its finalizer had run. A second set-up in the same place put it in the place of the first.
evidence_died_again = Batch { $batch } died of memory while it ran, and alone in a fresh process it died again.
evidence_died_again_at = Batch { $batch } died of memory while it ran, and alone in a fresh process it died again at { $peak_bytes }.
evidence_needs_alone = Batch { $batch } died of memory while it ran. Alone it needs { $needed_bytes } of the { $limit_bytes } that a batch may have.
evidence_shards = { $shards ->
    [one] { $shards } shard met it; what else stands here is of the one that was surest.
   *[other] { $shards } shards met it; what else stands here is of the one that was surest.
    }
# Why the search by groups looked at some tests: the beginning of the sentences about them.
reason_asked = The hunt was asked for
reason_died = Batch { $batch } died of memory
reason_half_of_limit = Batch { $batch } needed half of the limit
reason_far_above = Batch { $batch } needed far more memory than the others
evidence_groups = { $why }; the tests were run again in groups under the same limit.
evidence_dies_alone = { $why }. Alone in a fresh process it died of memory at { $peak_bytes }, and again in another one at { $again_bytes }.
evidence_heavy_alone = { $why }. Alone in fresh processes it peaked at { $peak_bytes } and { $again_bytes } of the { $limit_bytes } that a batch may have.
evidence_base = With other tests the command needs as little as { $base_bytes }.
evidence_series = { $test }, given several times in one process, peaked at { $points }: { $each_bytes } more each time.
evidence_series_between = { $test }, given several times in one process, peaked at { $points }: { $each_bytes } more each time, with 95 % confidence between { $low_bytes } and { $high_bytes }.
evidence_series_together = None of { $tests } grows alone, but together they do: the list, given several times in one process, peaked at { $points }: { $each_bytes } more each time.
evidence_series_together_between = None of { $tests } grows alone, but together they do: the list, given several times in one process, peaked at { $points }: { $each_bytes } more each time, with 95 % confidence between { $low_bytes } and { $high_bytes }.
evidence_point = { $peak_bytes } ({ $times ->
    [one] { $times } time
   *[other] { $times } times
    })
evidence_point_died = died of memory at { $peak_bytes } ({ $times ->
    [one] { $times } time
   *[other] { $times } times
    })
evidence_others_alike = { $tests ->
    [one] { $tests } test more did likewise.
   *[other] { $tests } tests more did likewise.
    }
evidence_noise = Peaks that differ by less than { $noise_bytes } were taken for the same.
evidence_pair_died = Alone { $first } peaked at { $first_bytes } and { $second } at { $second_bytes }; the one after the other in one process died at { $together_bytes }, so the first keeps at least { $kept_bytes }.
evidence_pair_reached = Alone { $first } peaked at { $first_bytes } and { $second } at { $second_bytes }; the one after the other in one process reached { $together_bytes }, so the first keeps at least { $kept_bytes }.
evidence_seen_once = The command runs no test twice in one process, so whether this is kept each time, or only the first (an import, a cache), could not be seen.

# (end of section)

## Hints.

# What holds the memory, as the hints name it: the first one where no name was found.
holder_unknown = it
holder_named = `{ $holder }`
# By what something is put back after each test, as the hints say it.
with_fixture_below = with the autouse fixture below
with_mixin_below = with the mixin below
with_own_fixture = with a fixture of your own
with_add_cleanup = with `addCleanup`
hint_registry_fixture_below = Take off { $holder ->
    [holder_unknown] the registry
   *[other] { $holder }
    } after each test what the test put there: the autouse fixture below does it for every test of the folder whose conftest.py it is pasted into. Or give each test a registry of its own.
hint_registry_mixin_below = Take off { $holder ->
    [holder_unknown] the registry
   *[other] { $holder }
    } after each test what the test put there: the mixin below does it for every test class that has it. Or give each test a registry of its own.
hint_registry = Take off { $holder ->
    [holder_unknown] the registry
   *[other] { $holder }
    } after each test what the test put there, { $with }. Or give each test a registry of its own.
hint_module_global = Empty { $holder ->
    [holder_unknown] the container
   *[other] { $holder }
    } after each test { $with }, or let the code under test get its container passed in, so that it goes with the test.
hint_class_attribute = { $holder ->
    [holder_unknown] It
   *[other] { $holder }
    } belongs to the class and so to all tests. Make it an attribute of the instance, or restore it after each test { $with }.
hint_cache = Give the cache a bound (`maxsize`), or clear { $holder } after each test { $with }.
hint_closure = What { $holder ->
    [holder_unknown] a function
   *[other] { $holder }
    } closes over (or has as a default argument) lives as long as the function. Make the function inside the test or fixture, or empty the container when the test ends.
hint_closure_unittest = What { $holder ->
    [holder_unknown] a function
   *[other] { $holder }
    } closes over (or has as a default argument) lives as long as the function. Make the function inside the test or in `setUp`, or empty the container when the test ends.
hint_fixture = Let the fixture drop what it holds as soon as its last user is done: a narrower scope, a `yield` with clean-up behind it, or a copy per test instead of one that all tests fill.
hint_fixture_unittest = Let the class or module drop what it holds as soon as its last test is done: by `addClassCleanup` or in `tearDownClass`, or make a copy in `setUp` instead of one that all tests fill.
hint_test_instance = { $holder ->
    [holder_unknown] Something
   *[other] { $holder }
    } refers to instances of a test class, and with them to all their attributes. Undo it in `tearDown` or `addCleanup`, or set the large attributes to None there.
hint_mock_calls = { $holder ->
    [holder_unknown] A mock
   *[other] { $holder }
    } remembers the arguments of every call. Make the mock in the test or in a function-scoped fixture, or call `reset_mock()` after each test.
hint_mock_calls_unittest = { $holder ->
    [holder_unknown] A mock
   *[other] { $holder }
    } remembers the arguments of every call. Make the mock in the test or in `setUp`, or call `reset_mock()` after each test.
hint_exception_traceback = A kept exception keeps its traceback, and with it all locals of all frames. Keep `str(error)`, or drop the traceback with `error.with_traceback(None)` before it goes into { $holder ->
    [holder_unknown] a container
   *[other] { $holder }
    }.
hint_log_records = { $holder ->
    [holder_unknown] A handler
   *[other] { $holder }
    } keeps every log record with its arguments. Take the handler off when the test ends (`logger.removeHandler`), empty it, or use pytest's `caplog`.
hint_log_records_unittest = { $holder ->
    [holder_unknown] A handler
   *[other] { $holder }
    } keeps every log record with its arguments. Take the handler off when the test ends (`logger.removeHandler`), empty it, or use `assertLogs`.
hint_async_task = Await the tasks or cancel them before the test ends, and close the loop: a task that never ends keeps everything its coroutine refers to.
hint_thread = Stop the threads that the test starts and join them in its clean-up: a thread keeps its stack, its arguments and all that they refer to.
hint_child_process = Terminate the processes that the test starts and wait for them, in a `finally`, a `with`, or a fixture's clean-up.
hint_child_process_unittest = Terminate the processes that the test starts and wait for them, in a `finally`, a `with`, or by `addCleanup`.
hint_native_heap = The memory belongs to native code, which Python's garbage collector cannot see: call the library's own free or close, or use it as a context manager.
hint_shared_memory = Close and unlink shared memory in the test's clean-up (`shm.close(); shm.unlink()`), and close maps: segments outlive the objects that made them.
hint_dataframe = DataFrames pile up in { $holder ->
    [holder_unknown] a container
   *[other] { $holder }
    }. Keep the figures that the tests compare instead of the frames, or empty it after each test.
hint_array = Arrays pile up in { $holder ->
    [holder_unknown] a container
   *[other] { $holder }
    }. A small slice keeps the whole array alive too: copy what is needed, or empty it after each test.
hint_file_load = The content of large files stays in { $holder ->
    [holder_unknown] memory
   *[other] { $holder }
    }. Read them in a fixture that lets go of them, read only the part that the test needs, or make a smaller file for the tests.
hint_file_load_unittest = The content of large files stays in { $holder ->
    [holder_unknown] memory
   *[other] { $holder }
    }. Let go of them in the test's clean-up, read only the part that the test needs, or make a smaller file for the tests.
hint_gc_disabled = The garbage collector is switched off (`gc.disable()`), so cyclic garbage is never freed. Switch it on again in a `finally` or in the fixture's clean-up.
hint_gc_disabled_unittest = The garbage collector is switched off (`gc.disable()`), so cyclic garbage is never freed. Switch it on again in a `finally` or by `addCleanup`.
hint_monkeypatch = { $holder ->
    [holder_unknown] A name
   *[other] { $holder }
    } was replaced and never put back, so each test wraps what the one before left. Use pytest's `monkeypatch` fixture, which undoes it.
hint_monkeypatch_unittest = { $holder ->
    [holder_unknown] A name
   *[other] { $holder }
    } was replaced and never put back, so each test wraps what the one before left. Use `unittest.mock.patch`, which undoes it.
hint_large_transient = The test needs this much at once. Make its data smaller, work in pieces, or run it in a batch of its own with a higher limit.
hint_unknown = What holds the memory was not found. The command below shows the growth again; a memory profiler such as memray can go on from there.
hint_unknown_rust = What holds the memory was not found. The command below shows the growth again; heaptrack, or the crate dhat, can go on from there.
hint_unknown_go = What holds the memory was not found. The command below shows the growth again; `go test -run NAME -count 5 -memprofile heap.out` and `go tool pprof -inuse_space` can go on from there.
hint_unknown_node = What holds the memory was not found. The command below shows the growth again; heap snapshots (`node --inspect`, or `v8.writeHeapSnapshot()` in `afterAll`) can go on from there.
hint_unknown_ruby = What holds the memory was not found. The command below shows the growth again; the gem memory_profiler can go on from there.

# (end of section)

## What the hunt notes.

note_first_time_only = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } kept memory the first time only ({ $test } { $kept_bytes }): imports, caches and the like, no leak.
note_irregular = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } moved too irregularly to be called a leak, among them { $test }.
note_bounded = { $holder } fills as the tests run, but takes { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
    } at most (about { $most_bytes }): a cache with a bound, no leak.
note_bounded_container = A container fills as the tests run, but takes { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
    } at most (about { $most_bytes }): a cache with a bound, no leak.
note_reports = { $tests ->
    [one] One test adds
   *[other] Several tests add
    } to what lies in `{ $holder }`: pytest keeps what a test printed, and what a failed one looked like, until the session ends.
note_reports_unnamed = { $tests ->
    [one] One test adds
   *[other] Several tests add
    } to the reports: pytest keeps what a test printed, and what a failed one looked like, until the session ends.
note_too_little = { $test } grows with each repetition, { $kept_bytes } in all: too little for a finding.
note_too_little_together = { $test } and others grow with each repetition, { $kept_bytes } in all: too little for a finding.
note_some_before = { $test } grows only after some of the { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } before it.
note_fixture_gives_back = The fixture `{ $fixture }` (scope { $scope }) holds { $held_bytes } until its finalizer, which gives it back: no leak.
note_told_of_others = A process of the hunt told of tests that it was not given; what it said of the others counts.
note_fails_at_once = { $why }, but the command fails when it is given { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } at once, each of which passed before: what one test leaves for the next cannot be seen.
note_runs_once = { $why }; the command runs no test twice in one process, so what a test keeps each time could not be told from what it keeps once.
note_together = { $why }: it takes { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } together, and none of them keeps more when it is repeated.
note_limit_too_low = The command died of memory with every test that was run alone: the limit is too low for it, whatever test it runs, or each of them needs too much.
note_no_half_grows = { $tests ->
    [one] { $tests } test grows
   *[other] { $tests } tests grow
    } together, and none of their halves does; who of them is needed for it was not found.
note_uneven = What { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } added when repeated did not go on evenly: no leak that can be shown.
note_kept_once = { $why }, but { $tests ->
    [one] its { $tests } test, given several times over, kept no more than once: what it keeps it keeps only the first time (imports, caches), or needs only while it runs.
   *[other] its { $tests } tests, given several times over, kept no more than once: what they keep they keep only the first time (imports, caches), or need only while they run.
    }
note_nothing_adds_up = { $why }, but the command runs no test twice in one process, and no memory adds up from one of its tests to another.
note_nobody_shown = { $why }; memory adds up over { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } together, but no single one of them could be shown to keep any.
undone_broken = { $why }, but its tests, run again, ended in a way that says nothing about memory.
undone_cancelled = The run was cancelled before every group of tests was looked at.
undone_together = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } in { $groups ->
    [one] { $groups } group
   *[other] { $groups } groups
    } were not told apart: together they grow.
undone_pass_broke_off = A pass of the hunt broke off: { $error }.
undone_suspects = { $tests ->
    [one] { $tests } test that might keep memory too could not be repeated; --hunt-budget gives it more time, --test names single ones.
   *[other] { $tests } tests that might keep memory too could not be repeated; --hunt-budget gives it more time, --test names single ones.
    }
undone_enablers = Whether { $growing ->
    [one] a test grows
   *[other] tests grow
    } only after others was not tried: the { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } before it take longer than what is left of the hunt's time; --hunt-budget gives it more.
# What the time was up before.
undone_time_victims = The time for the hunt was up before every victim was run alone; --hunt-budget gives it more.
undone_time_suspects = The time for the hunt was up before every suspect was repeated; --hunt-budget gives it more.
undone_time_enabler = The time for the hunt was up before the test that others depend on was found; --hunt-budget gives it more.
undone_time_growers = The time for the hunt was up before every growing test was explained; --hunt-budget gives it more.
undone_time_fixtures = The time for the hunt was up before every wide fixture was looked at; --hunt-budget gives it more.
undone_time_fixture_holder = The time for the hunt was up before a fixture's holder was found; --hunt-budget gives it more.
undone_time_groups = The time for the hunt was up before every group of tests was looked at; --hunt-budget gives it more.

# (end of section)

## Two runs: the verdict, its reasons and doubts.

# (end of section)

## Tables of two runs.

# (end of section)

## What the recorder notes.

# (end of section)

## The terminal.

# (end of section)

## Files that do not open.

# (end of section)

## Charts.

# (end of section)

## The page.

# (end of section)
