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
