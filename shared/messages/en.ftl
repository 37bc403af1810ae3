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

conclusion_green = { $batches ->
    [0] No batch was run: no further leak shows.
    [1] The only batch is green: no further leak shows.
   *[other] All { $batches } batches are green: no further leak shows.
}
conclusion_leak = { $batches ->
    [0] No batch was run, but tests keep memory.
    [1] The only batch is green, but tests keep memory.
   *[other] All { $batches } batches are green, but tests keep memory.
}
conclusion_died = { $more ->
    [0] Batch { $batch } died ({ $ending }, { $proof }; exit code { $code } in a shell): the test at fault is to be isolated.
    [one] Batch { $batch } died ({ $ending }, { $proof }; exit code { $code } in a shell), and { $more } more batch: the test at fault is to be isolated.
   *[other] Batch { $batch } died ({ $ending }, { $proof }; exit code { $code } in a shell), and { $more } more batches: the test at fault is to be isolated.
}
conclusion_died_and_found = { $more ->
    [0] Batch { $batch } died ({ $ending }, { $proof }; exit code { $code } in a shell): the hunt isolated what is at fault.
    [one] Batch { $batch } died ({ $ending }, { $proof }; exit code { $code } in a shell), and { $more } more batch: the hunt isolated what is at fault.
   *[other] Batch { $batch } died ({ $ending }, { $proof }; exit code { $code } in a shell), and { $more } more batches: the hunt isolated what is at fault.
}
conclusion_failed_batch = Batch { $batch } did not pass ({ $ending }), but not of memory: it is an ordinary failure of the tests.
conclusion_failed_tests = { $tests ->
    [one] { $tests } test did not pass, but not of memory: it is an ordinary failure of the tests.
   *[other] { $tests } tests did not pass, but not of memory: it is an ordinary failure of the tests.
}
conclusion_unrecorded = How the run ended was not recorded: there is no conclusion.
conclusion_incomplete = The run did not come to its end: there is no conclusion.

# What to do now, one sentence each.
step_run_again = What is told below was measured until then; run it again.
step_more_behind = The run did not come to its end either: more may be behind this.
step_not_proved = Nothing proves that it was memory: a job that is cancelled ends in the same way. See the evidence of the batch.
step_isolate = No test is accused yet: run each one in a process of its own.
step_red_flags = Look there for large files that are loaded, fixtures with `scope="module"` or `scope="session"`, data that piles up in globals, and DataFrames that are never freed.
step_finding = { $finding }. { $hint }
step_more_findings = { $number ->
    [one] … and { $number } more finding.
   *[other] … and { $number } more findings.
}
step_mend = Mend that, and run again: with every batch green you are done.
step_mend_tests = Mend the tests as you would without oomscope.
step_findings_too = { $findings ->
    [one] Besides that there is memory to look at: { $findings } finding.
   *[other] Besides that there is memory to look at: { $findings } findings.
}

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

column_batch = batch
column_tests = tests
column_test = test
column_ending = ending
column_proof = proof
column_peak = peak
column_kept = kept
column_time = time
column_outcome = outcome

heading_now = What now
heading_budget = Budget
heading_comparison = Before and after
heading_findings = Findings
heading_hunt = What the hunt says besides
heading_batches = Batches
heading_highest_peak = Tests with the highest peak
heading_keep_most = Tests that keep most
heading_not_green = Not green
heading_recording = About the recording
heading_memory = Memory over time
heading_comment = Memory of the tests

summary_more = … and { $number } more
summary_more_batches = { $number ->
    [one] … and { $number } more batch
   *[other] … and { $number } more batches
}
summary_drawing = From 0 to { $top_bytes }; one line for each batch.
summary_output = The end of what batch { $batch } printed
summary_artifact = The artifact of this run holds everything. Drop it on oomscope's page as it is, or download it and run { $command }.
# In Markdown.
summary_artifact_linked = The artifact is [at the end of the run's page]({ $url }#artifacts). Drop it on oomscope's page as it is, or download it and run { $command }.
summary_left_out = Left out here for its size: { $parts }. All of it is in the artifact.
left_out_title = the title
left_out_answer = the answer
left_out_conclusion = what to do now
left_out_budget = the budget
left_out_comparison = the comparison
left_out_findings = { $number ->
    [one] { $number } finding
   *[other] { $number } findings
}
left_out_hunt = what the hunt says besides
left_out_drawing = the drawing
left_out_batches = the table of batches
left_out_tests = { $number ->
    [one] { $number } table of tests
   *[other] { $number } tables of tests
}
left_out_not_green = the list of failed tests
left_out_outputs = { $number ->
    [one] { $number } output
   *[other] { $number } outputs
}
left_out_recording = the warnings of the recording
left_out_artifact = the way to the artifact

comment_without_base = There is no run of the base branch to compare with.

annotation_memory = Memory
annotation_recording = The recording
annotation_budget = Budget: { $rule }
annotation_death = { $ending } in batch { $batch }
annotation_victim = { $test } was running when batch { $batch } died ({ $ending }, { $proof }); it need not be the cause.
annotation_test = Test { $outcome }
annotation_reproduce = See it again: { $command }
annotation_more = … and { $number } more; the summary of the job has them.

# (end of section)

## Budgets.

budget_nothing = No budget to keep: nothing was checked.
budget_kept = { $limits ->
    [one] Budget kept: { $limits } limit held.
   *[other] Budget kept: { $limits } limits held.
}
budget_broken = { $limits ->
    [one] Budget broken: { $broken } of { $limits } limit.
   *[other] Budget broken: { $broken } of { $limits } limits.
}
# What stands before a line under the headline.
budget_is_broken = broken
budget_is_unknown = unknown
budget_is_ignored = ignored
budget_is_expired = expired
budget_is_unused = unused
budget_more = And { $number } more.

budget_peak = The run's peak is { $measured_bytes }, and `peak` allows { $allowed_bytes }.
budget_retained = All tests together keep { $measured_bytes }, and `retained` allows { $allowed_bytes }.
budget_test_retained = { $test } keeps { $measured_bytes }, and `test-retained` allows { $allowed_bytes }.
budget_test_needs = { $test } needs at once { $measured_bytes }, and `test-needs` allows { $allowed_bytes }.
budget_test_peak = { $test } reaches { $measured_bytes }, and `test-peak` allows { $allowed_bytes }.
budget_peak_growth = The run's peak grew from { $before_bytes } to { $after_bytes } ({ $grown_change_bytes }), and `growth.peak` allows { $allowed_change_bytes }.
budget_retained_growth = What the tests of both runs keep together grew from { $before_bytes } to { $after_bytes } ({ $grown_change_bytes }), and `growth.retained` allows { $allowed_change_bytes }.
budget_test_peak_growth = The peak of { $test } grew from { $before_bytes } to { $after_bytes } ({ $grown_change_bytes }), and `growth.test-peak` allows { $allowed_change_bytes }.
budget_test_retained_growth = What { $test } keeps grew from { $before_bytes } to { $after_bytes } ({ $grown_change_bytes }), and `growth.test-retained` allows { $allowed_change_bytes }.

budget_no_figure = `{ $rule }`: the run has no such figure.
budget_no_baseline = Growth and regression: there is no baseline; give one with `--baseline`.
budget_inconclusive = Regression: { $verdict }
budget_ignored = { $finding }. Ignored: { $reason }
budget_expired_and_met = "{ $reason }" was ignored until { $day }; it counts again.
budget_expired = "{ $reason }" was ignored until { $day }; nothing needs it any more, so the entry can go.
budget_unused_tests = The tests entry `{ $entry }` matches nothing.
budget_unused_ignore = The ignore entry "{ $entry }" matches nothing.

# In an oomscope.toml that is written.
budget_file_head = Written by `oomscope baseline` from a run of { $day }: what it measured and { $room_percent } above.
budget_file_keys = What each key means: docs/budgets.md.
budget_file_measured = measured: { $measured_bytes }
budget_file_reason = known when this file was written

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

import_from = Imported from { $tool }. How the run ended was not recorded, and what oomscope would have measured is missing.
import_without_date = The file does not say when the run was; 1970 stands for that.
import_functions = Its tests are the functions that were marked with `@profile`, call by call.
import_with_children = The curve is the process and its children together (`--multiprocess`).
import_children_unknown = The file does not say whether its samples include child processes (`--include-children`).
import_command_unknown = The file does not say which command it was, nor whether its samples include child processes (`--include-children`).
import_allocated = Its peak is what was allocated at once, as memray saw it, and not resident memory. It is fair to compare it with another file of memray only.
import_older_sessions = { $sessions ->
    [one] The file holds { $sessions } older session as well; this is the newest one.
   *[other] The file holds { $sessions } older sessions as well; this is the newest one.
}
import_peaks_above = Peaks of tests are above what the process used when the session began; how much that was is not in the file, and neither is the peak of the process.
import_passed_only = pytest-monitor writes down tests that passed and no others; classes are missing in their names.
import_local_times = Times are those of the machine's own clock, whose zone is not in the file; they are given as UTC.

thinned_curves = To keep this file small its curves hold { $kept } of { $samples } samples: of each stretch the lowest and the highest, so that no peak is lost. The original artifact holds all.
export_samples = all { $samples }
export_samples_thinned = { $kept } of { $samples }: of each stretch the lowest and the highest, so that no peak is lost
export_victim = It was running when its batch ended: { $ending }. It is the victim, which need not be the culprit.
export_ran = Its batch ended: { $ending }. Which of its tests is at fault is not known.
export_not_run = It was not run.
export_outcome = Its outcome is: { $outcome }.
export_earlier_attempt = an earlier attempt
export_left_out = … { $before_bytes } before this are left out

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

# (end of section)

## The terminal.

# (end of section)

## Files that do not open.

# (end of section)

## Charts.

# (end of section)

## The page.

# (end of section)
