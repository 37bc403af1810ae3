### The words of oomscope in English. docs/design/messages.md says how this file is written and read.
###
### A message is `key = pattern`. Units stand in the names of parameters: `…_bytes`, `…_change_bytes` (with its
### sign), `…_ms`, `…_percent`, `…_change_percent`; the reader's language and units decide how they are written.
### A parameter can be a message itself, or a list. Every key and parameter here stands in every other language,
### and the program is written against this file: a key that is not here does not compile.
###
### A section that ends in `Not in the page.` is left out of the page's program, which is weighed: what it says is
### neither said by the page nor stored in artifacts. One that ends in `Only read by the page.` is left out as well:
### the page makes none of its messages, and shows those of artifacts by the words that stand there, or by those
### of a catalogue that it has loaded.

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
ending_preempted = preempted
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
ending_told_from_elsewhere = Batch { $batch } was ended by { $signal } from elsewhere after { $time_ms }; who sent it is not known
ending_told_own_signal = Batch { $batch } sent itself { $signal } after { $time_ms }
ending_told_crashed = Batch { $batch } crashed with { $signal } after { $time_ms }
ending_told_exited = Batch { $batch } ended by itself after { $time_ms }, with a code that is not known
ending_told_exited_with_code = Batch { $batch } ended by itself after { $time_ms } with code { $code }, whose meaning oomscope does not know
ending_told_no_tests = Batch { $batch } found no test to run
ending_told_collection_failed = Batch { $batch } could not collect its tests
ending_told_preempted = Batch { $batch } did not fit beside the other batches and ended after { $time_ms }; its tests ran again
ending_told_interrupted = Batch { $batch } did not come to its end: the run stopped { $time_ms } after it began
ending_told_not_run = Batch { $batch } was planned and never started.
ending_told_unrecorded = How batch { $batch } ended after { $time_ms } was not recorded.
ending_signal = signal { $number }
ending_signal_unknown = a signal

# What an ending rests on. First what oomscope itself did.
evidence_over_limit = oomscope killed the batch: its processes together used { $over_bytes } more than the limit of { $limit_bytes }.
evidence_oom_killed = The kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } in the batch's own cgroup at the limit of { $limit_bytes }, by the count of that cgroup. oomscope killed the rest of the batch.
evidence_stalled = oomscope killed the batch: it stood still at its limit of { $limit_bytes }. For { $still_ms } no test began or ended and nothing was printed, and { $stalled_percent } of that time every task waited for memory.
evidence_preempted = It used { $used_bytes } where { $reserved_bytes } had been expected, and did not fit beside the other batches any more. What it left runs again, alone.
evidence_under_share = Its limit was { $share_bytes }, its share of { $whole_bytes } beside other batches. What it left and what failed in it runs again, alone.
evidence_received = oomscope itself received { $signal } and ended the batch: the job was cancelled, or the unit it runs in was stopped. This says nothing about the batch's memory.
evidence_received_after_kills = But the kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } of this machine for memory meanwhile. Where such a kill happens in a systemd unit, the rest of the unit is stopped for it by SIGTERM (`OOMPolicy=stop`), which looks like this.
evidence_time_of_batch = oomscope ended the batch after its time-out of { $timeout_ms }; { $how }.
evidence_time_of_test = oomscope ended the batch because the test `{ $test }` had run for longer than the time-out of a test, { $timeout_ms }; { $how }.
evidence_time_of_some_test = oomscope ended the batch because a test had run for longer than the time-out of a test, { $timeout_ms }; { $how }.
evidence_time_of_exit = oomscope ended the batch because its process was still there { $timeout_ms } (the time-out of a test) after { $framework }'s session had ended: a thread or a handler at exit did not end; { $how }.
# How it went, at the end of these four.
evidence_ended_when_asked = it ended when asked
evidence_had_to_be_killed = it did not end when asked and was killed
evidence_soft_stop = oomscope told { $framework } to stop after the running test: the batch had crossed the soft line with { $reached_bytes }; the rest goes on in a fresh process.

# How the main process ended.
evidence_signal = The main process was ended by { $signal } (exit code { $code } in a shell); oomscope did not send it.
evidence_signal_by_shell = The main process ended with exit code { $code }, by which a shell reports that its command was ended by { $signal }.
evidence_signal_by_python = The main process ended with exit code { $code }, by which a Python program reports that its command was ended by { $signal }.
evidence_end_unknown = How the main process ended could not be learned.
evidence_plugin_lost = Its plugin fell silent in the middle of the session, while the process lived on.
evidence_guard_killed = The guard of the batch, the process that keeps it together, was killed, and the batch with it.
evidence_lists_tests = This was the process that lists the tests.
evidence_journal_ends = The journal ends inside this batch: the recorder was killed, and how the batch itself would have ended is not known.

# Who sent a signal, and what it means.
evidence_self_test = The test `{ $test }` sent it to itself by `{ $function }`; that is no sign of a want of memory.
evidence_self_some_test = A running test sent it to itself by `{ $function }`; that is no sign of a want of memory.
evidence_self_no_test = While no test was running, { $framework }'s own process sent it to itself by `{ $function }`; that is no sign of a want of memory.
evidence_own_kills = By the count of the batch's own cgroup the kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } there at its limit.
evidence_logged_main = The kernel's log says that it killed this very process for memory: { $kill }.
# A process in the kernel's log, and why it was killed.
evidence_kill_at_limit = `{ $process }` ({ $pid }, at the limit of its cgroup)
evidence_kill_machine_full = `{ $process }` ({ $pid }, because the machine was full)
evidence_counted = Meanwhile the kernel's count of OOM kills on this machine (`/proc/vmstat oom_kill`) rose by { $kills }.
evidence_counted_others = Meanwhile the kernel's count of OOM kills on this machine (`/proc/vmstat oom_kill`) rose by { $kills }, but the kernel's log names other processes for it, so who killed this one is not known.
evidence_none_in_cgroup = The kernel counted no OOM kill in the batch's own cgroup, so the kernel did not kill for memory here.
evidence_none_on_machine = The kernel's count of OOM kills on this machine (`/proc/vmstat oom_kill`) did not rise, so the kernel did not kill for memory here.
evidence_sender_unknown = Who sent the signal is not known.
evidence_short_killed = { $shortage }. A program that watches memory, such as systemd-oomd or earlyoom, kills then; whether one did is not known.
evidence_short_asked = { $shortage }. A program that watches memory, such as earlyoom, sends SIGTERM then; whether one did is not known.
evidence_uncounted = Whether the kernel killed for memory cannot be read on this machine, and who sent the signal is not known.
evidence_uncounted_short = Whether the kernel killed for memory cannot be read on this machine. { $shortage }, so that is likely.
# What speaks of a want of memory, at the beginning of a sentence.
evidence_shortage_of_room = At its last sample the batch had { $last_bytes } of the { $room_bytes } that were there for it
evidence_shortage_on_machine = In the last ten seconds every task of the machine waited for memory { $pressure_percent } of the time
evidence_asked_with_oomscope = oomscope received { $signal } as well, so all of the job was asked to end: it was cancelled, or the unit it runs in was stopped.
evidence_asked_alone = The kernel's OOM killer sends no such signal, and oomscope received none. Who sent it is not known; it may have been the test itself or a process that it started.
evidence_asked_after_kills = The kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } of this machine for memory meanwhile. A service manager stops the rest of a unit for that, but then oomscope would have been asked to end, too.
evidence_abort = A process sends that to itself by `abort`: a runtime or a library found something that must not be.
evidence_bus_error = That is the sign of a fault in native code, or of a mapped file that got no memory, for example on a full `/dev/shm`.
evidence_core_dump = Somebody or something asked for a core dump by it.
evidence_native_fault = That is the sign of a fault in native code.
evidence_fault_place = Python's fault handler saw it there: { $place }.
evidence_broken_pipe = The process wrote into a pipe that nobody reads any more.
evidence_alarm = An alarm that the process had set itself went off.
evidence_processor_time = The limit of processor time of the process was used up (`ulimit -t`).
evidence_file_size = The process wrote a file past its limit of size (`ulimit -f`).
evidence_sandbox = The process made a system call that its sandbox forbids (seccomp).

# What an exit code means.
evidence_left_test = The test `{ $test }` left by `{ $function }` with exit code { $code }, so { $framework } could not go on.
evidence_left_some_test = A running test left by `{ $function }` with exit code { $code }, so { $framework } could not go on.
evidence_left_no_test = While no test was running, { $framework }'s own process left by `{ $function }` with exit code { $code }.
evidence_replaced_test = The test `{ $test }` replaced { $framework }'s process by `{ $program }` (`{ $function }`), which ended with exit code { $code }.
evidence_replaced_some_test = A running test replaced { $framework }'s process by `{ $program }` (`{ $function }`), which ended with exit code { $code }.
evidence_replaced_no_test = While no test was running, { $framework }'s own process became `{ $program }` (`{ $function }`), which ended with exit code { $code }.
evidence_left_midway = The main process left with exit code { $code }, but { $framework }'s session never came to its end: something called the system's `exit` or replaced the process.
evidence_other_status = { $framework }'s session ended with status { $status }, but the main process with exit code { $code }.
evidence_no_list = The process that lists the tests of { $framework } ended with exit code { $code } and without a list; what it printed says why.
evidence_no_test = { $framework } has no test to run.
evidence_code = { $framework } ended by itself with exit code { $code }: { $meaning }.
evidence_command_code = The command ended by itself with exit code { $code }.
evidence_command_code_failed = The command ended by itself with exit code { $code }, by which most test runners report failed tests.
evidence_command_code_means = The command ended by itself with exit code { $code }: { $meaning }.
# Meanings of exit codes, behind a colon.
evidence_code_passed = every test passed
evidence_code_failed = tests failed
evidence_code_collection_failed = collection failed
evidence_code_session_interrupted = the session was interrupted
evidence_code_pytest_internal = pytest met an internal error
evidence_code_pytest_usage = the command line, an ini file or a conftest.py could not be used
evidence_code_none_collected = no test was collected
evidence_code_none_run = no test was run
evidence_code_not_built = the tests could not be built
evidence_code_usage = the command line could not be used
evidence_code_without_meaning = a code that is not among those it documents
evidence_code_timeout = by this `timeout` says that the time it gave was up
evidence_code_launcher_failed = by this `timeout`, `env` and `docker run` say that they themselves failed
evidence_code_not_executable = by this a shell says that the program cannot be executed
evidence_code_no_program = by this a shell says that there is no such program

# What became of the other processes of the batch.
evidence_late_workers = oomscope killed { $workers ->
    [one] { $workers } worker
   *[other] { $workers } workers
    } of pytest-xdist, whose test had run for longer than the time-out of a test; the others went on.
evidence_worker_word = A worker of pytest-xdist ended itself: the test `{ $test }` { $deed }.
# What a process did to itself, as the rest of a sentence about a test or a process.
evidence_deed_signal = sent { $signal } to itself by `{ $function }`
evidence_deed_exit = left by `{ $function }` with exit code { $code }
evidence_deed_replaced = replaced its process by `{ $program }` (`{ $function }`)
evidence_crashed_workers = pytest-xdist says that { $workers ->
    [one] { $workers } worker
   *[other] { $workers } workers
    } died in a test; it went on without.
evidence_dead_orphan = `{ $process }`, a process of the batch whose parent had gone, was ended by { $signal }.
evidence_own_kills_of_others = By the count of the batch's own cgroup the kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } there at its limit, though not the main one.
evidence_logged_child = The kernel's log says that it killed a process of this batch for memory: { $kill }.
evidence_logged_children = The kernel's log says that it killed processes of this batch for memory: { $kill } and { $others } more.
evidence_kills_and_worker = Meanwhile the kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } of this machine for memory (`/proc/vmstat oom_kill`), so the worker was likely one of them.
evidence_kills_of_anybody = Meanwhile the kernel killed { $kills ->
    [one] { $kills } process
   *[other] { $kills } processes
    } of this machine for memory (`/proc/vmstat oom_kill`); whether one of this batch was among them is not known.
evidence_outlived = { $processes ->
    [one] { $processes } process outlived the main process and was killed
   *[other] { $processes } processes outlived the main process and were killed
    }: { $outlived }.
evidence_outlived_process = { $process } ({ $pid })
evidence_outlived_process_outside = { $process } ({ $pid }, started outside of any test)
evidence_outlived_process_of_test = { $process } ({ $pid }, started in { $test })
evidence_outlived_process_of_tests = { $process } ({ $pid }, started in one of { $tests })
evidence_refused = The end of the output says that an allocation was refused: `{ $refusal }`.
advice_heap_limit = V8 gave up at the limit of its own heap, which is neither the machine's nor the batch's. `NODE_OPTIONS=--max-old-space-size=N`, in MiB, raises it.
advice_heap_limit_of_room = V8 gave up at the limit of its own heap, which is neither the machine's nor the batch's. `NODE_OPTIONS=--max-old-space-size=N`, in MiB, raises it; there was room for { $room_bytes }.
evidence_jvm_lost = The build tool says that the JVM of the tests ended before it was done: `{ $words }`.
evidence_jvm_signal = By that code a shell reports that the JVM was ended by { $signal }.
evidence_jvm_fault = The JVM says by what it crashed: `{ $words }`.
evidence_jvm_report = Its report of the crash is `{ $path }`.
advice_jvm_heap = The heap of the tests' JVM was full at its own limit, which is neither the machine's nor the batch's. `-Xmx` (Surefire's `argLine`, Gradle's `maxHeapSize`) raises it.
advice_jvm_heap_of_room = The heap of the tests' JVM was full at its own limit of { $heap_bytes }, which is neither the machine's nor the batch's. `-Xmx` (Surefire's `argLine`, Gradle's `maxHeapSize`) raises it; there was room for { $room_bytes }.
advice_jvm_metaspace = What the tests' JVM knows of classes was at its own limit. `-XX:MaxMetaspaceSize` raises it; if it fills again, class loaders are kept, each with all classes that it has loaded.
advice_jvm_direct = The tests' JVM had as many direct buffers as its own limit allows. `-XX:MaxDirectMemorySize` raises it (without it, it is as large as the heap's, `-Xmx`); buffers are freed when what refers to them is collected.
advice_jvm_threads = The system refused the tests' JVM a thread: it has a limit of processes (`ulimit -u`, `pids.max` of the cgroup) or no memory for the stack. As a rule threads or executors are begun that no test stops.
advice_jvm_array = An array was asked for that no JVM can have, whatever its limits are.
advice_jvm_refused = The system had no memory for the tests' JVM itself, although its heap was not full: the machine or the batch was, or `-Xms` or `-Xmx` (Surefire's `argLine`, Gradle's `maxHeapSize`) is more than there is.
advice_jvm_refused_of_room = The system had no memory for the tests' JVM itself, although its heap was not full: there is room for { $room_bytes } in all, which Maven's or Gradle's own JVM needs a part of. Set `-Xms` and `-Xmx` (Surefire's `argLine`, Gradle's `maxHeapSize`) well below that.
advice_jvm_above_limit = The tests' JVM may fill a heap of { $heap_bytes } (`-Xmx`, a quarter of the memory if nobody sets it), and the batch may have { $limit_bytes }: with all that it needs beside the heap it is ended before it must collect. Set `-Xmx` (Surefire's `argLine`, Gradle's `maxHeapSize`) well below that, so that garbage is collected in time, and what really stays ends with an OutOfMemoryError that says so.

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
remark_culprit = was running when its batch ended ({ $ending }), and a finding names it as a culprit
remark_victim = was running when its batch ended ({ $ending }); that makes it the victim, not necessarily the cause

## Limits.

limit_given = { $limit_bytes } by `--memory-limit`.
limit_asked = { $limit_bytes }, as asked for with `--memory-limit`.
limit_asked_beyond = { $limit_bytes }, as asked for with `--memory-limit`. That is more than there is: { $source } is { $left_bytes }.
limit_share = { $limit_bytes }: { $share_percent } of { $left_bytes }, { $source }.
limit_automatic = { $limit_bytes }: { $source }, { $left_bytes }, less a reserve of { $reserve_bytes } for everything else.
room_of_machine = what the machine has available
room_of_cgroup = what the cgroup `{ $group }` leaves of its { $group_bytes }
limiter_by_watchdog = `--limiter watchdog`.

## Why one limiter and not another. Only read by the page.

limiter_asked = `--limiter { $limiter }` asked for it: { $how }.
limiter_best = The best that works here: { $how }.
limiter_best_not_others = The best that works here: { $how }. What does not: { $others }.
limiter_not = { $limiter } ({ $why })
limiter_how_group = each batch has a group of its own
limiter_how_watch = oomscope ends the batch when it sees its process tree above the limit
limiter_how_scope = { $manager }
limiter_how_scope_no_policy = { $manager }, which knows no OOMPolicy for scopes here
# Why a limiter cannot be had, as the rest of a sentence.
limiter_no_v2 = cgroup v2 is not mounted
limiter_no_v1 = the memory controller of cgroup v1 is not mounted
limiter_no_systemd = systemd does not run here
limiter_no_joining = no process may be put into a group of its own ({ $error })
limiter_group_unmade = cannot make a group: { $error }
limiter_v1_no_group = in the memory cgroup no group may be made ({ $error })
limiter_v2_no_controller = in the cgroup `{ $group }` there is no memory controller
limiter_v2_no_group = in the cgroup `{ $group }` no group may be made ({ $error })
limiter_v2_in_use = in the cgroup `{ $group }` the memory controller is not handed on, because processes are in it
limiter_v2_not_handed_on = in the cgroup `{ $group }` the memory controller cannot be handed on ({ $error })
limiter_scope_not = { $manager }: { $why }
limiter_scope_silent = it failed without a word
limiter_scope_no_hold = it made a scope, but the limit did not take hold
limiter_watch_unseen = `/proc` does not show the processes that oomscope starts ({ $error })
limiter_watch_unlisted = `/proc` does not say which processes oomscope has started
limiter_none = nothing here can enforce a memory limit: { $reasons }

## The answer of a run.

# A clause as a sentence.
sentence = { $clause }.
# At the end of a list that would be too long.
more = { $number } more

# How many batches ran at the same time: with one, its peak is that of the run.
answer_with_peak = { $clause }; { $at_once ->
    [1] memory
   *[other] the largest batch
    } peaked at { $peak_bytes }.
answer_peak = { $at_once ->
    [1] Memory
   *[other] The largest batch
    } peaked at { $peak_bytes }.
answer_without_peak = Memory was not measured.
answer_charged = Held against the limit of { $limit_bytes } were { $charged_bytes }: it counts a page once, however many processes share it, and what others had loaded before not at all.

answer_stopped = The run was stopped
answer_stopped_early = The run was stopped before a test was known
answer_cut = The recorder was killed
answer_cut_early = The recorder was killed before a test was known
# One of these two, where tests are known.
answer_with_outcomes = { $tests ->
    [one] { $clause }; { $ended } of { $tests } test has an outcome
   *[other] { $clause }; { $ended } of { $tests } tests have an outcome
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
answer_died = { $tests ->
    [one] { $died } of { $tests } test died
   *[other] { $died } of { $tests } tests died
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
count_interrupted = { $tests } interrupted
count_ran = { $tests } ran
count_not_run = { $tests } not run

answer_flaky = Flaky (failed or died first, and passed when run again): { $tests }.
answer_own_doing = { $number ->
    [1] Died by its own doing: { $tests }.
   *[other] Died by their own doing: { $tests }.
}
answer_culprits_died = { $number ->
    [1] Died, and is a culprit itself: { $tests }.
   *[other] Died, and are culprits themselves: { $tests }.
}
answer_victims = { $number ->
    [1] Victim (the test that was running, not necessarily the cause): { $victims }.
   *[other] Victims (the tests that were running, not necessarily the cause): { $victims }.
}
answer_kept_by_one = The test keeps { $kept_bytes }.
answer_kept_mostly_by = The tests together keep { $kept_bytes }, { $most_bytes } of it by { $test }.
answer_kept_by_all = The tests together keep { $kept_bytes }, { $each_bytes } on average.
lead_keeps = { $who } keeps { $kept_bytes }
lead_keep = { $tests ->
    [one] { $tests } test keeps { $kept_bytes }
   *[other] { $tests } tests keep { $kept_bytes }
}
lead_in = { $lead } in `{ $holder }`
lead_needs = { $who } needs { $needed_bytes } at once
lead_need = { $tests ->
    [one] { $tests } test needs { $needed_bytes } at once
   *[other] { $tests } tests need { $needed_bytes } at once
}
lead_probable = Probably: { $lead }
lead_all_passed = { $lead }; all passed, { $at_once ->
    [1] peak
   *[other] peak of a batch
    } { $peak_bytes }.

## The conclusion of a run, and what to do now. Not in the page.

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
conclusion_hogs = { $batches ->
    [0] No batch was run
    [1] The only batch is green
   *[other] All { $batches } batches are green
}, but { $hogs ->
    [1] a test needs
   *[other] tests need
} too much memory at once.
conclusion_died = { $more ->
    [0] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }). Which test is at fault is not known yet.
    [one] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }), and { $more } more batch. Which test is at fault is not known yet.
   *[other] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }), and { $more } more batches. Which test is at fault is not known yet.
}
conclusion_died_by_itself = { $more ->
    [0] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }): its own test ended it.
    [one] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }), and { $more } more batch: their own tests ended them.
   *[other] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }), and { $more } more batches: their own tests ended them.
}
conclusion_died_and_found = { $more ->
    [0] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }). The hunt found what is at fault.
    [one] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }), and { $more } more batch. The hunt found what is at fault.
   *[other] Batch { $batch } died ({ $ending }, proof: { $proof }; a shell sees exit code { $code }), and { $more } more batches. The hunt found what is at fault.
}
conclusion_failed_batch = Batch { $batch } did not pass ({ $ending }), and memory was not the reason.
conclusion_failed_tests = { $tests ->
    [one] { $tests } test did not pass, and memory was not the reason.
   *[other] { $tests } tests did not pass, and memory was not the reason.
}
conclusion_unrecorded = How the run ended was not recorded: there is no conclusion.
conclusion_incomplete = The run did not come to its end: there is no conclusion.

# What to do now, one sentence each.
step_run_again = What is told below was measured until then; run it again.
step_more_behind = The run did not come to its end either: more may be behind this.
step_not_proved = Nothing proves that it was memory: a job that is cancelled ends in the same way. See the evidence of the batch.
step_no_want = That is no sign of a want of memory: mend the tests as you would without oomscope.
step_isolate = No test is accused yet. `--batch-size 1` runs each in a process of its own, and shows which of them dies alone.
step_red_flags = Look there for large files that are loaded, fixtures with `scope="module"` or `scope="session"`, data that piles up in globals, and DataFrames that are never freed.
step_finding = { $finding }. { $hint }
step_more_findings = { $number ->
    [one] … and { $number } more finding.
   *[other] … and { $number } more findings.
}
step_mend = Mend that, and run again: with every batch green you are done.
step_mend_tests = Mend the tests as you would without oomscope.
step_nothing_ran = None of its tests ran: look at what the command selects, and at what it printed.
step_findings_too = { $findings ->
    [one] Besides that there is memory to look at: { $findings } finding.
   *[other] Besides that there is memory to look at: { $findings } findings.
}

## Who limits, and what was run.

# Who enforces a limit: `it is enforced by …`.
limiter_cgroup_v2 = the kernel (cgroup v2)
limiter_systemd_scope = the kernel (systemd scope)
limiter_cgroup_v1 = the kernel (cgroup v1)
limiter_watchdog = oomscope's watchdog

# Why a batch was run.
pass_observe = observe
pass_retry = retry
pass_isolate = run alone
pass_confirm = repeat
pass_explain = look at what stays

# What was run, in the middle of a sentence.
framework_pytest = pytest
framework_unittest = unittest
framework_django = Django's test runner
framework_cargo = cargo test
framework_nextest = cargo nextest
framework_go = go test
framework_jest = Jest
framework_vitest = Vitest
framework_mocha = Mocha
framework_node_test = node --test
framework_rspec = RSpec
framework_minitest = Minitest
framework_ctest = CTest
framework_gtest = GoogleTest
framework_maven = Maven
framework_gradle = Gradle
framework_junit = JUnit's console launcher
framework_command = the command

## Summaries and comments of a run. Not in the page.

column_batch = batch
column_tests = tests
column_test = test
column_ending = ending
column_proof = proof
column_peak = peak
column_charged = charged
column_kept = kept
column_time = time
column_module = module
column_took = took
column_outcome = outcome

heading_now = What now
heading_budget = Budget
heading_comparison = Before and after
heading_ends = How the batches ended
heading_findings = Findings
heading_hunt = What the hunt says besides
heading_batches = Batches
heading_highest_peak = Tests with the highest peak
heading_keep_most = Tests that keep most
heading_imports = The dearest imports
heading_not_green = Not green
heading_recording = About the recording
heading_memory = Memory over time
heading_comment = Memory of the tests

summary_climbs = Memory climbs from { $from_bytes } to { $to_bytes } over the tests of batch { $batch }. Nobody has looked for what keeps it: `--hunt always` does.
summary_soft_stops = { $batches ->
    [one] Batch { $batch } stopped at the soft line, with { $reached_bytes }; the rest went on in a fresh process.
   *[other] { $batches } batches stopped at the soft line, the first of them batch { $batch }, with { $reached_bytes }; the rest went on in fresh processes.
}
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
left_out_ends = how the batches ended
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

# The two sides of a comparison in the comment on a pull request.
comment_base = base
comment_this_change = this change
comment_without_base = There is no run of the base branch to compare with.

annotation_memory = Memory
annotation_recording = The recording
# Title of a finding.
annotation_finding = { $kind }: { $cause }
annotation_budget = Budget: { $rule }
annotation_death = { $ending } in batch { $batch }
annotation_own_doing = { $test } died by its own doing in batch { $batch } ({ $ending }, { $proof }).
annotation_victim = { $test } was running when batch { $batch } died ({ $ending }, { $proof }); it need not be the cause.
annotation_died = { $test } died in batch { $batch } ({ $ending }, { $proof }); it need not be the cause.
annotation_test = Test { $outcome }
annotation_reproduce = See it again: { $command }
annotation_more = … and { $number } more; the summary of the job has them.

## Budgets. Not in the page.

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

## Merged shards.

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
evidence_shards = { $shards ->
    [one] { $shards } shard met it; what else stands here is of the one that was surest.
   *[other] { $shards } shards met it; what else stands here is of the one that was surest.
    }

## Imports, and curves that were thinned. Only read by the page.

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

## Words of exports, which stand in their files alone. Not in the page.

export_samples = all { $samples }
export_samples_thinned = { $kept } of { $samples }: of each stretch the lowest and the highest, so that no peak is lost
export_own_doing = The test died by its own doing; its batch ended: { $ending }.
export_victim = The test was running when its batch ended: { $ending }. That makes it the victim, which need not be the culprit.
export_ran = The batch of the test ended: { $ending }. Which of its tests is at fault is not known.
export_not_run = The test was not run.
export_outcome = The outcome of the test is: { $outcome }.
export_earlier_attempt = an earlier attempt
export_left_out = … { $before_bytes } before this are left out

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
cause_goroutine = goroutine
cause_child_process = child process
cause_native_heap = native heap
cause_shared_memory = shared memory
cause_dataframe = dataframe
cause_array = array
cause_file_load = file load
cause_gc_disabled = gc disabled
cause_monkeypatch = monkeypatch
cause_runner_reports = runner reports
cause_class_fixture = class fixture
cause_module_state = module state
cause_core_module_patched = core module patched
cause_event_listener = event listener
cause_timer = timer
cause_environment_kept = environment kept
cause_buffer = buffer
cause_worker = worker
cause_promise = promise
cause_open_handle = open handle
cause_static_field = static field
cause_thread_local = thread-local
cause_class_loader = class loader
cause_application_context = application context
cause_large_transient = large transient
cause_unknown = unknown
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
fate_still_kept = not found again; its tests still keep { $kept_bytes }
fate_still_needed = not found again; its tests still need { $needed_bytes } at once
fate_still_kept_by_all = not found again; all tests together still keep { $kept_bytes }
fate_tests_not_run = not found again, but { $tests ->
   *[other] { $tests }
    } of its tests did not run, or not as far
fate_not_measured = not found again; no figure tells whether it is gone
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

## What findings rest on. Only read by the page.

evidence_sequence = { $test } kept { $kept_bytes } when it was first run and nothing when it was repeated; { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } did the same one after the other, so each test adds something of its own.
evidence_in_turn = Repeated, the tests kept nothing after the first time. Run one after the other in one process, each once, { $tests } of { $ran } added { $each_bytes } each, so each test adds something of its own.
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
evidence_native_rounds = { $tests ->
    [one] { $tests } test was
   *[other] { $tests } tests were
    } run { $rounds } times in one process, whose allocations were sampled; each round left about as much.
evidence_native_peak = When most was in use, { $peak_bytes }, `{ $function }` of { $library } had { $part_bytes } of it.
evidence_native_called = { $place } called `{ $entry }`; in it `{ $function }` of { $library } took { $each_bytes } in { $blocks ->
    [one] { $blocks } block
   *[other] { $blocks } blocks
    } each time that nobody gave back.
evidence_native_took = `{ $function }` of { $library } took { $each_bytes } in { $blocks ->
    [one] { $blocks } block
   *[other] { $blocks } blocks
    } each time that nobody gave back.
evidence_holder_grew = `{ $holder }` itself grew.
evidence_stayed = { $objects ->
    [one] { $objects } new object
   *[other] { $objects } new objects
    } of type { $object_type } a repetition, and { $each_bytes } in all, stay below `{ $holder }`.
evidence_stayed_unnamed = What stays of a repetition, { $each_bytes }, hangs on nothing that has a name.
evidence_environment = With it the whole environment of a test file stays each time: its globals and all its modules.
evidence_made_at = It was made at { $place }.
evidence_also_below = { $each_bytes } more a repetition stay below `{ $holder }`.
# Of Go.
evidence_goroutines = Each repetition of { $tests ->
    [one] the test
   *[other] the { $tests } tests
    } leaves { $count ->
    [one] { $count } goroutine more
   *[other] { $count } goroutines more
    }, begun at { $place }; they wait: { $state }.
evidence_goroutines_hold = Together they hold { $each_bytes } of one repetition of a test.
evidence_held_more = What hangs on `{ $holder }` takes { $each_bytes } more with each repetition of a test.
evidence_rounds = All { $tests } tests of { $package } were repeated { $rounds } times in one process; what each round left was the same between the looks.
evidence_stacks_name = The stacks that took it name the tests.
evidence_alone = { $tests ->
    [one] { $tests } test was
   *[other] { $tests } tests were
    } repeated alone in a process to tell whose it is.
evidence_released = Tearing down the fixtures of a wider scope at the end gave { $released_bytes } back.
evidence_run_once = { $repeated } of the { $culprits ->
    [one] { $culprits } culprit
   *[other] { $culprits } culprits
    } { $repeated ->
    [one] was
   *[other] were
    } repeated; { $once ->
    [one] { $once } further one was
   *[other] { $once } further ones were
    } run once after them, and each added to the same holder.
evidence_run_once_like = { $repeated } of the { $culprits ->
    [one] { $culprits } culprit
   *[other] { $culprits } culprits
    } { $repeated ->
    [one] was
   *[other] were
    } repeated; { $once ->
    [one] { $once } further one was run again, and took as much in the same way.
   *[other] { $once } further ones were run again, and each took as much in the same way.
    }
evidence_seen_in_run = { $tests ->
    [one] { $tests } of the culprits was seen to add to the same holder when it ran in the suite.
   *[other] { $tests } of the culprits were seen to add to the same holder when they ran in the suite, each for itself.
    }
evidence_not_run_again = { $tests ->
    [one] { $tests } of the culprits was not run again for want of time; in the run it kept as much as the others.
   *[other] { $tests } of the culprits were not run again for want of time; in the run they kept as much as the others.
    }
evidence_enabler = Without { $test } before them in the same process the others do not grow: only the combination leaks.
evidence_victim = Batch { $batch } died of memory while { $test } ran, which is not among the culprits of this finding.
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
# What makes up the peak of a test that needs too much at once.
evidence_peak_own = With more room it needs { $needed_bytes } above the { $base_bytes } that its process has before the test.
evidence_peak_variable = `{ $name }` in `{ $function }` ({ $place }) was { $size_bytes } of it: { $object_type } of size { $shape }.
evidence_peak_child = The process `{ $command }` was { $size_bytes } of it.
# What broke the limit while modules of tests were imported.
evidence_import_died = Batch { $batch } died of memory while { $file } was imported, which had taken { $grown_bytes } by then, of the { $limit_bytes } that a batch may have.
evidence_import_before = Batch { $batch } died of memory while { $last } was imported; the import of { $file } before it took { $grown_bytes } of the { $limit_bytes } that a batch may have.
evidence_import_other = The import of { $file } took { $grown_bytes }.
# A thread or process that a test leaves running and that fills memory while others run.
evidence_fed = { $tests ->
    [one] { $tests } test grew, { $each_bytes } a repetition, only in a process in which { $starter } had run; without it, it keeps nothing.
   *[other] { $tests } tests grew, { $each_bytes } a repetition, only in a process in which { $starter } had run; without it, they keep nothing.
    }
evidence_left_threads = { $starter } leaves running: { $threads }.
evidence_left_process = { $starter } leaves a process running.
# Why the search by groups looked at some tests: the beginning of the sentences about them.
reason_asked = The hunt was asked for
reason_died = Batch { $batch } died of memory
reason_kept = The tests of batch { $batch } kept { $kept_bytes }
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

## Hints. Only read by the page.

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
hint_fixture_unittest = Let the class or module drop what it holds as soon as its last test is done: by `addClassCleanup` or in `tearDownClass` (of a module, in `tearDownModule`), or make a copy in `setUp` instead of one that all tests fill.
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
hint_child_process_fed = A process that lives longer than the test, a worker of a pool or a server, keeps what it got from it. Make it forget that when the test ends, or start it anew for each test (for a pool, `maxtasksperchild=1`).
hint_child_process_unittest = Terminate the processes that the test starts and wait for them, in a `finally`, a `with`, or by `addCleanup`.
hint_native_kept = What these lines took is still there when the test is over: a static that only grows, a cache without a bound, memory that is forgotten or given to C. Give it a bound, empty it when the test ends, or free it where it was taken.
hint_native_heap = The memory belongs to native code, which Python's garbage collector cannot see: call the library's own free or close, or use it as a context manager.
# What pytest itself keeps of tests until its session ends.
hint_runner_output = pytest keeps what passed tests print until the session ends. Print less, run with `-s`, or drop it in conftest.py as below; what failed tests print stays.
hint_runner_logs = pytest keeps what passed tests log until the session ends. Raise the level (`--log-level=WARNING`), run with `-p no:logging`, or drop it in conftest.py as below; what failed tests log stays.
hint_runner_failures = pytest keeps how each failed test looked until the session ends, and with it the locals it shows. Mend the tests, or shorten what is kept: `--tb=short`, `--tb=no`, no `--showlocals`.
hint_runner_parameters = A value in `parametrize` lives as long as the session, and what a test puts into it as well (`pytest.raises(...)` keeps its last exception with all its frames). Make the value in the test, or give a function that makes it: `lambda: pytest.raises(ValueError)`.
hint_class_fixture = What is set on the class in `setUpClass` or `setup_class` lives as long as its module, which is to the end. Delete it in `tearDownClass` (`del cls.name`) or by `cls.addClassCleanup`.
hint_class_fixture_pytest = What a fixture or `setup_class` sets on the class lives as long as its module, which is to the end. Let a fixture of scope `class` return it instead, or delete it behind its `yield` or in `teardown_class` (`del cls.name`).
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
# In the words of JavaScript.
hint_module_state = `{ $holder }` lives as long as its module. Empty it in an `afterEach`, or let the code under test get its container passed in, so that it goes with the test.
hint_module_state_code = `{ $holder }` lives as long as its module. Empty it after each test as below, or let the code under test get its container passed in, so that it goes with the test.
hint_core_module = `{ $holder }` belongs to Node and not to the test file, so each file that replaces it wraps what the one before left. Put the module back after each file as below, or take a newer version of the library that replaces it.
hint_event_listener = `{ $holder }` outlives the test file. Take the listeners off in an `afterEach` (`off`, `removeListener`, `removeEventListener`, `unsubscribe`).
hint_event_listener_code = `{ $holder }` outlives the test file. Take the listeners off in an `afterEach` (`off`, `removeListener`, `removeEventListener`, `unsubscribe`), or after each file as below.
hint_timer = A timer that was not cleared keeps its function and all that the function refers to. Call `clearInterval` or `clearTimeout` in an `afterEach`, clear them after each file as below, or use fake timers.
hint_mock_calls_node = A mock remembers the arguments and results of every call. Forget them after each test as below, or by `clearMocks: true` in the configuration.
hint_mock_registry = `{ $holder }` knows every mock that was made, until the process ends, and with it all that its implementation refers to. Make mocks once for a file and not anew in each test, let implementations refer to nothing large, or give each file a process of its own (`isolate: true`).
hint_environment_kept = Something that outlives the test file refers into it, and so its whole environment stays, with the globals and modules of the file. Undo in an `afterAll` what the file hands to the outside: listeners, timers, patches of core modules.
hint_buffer = The memory lies outside of the heap of V8, in buffers whose owners are still there. Let go of the buffers in an `afterEach`, or end what reads and writes them.
hint_worker = A worker keeps its heap, and its ports all that waits in them. End it in an `afterAll`: `await worker.terminate()`, `port.close()`.
hint_child_process_node = A process that a test starts goes on after it. End it in an `afterEach` and wait for that: `child.kill()`, then its event `exit`; or start it with an `AbortSignal`.
hint_promise = A promise that is never settled keeps everything that waits for it. Settle or abort it before the test ends (`AbortController`, a time-out).
hint_open_handle = Node itself holds a server, socket or watcher until it is closed, with all that its listeners refer to. Close it in an `afterAll`: `server.close()`, `socket.destroy()`, `watcher.close()`.
hint_kept_ruby = `{ $holder }` lives as long as the process. Empty it in an `after`, or let the code under test get its container passed in, so that it goes with the example.
hint_kept_ruby_code = `{ $holder }` lives as long as the process. Empty it after each example, in spec_helper.rb as below, or let the code under test get its container passed in, so that it goes with the example.
hint_closure_ruby = `{ $holder }` lives as long as the block that closes over it. Make that block inside of the example, or empty the variable in an `after`.
hint_kept_minitest = `{ $holder }` lives as long as the process. Empty it in `teardown`, or let the code under test get its container passed in, so that it goes with the test.
hint_kept_minitest_code = `{ $holder }` lives as long as the process. Empty it after each test, in test_helper.rb as below, or let the code under test get its container passed in, so that it goes with the test.
hint_closure_minitest = `{ $holder }` lives as long as the block that closes over it. Make that block inside of the test, or empty the variable in `teardown`.
hint_closure_node = `{ $holder }` lives as long as the function that closes over it. Make that function inside of the test, or empty the variable in an `afterEach`.
# In the words of Go.
hint_goroutine = A goroutine that nobody ends keeps its stack and all that it refers to. Give it a way to end and end it with the test as below; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) fails a test that leaves one.
hint_goroutine_ticker = `Stop` of a ticker does not close its channel, so a goroutine that ranges over it waits for ever. Give it a channel that says quit and close that with the test, as below; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) fails a test that leaves a goroutine.
hint_goroutine_send = A goroutine that sends to a channel from which nobody receives any more waits for ever. Give the channel room for the one answer or let the goroutine select on `ctx.Done()`, as below; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) fails a test that leaves a goroutine.
hint_goroutine_http = A connection of `net/http` keeps two goroutines on each side until it is closed: a test server that nobody closes, a response whose body nobody closes, a client of its own for each call. Close them with the test, as below; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) fails a test that leaves a goroutine.
hint_package_variable = `{ $holder }` lives as long as the process. Empty it when the test ends as below, or let the code under test get its container passed in, so that it goes with the test.
hint_large_transient = The test needs this much at once. Make its data smaller, work in pieces, or run it in a batch of its own with a higher limit.
hint_hog_file = The test loads files whole. Read them line by line or in pieces (an iterator, `chunksize`), keep only what is needed, or make the test's file smaller.
hint_hog_dataframe = Large DataFrames are alive at once. Read only the columns that are needed (`usecols`), with smaller types (`dtype`, categories), in pieces (`chunksize`), and `del` one before the next is made.
hint_hog_array = Large arrays are alive at once, intermediate results among them. Work in blocks, with smaller types (`float32`) or in place (`out=`), and `del` what is no longer needed.
hint_hog_import = What a module makes at its top level is made whenever it is imported, and stays. Make it in a fixture, when it is first needed, or smaller.
hint_hog_child_process = A program that the test starts needs the memory. Give it less to do, or fewer workers, or limit it by its own options.
hint_unknown = What holds the memory was not found. The command below shows the growth again; a memory profiler such as memray can go on from there.
hint_unknown_rust = What holds the memory was not found. The command below shows the growth again; heaptrack, or the crate dhat, can go on from there.
hint_unknown_go = What holds the memory was not found. The command below shows the growth again; `go test -run NAME -count 5 -memprofile heap.out` and `go tool pprof -inuse_space` can go on from there.
hint_unknown_node = What holds the memory was not found. The command below shows the growth again; heap snapshots (`node --inspect`, or `v8.writeHeapSnapshot()` in `afterAll`) can go on from there.
hint_unknown_ruby = What holds the memory was not found. The command below shows the growth again; the gem memory_profiler can go on from there.
hint_unknown_cpp = What holds the memory was not found. The command below shows the growth again; heaptrack, or AddressSanitizer (`-fsanitize=address`) for what nobody can reach any more, can go on from there.
hint_kept_java = `{ $holder }` lives as long as the JVM. Empty it in an `@AfterEach`, or let the code under test get its container passed in, so that it goes with the test.
hint_kept_java_code = `{ $holder }` lives as long as the JVM. Empty it after each test as below, or let the code under test get its container passed in, so that it goes with the test.
hint_thread_local = A value of `{ $holder }` lives as long as its thread, and the threads of a test runner and of pools outlive the test. Call `remove()` in a `finally` or an `@AfterEach`.
hint_thread_local_code = A value of `{ $holder }` lives as long as its thread, and the threads of a test runner and of pools outlive the test. Remove it after each test as below.
hint_thread_java = A thread that nobody ends keeps its stack, its thread-locals and all that its task refers to. Shut its executor down, or interrupt it and wait for it, in an `@AfterEach` as below.
hint_timer_go = The runtime keeps a timer until it has fired or was stopped, and with it its function and all that the function refers to. Keep what `time.AfterFunc` returns and stop it with the test, as below.
hint_timer_java = A `java.util.Timer` keeps its thread and all of its tasks until it is cancelled. Cancel it in an `@AfterEach` as below.
hint_class_loader = A class loader keeps all of its classes and what their static fields hold, which lies outside of the heap in part. Close it and let go of it, of objects of its classes, and of threads that it began, in an `@AfterEach` as below.
hint_application_context = Spring keeps each context that tests ask for in another way: other properties, profiles or mocks make another one. Let the tests share one configuration. `@DirtiesContext` closes a context after its class, at the price of a start for the next one; `spring.test.context.cache.maxSize` bounds how many are kept.
hint_mock_calls_java = Mocks remember each of their calls with its arguments, and Mockito's inline mocks are known to it until they are cleared. Clear them after each test as below; `Mockito.clearInvocations(mock)` is for a mock that stays.
hint_buffer_java = The memory lies outside of the heap, in direct buffers whose owners are still there. Let go of the buffers in an `@AfterEach`, or take one and use it again.
hint_runner_java = The test runner itself keeps it until its session ends: captured output, arguments of tests. Print less, or pass names instead of large values as arguments of parameterized tests.
hint_unknown_java = What holds the memory was not found. The command below shows the growth again; Eclipse Memory Analyzer can go on from a heap dump (`jcmd PID GC.heap_dump file`). As a stopgap a JVM for each class (`reuseForks=false` of Surefire, `forkEvery = 1` of Gradle) gives everything back, at the price of starting a JVM for each class.

## What the hunt notes. Only read by the page.

note_first_time_only = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } kept memory the first time only ({ $test } { $kept_bytes }): imports, caches and the like, no leak.
note_kept_inside = { $test } ends with { $kept_bytes } more than after its first test (of { $tests } such files), in a process of its own, and adds nothing where it is repeated in one that goes on: a variable of the test file may hold it, or what is used first.
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
note_imports_take = { $test } died of memory, but needs only { $needed_bytes } itself: imports and collection take { $base_bytes } of the { $limit_bytes } that a batch may have.
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
undone_heap_unread = What holds the memory was not looked at: { $why }.
undone_order = What holds the memory was not looked at: the tests did not run in the order in which they were to be repeated, so what is kept could be another test's.
undone_shared = { $test } was not judged (of { $tests } such files): it has a process of its own, and fails where it is repeated in one that goes on.
undone_suspects = { $tests ->
    [one] There was no time to repeat { $tests } more test that may keep memory, too: `--hunt-budget` gives the hunt more, `--test` has it look at that test alone.
   *[other] There was no time to repeat { $tests } more tests that may keep memory, too: `--hunt-budget` gives the hunt more, `--test` has it look at single ones.
    }
undone_enablers = Whether { $growing ->
    [one] a test grows
   *[other] tests grow
    } only after others was not tried: the { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    } before it take longer than what is left of the hunt's time; --hunt-budget gives it more.
# What the time was up before.
undone_time_peaks = The time for the hunt was up before it was seen what makes up every peak; --hunt-budget gives it more.
undone_time_victims = The time for the hunt was up before every victim was run alone; --hunt-budget gives it more.
undone_time_suspects = The time for the hunt was up before every suspect was repeated; --hunt-budget gives it more.
undone_time_enabler = The time for the hunt was up before the test that others depend on was found; --hunt-budget gives it more.
undone_native_static = What the tests take was not looked at: their program is linked statically, so that nothing can be preloaded into it. Build the tests for a target with a C library that is loaded (`*-linux-gnu`), or without `-static`.
undone_native_sanitizer = What the tests take was not looked at: a sanitizer is built into their program, which watches over every address itself. Build the tests without `-fsanitize=…` for the hunt; AddressSanitizer itself says at the end what was never freed.
undone_native_privileged = What the tests take was not looked at: their program runs with rights of its own (setuid or setgid), and the loader preloads nothing into such a one. Take the bit off for the hunt, or run oomscope as the program's owner.
undone_native_stripped = What the tests take again with every round was not looked at: their program has no symbols, by which it could be run again. Leave them in (`strip = false` in the profile of Cargo.toml).
undone_native_absent = What the tests take was not looked at: this oomscope was built where no C compiler was, without its profiler of native code.
undone_native_unseen = What the tests take was not looked at: the profiler of native code was preloaded and did not come to life in their program. A wrapper that clears the environment or runs it in a container does that, a program with file capabilities, and a folder for temporary files that is mounted `noexec` or has a blank in its name (`TMPDIR`).
undone_time_growers = The time for the hunt was up before every growing test was explained; --hunt-budget gives it more.
undone_time_fixtures = The time for the hunt was up before every wide fixture was looked at; --hunt-budget gives it more.
undone_time_fixture_holder = The time for the hunt was up before a fixture's holder was found; --hunt-budget gives it more.
undone_time_groups = The time for the hunt was up before every group of tests was looked at; --hunt-budget gives it more.

undone_not_collected = { $tests ->
    [one] `{ $test }` was left out: a process of the hunt did not collect it.
   *[other] { $tests } tests were left out, `{ $test }` among them: a process of the hunt did not collect them.
 }

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
compare_renamed = Perhaps renamed (not joined):
compare_why = Why:
compare_how = How this verdict was reached

## What the recorder notes. Only read by the page.

note_recorder_killed = The recorder was killed before the run ended; what it had flushed by then is here.
note_journal_damaged = The last { $damaged_bytes } of the journal were cut or damaged and are left out.
note_run_ended_early = The run ended early: { $failure }.
note_output_apart = `{ $file }` cannot be joined: it has the tests of batch 1, and each later batch writes one of its own beside it, `.batch-N` before the ending. `oomscope report --format html` shows the whole run.
note_output_lacks = `{ $file }` lacks the tests of batches that died before pytest wrote it. `oomscope report --format junit` has all of them.
note_output_overwritten = `{ $option }`: each batch overwrites what the one before has written. `oomscope report --format junit` has all tests; for a file of the framework's own, run all tests in one batch.
note_coverage_side_by_side = Coverage data of batches that run side by side overwrite each other. Use --jobs 1, or give each batch a file of its own (`COVERAGE_FILE=.coverage.$OOMSCOPE_BATCH`) and join them with `coverage combine`.
note_soft_line_crossed_at_once = Batch { $batch } crossed the soft line with its first test, so fresh processes do not help: the rest runs up to the limit itself.
note_plugin_not_imported = pytest cannot import the plugin of oomscope: the command makes Python ignore PYTHONPATH. The suite runs without it, so there are no figures of single tests.
note_plugin_silent = The plugin of oomscope never spoke in batch { $batch }, so there are no figures for its tests: the command clears its environment, or is no framework that takes the plugin.
note_plugin_lost = In batch { $batch } the plugin fell silent while its process lived on: a test may have closed its descriptors. What became of the tests after that is not known.
note_line_without_end = A process of batch { $batch } wrote a line without an end to oomscope. Nothing more of that process was heard.
note_unknown_test = In batch { $batch } a process told of test number { $number }, which it was not given. Nothing of that is recorded: a test may have written to the socket of oomscope.
note_many_sessions = In batch { $batch } the command ran { $framework } more than once. Only the first session is recorded: the tests of the others ran, but have neither outcomes nor figures here. Give each session an `oomscope run` of its own.
note_no_folder = The files that oomscope puts beside the tests have no place: { $places }. The command runs all the same, but all of it in one process tree: without figures of single tests, without batches, retries or a hunt, and without a choice of tests. Set TMPDIR to a folder with a short path that can be written to.
place_refused = `{ $path }` ({ $why })
note_no_proc = `/proc` cannot be read ({ $why }): of the processes nothing is known but how they end and what the largest of them needed. There are no figures of single tests and no curve, no watchdog sees what a batch uses, and what leaves its process group can outlive it. Mount it: `mount -t proc proc /proc`.
note_no_limit = No memory limit is in force, because { $why }. Mount the `/proc` of this pid namespace (`unshare --mount-proc`, `mount -t proc proc /proc`): oomscope's watchdog needs no more than that.
note_left_group = In batch { $batch } processes left the group in which the kernel enforces the memory limit: { $processes }. From then on oomscope's watchdog looked after the limit. Where that is not meant to be, run the tests without the right to write to `/sys/fs/cgroup`.
note_journal_moved = The journal cannot be written to `{ $path }` ({ $why }); it goes on as `{ $elsewhere }`.
note_journal_lost = The journal cannot be written ({ $why }), here or elsewhere; should oomscope be killed, what comes after this is lost.
# Why the journal cannot be written.
note_journal_deleted = it was deleted
note_artifact_moved = The artifact is at `{ $path }`: { $why }.
note_cannot_write = cannot write `{ $path }`: { $error }

remark_recorder_killed = the recorder was killed before it could run
remark_cancelled = the run was cancelled
remark_fail_fast = an earlier test failed or died, and --fail-fast was given
remark_batch_exited = batch { $batch } exited before its first test
remark_batch_ended = batch { $batch } ended ({ $ending }) before its first test
remark_never_run = { $framework } ended batch { $batch } without running it ({ $ending })
remark_plugin_lost = what became of it is not known: the plugin had fallen silent
remark_timed_out = ran for longer than the time-out of a test, { $timeout_ms }
remark_timed_out_worker = ran for longer than the time-out of a test, { $timeout_ms }; oomscope killed its worker
remark_own_doing = ended its batch itself ({ $ending })
remark_interrupted = was running when the run was stopped
remark_listing_ended = the process that lists the tests ended ({ $ending })
remark_worker_word = { $report }: the worker { $deed }
remark_command_exited = the command ended with exit code { $code }
remark_command_failed = the command failed; its exit code is not known
remark_batch_of_command = its batch ended: { $ending }; a command does not say which of its tests did it

note_cargo_bare_harness = Left out, because it cannot list its tests (`harness = false`): { $binaries }.
note_cargo_doc_tests = Doc tests are not part of this run, because they have no test binary: `cargo test --doc` runs them.

## The terminal, before whose sentences the name of the program is put. Not in the page.

terminal_limit = memory limit of a batch: { $derivation }
terminal_limiter = it is enforced by { $limiter }. { $reason }
terminal_limiter_kernel = it is enforced by { $limiter }.
terminal_tests = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 } to run
terminal_batch_starts = batch { $batch } starts with { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 }
terminal_hunt_starts = hunt: { $pass }, { $tests ->
    [0] an import
    [one] { $tests } test
   *[other] { $tests } tests
 }
terminal_bar = { $doing } · { $batches } · { $now_bytes } · peak { $peak_bytes }
terminal_bar_limited = { $doing } · { $batches } · { $now_bytes } of { $limit_bytes } · peak { $peak_bytes }
terminal_bar_one = batch { $batch }
terminal_bar_many = { $batches ->
    [one] { $batches } batch
   *[other] { $batches } batches
    }
terminal_bar_batch = batch { $batch } · { $now_bytes }
terminal_bar_batch_test = batch { $batch } · { $now_bytes } · { $test }
terminal_bar_hunt = hunt: { $pass }
terminal_bar_collecting = collecting
terminal_bar_tests = { $done }/{ $tests } tests
terminal_error = error:
terminal_hint = hint:
terminal_warning = warning:
terminal_output = output of batch { $batch }:
terminal_output_skipped = { "[" }the first { $skipped_bytes } are not kept]
terminal_not_shown = { $left_out_bytes } of output were not shown, because nobody read them
terminal_batch_ended = batch { $batch } ended at { $at_ms }: { $ending } ({ $proof }), peak { $peak_bytes }
terminal_batch_ended_unmeasured = batch { $batch } ended at { $at_ms }: { $ending } ({ $proof }), peak unknown

terminal_artifact = Artifact:
terminal_look = Look at it:
terminal_budget_of = budget of `{ $path }`
terminal_inside_plugin = `{ $command }` seems to run { $framework } inside: with --framework { $name } oomscope measures each of its tests.
terminal_inside_adapter = `{ $command }` seems to run { $framework } inside: give the command of { $framework } itself, and oomscope knows its tests.
terminal_no_framework = `{ $command }` is watched as a whole, without its tests. If it runs pytest, unittest or Django inside, say so with --framework; of another framework give its own command.
terminal_no_browser = no browser could be started; open the address above
terminal_serving = serving on this machine only; press Ctrl-C to stop
terminal_joined = { $shards ->
    [one] { $shards } shard
   *[other] { $shards } shards
 } with { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 } joined
terminal_still_runs = the run that writes `{ $path }` still goes on; this is what it has by now
terminal_recovered = { $events ->
    [one] { $events } event
   *[other] { $events } events
 } read, { $known } of { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
 } have an outcome; the journal `{ $path }` can be deleted
terminal_left_out = left out: `{ $path }`: { $why }

terminal_copy_left_out = `{ $path }` is a copy of another file and is left out
terminal_tables = { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
 } in `{ $path }`
terminal_tables_not_all = { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
 } in `{ $path }`; { $left_out ->
    [one] { $left_out } file
   *[other] { $left_out } files
 } left out
terminal_site = { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
 } in `{ $path }`; put it on any static host

terminal_journal_left = An earlier run that was killed left its journal; what it had recorded becomes an artifact by: oomscope recover { $path }

## Files that do not open.

load_empty = the file is empty
load_not_json = the file is not JSON: { $reason }
load_cut_off = the file is cut off at line { $line }, column { $column }
load_no_version = the file is JSON, but not an oomscope artifact: `format_version` is missing
load_bad_version = `format_version` is not a positive whole number
load_too_new = the file has format version { $found }; this oomscope reads up to version { $supported }
load_malformed = the artifact breaks its format: { $breach }
breach_column = tests.{ $column } has { $entries } entries where tests.id has { $tests }
breach_timeline = the columns of the timeline of batch { $batch } differ in length
breach_details = the columns of the details of batch { $batch } differ in length
breach_facts = the facts of batch { $batch } name a test that is none
breach_at_fault = a test at fault for batch { $batch } is not among the tests
breach_victim = the victim of batch { $batch } is not among the tests
breach_case = a case belongs to no test
breach_remark = a remark belongs to no test
# What the page is doing with a file, and why it could not.
intake_unpacking = unpacking, { $done_bytes } so far
intake_reading = reading { $file_bytes }
refused_burst = it unpacks to hundreds of times its size, as only files do that are made to burst
refused_packed_data = its packed data is damaged or cut off ({ $error })
refused_rest = without its curves it still has { $rest_bytes }, more than this page shows at once
refused_too_large = it unpacks to more than { $most_bytes }
refused_zip = the zip is damaged or cut off: { $fault }
refused_zip_around = the zip around it is damaged: { $fault }
refused_packing = this page cannot unpack it: { $fault }
refused_many_files = the zip holds more than { $files } files
refused_many_artifacts = the zip holds more than { $artifacts } artifacts
refused_deep = it lies in more than { $zips } zips inside of each other
refused_zip_empty = the zip is empty
refused_no_artifact = the zip holds no artifact, only { $names }
refused_more_files = { $files } more
zip_no_directory = its list of files is missing
zip_inconsistent = its parts do not fit together
zip_checksum = its data does not match its checksum
zip_encrypted = it is encrypted
zip_too_large = it is too large
zip_method = it is packed by method { $method }
refused_other_site = it lies on another site ({ $host }), and this page only reads its own
refused_address = `{ $address }` is not an address
refused_index = it is no index of runs ({ $error })

# Why files are not the shards of one run.
shards_none = there is no artifact to join
shards_twice = two files are both shard { $index }/{ $shards }
shards_count = one file is a shard of { $first } and another one of { $other }
shards_repeated = `{ $test }` ran in two of the files, so they are repeats of a run and not its shards

# These come from the scripts of the page.
unread_no_worker = the browser could not start a worker
unread_no_memory = the browser gave too little memory for it
unread_status = the server answered { $status }
# What to do about it.
advice_get_again = Get the file again; the download or the upload probably stopped early.
advice_wrong_file = Choose the *.oomscope.json (or .json.gz, or the zip around it) that `oomscope run` wrote.
advice_in_terminal = `oomscope report` in a terminal has no such bound.
advice_too_large = Nothing opens it, `oomscope` in a terminal neither. A lower `--sample-hz` makes a smaller artifact.
advice_too_new = Reload this page; if that does not help, it is older than the oomscope that wrote the file. `oomscope view` of that version opens it.
advice_malformed = If oomscope wrote it, that is a bug of oomscope; otherwise something changed the file.
advice_journal = This is the journal of a run. `oomscope recover` turns it into an artifact.
advice_unpack_it = Unpack it with another program and open the artifact alone.
advice_check_place = Check that the file is still where it was, and try again.
advice_download = Download the file yourself and drop it here.
advice_check_address = Check the `run=` of this page's address.
advice_make_site = Make the site anew with `oomscope site`.

## Charts.

chart_before = before
chart_after = after
chart_limit = limit { $limit_bytes }
chart_charged = held against the limit: { $charged_bytes }
# The limit lies above what is shown.
chart_limit_above = limit { $limit_bytes } ↑
chart_limit_of = limit { $side } { $limit_bytes }
chart_limit_of_above = limit { $side } { $limit_bytes } ↑
chart_batch = batch { $batch }
chart_test = test { $test }
chart_tests = tests
chart_before_tests = before its first test: start, imports, collection
chart_between_tests = between two tests
chart_after_tests = after its last test: the process ends
chart_soft_stop = soft stop
chart_death = { $ending }, signal { $signal }
chart_mark_of = { $side }: { $mark }

## The page.

# The frame.
page_skip = Skip to content
page_open_runs = Open runs
page_before_and_after = Before / after
page_open_another = Open another
page_open_artifact = Open artifact
page_artifacts_to_open = Artifacts to open
page_stop = Stop
page_file_never_leaves = The file you open never leaves this page.
page_how_to_check = How to check that
page_keys_button = Keys (?)
page_drop_to_open = Drop to open
page_newer_version = A newer version of this page is ready.
page_reload = Reload
page_language_missing = its words could not be loaded, so the page speaks English
advice_language_missing = Choose the language again when there is a network; from then on it is here without one, too.
page_dismiss = Dismiss
page_colours_system = system
page_colours_light = light
page_colours_dark = dark
page_language = Language
page_as_the_system = as the system
page_units_of_memory = Units of memory
page_close_run = Close { $run }
page_opening = Opening { $file } …
page_opening_at = Opening { $file }: { $stage } …
page_not_opened = { $file } was not opened: { $reason }.
page_colours = Colours: { $colours }. Change.

# The empty page.
page_name_the_culprit = Name the culprit,
page_not_the_victim = not the victim.
page_lead = Your CI job died with exit 137 or 143, and the log names the test that happened to be running. oomscope recorded the memory of every test. Open its artifact and see which test kept it.
page_open_artifacts = Open artifacts
page_or_drop_files = or drop files anywhere on this page
page_keep_files = Keep the files I open on this machine, in this browser
page_forget_them = Forget them
page_how_to_get_artifact = How to get an artifact
page_record_a_run = Record a run
page_compare_a_fix = Compare a fix
page_compare_a_fix_says = Serves this page on your machine with both runs open, curve over curve and test by test.
page_private_by_construction = Private by construction
page_private_says = Nothing is uploaded. The page's own policy forbids it to talk to any other site, and it works offline.
page_kinds_of_files = `.json`, `.json.gz`, or the `.zip` as GitHub hands it out. Two runs open as before and after.
page_record_a_run_says = Runs the suite in batches under a memory limit of its own and writes one `.oomscope.json`.
page_try_an_example = Try an example
page_example_says = A suite of 87 tests whose memory climbs to 867 MiB, and the same suite with the leak mended.
page_example_one = The leak
page_example_both = Before and after the fix
page_install = Install
page_repository = Repository
page_made_of = What memory is made of
page_made_anonymous = heap and stacks
page_made_shared = shared memory
page_made_file = mapped files
page_made_swap = swapped out
page_made_up_to = { $kind }, up to { $most_bytes }
page_made_of_says = Read from time to time, so short peaks are not in it. Pages that processes share count once here, and once for each process in the curve of the run, which can lie above a limit for that.
page_peak_changed = Peak { $change_bytes } since { $commit }, { $moment }
page_kept_changed = Kept { $change_bytes } since { $commit }, { $moment }
page_compare_with_before = Compare with the run before
page_no_such_test = this run has no test of that name
page_no_such_batch = this run has no such batch
page_no_such_run = no such run is open
page_shown_instead = The link speaks of something that is not in the files that are open; the run itself is shown instead.
page_was_dropped = This address shows a run that was opened from a file. The file never left your machine, so the page cannot open it again: open it once more, and the same view is back.

# One run.
page_memory_of_run = Memory of the whole run
page_run_interrupted = This run was interrupted.
page_run_interrupted_says = A signal stopped it; what was measured until then is here.
page_artifact_cut = This artifact is cut.
page_artifact_cut_says = The recorder was killed, and the artifact was made of its journal; it ends at the last flush.
page_recording_had_trouble = The recording had trouble
page_chart_in_words = The chart in words
page_batch = Batch
page_from = From
page_to = To
page_first_memory = Memory at its start
page_peak = Peak
page_ending = Ending
page_peak_no_limit = peak, no limit set
page_kept_together = kept by all tests together
page_charged = held against the limit
page_head_charged = Charged
page_tests_with_outcome = tests whose result is known
page_without_hunt = without the hunt
page_from_start_to_end = from start to end
page_chart_reaches = Memory reaches { $peak_bytes } in a run of { $duration_ms }.
page_chart_reaches_limited = Memory reaches { $peak_bytes } under a limit of { $limit_bytes } in a run of { $duration_ms }.
page_chart_unmeasured = No memory was measured in a run of { $duration_ms }.
page_batch_ended = batch { $batch } ({ $ending })
page_chart_with_deaths = { $chart } Deaths: { $deaths }.
page_peak_limit = { $at_once ->
    [1] peak
   *[other] peak of a batch
    }, limit { $limit_bytes }
page_batches_died = { $batches ->
    [one] batch
   *[other] batches
    }, { $died } died
page_batches_counted = { $batches ->
    [one] batch
   *[other] batches
    }
# The month by its number.
page_moment = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
    } { $year }, { $time } UTC

# Findings and the hunt.
page_culprits = Culprits
page_holder = Holder
page_objects = Objects
page_each_run = Each run
page_code_that_mends_it = Code that mends it
page_how_it_is_known = How it is known
page_see_it_again = See it again
page_way_to_holder = The way to the holder
page_lines_that_took_memory = Lines that took the memory
page_repetition = Repetition
page_new_after_repetition = New after one repetition
page_large_files = Large files that were opened
page_the_hunt = The hunt
page_no_leak = Looked at, and no leak
page_left_undone = Left undone
page_pass = Pass
page_tests = Tests
page_took = Took
page_more_findings = { $findings } more are in the file.
page_fixture_scope = fixture of scope { $scope }
page_objects_each = , about { $objects } more with each run of a culprit
page_each_run_keeps = keeps { $kept_bytes }
page_each_run_needs = needs { $needed_bytes } at once
page_repetitions = { $repetitions ->
    [one] { $repetitions } repetition
   *[other] { $repetitions } repetitions
    } of { $test }: { $each_change_bytes } each
page_repetitions_between = { $repetitions ->
    [one] { $repetitions } repetition
   *[other] { $repetitions } repetitions
    } of { $test }: { $each_change_bytes } each (95 %: { $low_change_bytes } to { $high_change_bytes })
page_repetitions_and_control = { $repetitions }; tests that were not suspected: { $control_change_bytes }
page_needs = { $test } needs { $needed_bytes } at once
page_tests_need = { $tests ->
    [one] { $tests } test needs { $needed_bytes } at once
   *[other] { $tests } tests need { $needed_bytes } at once
    }
page_keeps = { $test } keeps { $kept_bytes }
page_tests_keep = { $tests ->
    [one] { $tests } test keeps { $kept_bytes }
   *[other] { $tests } tests keep { $kept_bytes }
    }
page_finding_by = { $kind } by { $test }
page_finding_by_tests = { $kind } by { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    }
page_and_more = and { $more } more
page_light_tests = Show its tests
page_finding_number = finding { $number }
page_to_timeline = To the timeline
page_taken_at = Taken at
page_source_at = Source at commit { $commit }
page_open_in_editor = Open in the editor
page_attempts = Attempts
page_test_before = ‹ previous test
page_test_next = next test ›
page_kept_by_phase = Kept
page_fixture_keeps = Its set-up keeps { $kept_bytes } of it, and the tear-down does not give them back: that part is a fixture's leak.
page_hunt_took = It took { $spent_ms }; { $budget_ms } were allowed (`--hunt-budget`).
page_hunt_processes = Processes in which it ran tests again: { $processes }

# Batches.
page_batches = Batches
page_proof = Proof
page_memory_of_batch = Memory of this batch
page_batch_before = ‹ batch before
page_batch_next = next batch ›
page_ended_it_itself = Ended it itself:
page_running_when_died = Running when it ended:
page_its_peak = peak
page_its_peak_by = peak, { $how }
page_tests_given = tests in this batch
page_after_collection = after imports and collection
page_exit_code = exit code
page_signal_that_ended = signal that ended it
page_peak_by_kernel = by the kernel's high-water mark of one process
page_peak_by_samples = by samples of the whole process tree
page_process = Process
page_number = Number
page_parent = Parent
page_for = For
page_processes = Processes
page_output = Output
page_printed_nothing = It printed nothing.
page_find_lines = Find lines
page_find_lines_in_output = Find lines in the output
page_more_batches = Show more of { $batches } batches
page_batch_number = batch { $batch }
page_memory_of_process_tree = Memory of the process tree of batch { $batch }
page_batch_title = Batch { $batch }: { $ending }
page_proof_is = proof: { $proof }
page_output_end = the last { $kept_bytes } of { $total_bytes }
page_lines = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
    }
page_lines_found = { $lines ->
    [one] { $lines } line found
   *[other] { $lines } lines found
    }

# The tests table and a test.
page_test = Test
page_outcome = Outcome
page_map = Map of the tests
page_map_of = What the map shows
page_by_file = By file
page_by_holder = By holder
page_map_by = What its fields are
page_no_finding = no finding names them
page_kept = Kept
page_time = Time
page_filter_tests = Filter tests
page_sort = Sort; with Shift by this column, too
page_columns = Columns
page_save_table = Save this table as CSV
page_save_tests = Save the shown tests as CSV
page_list_of_tests = List of tests
page_no_test_meets_filter = No test meets the filter.
page_run_it_alone = Run it alone
page_run_it_alone_says = One fresh process for this test and nothing else.
page_no_batch = no batch
page_victim = victim
page_kept_after_teardown = kept after teardown
page_v8_heap_after = heap of V8 after it
page_cases_inside = Cases inside
page_case = Case
page_peak_while_it_ran = peak while it ran
page_setup_call_teardown = set-up, call and teardown
page_memory_before_after = memory before → after
page_memory_around = Memory around it
page_show_in_run = Show in the whole run
page_memory_around_test = Memory of the process tree around this test
page_phase = Phase
page_memory_after = Memory after
page_phase_by_phase = Phase by phase
page_peaks_are_kernels = Peaks are the kernel's own high-water mark, reset before each phase.
page_phase_setup = set-up
page_phase_call = call
page_phase_teardown = teardown
page_shown_of = { $shown } of { $total }
page_filter_hint = Filter: name, not slow, "two words", outcome:failed, kept:>5MiB, finding:1
page_filter_no_batch = `{ $value }` is not a batch number
page_filter_no_finding = `{ $value }` is no finding of this run; their numbers stand before their titles
page_filter_no_outcome = `{ $value }` is not an outcome; known are { $outcomes } and bad
page_filter_no_size = `{ $value }` is not a size: write a positive number with a unit, for example 400MiB, 2GiB or 1.5G
page_filter_no_duration = `{ $value }` is not a duration: write a positive number with a unit, for example 90s, 10m or 1h
page_cases_listed = { $shown } of { $total } are listed; failures come first.

# The chart.
page_chart_keys = Drag to mark a stretch, double-click it to see it large, Shift and drag to pan. With the chart in focus: arrows pan, + and − or the wheel zoom, Shift and arrows read, Backspace goes back, 0 shows everything.
page_zoom_out = Zoom out (−)
page_zoom_in = Zoom in (+)
page_zoom_back = Back to the part shown before (Backspace)
page_zoom_all = All
page_show_all = All: show everything (0 or Escape)
page_zoom = Zoom
page_no_batch_runs = no batch runs
page_lowest = lowest
page_highest = highest
page_mean = mean
page_from_begin_to_end = from begin to end
page_zoom_to_stretch = Zoom in
page_forget_stretch = Forget the marked stretch
page_save_chart = Save the chart as { $format }
page_stretch_of_time = { $from_ms } to { $to_ms } ({ $length_ms })
page_stretch_of_tests = tests { $from } to { $to }
page_stretch_of_batches = batches { $from } to { $to }
page_stretch_holds = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
    }, { $batches ->
    [one] { $batches } batch
   *[other] { $batches } batches
    }

# Before and after.
page_by_time = By time
page_by_batch = By batch
page_by_test = By test
page_both_runs = Both runs
page_align_the_runs = Align the runs
page_findings = Findings
page_mark_before = ● before
page_mark_after = ◆ after
page_renamed_says = A guess by their names; the verdict counts them as removed and added.
page_perhaps_renamed = Perhaps renamed
page_highest_memory = Highest memory
page_kept_by_tests = Kept by the tests
page_swap_sides = ⇄ Swap
page_copied = Copied
page_copy_as_markdown = Copy as Markdown
page_save_as_html = Save as one HTML file
page_copy = Copy
page_copy_link = Copy link
page_on_neither_side = on neither side
page_which_runs = Which runs are compared
page_outcomes = Outcomes
page_deaths = Deaths
page_kept_by_all = Kept by all tests
page_the_two_runs = The two runs
page_test_by_test = Test by test
page_which_tests = Which tests
page_filter_by_name = Filter by name
page_tests_of_both_runs = Tests of both runs
page_no_test_here = No test here.
page_mark_added = ＋ added
page_mark_removed = － removed
page_changed = Changed
page_added = Added
page_removed = Removed
page_all_tests = All
page_runs_drawn = Of each side { $runs } runs are drawn; the verdict rests on all of them.
page_name_and_more = { $name } and { $more } more
page_more_reasons = { $reasons } more about this verdict
page_side_reaches = { $run } reaches { $peak_bytes } in { $duration_ms }
page_side_unmeasured = { $run } has no memory measured
page_sides_reach = { $before }; { $after }.
page_batches_of_tests = { $batches } of { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
  }
page_deaths_counted = { $memory_deaths } of memory, { $other_deaths } in other ways

# Run, machine, measuring.
page_run_machine_measuring = Run, machine, measuring
page_run = Run
page_machine = Machine
page_measuring = Measuring
page_command = Command
page_folder = Folder
page_label = Label
page_started = Started
page_commit = Commit
page_ci_job = CI job
page_ci_run = CI run
page_no_fixed_size = no fixed number of tests
page_test_list = Test list
page_time_out = Time-out
page_system = System
page_kernel = Kernel
page_processor = Processor
page_memory = Memory
page_free_at_start = Free at start
page_swap = Swap
page_limit = Limit
page_none = none
page_tool = Tool
page_format = Format
page_samples = Samples
page_asked = Samples asked for
page_achieved = Samples taken
page_missed = Samples missed
page_vanished = Read too late
page_refused = Not allowed to read
page_cost = Cost of sampling
page_peaks = Peaks
page_tests_each = { $tests ->
    [one] { $tests } test each
   *[other] { $tests } tests each
    }
page_time_per_batch = { $timeout_ms } per batch
page_processors = { $architecture }, { $processors } usable
page_limit_by = { $limit_bytes } per batch, by { $limiter }
page_version = version { $version }
page_per_second = { $rate } per second
page_reads_of_ended = { $reads ->
    [one] { $reads } time: the process had ended
   *[other] { $reads } times: the processes had ended
    }
page_reads = { $reads ->
    [one] { $reads } read
   *[other] { $reads } reads
    }
page_cost_of_sampling = { $processor_ms } of processor time, { $core_percent } of a core

# History.
page_head_before = Before
page_head_after = After
page_branch = Branch
page_answer = Answer
page_compare_them = Compare them
page_choose_two = Choose one run before and one after.
page_history = History
page_filter_runs_hint = Branch, label, commit
page_filter_runs = Filter runs
page_runs = Runs
page_newest_run = Newest run: peak { $peak }, kept by the tests { $kept }. Every run is in the table below.
page_peak_now = peak, now { $peak }
page_kept_now = kept by the tests, now { $kept }

# Keys.
page_keys_everywhere = Everywhere
page_key_map = this map
page_key_open = open files
page_key_filter = filter the tests
page_key_time_line = to the time line
page_key_compare = before and after
page_key_swap = swap before and after
page_key_run = the first to ninth run
page_key_close = close, or back to the run
page_keys_on_time_line = On the time line
page_key_pan = pan
page_key_zoom = zoom
page_key_read = read along the curve
page_key_mark = begin to mark a stretch at the cursor, or end it there
page_key_enter = zoom to the marked stretch, or open the test under the cursor
page_key_back = back to the part shown before
page_key_everything = everything
page_key_ends = to the ends
page_close = Close
page_keys = Keys

# Privacy.
page_privacy = What happens to your files
page_privacy_stay = Files stay in this tab
page_privacy_stay_says = A file you open is read by this page in your browser and by nothing else. It is not uploaded, and gone from the page's memory when the tab is closed or the run is closed. It is stored only if you ask for it, see below.
page_privacy_requests = No request to any other place
page_privacy_requests_says = The page asks only the place it came from, and only for its own files and for artifacts that its address names. Its Content-Security-Policy (first lines of its source) makes the browser refuse everything else, also to the worker that reads files. To check: open the developer tools, choose Network, and open a file; nothing in it goes to another place.
page_privacy_counted = Nothing is counted
page_privacy_counted_says = There is no account, no cookie, no statistics and no error report to anyone.
page_privacy_kept = What is kept on this machine
page_privacy_kept_says = The colours, the language, the units and the columns you chose, in the browser's local storage, and the page's own files, so that it opens without a network. If you ask for it on the empty page, also the last ten files you opened, in the browser's database (IndexedDB), until you press “Forget them” or take the choice back. Clearing the site's data in the browser removes all of it.
page_privacy_artifact = What is in an artifact
page_privacy_artifact_says = Names of tests, memory figures, the end of what the batches printed, the command, the commit, and facts about the machine. No environment variables beyond a short list, no source code. Look into it before you share it: it is one JSON document.
