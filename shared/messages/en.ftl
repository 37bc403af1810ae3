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

# (end of section)

## Tables, summaries and comments of a run.

# (end of section)

## Budgets.

# (end of section)

## Imports, exports and merged shards.

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

verdict_fixed = Fixed
verdict_improved = Improved
verdict_unchanged = Unchanged
verdict_regressed = Regressed
verdict_inconclusive = Inconclusive
# The headline: the verdict and its figures, or what keeps it open.
verdict_decided = { $verdict }: { $figures }.
verdict_open = Inconclusive: { $doubt }.
verdict_open_seen = Inconclusive: { $doubt }. Seen: { $figures }.
verdict_and_failing = { $verdict } { $tests ->
    [one] { $tests } test newly fails.
   *[other] { $tests } tests newly fail.
    }
verdict_no_more_deaths = no batch dies of memory any more ({ $before } did)
verdict_new_deaths = { $after ->
    [one] { $after } batch dies of memory
   *[other] { $after } batches die of memory
    } (none did)
verdict_deaths_still = still { $deaths ->
    [one] { $deaths } memory death
   *[other] { $deaths } memory deaths
    }
verdict_deaths = memory deaths { $before } → { $after }
verdict_peak = peak { $before } → { $after }
verdict_peak_within = peak { $before } → { $after } (within noise)
verdict_peak_moved = peak { $before } → { $after } ({ $change_percent })
verdict_peak_moved_at_least = peak { $before } → { $after } ({ $change_percent } or more)
verdict_kept = memory kept by the tests { $before_bytes } → { $after_bytes }
verdict_kept_within = memory kept by the tests { $before_bytes } → { $after_bytes } (within noise)
# A peak, and one that deaths hide: the true one can be higher.
peak_exact = { $bytes }
peak_at_least = ≥ { $bytes }
peak_at_least_in_words = at least { $bytes }
clause_next = { $clauses }; { $clause }
# Doubts are clauses: they stand in a sentence behind a colon.
doubt_frameworks = the runs are of different frameworks
doubt_stopped = the { $run ->
    [first] first
   *[second] second
    } run was stopped before its end
doubt_recorder_killed = the recorder of the { $run ->
    [first] first
   *[second] second
    } run was killed before its end
doubt_no_peak = the { $run ->
    [first] first
   *[second] second
    } run has no peak
doubt_no_batch = one of the runs has no batch
doubt_no_common_test = no test ran in both runs
doubt_repeats_disagree = the repeated runs disagree
doubt_both_ways = the figures point both ways
doubt_both_died = both runs died of memory, so what they need is not known
doubt_figures = the figures allow no verdict
doubt_room = the runs had different room: { $first_bytes } in the first, { $second_bytes } in the second
doubt_room_unknown = how much room each run had is not known
doubt_other_deaths = the { $run ->
    [first] first
   *[second] second
    } run had { $deaths ->
    [one] { $deaths } death
   *[other] { $deaths } deaths
    } by a signal from elsewhere, which may have been of memory too
doubt_victim = a test that died of memory ran in the { $run ->
    [first] first
   *[second] second
    } run only
doubt_missing = { $missing ->
   *[other] { $missing }
    } of the { $ran ->
    [one] { $ran } test
   *[other] { $ran } tests
    } of the { $run ->
    [first] first
   *[second] second
    } run did not run, or not as far, in the { $run ->
    [first] second
   *[second] first
    }
doubt_peak_hidden = deaths hide the true peak of the { $run ->
    [first] first
   *[second] second
    } run
doubt_batches_cut = the batches were cut differently ({ $first } in the first run, { $second } in the second)
batches_whole = all tests in one process
batches_of = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } per process
doubt_kept_of_few = what tests keep was measured alike in both runs for { $measured } of { $ran } only
# Reasons are whole sentences.
reason_repeats = { $before }; { $after }. The run with the middle peak stands for its side.
repeated_runs = { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
    } { $run ->
    [first] before
   *[second] after
    }
repeated_runs_peaks = { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
    } { $run ->
    [first] before
   *[second] after
    }, peaks { $low_bytes } to { $high_bytes }
reason_left_out = { $runs ->
    [one] { $runs } run was
   *[other] { $runs } runs were
    } left out: not finished, or without a peak.
reason_pairings = Each run was also compared with the one that stands for the other side: { $agreeing ->
    [one] { $agreeing } of { $pairings ->
       *[other] { $pairings } pairings
        } comes
   *[other] { $agreeing } of { $pairings ->
       *[other] { $pairings } pairings
        } come
    } to this verdict.
reason_same_run = Both sides are the same run.
reason_open = No verdict: { $doubt }.
reason_deaths = Batches that died of memory: { $first ->
    [0] none
   *[other] { $first }
    } of { $first_batches } did in the first run, { $second ->
    [0] none
   *[other] { $second }
    } of { $second_batches } did in the second run.
reason_like_for_like = Room, batches and tests were comparable, so the suite itself made that difference.
reason_dies_anyway = A run that dies of memory is not fine, whatever its other figures are.
reason_deaths_prove_nothing = That alone proves nothing: { $doubts }.
reason_likely_deaths = Of the memory deaths in the { $run ->
    [first] first
   *[second] second
    } run { $deaths ->
    [one] { $deaths } is
   *[other] { $deaths } are
    } likely rather than certain.
reason_peak_moved = The peak went from { $before } to { $after }: { $size ->
    [small] a small
    [moderate] a moderate
   *[large] a large
    } { $way ->
    [fall] fall
   *[rise] rise
    }, beyond the noise of ±{ $noise_bytes }.
reason_peak_moved_beyond = The peak went from { $before } to { $after }: { $size ->
    [small] a small
    [moderate] a moderate
   *[large] a large
    } { $way ->
    [fall] fall
   *[rise] rise
    }, beyond the noise of ±{ $noise_bytes }, and beyond what can be laid to this: { $doubt }.
reason_peak_within = The peaks, { $before } and { $after }, differ by { $difference_bytes }, which is within the noise of ±{ $noise_bytes }.
reason_peak_unclear = The peaks, { $before } and { $after }, prove nothing: { $doubts }.
reason_kept_not_measured = What single tests keep was measured in neither run; only peaks and deaths are judged.
reason_kept_not_judged = What the tests keep is not judged: { $doubt }.
reason_kept_within = The { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } measured alike in both runs together kept { $before_bytes } before and { $after_bytes } after, which is within the noise of ±{ $noise_bytes }.
reason_kept_moved = The { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } measured alike in both runs together kept { $before_bytes } before and { $after_bytes } after: { $size ->
    [small] a small
    [moderate] a moderate
   *[large] a large
    } { $way ->
    [fall] fall
   *[rise] rise
    }, beyond the noise of ±{ $noise_bytes }.
reason_kept_gone = { $moved } No more than { $limit_percent } of it is left, so it counts as gone.
reason_kept_left = { $moved } More than { $limit_percent } of it is left, so it does not count as gone.
reason_finding_left = A finding of the first run is still there, so its problem does not count as gone.
reason_newly_failing = { $tests ->
    [one] { $tests } test newly fails
   *[other] { $tests } tests newly fail
    }: { $names }. The verdict is about memory alone.
reason_newly_passing = { $tests ->
    [one] { $tests } test no longer fails
   *[other] { $tests } tests no longer fail
    }: { $names }.
test_turned = { $test } ({ $before } → { $after })
names_more = { $more } more
reason_only_in = { $tests ->
    [one] { $tests } test is
   *[other] { $tests } tests are
    } in the { $run ->
    [first] first
   *[second] second
    } run only.
reason_noise_measured = Judged by a noise of ±{ $peak_bytes } for the peak and ±{ $kept_bytes } for what the tests keep: how far repeated runs lie apart, but at least { $floor_percent } of the larger figure and { $floor_bytes } for a run.
reason_noise_assumed = Each side is one run, so its noise was not measured; assumed are { $floor_percent } of the larger figure, but at least { $run_floor_bytes } for a run and { $test_floor_bytes } for what one test keeps.
reason_commands = The commands of the two runs differ.
reason_machines = The runs are of different machines or set-ups, which can shift every figure: { $differences }.
machine_architecture = processor architecture
machine_processors = number of processors
machine_memory = memory
machine_python = Python version
reason_both_sampled = Both peaks are the highest samples of a process tree; shorter peaks between two samples can lie above them.
reason_measured_differently = One peak is the kernel's high-water mark of one process, the other the highest sample of a process tree, which adds processes up and can miss a short peak.

# (end of section)

## Tables of two runs.

side_before = before
side_after = after
# The runs side by side.
compare_command = command
compare_commit = commit
compare_run = run
compare_run_finished = finished
compare_run_stopped = stopped early
compare_run_cut = cut off
compare_limit = limit
compare_no_limit = none
compare_peak = peak
compare_kept = kept by tests
compare_memory_deaths = memory deaths
compare_other_deaths = other deaths
compare_batches = batches
compare_tests = tests
compare_time = time
# The tests.
compare_tests_in_both = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } in both runs: { $changed } changed, { $unchanged } unchanged
compare_newly_failing = { $tests } newly failing
compare_newly_passing = { $tests } no longer failing
compare_only_first = { $tests } only in the first run
compare_only_second = { $tests } only in the second run
compare_tests_line = { $clauses }.
compare_changed_most = changed most
compare_test_kept = kept
compare_test_change = change
compare_test_peak = peak
compare_test_outcome = outcome
compare_kept_before = kept before
compare_peak_before = peak before
compare_more = … and { $more } more
# What became of findings.
compare_findings = Findings:
finding_across_runs = { $fate }: { $finding }.
fate_new = new
fate_stayed = stayed
fate_still_kept = not found again; its tests still keep { $kept_bytes }
fate_still_needed = not found again; its tests still need { $needed_bytes } at once
fate_still_kept_by_all = not found again; all tests together still keep { $kept_bytes }
fate_tests_not_run = not found again, but { $tests ->
   *[other] { $tests }
    } of its tests did not run, or not as far
fate_not_measured = not found again; no figure tells whether it is gone
fate_gone = gone
fate_not_looked_for = only in one run, the other did not look for it
compare_renamed = Perhaps renamed (not joined):
compare_why = Why:
compare_how = How this verdict was reached

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
