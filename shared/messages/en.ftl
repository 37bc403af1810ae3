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

ending_passed = passed
ending_tests_failed = tests failed
ending_out_of_memory = out of memory
ending_over_limit = over the limit
ending_timed_out = timed out
ending_terminated = terminated
ending_killed = killed
ending_crashed = crashed
ending_exited = exited
ending_no_tests = no tests
ending_collection_failed = collection failed
ending_interrupted = interrupted
ending_not_run = not run
ending_unrecorded = not recorded

proof_unknown = unknown
proof_likely = likely
proof_certain = certain

# How a batch ended, in one sentence; what it rests on stands beside it.
ending_with_proof = { $ended } (proof: { $proof }).
ending_told_passed = Batch { $batch } passed in { $time_ms }
ending_told_tests_failed = Batch { $batch } ended by itself after { $time_ms } and reported failed tests
ending_told_tests_failed_with_code = Batch { $batch } ended by itself with code { $code } after { $time_ms } and reported failed tests
ending_told_out_of_memory = Batch { $batch } ran out of memory after { $time_ms }: the kernel or its own runtime gave it no more
ending_told_over_limit = oomscope ended batch { $batch } after { $time_ms }, because its processes together reached the memory limit
ending_told_timed_out = oomscope ended batch { $batch } after { $time_ms }, because its time was up
ending_told_terminated = Batch { $batch } was ended by { $signal } from elsewhere after { $time_ms }; who sent it is not known
ending_told_killed = Batch { $batch } was killed by { $signal } from elsewhere after { $time_ms }; who sent it is not known
ending_told_crashed = Batch { $batch } crashed with { $signal } after { $time_ms }
ending_told_exited = Batch { $batch } ended by itself after { $time_ms }, with a code that is not known
ending_told_exited_with_code = Batch { $batch } ended by itself with code { $code } after { $time_ms }, a code without a meaning that oomscope knows
ending_told_no_tests = Batch { $batch } found no test to run
ending_told_collection_failed = Batch { $batch } could not collect its tests
ending_told_interrupted = Batch { $batch } did not come to its end: the run stopped { $time_ms } after it began
ending_told_not_run = Batch { $batch } was planned and never started.
ending_told_unrecorded = How batch { $batch } ended after { $time_ms } was not recorded.
ending_signal = signal { $number }
ending_signal_unknown = a signal

# (end of section)

## Tests: outcomes and remarks.

outcome_passed = passed
outcome_failed = failed
outcome_error = error
outcome_skipped = skipped
outcome_xfailed = xfailed
outcome_xpassed = xpassed
outcome_died = died
outcome_ran = ran
outcome_not_run = not run

# (end of section)

## Limits.

limit_given = { $limit_bytes } by `--memory-limit`.
limit_asked = { $limit_bytes }, as asked for with `--memory-limit`.
limit_asked_beyond = { $limit_bytes }, as asked for with `--memory-limit`. That is more than there is: { $source } is { $left_bytes }.
limit_share = { $limit_bytes }: { $share_percent } of { $left_bytes }, { $source }.
limit_automatic = { $limit_bytes }: { $source }, { $left_bytes }, less a reserve of { $reserve_bytes } for everything else.
room_of_machine = what the machine has available
room_of_cgroup = what the cgroup `{ $group }` leaves of its { $group_bytes }
limiter_by_watchdog = `--limiter watchdog`.
limiter_asked = `--limiter { $limiter }` asked for it: { $how }.
limiter_best = The best that works here: { $how }.
limiter_best_not_others = The best that works here: { $how }. What does not: { $others }.
limiter_not = { $limiter } ({ $why })
limiter_nothing_else = Nothing else works here.
limiter_how_group = each batch has a group of its own
limiter_how_watch = oomscope ends the batch when it sees its process tree above the limit
limiter_how_scope = { $manager }
limiter_how_scope_no_policy = { $manager }, which knows no OOMPolicy for scopes here

# (end of section)

## The answer of a run, and what is to be done now.

# A clause as a sentence.
sentence = { $clause }.
# At the end of a list that would be too long.
more = { $number } more

answer_with_peak = { $clause }; memory peaked at { $peak_bytes }.
answer_peak = Memory peaked at { $peak_bytes }.
answer_without_peak = Memory was not measured.

answer_stopped = The run was stopped
answer_stopped_early = The run was stopped before a test was known
answer_stopped_with_tests = { $tests ->
    [one] The run was stopped; { $ended } of { $tests } test has an outcome
   *[other] The run was stopped; { $ended } of { $tests } tests have an outcome
}
answer_cut = The recorder was killed
answer_cut_early = The recorder was killed before a test was known
answer_cut_with_tests = { $tests ->
    [one] The recorder was killed; { $ended } of { $tests } test is here
   *[other] The recorder was killed; { $ended } of { $tests } tests are here
}

answer_over_limit = Over the memory limit
answer_over_limit_of = Over the { $limit_bytes } limit
answer_out_of_memory = Out of memory
answer_probably_out_of_memory = Probably out of memory
answer_died_of_memory = Died of memory
# Where one of the deaths above was, or several.
answer_in_batch = { $what } in batch { $batch }
answer_times = { $what } { $times ->
    [one] { $times } time
   *[other] { $times } times
}: { $batches }
# How far a batch got, after what happened to it.
answer_after = { $tests ->
    [one] { $what } after { $finished } of { $tests } test
   *[other] { $what } after { $finished } of { $tests } tests
}
answer_batch = batch { $batch }
answer_death = { $ending ->
    [ending_timed_out] Batch { $batch } timed out
    [ending_terminated] Batch { $batch } was terminated
    [ending_killed] Batch { $batch } was killed
    [ending_crashed] Batch { $batch } crashed
   *[other] Batch { $batch } ended: { $ending }
}
answer_death_in_list = { $ending ->
    [ending_timed_out] batch { $batch } timed out
    [ending_terminated] batch { $batch } was terminated
    [ending_killed] batch { $batch } was killed
    [ending_crashed] batch { $batch } crashed
   *[other] batch { $batch } ended: { $ending }
}
answer_deaths = { $number ->
    [one] { $number } batch ended early: { $batches }
   *[other] { $number } batches ended early: { $batches }
}

answer_not_collected = The tests could not be collected
answer_not_collected_of = The tests of batch { $batch } could not be collected
answer_not_collected_of_many = { $batches ->
    [one] The tests of { $number } of { $batches } batch could not be collected
   *[other] The tests of { $number } of { $batches } batches could not be collected
}
answer_exited = Batch { $batch } ended unexpectedly
answer_exited_with_code = Batch { $batch } ended unexpectedly with code { $code }
answer_many_exited = { $number ->
    [one] { $number } batch ended unexpectedly
   *[other] { $number } batches ended unexpectedly
}
answer_no_tests = No test was found to run
answer_no_tests_in = { $number ->
    [one] { $number } batch found no test to run
   *[other] { $number } batches found no test to run
}

answer_failed = { $tests ->
    [one] { $failed } of { $tests } test failed
   *[other] { $failed } of { $tests } tests failed
}
answer_unrun = { $tests ->
    [one] { $unrun } of { $tests } test { $unrun ->
        [one] was
       *[other] were
    } not run
   *[other] { $unrun } of { $tests } tests { $unrun ->
        [one] was
       *[other] were
    } not run
}
answer_failed_and_unrun = { $unrun ->
    [one] { $failed } of { $tests } tests failed, { $unrun } was not run
   *[other] { $failed } of { $tests } tests failed, { $unrun } were not run
}
answer_command_failed = The command failed
answer_command_failed_with_code = The command failed with code { $code }
answer_batches_failed = { $batches ->
    [one] { $failed } of { $batches } batch failed
   *[other] { $failed } of { $batches } batches failed
}

answer_unrecorded = How the run ended was not recorded
answer_command_passed = The command ended with code 0
answer_batch_passed = { $tests ->
    [one] The batch of { $tests } test passed
   *[other] The batch of { $tests } tests passed
}
answer_batches_passed = All { $batches ->
    [one] { $batches } batch
   *[other] { $batches } batches
} passed
answer_suite_passed = The suite passed; nothing is known of single tests
answer_all_passed = { $tests ->
    [1] The test passed
   *[other] All { $tests } tests passed
}
# `81 tests passed, 5 skipped and 1 failed as expected`
answer_passed_and_others = { $passed }, { $others }
answer_tests_passed = { $tests ->
    [0] No test passed
    [one] { $tests } test passed
   *[other] { $tests } tests passed
}
answer_as_expected = { $tests } failed as expected

answer_tests = Tests: { $outcomes }.
count_passed = { $tests } passed
count_failed = { $tests } failed
count_error = { $tests ->
    [one] { $tests } error
   *[other] { $tests } errors
}
count_skipped = { $tests } skipped
count_xfailed = { $tests } xfailed
count_xpassed = { $tests } xpassed
count_died = { $tests } died
count_ran = { $tests } ran
count_not_run = { $tests } not run

answer_flaky = Flaky (failed or died first, and passed when run again): { $tests }.
answer_victims = { $number ->
    [1] Victim (the test that was running, not necessarily the cause): { $victims }.
   *[other] Victims (the tests that were running, not necessarily the cause): { $victims }.
}
answer_kept_by_one = The test keeps { $kept_bytes }.
answer_kept_mostly_by = The tests together keep { $kept_bytes }, { $most_bytes } of it by { $test }.
answer_kept_by_all = The tests together keep { $kept_bytes }, about { $each_bytes } each.

# (end of section)

## Tables, summaries and comments of a run.

# Who enforces a limit: `it is enforced by …`.
limiter_cgroup_v2 = the kernel (cgroup v2)
limiter_systemd_scope = the kernel (systemd scope)
limiter_cgroup_v1 = the kernel (cgroup v1)
limiter_watchdog = oomscope's watchdog

# Why a batch was run.
pass_observe = observe
pass_retry = retry
pass_isolate = isolate
pass_confirm = confirm
pass_explain = explain

# What was run, in the middle of a sentence.
framework_pytest = pytest
framework_unittest = unittest
framework_django = Django's test runner
framework_cargo = cargo test
framework_nextest = cargo nextest
framework_go = go test
framework_jest = Jest
framework_vitest = Vitest
framework_rspec = RSpec
framework_command = the command

# (end of section)

## Budgets.

# (end of section)

## Imports, exports and merged shards.

merged_without_shards = { $shards_missing ->
    [one] Shard { $shards } of this run is not here, and with it { $tests ->
        [one] { $tests } test
       *[other] { $tests } tests
    } of { $planned }.
   *[other] Shards { $shards } of this run are not here, and with them { $tests ->
        [one] { $tests } test
       *[other] { $tests } tests
    } of { $planned }.
}
merged_commits = The shards ran at different commits: { $commit } and { $other_commit }.
merged_commands = The shards ran different commands: `{ $command }` and `{ $other_command }`.

# (end of section)

## Findings.

# (end of section)

## What findings rest on.

# (end of section)

## Hints.

# (end of section)

## What the hunt notes.

# (end of section)

## Two runs: the verdict, its reasons and doubts.

# (end of section)

## Tables of two runs.

# (end of section)

## What the recorder notes.

note_recorder_killed = The recorder was killed before the run ended; what it had flushed by then is here.
note_journal_damaged = The last { $damaged_bytes } of the journal were cut or damaged and are left out.
note_run_ended_early = The run ended early: { $failure }.
note_soft_line_crossed_at_once = Batch { $batch } crossed the soft line with its first test, so fresh processes do not help: the rest runs up to the limit itself.
note_plugin_not_imported = pytest cannot import the plugin of oomscope: the command makes Python ignore PYTHONPATH. The suite runs without it, so there are no figures of single tests.
note_plugin_silent = The plugin of oomscope never spoke in batch { $batch }, so there are no figures for its tests: the command clears its environment, or is no framework that takes the plugin.
note_unknown_test = In batch { $batch } a process told of test number { $number }, which it was not given. Nothing of that is recorded: a test may have written to the socket of oomscope.
note_many_sessions = In batch { $batch } the command ran { $framework } more than once. Only the first session is recorded: the tests of the others ran, but have neither outcomes nor figures here. Give each session an `oomscope run` of its own.
note_journal_moved = The journal cannot be written to `{ $path }` ({ $why }); it goes on as `{ $elsewhere }`.
note_journal_lost = The journal cannot be written ({ $why }), here or elsewhere; should oomscope be killed, what comes after this is lost.
note_artifact_moved = The artifact is at `{ $path }`: { $why }.

remark_recorder_killed = the recorder was killed before it could run
remark_cancelled = the run was cancelled
remark_fail_fast = an earlier test failed or died, and --fail-fast was given
remark_batch_exited = batch { $batch } exited before its first test
remark_batch_ended = batch { $batch } ended ({ $ending }) before its first test
remark_never_run = { $framework } ended batch { $batch } without running it ({ $ending })
remark_no_adapter = the framework has no adapter
remark_not_listed = the tests could not be listed
remark_not_asked = the framework was not asked for its tests
remark_unknown = what became of it is not known: { $framework } tells of its tests only at its end, and its process died before
remark_timed_out = ran for longer than the time-out of a test, { $timeout_ms }
remark_timed_out_worker = ran for longer than the time-out of a test, { $timeout_ms }; oomscope killed its worker
remark_victim = was running when its batch ended ({ $ending }); that makes it the victim, not the cause
remark_listing_ended = the process that lists the tests ended ({ $ending })
remark_worker_word = { $report }: it { $deed }
remark_command_exited = the command ended with exit code { $code }
remark_command_failed = the command failed; its exit code is not known
remark_batch_of_command = its batch ended: { $ending }; a command does not say which of its tests did it

note_cargo_bare_harness = Left out, because it cannot list its tests (`harness = false`): { $binaries }.
note_cargo_doc_tests = Doc tests are not part of this run, because they have no test binary: `cargo test --doc` runs them.

# (end of section)

## The terminal.

terminal_limit = oomscope: memory limit of a batch: { $derivation }
terminal_limiter = oomscope: it is enforced by { $limiter }. { $reason }
terminal_tests = oomscope: { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 } to run
terminal_batch_starts = oomscope: batch { $batch } starts with { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 }
terminal_hunt_starts = oomscope: hunt: { $pass } with { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 }
terminal_bar = { $doing } · batch { $batch } · { $now_bytes } · peak { $peak_bytes }
terminal_bar_limited = { $doing } · batch { $batch } · { $now_bytes } of { $limit_bytes } · peak { $peak_bytes }
terminal_bar_hunt = hunt: { $pass }
terminal_bar_collecting = collecting
terminal_bar_tests = { $done }/{ $tests } tests
terminal_warning = oomscope: warning: { $warning }
terminal_output = oomscope: output of batch { $batch }:
terminal_output_skipped = { "[" }the first { $skipped_bytes } are not kept]
terminal_batch_ended = oomscope: batch { $batch } ended at { $at_ms }: { $ending } ({ $proof }), peak { $peak_bytes }
terminal_batch_ended_unmeasured = oomscope: batch { $batch } ended at { $at_ms }: { $ending } ({ $proof }), peak unknown

terminal_artifact = Artifact: { $path }
terminal_look = Look at it: oomscope view { $path }
terminal_budget_of = oomscope: budget of `{ $path }`
terminal_no_browser = oomscope: no browser could be started; open the address above
terminal_serving = oomscope: serving on this machine only; press Ctrl-C to stop
terminal_joined = oomscope: { $shards ->
    [one] { $shards } shard
   *[other] { $shards } shards
 } with { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 } joined
terminal_still_runs = oomscope: warning: the run that writes `{ $path }` still goes on; this is what it has by now
terminal_recovered = oomscope: { $events ->
    [one] { $events } event
   *[other] { $events } events
 } read, { $known } of { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 } have an outcome; the journal `{ $path }` can be deleted
terminal_left_out = oomscope: left out: { $why }

terminal_copy_left_out = oomscope: `{ $path }` is a copy of another file and is left out
terminal_tables = oomscope: { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
 } in `{ $path }`
terminal_tables_not_all = oomscope: { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
 } in `{ $path }`; { $left_out ->
    [one] { $left_out } file
   *[other] { $left_out } files
 } left out
terminal_site = oomscope: { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
 } in `{ $path }`; put it on any static host
terminal_note = oomscope: { $note }

# (end of section)

## Files that do not open.

# (end of section)

## Charts.

# (end of section)

## The page.

# (end of section)
