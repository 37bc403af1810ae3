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
# These come from the scripts of the page.
unread_no_worker = the browser could not start a worker
unread_no_memory = the browser gave too little memory for it
unread_status = the server answered { $status }
# What to do about it.
advice_get_again = Get the file again; the download or the upload probably stopped early.
advice_wrong_file = Choose the *.oomscope.json (or .json.gz, or the zip around it) that `oomscope run` wrote.
advice_in_terminal = `oomscope report` in a terminal has no such bound.
advice_too_new = Reload this page; if that does not help, it is older than the oomscope that wrote the file. `oomscope view` of that version opens it.
advice_malformed = If oomscope wrote it, that is a bug of oomscope; otherwise something changed the file.
advice_journal = This is the journal of a run. `oomscope recover` turns it into an artifact.
advice_unpack_it = Unpack it with another program and open the artifact alone.
advice_check_place = Check that the file is still where it was, and try again.
advice_download = Download the file yourself and drop it here.
advice_check_address = Check the `run=` of this page's address.
advice_make_site = Make the site anew with `oomscope site`.

# (end of section)

## Charts.

chart_before = before
chart_after = after
chart_limit = limit { $limit_bytes }
# The limit lies above what is shown.
chart_limit_above = limit { $limit_bytes } ↑
chart_limit_of = limit { $side } { $limit_bytes }
chart_limit_of_above = limit { $side } { $limit_bytes } ↑
chart_batch = batch { $batch }
chart_test = test { $test }
chart_tests = tests
chart_soft_stop = soft stop
chart_death = { $ending }, signal { $signal }
chart_mark_of = { $side }: { $mark }

# (end of section)

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
page_first_memory = First memory
page_peak = Peak
page_ending = Ending
page_peak_no_limit = peak, no limit set
page_kept_together = kept by all tests together
page_tests_with_outcome = tests with an outcome
page_from_start_to_end = from start to end
page_chart_reaches = Memory reaches { $peak_bytes } in a run of { $duration_ms }.
page_chart_reaches_limited = Memory reaches { $peak_bytes } under a limit of { $limit_bytes } in a run of { $duration_ms }.
page_chart_unmeasured = No memory was measured in a run of { $duration_ms }.
page_batch_ended = batch { $batch } { $ending }
page_chart_with_deaths = { $chart } Deaths: { $deaths }.
page_peak_limit = peak, limit { $limit_bytes }
page_batches_died = { $batches ->
    [one] batch
   *[other] batches
    }, { $died ->
    [0] none died
   *[other] { $died } died
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
page_confidence = confidence { $confidence_percent }
page_fixture_scope = fixture of scope { $scope }
page_objects_each = , about { $objects } more with each run of a culprit
page_each_run_keeps = keeps { $kept_bytes }
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
page_hunt_took = { $spent_ms } of { $budget_ms } allowed
page_hunt_processes = Its processes: { $processes }

# Batches.
page_batches = Batches
page_proof = Proof
page_memory_of_batch = Memory of this batch
page_batch_before = ‹ batch before
page_batch_next = next batch ›
page_running_when_died = Running when it died:
page_its_peak = peak
page_tests_given = tests given to it
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
page_filter_hint = Filter: name, outcome:failed, kept:>5MiB, peak:>100MiB, time:>1s, batch:2
page_filter_no_batch = `{ $value }` is not a batch number
page_filter_no_outcome = `{ $value }` is not an outcome; known are { $outcomes } and bad
page_filter_no_size = `{ $value }` is not a size: write a positive number with a unit, for example 400MiB, 2GiB or 1.5G
page_filter_no_duration = `{ $value }` is not a duration: write a positive number with a unit, for example 90s, 10m or 1h
page_cases_listed = { $shown } of { $total } are listed; failures come first.

# The chart.
page_chart_keys = Drag to mark a stretch, Shift and drag to pan. With the chart in focus: arrows pan, + and − or the wheel zoom, Shift and arrows read, Backspace goes back, 0 shows everything.
page_zoom_out = Zoom out (−)
page_zoom_in = Zoom in (+)
page_zoom_back = Back to the part shown before (Backspace)
page_all = All
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
page_copy = Copy
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
page_runs_drawn = Of each side { $runs } runs are drawn; the verdict rests on all of them.
page_name_and_more = { $name } and { $more } more
page_more_reasons = { $reasons } more about this verdict
page_side_reaches = { $run } reaches { $peak_bytes } in { $duration_ms }
page_side_unmeasured = { $run } has no memory measured
page_sides_reach = { $before }; { $after }.
page_batches_of_tests = { $batches } of { $tests }
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
page_all_in_one_process = all tests in one process for as long as it lives
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
page_asked = Asked
page_achieved = Achieved
page_missed = Missed
page_vanished = Vanished
page_refused = Refused
page_cost = Cost
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
    [one] { $reads } read of a process that had ended
   *[other] { $reads } reads of processes that had ended
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
page_upper_line = upper line { $top_bytes }

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
page_key_mark = mark a stretch up to the cursor
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

# (end of section)
