### The words of oomscope in German. docs/design/messages.md says how this file is written and read; the model
### is en.ftl beside it.

## The language itself.

language_name = Deutsch
decimal_sign = ,
list_next = { $list }, { $item }
list_last = { $list } und { $item }
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
unit_min = Min.
unit_h = Std.

## Endings: how a batch ended, and what that rests on.

ending_passed = bestanden
ending_tests_failed = Tests fehlgeschlagen
ending_out_of_memory = Speicher erschöpft
ending_over_limit = über dem Limit
ending_timed_out = Zeitlimit überschritten
ending_terminated = von außen beendet
ending_killed = getötet
ending_crashed = abgestürzt
ending_exited = selbst beendet
ending_no_tests = keine Tests
ending_collection_failed = Sammeln fehlgeschlagen
ending_preempted = verdrängt
ending_interrupted = unterbrochen
ending_not_run = nicht gelaufen
ending_unrecorded = nicht aufgezeichnet

proof_unknown = unbekannt
proof_likely = wahrscheinlich
proof_certain = sicher

# How a batch ended, in one sentence; what it rests on stands beside it.
ending_with_proof = { $ended } (Nachweis: { $proof }).
ending_told_passed = Batch { $batch } hat nach { $time_ms } bestanden
ending_told_tests_failed = Batch { $batch } hat sich nach { $time_ms } selbst beendet und fehlgeschlagene Tests gemeldet
ending_told_tests_failed_with_code = Batch { $batch } hat sich nach { $time_ms } selbst mit Exit-Code { $code } beendet und fehlgeschlagene Tests gemeldet
ending_told_out_of_memory = Für Batch { $batch } war nach { $time_ms } der Speicher erschöpft: Der Kernel oder die eigene Laufzeitumgebung gab keinen mehr her
ending_told_over_limit = oomscope hat Batch { $batch } nach { $time_ms } beendet, weil seine Prozesse zusammen das Speicherlimit erreicht hatten
ending_told_timed_out = oomscope hat Batch { $batch } nach { $time_ms } beendet, weil seine Zeit um war
ending_told_from_elsewhere = Batch { $batch } wurde nach { $time_ms } von außen durch { $signal } beendet; der Absender ist unbekannt
ending_told_own_signal = Batch { $batch } schickte sich nach { $time_ms } selbst { $signal }
ending_told_crashed = Batch { $batch } ist nach { $time_ms } durch { $signal } abgestürzt
ending_told_exited = Batch { $batch } hat sich nach { $time_ms } selbst mit unbekanntem Exit-Code beendet
ending_told_exited_with_code = Batch { $batch } hat sich nach { $time_ms } selbst mit Exit-Code { $code } beendet, dessen Bedeutung oomscope nicht kennt
ending_told_no_tests = Batch { $batch } hat keinen Test gefunden
ending_told_collection_failed = Batch { $batch } konnte seine Tests nicht sammeln
ending_told_preempted = Batch { $batch } passte nicht neben die anderen Batches und endete nach { $time_ms }; seine Tests liefen noch einmal
ending_told_interrupted = Batch { $batch } kam nicht zu seinem Ende: Der Lauf wurde { $time_ms } nach Beginn des Batches gestoppt
ending_told_not_run = Batch { $batch } war geplant und wurde nie gestartet.
ending_told_unrecorded = Wie Batch { $batch } nach { $time_ms } endete, wurde nicht aufgezeichnet.
ending_signal = Signal { $number }
ending_signal_unknown = ein Signal

# What an ending rests on. First what oomscope itself did.
evidence_over_limit = oomscope hat den Batch getötet: Seine Prozesse belegten zusammen { $over_bytes } mehr als das Limit von { $limit_bytes }.
evidence_oom_killed = Der Kernel hat in der eigenen cgroup des Batches am Limit von { $limit_bytes } laut Zähler dieser cgroup { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } getötet. Den Rest des Batches hat oomscope getötet.
evidence_stalled = oomscope hat den Batch getötet: Er stand an seinem Limit von { $limit_bytes } still. { $still_ms } lang begann und endete kein Test, es wurde nichts ausgegeben, und { $stalled_percent } dieser Zeit warteten alle Tasks auf Speicher.
evidence_preempted = Er belegte { $used_bytes }, erwartet waren { $reserved_bytes }, und passte nicht mehr neben die anderen Batches. Was übrig ist, läuft noch einmal, allein.
evidence_under_share = Sein Limit war { $share_bytes }, sein Anteil an { $whole_bytes } neben anderen Batches. Was übrig ist und was darin fehlschlug, läuft noch einmal, allein.
evidence_received = oomscope selbst hat { $signal } empfangen und den Batch beendet: Der Job wurde abgebrochen, oder die Unit, in der er läuft, wurde gestoppt. Über den Speicher des Batches sagt das nichts.
evidence_received_after_kills = Der Kernel hat währenddessen allerdings { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } dieser Maschine wegen Speichermangels getötet. Geschieht das in einer systemd-Unit, wird deren Rest deswegen mit SIGTERM gestoppt (`OOMPolicy=stop`), und das sieht genauso aus.
evidence_time_of_batch = oomscope hat den Batch nach seinem Zeitlimit von { $timeout_ms } beendet; { $how }.
evidence_time_of_test = oomscope hat den Batch beendet, weil der Test `{ $test }` länger lief als das Zeitlimit eines Tests ({ $timeout_ms }); { $how }.
evidence_time_of_some_test = oomscope hat den Batch beendet, weil ein Test länger lief als das Zeitlimit eines Tests ({ $timeout_ms }); { $how }.
evidence_time_of_exit = oomscope hat den Batch beendet, weil sein Prozess { $timeout_ms } (Zeitlimit eines Tests) nach dem Ende der Sitzung von { $framework } noch da war: Ein Thread oder ein Exit-Handler kam nicht zum Ende; { $how }.
# How it went, at the end of these four.
evidence_ended_when_asked = der Batch beendete sich auf Anforderung
evidence_had_to_be_killed = der Batch beendete sich auf Anforderung nicht und wurde getötet
evidence_soft_stop = oomscope hat { $framework } angewiesen, nach dem laufenden Test anzuhalten: Der Batch hatte mit { $reached_bytes } die weiche Grenze überschritten; der Rest läuft in einem frischen Prozess weiter.

# How the main process ended.
evidence_signal = Der Hauptprozess wurde durch { $signal } beendet (Exit-Code { $code } in einer Shell); von oomscope kam das Signal nicht.
evidence_signal_by_shell = Der Hauptprozess endete mit Exit-Code { $code }; damit meldet eine Shell, dass ihr Befehl durch { $signal } beendet wurde.
evidence_signal_by_python = Der Hauptprozess endete mit Exit-Code { $code }; damit meldet ein Python-Programm, dass sein Befehl durch { $signal } beendet wurde.
evidence_end_unknown = Wie der Hauptprozess endete, ließ sich nicht feststellen.
evidence_plugin_lost = Das Plugin verstummte mitten in der Sitzung, während der Prozess weiterlief.
evidence_guard_killed = Der Prozess, der den Batch zusammenhält (guard), wurde getötet und mit ihm der Batch.
evidence_lists_tests = Das war der Prozess, der die Tests auflistet.
evidence_journal_ends = Das Journal endet innerhalb dieses Batches: Der Rekorder wurde getötet, und wie der Batch selbst geendet hätte, ist unbekannt.

# Who sent a signal, and what it means.
evidence_self_test = Der Test `{ $test }` hat sich das Signal selbst über `{ $function }` gesendet; das deutet nicht auf Speichermangel hin.
evidence_self_some_test = Ein laufender Test hat sich das Signal selbst über `{ $function }` gesendet; das deutet nicht auf Speichermangel hin.
evidence_self_no_test = Während kein Test lief, hat sich der Prozess von { $framework } das Signal selbst über `{ $function }` gesendet; das deutet nicht auf Speichermangel hin.
evidence_own_kills = Laut Zähler der eigenen cgroup des Batches hat der Kernel dort am Limit { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } getötet.
evidence_logged_main = Laut Kernel-Log hat der Kernel genau diesen Prozess wegen Speichermangels getötet: { $kill }.
# A process in the kernel's log, and why it was killed.
evidence_kill_at_limit = `{ $process }` ({ $pid }, am Limit seiner cgroup)
evidence_kill_machine_full = `{ $process }` ({ $pid }, weil der Speicher der Maschine voll war)
evidence_counted = Währenddessen stieg der Zähler der OOM-Kills dieser Maschine (`/proc/vmstat oom_kill`) um { $kills }.
evidence_counted_others = Währenddessen stieg der Zähler der OOM-Kills dieser Maschine (`/proc/vmstat oom_kill`) um { $kills }. Das Kernel-Log nennt dafür aber andere Prozesse; wer diesen getötet hat, ist also unbekannt.
evidence_none_in_cgroup = Der Kernel hat in der eigenen cgroup des Batches keinen OOM-Kill gezählt, hier also nicht wegen Speichermangels getötet.
evidence_none_on_machine = Der Zähler der OOM-Kills dieser Maschine (`/proc/vmstat oom_kill`) ist nicht gestiegen; der Kernel hat hier also nicht wegen Speichermangels getötet.
evidence_sender_unknown = Wer das Signal gesendet hat, ist unbekannt.
evidence_short_killed = { $shortage }. Programme, die den Speicher überwachen, etwa systemd-oomd oder earlyoom, töten in diesem Fall Prozesse; ob das hier geschah, ist unbekannt.
evidence_short_asked = { $shortage }. Programme, die den Speicher überwachen, etwa earlyoom, senden in diesem Fall SIGTERM; ob das hier geschah, ist unbekannt.
evidence_uncounted = Ob der Kernel wegen Speichermangels getötet hat, lässt sich auf dieser Maschine nicht auslesen, und wer das Signal gesendet hat, ist unbekannt.
evidence_uncounted_short = Ob der Kernel wegen Speichermangels getötet hat, lässt sich auf dieser Maschine nicht auslesen. { $shortage }; es ist also wahrscheinlich.
# What speaks of a want of memory, at the beginning of a sentence.
evidence_shortage_of_room = Beim letzten Messpunkt belegte der Batch { $last_bytes } der für ihn verfügbaren { $room_bytes }
evidence_shortage_on_machine = In den letzten zehn Sekunden warteten alle Tasks der Maschine { $pressure_percent } der Zeit auf Speicher
evidence_asked_with_oomscope = Auch oomscope hat { $signal } empfangen; der ganze Job sollte also enden: Er wurde abgebrochen, oder die Unit, in der er läuft, wurde gestoppt.
evidence_asked_alone = Der OOM-Killer des Kernels sendet kein solches Signal, und oomscope hat keines empfangen. Der Absender ist unbekannt; es kann der Test selbst gewesen sein oder ein Prozess, den er gestartet hat.
evidence_asked_after_kills = Der Kernel hat währenddessen { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } dieser Maschine wegen Speichermangels getötet. Ein Service-Manager stoppt deswegen den Rest einer Unit, aber dann wäre auch oomscope zum Beenden aufgefordert worden.
evidence_abort = Dieses Signal sendet sich ein Prozess mit `abort` selbst: Eine Laufzeitumgebung oder eine Bibliothek hat etwas festgestellt, das nicht sein darf.
evidence_bus_error = Das deutet auf einen Fehler in nativem Code hin oder auf eine mit mmap eingeblendete Datei, die keinen Speicher bekam, etwa bei vollem `/dev/shm`.
evidence_core_dump = Damit hat jemand oder etwas einen Core-Dump angefordert.
evidence_native_fault = Das deutet auf einen Fehler in nativem Code hin.
evidence_fault_place = Der Fault-Handler von Python hat den Fehler hier festgestellt: { $place }.
evidence_broken_pipe = Der Prozess hat in eine Pipe geschrieben, aus der niemand mehr liest.
evidence_alarm = Ein Alarm, den der Prozess selbst gestellt hatte, wurde ausgelöst.
evidence_processor_time = Das Limit des Prozesses für Prozessorzeit war aufgebraucht (`ulimit -t`).
evidence_file_size = Der Prozess hat eine Datei über sein Größenlimit hinaus beschrieben (`ulimit -f`).
evidence_sandbox = Der Prozess hat einen Systemaufruf gemacht, den seine Sandbox verbietet (seccomp).

# What an exit code means.
evidence_left_test = Der Test `{ $test }` hat den Prozess über `{ $function }` mit Exit-Code { $code } beendet; { $framework } konnte daher nicht weitermachen.
evidence_left_some_test = Ein laufender Test hat den Prozess über `{ $function }` mit Exit-Code { $code } beendet; { $framework } konnte daher nicht weitermachen.
evidence_left_no_test = Während kein Test lief, hat sich der Prozess von { $framework } selbst über `{ $function }` mit Exit-Code { $code } beendet.
evidence_replaced_test = Der Test `{ $test }` hat den Prozess von { $framework } durch das Programm `{ $program }` ersetzt (`{ $function }`), das mit Exit-Code { $code } endete.
evidence_replaced_some_test = Ein laufender Test hat den Prozess von { $framework } durch das Programm `{ $program }` ersetzt (`{ $function }`), das mit Exit-Code { $code } endete.
evidence_replaced_no_test = Während kein Test lief, hat sich der Prozess von { $framework } selbst durch das Programm `{ $program }` ersetzt (`{ $function }`), das mit Exit-Code { $code } endete.
evidence_left_midway = Der Hauptprozess endete mit Exit-Code { $code }, aber die Sitzung von { $framework } kam nie zu ihrem Ende: Etwas hat das `exit` des Systems aufgerufen oder den Prozess ersetzt.
evidence_other_status = Die Sitzung von { $framework } endete mit Status { $status }, der Hauptprozess aber mit Exit-Code { $code }.
evidence_no_list = Der Prozess, der die Tests von { $framework } auflistet, endete mit Exit-Code { $code } und ohne Liste; den Grund nennt seine Ausgabe.
evidence_no_test = { $framework } hat keinen Test auszuführen.
evidence_code = { $framework } hat sich selbst mit Exit-Code { $code } beendet: { $meaning }.
evidence_command_code = Der Befehl hat sich selbst mit Exit-Code { $code } beendet.
evidence_command_code_failed = Der Befehl hat sich selbst mit Exit-Code { $code } beendet; damit melden die meisten Test-Runner fehlgeschlagene Tests.
evidence_command_code_means = Der Befehl hat sich selbst mit Exit-Code { $code } beendet: { $meaning }.
# Meanings of exit codes, behind a colon.
evidence_code_passed = alle Tests bestanden
evidence_code_failed = Tests fehlgeschlagen
evidence_code_collection_failed = Sammeln fehlgeschlagen
evidence_code_session_interrupted = Sitzung unterbrochen
evidence_code_pytest_internal = interner Fehler von pytest
evidence_code_pytest_usage = Befehlszeile, ini-Datei oder conftest.py nicht verwendbar
evidence_code_none_collected = kein Test gesammelt
evidence_code_none_run = kein Test gelaufen
evidence_code_not_built = Bauen der Tests fehlgeschlagen
evidence_code_usage = Befehlszeile nicht verwendbar
evidence_code_without_meaning = ein Code, der dort nicht dokumentiert ist
evidence_code_timeout = so meldet `timeout`, dass die vorgegebene Zeit um war
evidence_code_launcher_failed = so melden `timeout`, `env` und `docker run`, dass sie selbst gescheitert sind
evidence_code_not_executable = so meldet eine Shell, dass das Programm nicht ausführbar ist
evidence_code_no_program = so meldet eine Shell, dass es kein solches Programm gibt

# What became of the other processes of the batch.
evidence_late_workers = oomscope hat { $workers ->
    [one] { $workers } Worker von pytest-xdist getötet, dessen
   *[other] { $workers } Worker von pytest-xdist getötet, deren
    } Test länger lief als das Zeitlimit eines Tests; die anderen machten weiter.
evidence_worker_word = Ein Worker von pytest-xdist hat sich selbst beendet: Der Test `{ $test }` { $deed }.
# What a process did to itself, as the rest of a sentence about a test or a process.
evidence_deed_signal = hat sich über `{ $function }` selbst { $signal } gesendet
evidence_deed_exit = hat den Prozess über `{ $function }` mit Exit-Code { $code } beendet
evidence_deed_replaced = hat seinen Prozess durch `{ $program }` ersetzt (`{ $function }`)
evidence_crashed_workers = pytest-xdist meldet, dass { $workers ->
    [one] { $workers } Worker in einem Test gestorben ist; ohne ihn
   *[other] { $workers } Worker in einem Test gestorben sind; ohne sie
    } ging es weiter.
evidence_dead_orphan = `{ $process }`, ein verwaister Prozess des Batches, wurde durch { $signal } beendet.
evidence_own_kills_of_others = Laut Zähler der eigenen cgroup des Batches hat der Kernel dort am Limit { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } getötet, den Hauptprozess allerdings nicht.
evidence_logged_child = Laut Kernel-Log hat der Kernel einen Prozess dieses Batches wegen Speichermangels getötet: { $kill }.
evidence_logged_children = Laut Kernel-Log hat der Kernel Prozesse dieses Batches wegen Speichermangels getötet: { $kill } und { $others } weitere.
evidence_kills_and_worker = Währenddessen hat der Kernel { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } dieser Maschine wegen Speichermangels getötet (`/proc/vmstat oom_kill`); der Worker war also wahrscheinlich darunter.
evidence_kills_of_anybody = Währenddessen hat der Kernel { $kills ->
    [one] { $kills } Prozess
   *[other] { $kills } Prozesse
    } dieser Maschine wegen Speichermangels getötet (`/proc/vmstat oom_kill`); ob einer dieses Batches darunter war, ist unbekannt.
evidence_outlived = { $processes ->
    [one] { $processes } Prozess hat den Hauptprozess überlebt und wurde getötet
   *[other] { $processes } Prozesse haben den Hauptprozess überlebt und wurden getötet
    }: { $outlived }.
evidence_outlived_process = { $process } ({ $pid })
evidence_outlived_process_outside = { $process } ({ $pid }, außerhalb aller Tests gestartet)
evidence_outlived_process_of_test = { $process } ({ $pid }, gestartet in { $test })
evidence_outlived_process_of_tests = { $process } ({ $pid }, gestartet in einem dieser Tests: { $tests })
evidence_refused = Am Ende der Ausgabe steht, dass eine Speicheranforderung abgelehnt wurde: `{ $refusal }`.
advice_heap_limit = V8 gab am Limit seines eigenen Heaps auf, das weder das der Maschine noch das des Batches ist. `NODE_OPTIONS=--max-old-space-size=N`, in MiB, hebt es an.
advice_heap_limit_of_room = V8 gab am Limit seines eigenen Heaps auf, das weder das der Maschine noch das des Batches ist. `NODE_OPTIONS=--max-old-space-size=N`, in MiB, hebt es an; Platz war für { $room_bytes }.
evidence_jvm_lost = Das Build-Werkzeug sagt, dass die JVM der Tests vorzeitig endete: `{ $words }`.
evidence_jvm_signal = Mit diesem Code meldet eine Shell, dass die JVM durch { $signal } beendet wurde.
evidence_jvm_fault = Die JVM sagt, woran sie abgestürzt ist: `{ $words }`.
evidence_jvm_report = Ihr Bericht über den Absturz ist `{ $path }`.
advice_jvm_heap = Der Heap der JVM mit den Tests war an seinem eigenen Limit voll, das weder das der Maschine noch das des Batches ist. `-Xmx` (`argLine` bei Surefire, `maxHeapSize` bei Gradle) hebt es an.
advice_jvm_heap_of_room = Der Heap der JVM mit den Tests war an seinem eigenen Limit von { $heap_bytes } voll, das weder das der Maschine noch das des Batches ist. `-Xmx` (`argLine` bei Surefire, `maxHeapSize` bei Gradle) hebt es an; Platz war für { $room_bytes }.
advice_jvm_metaspace = Was die JVM mit den Tests über Klassen weiß, war an seinem eigenen Limit. `-XX:MaxMetaspaceSize` hebt es an; füllt es sich wieder, werden Class-Loader festgehalten, jeder mit allen Klassen, die er geladen hat.
advice_jvm_direct = Die JVM mit den Tests hatte so viele direkte Puffer, wie ihr eigenes Limit erlaubt. `-XX:MaxDirectMemorySize` hebt es an (ohne diese Option ist es so groß wie das des Heaps, `-Xmx`); ein Puffer wird frei, wenn eingesammelt ist, was auf ihn verweist.
advice_jvm_threads = Das System verweigerte der JVM mit den Tests einen Thread: Die Zahl der Prozesse ist begrenzt (`ulimit -u`, `pids.max` der Cgroup), oder für den Stack fehlt Speicher. In der Regel werden Threads oder Executors gestartet, die kein Test beendet.
advice_jvm_array = Verlangt wurde ein Array, das keine JVM haben kann, gleich welche Limits sie hat.
advice_jvm_refused = Das System hatte keinen Speicher für die JVM der Tests selbst, obwohl ihr Heap nicht voll war: Die Maschine oder der Batch war es, oder `-Xms` oder `-Xmx` (`argLine` bei Surefire, `maxHeapSize` bei Gradle) ist mehr, als es gibt.
advice_jvm_refused_of_room = Das System hatte keinen Speicher für die JVM der Tests selbst, obwohl ihr Heap nicht voll war: Platz ist insgesamt für { $room_bytes }, wovon die eigene JVM von Maven oder Gradle einen Teil braucht. Setzen Sie `-Xms` und `-Xmx` (`argLine` bei Surefire, `maxHeapSize` bei Gradle) deutlich darunter.
advice_jvm_above_limit = Die JVM mit den Tests darf einen Heap von { $heap_bytes } füllen (`-Xmx`; ohne Angabe ein Viertel des Speichers), und der Batch darf { $limit_bytes } haben: Mit allem, was sie neben dem Heap braucht, wird sie beendet, bevor sie aufräumen muss. Setzen Sie `-Xmx` (`argLine` bei Surefire, `maxHeapSize` bei Gradle) deutlich darunter; dann wird rechtzeitig aufgeräumt, und was wirklich bleibt, endet mit einem OutOfMemoryError, der das auch sagt.

## Tests: outcomes and remarks.

outcome_passed = bestanden
outcome_failed = fehlgeschlagen
outcome_error = Fehler
outcome_skipped = übersprungen
outcome_xfailed = xfailed
outcome_xpassed = xpassed
outcome_died = gestorben
outcome_ran = gelaufen
outcome_not_run = nicht gelaufen
remark_culprit = lief, als sein Batch endete ({ $ending }), und ein Befund nennt ihn als Verursacher
remark_victim = lief, als sein Batch endete ({ $ending }); das macht ihn zum Opfer, das nicht die Ursache sein muss

## Limits.

limit_given = { $limit_bytes } durch `--memory-limit`.
limit_asked = { $limit_bytes }, wie mit `--memory-limit` angefordert.
limit_asked_beyond = { $limit_bytes }, wie mit `--memory-limit` angefordert. Das ist mehr als vorhanden ({ $source }: { $left_bytes }).
limit_share = { $limit_bytes }: { $share_percent } von { $left_bytes } ({ $source }).
limit_automatic = { $limit_bytes }: { $source } ({ $left_bytes }) abzüglich einer Reserve von { $reserve_bytes } für alles andere.
room_of_machine = verfügbarer Speicher der Maschine
room_of_cgroup = freier Rest der { $group_bytes } der cgroup `{ $group }`
limiter_by_watchdog = `--limiter watchdog`.

## Why one limiter and not another. Only read by the page.

limiter_asked = Mit `--limiter { $limiter }` angefordert: { $how }.
limiter_best = Das Beste, was hier funktioniert: { $how }.
limiter_best_not_others = Das Beste, was hier funktioniert: { $how }. Was nicht funktioniert: { $others }.
limiter_not = { $limiter } ({ $why })
limiter_how_group = eine eigene Gruppe für jeden Batch
limiter_how_watch = oomscope beendet den Batch, sobald es dessen Prozessbaum über dem Limit sieht
limiter_how_scope = { $manager }
limiter_how_scope_no_policy = { $manager }, hier ohne OOMPolicy für Scopes
# Why a limiter cannot be had, as the rest of a sentence.
limiter_no_v2 = cgroup v2 ist nicht eingehängt
limiter_no_v1 = der Memory-Controller von cgroup v1 ist nicht eingehängt
limiter_no_systemd = systemd läuft hier nicht
limiter_no_joining = kein Prozess darf in eine eigene Gruppe verschoben werden ({ $error })
limiter_group_unmade = eine Gruppe lässt sich nicht anlegen: { $error }
limiter_v1_no_group = in der Memory-cgroup darf keine Gruppe angelegt werden ({ $error })
limiter_v2_no_controller = in der cgroup `{ $group }` gibt es keinen Memory-Controller
limiter_v2_no_group = in der cgroup `{ $group }` darf keine Gruppe angelegt werden ({ $error })
limiter_v2_in_use = in der cgroup `{ $group }` wird der Memory-Controller nicht weitergegeben, weil sie Prozesse enthält
limiter_v2_not_handed_on = in der cgroup `{ $group }` lässt sich der Memory-Controller nicht weitergeben ({ $error })
limiter_scope_not = { $manager }: { $why }
limiter_scope_silent = der Aufruf ist ohne Meldung fehlgeschlagen
limiter_scope_no_hold = der Scope wurde angelegt, aber das Limit griff nicht
limiter_watch_unseen = `/proc` zeigt die Prozesse nicht, die oomscope startet ({ $error })
limiter_watch_unlisted = `/proc` sagt nicht, welche Prozesse oomscope gestartet hat
limiter_none = nichts kann hier ein Speicherlimit durchsetzen: { $reasons }

## The answer of a run.

# A clause as a sentence.
sentence = { $clause }.
# At the end of a list that would be too long.
more = { $number } weitere

# How many batches ran at the same time: with one, its peak is that of the run.
answer_with_peak = { $clause }; { $at_once ->
    [1] Speicherspitze
   *[other] Spitze des größten Batches
    } { $peak_bytes }.
answer_peak = { $at_once ->
    [1] Speicherspitze
   *[other] Spitze des größten Batches
    }: { $peak_bytes }.
answer_without_peak = Der Speicher wurde nicht gemessen.
answer_charged = Auf das Limit von { $limit_bytes } wurden { $charged_bytes } angerechnet: Es zählt eine Seite einmal, wie viele Prozesse sie auch teilen, und was andere vorher geladen hatten, gar nicht.

answer_stopped = Lauf gestoppt
answer_stopped_early = Lauf gestoppt, bevor ein Test bekannt war
answer_cut = Rekorder getötet
answer_cut_early = Rekorder getötet, bevor ein Test bekannt war
answer_with_outcomes = { $tests ->
    [one] { $clause }; Ergebnisse von { $ended } von { $tests } Test vorhanden
   *[other] { $clause }; Ergebnisse von { $ended } von { $tests } Tests vorhanden
}

answer_over_limit = Speicherlimit überschritten
answer_over_limit_of = Limit von { $limit_bytes } überschritten
answer_out_of_memory = Speicher erschöpft
answer_probably_out_of_memory = Speicher wahrscheinlich erschöpft
answer_died_of_memory = Tod durch Speichermangel
# Where one of the deaths above was, or several.
answer_in_batch = { $what } in Batch { $batch }
answer_times = { $what }, { $times }-mal: { $batches }
# How far a batch got, after what happened to it.
answer_after = { $tests ->
    [one] { $what } nach { $finished } von { $tests } Test
   *[other] { $what } nach { $finished } von { $tests } Tests
}
answer_batch = Batch { $batch }
answer_death = { $ending ->
    [ending_timed_out] Zeitlimit überschritten in Batch { $batch }
    [ending_terminated] Batch { $batch } von außen beendet
    [ending_killed] Batch { $batch } getötet
    [ending_crashed] Batch { $batch } abgestürzt
   *[other] Batch { $batch } beendet ({ $ending })
}
answer_death_in_list = { $ending ->
    [ending_timed_out] Zeitlimit überschritten in Batch { $batch }
    [ending_terminated] Batch { $batch } von außen beendet
    [ending_killed] Batch { $batch } getötet
    [ending_crashed] Batch { $batch } abgestürzt
   *[other] Batch { $batch } beendet ({ $ending })
}
answer_deaths = { $number ->
    [one] { $number } Batch vorzeitig beendet: { $batches }
   *[other] { $number } Batches vorzeitig beendet: { $batches }
}

answer_not_collected = Die Tests ließen sich nicht sammeln
answer_not_collected_of = Die Tests von Batch { $batch } ließen sich nicht sammeln
answer_not_collected_of_many = { $batches ->
    [one] Die Tests von { $number } von { $batches } Batch ließen sich nicht sammeln
   *[other] Die Tests von { $number } von { $batches } Batches ließen sich nicht sammeln
}
answer_exited = Batch { $batch } unerwartet zu Ende
answer_exited_with_code = Batch { $batch } unerwartet mit Exit-Code { $code } zu Ende
answer_many_exited = { $number ->
    [one] { $number } Batch unerwartet zu Ende
   *[other] { $number } Batches unerwartet zu Ende
}
answer_no_tests = Kein Test gefunden
answer_no_tests_in = { $number ->
    [one] { $number } Batch hat keinen Test gefunden
   *[other] { $number } Batches haben keinen Test gefunden
}

answer_failed = { $tests ->
    [one] { $failed } von { $tests } Test fehlgeschlagen
   *[other] { $failed } von { $tests } Tests fehlgeschlagen
}
answer_died = { $tests ->
    [one] { $died } von { $tests } Test gestorben
   *[other] { $died } von { $tests } Tests gestorben
}
answer_unrun = { $tests ->
    [one] { $unrun } von { $tests } Test nicht gelaufen
   *[other] { $unrun } von { $tests } Tests nicht gelaufen
}
answer_failed_and_unrun = { $failed } von { $tests } Tests fehlgeschlagen, { $unrun } nicht gelaufen
answer_command_failed = Der Befehl ist fehlgeschlagen
answer_command_failed_with_code = Der Befehl ist mit Exit-Code { $code } fehlgeschlagen
answer_batches_failed = { $batches ->
    [one] { $failed } von { $batches } Batch fehlgeschlagen
   *[other] { $failed } von { $batches } Batches fehlgeschlagen
}

answer_unrecorded = Wie der Lauf endete, wurde nicht aufgezeichnet
answer_command_passed = Der Befehl endete mit Exit-Code 0
answer_batch_passed = { $tests ->
    [one] Der Batch mit { $tests } Test hat bestanden
   *[other] Der Batch mit { $tests } Tests hat bestanden
}
answer_batches_passed = { $batches ->
    [one] { $batches } Batch hat bestanden
   *[other] Alle { $batches } Batches haben bestanden
}
answer_suite_passed = Die Testsuite hat bestanden; über einzelne Tests ist nichts bekannt
answer_all_passed = { $tests ->
    [1] Test bestanden
   *[other] Alle { $tests } Tests bestanden
}
# `81 tests passed, 5 skipped and 1 failed as expected`
answer_passed_and_others = { $passed }, { $others }
answer_tests_passed = { $tests ->
    [0] Kein Test bestanden
    [one] { $tests } Test bestanden
   *[other] { $tests } Tests bestanden
}
answer_as_expected = { $tests } wie erwartet fehlgeschlagen

answer_tests = Tests: { $outcomes }.
count_passed = { $tests } bestanden
count_failed = { $tests } fehlgeschlagen
count_error = { $tests } Fehler
count_skipped = { $tests } übersprungen
count_xfailed = { $tests } xfailed
count_xpassed = { $tests } xpassed
count_died = { $tests } gestorben
count_interrupted = { $tests } unterbrochen
count_ran = { $tests } gelaufen
count_not_run = { $tests } nicht gelaufen

answer_flaky = Instabil (erst fehlgeschlagen oder gestorben, bei Wiederholung bestanden): { $tests }.
answer_own_doing = { $number ->
    [1] Durch eigenes Zutun beendet: { $tests }.
   *[other] Jeweils durch eigenes Zutun beendet: { $tests }.
}
answer_culprits_died = { $number ->
    [1] Starb und ist selbst Verursacher: { $tests }.
   *[other] Starben und sind selbst Verursacher: { $tests }.
}
answer_victims = { $number ->
    [1] Opfer (der Test, der gerade lief, nicht unbedingt die Ursache): { $victims }.
   *[other] Opfer (die Tests, die gerade liefen, nicht unbedingt die Ursache): { $victims }.
}
answer_kept_by_one = Der Test behält { $kept_bytes }.
answer_kept_mostly_by = Die Tests behalten zusammen { $kept_bytes }, davon { $test } allein { $most_bytes }.
answer_kept_by_all = Die Tests behalten zusammen { $kept_bytes }, im Mittel { $each_bytes }.
lead_keeps = { $who } behält { $kept_bytes }
lead_keep = { $tests ->
    [one] { $tests } Test behält { $kept_bytes }
   *[other] { $tests } Tests behalten { $kept_bytes }
}
lead_in = { $lead } in `{ $holder }`
lead_needs = { $who } braucht { $needed_bytes } auf einmal
lead_need = { $tests ->
    [one] { $tests } Test braucht { $needed_bytes } auf einmal
   *[other] { $tests } Tests brauchen { $needed_bytes } auf einmal
}
lead_probable = Wahrscheinlich: { $lead }
lead_all_passed = { $lead }; alle bestanden, { $at_once ->
    [1] Spitze
   *[other] Spitze eines Batches
    } { $peak_bytes }.

## The conclusion of a run, and what to do now. Not in the page.

conclusion_green = { $batches ->
    [0] Kein Batch ist gelaufen: kein weiteres Leck zu sehen.
    [1] Der einzige Batch ist grün: kein weiteres Leck zu sehen.
   *[other] Alle { $batches } Batches sind grün: kein weiteres Leck zu sehen.
}
conclusion_leak = { $batches ->
    [0] Kein Batch ist gelaufen, aber Tests behalten Speicher.
    [1] Der einzige Batch ist grün, aber Tests behalten Speicher.
   *[other] Alle { $batches } Batches sind grün, aber Tests behalten Speicher.
}
conclusion_hogs = { $batches ->
    [0] Kein Batch wurde ausgeführt
    [1] Der einzige Batch ist grün
   *[other] Alle { $batches } Batches sind grün
}, aber { $hogs ->
    [1] ein Test braucht
   *[other] Tests brauchen
} zu viel Speicher auf einmal.
conclusion_died = { $more ->
    [0] Batch { $batch } ist gestorben ({ $ending }; Nachweis: { $proof }; Exit-Code { $code } in einer Shell). Welcher Test schuld ist, ist noch nicht bekannt.
    [one] Batch { $batch } ist gestorben ({ $ending }; Nachweis: { $proof }; Exit-Code { $code } in einer Shell), dazu { $more } weiterer Batch. Welcher Test schuld ist, ist noch nicht bekannt.
   *[other] Batch { $batch } ist gestorben ({ $ending }; Nachweis: { $proof }; Exit-Code { $code } in einer Shell), dazu { $more } weitere Batches. Welcher Test schuld ist, ist noch nicht bekannt.
}
conclusion_died_by_itself = { $more ->
    [0] Batch { $batch } starb ({ $ending }, Nachweis: { $proof }; in einer Shell Exit-Code { $code }): Sein eigener Test hat ihn beendet.
    [one] Batch { $batch } starb ({ $ending }, Nachweis: { $proof }; in einer Shell Exit-Code { $code }), ebenso { $more } weiterer Batch: Ihre eigenen Tests haben sie beendet.
   *[other] Batch { $batch } starb ({ $ending }, Nachweis: { $proof }; in einer Shell Exit-Code { $code }), ebenso { $more } weitere Batches: Ihre eigenen Tests haben sie beendet.
}
conclusion_died_and_found = { $more ->
    [0] Batch { $batch } ist gestorben ({ $ending }; Nachweis: { $proof }; Exit-Code { $code } in einer Shell). Die Ursachensuche hat gefunden, woran es liegt.
    [one] Batch { $batch } ist gestorben ({ $ending }; Nachweis: { $proof }; Exit-Code { $code } in einer Shell), dazu { $more } weiterer Batch. Die Ursachensuche hat gefunden, woran es liegt.
   *[other] Batch { $batch } ist gestorben ({ $ending }; Nachweis: { $proof }; Exit-Code { $code } in einer Shell), dazu { $more } weitere Batches. Die Ursachensuche hat gefunden, woran es liegt.
}
conclusion_failed_batch = Batch { $batch } hat nicht bestanden ({ $ending }), und am Speicher lag es nicht.
conclusion_failed_tests = { $tests ->
    [one] { $tests } Test hat nicht bestanden, und am Speicher lag es nicht.
   *[other] { $tests } Tests haben nicht bestanden, und am Speicher lag es nicht.
}
conclusion_unrecorded = Wie der Lauf endete, wurde nicht aufgezeichnet: Es gibt kein Fazit.
conclusion_incomplete = Der Lauf kam nicht zu seinem Ende: Es gibt kein Fazit.

# What to do now, one sentence each.
step_run_again = Was unten steht, wurde bis dahin gemessen; den Lauf wiederholen.
step_more_behind = Auch kam der Lauf nicht zu seinem Ende: Dahinter kann noch mehr stecken.
step_not_proved = Nichts beweist, dass es am Speicher lag: Ein abgebrochener Job endet genauso. Siehe die Belege des Batches.
step_no_want = Das ist kein Zeichen von Speichermangel: die Tests so reparieren, wie es auch ohne oomscope nötig wäre.
step_isolate = Noch ist kein Test als Verursacher erkannt. `--batch-size 1` führt jeden in einem eigenen Prozess aus und zeigt, welcher von ihnen allein stirbt.
step_red_flags = Dort auf große Dateien achten, die geladen werden, auf Fixtures mit `scope="module"` oder `scope="session"`, auf Daten, die sich in globalen Variablen ansammeln, und auf DataFrames, die nie freigegeben werden.
step_finding = { $finding }. { $hint }
step_more_findings = { $number ->
    [one] … und { $number } weiterer Befund.
   *[other] … und { $number } weitere Befunde.
}
step_mend = Das beheben und den Lauf wiederholen: Sobald jeder Batch grün ist, ist es geschafft.
step_mend_tests = Die Tests reparieren wie auch sonst, ohne oomscope.
step_nothing_ran = Keiner seiner Tests lief: nachsehen, was das Kommando auswählt und was es ausgegeben hat.
step_findings_too = { $findings ->
    [one] Daneben lohnt ein Blick auf den Speicher: { $findings } Befund.
   *[other] Daneben lohnt ein Blick auf den Speicher: { $findings } Befunde.
}

## Who limits, and what was run.

# Who enforces a limit: `it is enforced by …`.
limiter_cgroup_v2 = Kernel (cgroup v2)
limiter_systemd_scope = Kernel (systemd-Scope)
limiter_cgroup_v1 = Kernel (cgroup v1)
limiter_watchdog = Watchdog von oomscope

# Why a batch was run.
pass_observe = Beobachtung
pass_retry = Wiederholung
pass_isolate = allein ausführen
pass_confirm = wiederholen
pass_explain = ansehen, was bleibt

# What was run, in the middle of a sentence.
framework_pytest = pytest
framework_unittest = unittest
framework_django = Django
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
framework_junit = der Konsolen-Launcher von JUnit
framework_command = der Befehl

## Summaries and comments of a run. Not in the page.

column_batch = Batch
column_tests = Tests
column_test = Test
column_ending = Ausgang
column_proof = Nachweis
column_peak = Spitze
column_charged = angerechnet
column_kept = behalten
column_time = Dauer
column_module = Modul
column_took = nahm
column_outcome = Ergebnis

heading_now = Nächste Schritte
heading_budget = Budget
heading_comparison = Vorher und nachher
heading_ends = Wie die Batches endeten
heading_findings = Befunde
heading_hunt = Was die Ursachensuche sonst noch meldet
heading_batches = Batches
heading_highest_peak = Tests mit der höchsten Spitze
heading_keep_most = Tests, die am meisten behalten
heading_imports = Die teuersten Importe
heading_not_green = Nicht grün
heading_recording = Zur Aufzeichnung
heading_memory = Speicherverlauf
heading_comment = Speicher der Tests

summary_climbs = Der Speicher steigt über die Tests von Batch { $batch } von { $from_bytes } auf { $to_bytes }. Was ihn festhält, hat niemand gesucht: Das macht `--hunt always`.
summary_soft_stops = { $batches ->
    [one] Batch { $batch } hielt mit { $reached_bytes } an der weichen Grenze an; der Rest lief in einem frischen Prozess weiter.
   *[other] { $batches } Batches hielten an der weichen Grenze an, der erste war Batch { $batch } mit { $reached_bytes }; der Rest lief in frischen Prozessen weiter.
}
summary_more = … und { $number } weitere
summary_more_batches = { $number ->
    [one] … und { $number } weiterer Batch
   *[other] … und { $number } weitere Batches
}
summary_drawing = Von 0 bis { $top_bytes }; eine Zeile je Batch.
summary_output = Ende der Ausgabe von Batch { $batch }
summary_artifact = Das Artefakt dieses Laufs enthält alles. Unverändert auf die Seite von oomscope ziehen, oder herunterladen und { $command } ausführen.
# In Markdown.
summary_artifact_linked = Das Artefakt steht [am Ende der Seite des Laufs]({ $url }#artifacts). Unverändert auf die Seite von oomscope ziehen, oder herunterladen und { $command } ausführen.
summary_left_out = Aus Platzgründen weggelassen: { $parts }. Im Artefakt steht alles.
left_out_title = der Titel
left_out_answer = die Antwort
left_out_ends = wie die Batches endeten
left_out_conclusion = die nächsten Schritte
left_out_budget = das Budget
left_out_comparison = der Vergleich
left_out_findings = { $number ->
    [one] { $number } Befund
   *[other] { $number } Befunde
}
left_out_hunt = die Meldungen der Ursachensuche
left_out_drawing = die Zeichnung
left_out_batches = die Tabelle der Batches
left_out_tests = { $number ->
    [one] { $number } Tabelle der Tests
   *[other] { $number } Tabellen der Tests
}
left_out_not_green = die Liste der fehlgeschlagenen Tests
left_out_outputs = { $number ->
    [one] { $number } Ausgabe
   *[other] { $number } Ausgaben
}
left_out_recording = die Warnungen zur Aufzeichnung
left_out_artifact = der Weg zum Artefakt

# The two sides of a comparison in the comment on a pull request.
comment_base = Basis
comment_this_change = diese Änderung
comment_without_base = Zum Vergleich fehlt ein Lauf des Basis-Branches.

annotation_memory = Speicher
annotation_recording = Aufzeichnung
annotation_finding = { $kind }: { $cause }
annotation_budget = Budget: { $rule }
annotation_death = Batch { $batch }: { $ending }
annotation_own_doing = { $test } starb in Batch { $batch } durch eigenes Zutun ({ $ending }, Nachweis: { $proof }).
annotation_victim = { $test } lief, als Batch { $batch } starb ({ $ending }; Nachweis: { $proof }); die Ursache muss dieser Test nicht sein.
annotation_died = { $test } ist in Batch { $batch } gestorben ({ $ending }, { $proof }); die Ursache muss er nicht sein.
annotation_test = Test: { $outcome }
annotation_reproduce = Reproduzieren: { $command }
annotation_more = … und { $number } weitere; sie stehen in der Zusammenfassung des Jobs.

## Budgets. Not in the page.

budget_nothing = Kein Budget vorgegeben: Nichts wurde geprüft.
budget_kept = { $limits ->
    [one] Budget eingehalten: { $limits } Grenzwert geprüft.
   *[other] Budget eingehalten: { $limits } Grenzwerte geprüft.
}
budget_broken = { $limits ->
    [one] Budget überschritten: { $broken } von { $limits } Grenzwert.
   *[other] Budget überschritten: { $broken } von { $limits } Grenzwerten.
}
# What stands before a line under the headline.
budget_is_broken = überschritten
budget_is_unknown = unbekannt
budget_is_ignored = ignoriert
budget_is_expired = abgelaufen
budget_is_unused = unbenutzt
budget_more = Und { $number } weitere.

budget_peak = Die Spitze des Laufs beträgt { $measured_bytes }, `peak` erlaubt { $allowed_bytes }.
budget_retained = Alle Tests zusammen behalten { $measured_bytes }, `retained` erlaubt { $allowed_bytes }.
budget_test_retained = { $test } behält { $measured_bytes }, `test-retained` erlaubt { $allowed_bytes }.
budget_test_needs = { $test } braucht { $measured_bytes } auf einmal, `test-needs` erlaubt { $allowed_bytes }.
budget_test_peak = { $test } erreicht { $measured_bytes }, `test-peak` erlaubt { $allowed_bytes }.
budget_peak_growth = Die Spitze des Laufs wuchs von { $before_bytes } auf { $after_bytes } ({ $grown_change_bytes }), `growth.peak` erlaubt { $allowed_change_bytes }.
budget_retained_growth = Was die Tests beider Läufe zusammen behalten, wuchs von { $before_bytes } auf { $after_bytes } ({ $grown_change_bytes }), `growth.retained` erlaubt { $allowed_change_bytes }.
budget_test_peak_growth = Die Spitze von { $test } wuchs von { $before_bytes } auf { $after_bytes } ({ $grown_change_bytes }), `growth.test-peak` erlaubt { $allowed_change_bytes }.
budget_test_retained_growth = Was { $test } behält, wuchs von { $before_bytes } auf { $after_bytes } ({ $grown_change_bytes }), `growth.test-retained` erlaubt { $allowed_change_bytes }.

budget_no_figure = `{ $rule }`: Der Lauf hat keinen solchen Wert.
budget_no_baseline = Wachstum und Verschlechterung: Es gibt keinen Vergleichslauf; mit `--baseline` angeben.
budget_inconclusive = Verschlechterung: { $verdict }
budget_ignored = { $finding }. Ignoriert: { $reason }
budget_expired_and_met = „{ $reason }“ wurde bis { $day } ignoriert; jetzt zählt es wieder.
budget_expired = „{ $reason }“ wurde bis { $day } ignoriert; der Eintrag wird nicht mehr gebraucht und kann entfernt werden.
budget_unused_tests = Der Eintrag `{ $entry }` unter tests trifft auf nichts zu.
budget_unused_ignore = Der Eintrag „{ $entry }“ unter ignore trifft auf nichts zu.

# In an oomscope.toml that is written.
budget_file_head = Geschrieben von `oomscope baseline` aus einem Lauf vom { $day }: dessen Messwerte und { $room_percent } darüber.
budget_file_keys = Was jeder Schlüssel bedeutet: docs/budgets.md.
budget_file_measured = gemessen: { $measured_bytes }
budget_file_reason = bekannt, als diese Datei geschrieben wurde

## Merged shards.

merged_without_shards = { $shards_missing ->
    [one] Shard { $shards } dieses Laufs fehlt hier, und damit { $tests ->
        [one] { $tests } Test
       *[other] { $tests } Tests
    } von { $planned }.
   *[other] Die Shards { $shards } dieses Laufs fehlen hier, und damit { $tests ->
        [one] { $tests } Test
       *[other] { $tests } Tests
    } von { $planned }.
}
merged_commits = Die Shards liefen auf verschiedenen Commits: { $commit } und { $other_commit }.
merged_commands = Die Shards führten verschiedene Befehle aus: `{ $command }` und `{ $other_command }`.
evidence_shards = { $shards ->
    [one] { $shards } Shard ist darauf gestoßen; alles Weitere hier stammt vom sichersten.
   *[other] { $shards } Shards sind darauf gestoßen; alles Weitere hier stammt vom sichersten.
    }

## Imports, and curves that were thinned. Only read by the page.

import_from = Importiert aus { $tool }. Wie der Lauf endete, wurde nicht aufgezeichnet, und was oomscope gemessen hätte, fehlt.
import_without_date = Die Datei sagt nicht, wann der Lauf war; dafür steht 1970.
import_functions = Die Tests sind hier die mit `@profile` markierten Funktionen, Aufruf für Aufruf.
import_with_children = Die Kurve zeigt den Prozess und seine Kindprozesse zusammen (`--multiprocess`).
import_children_unknown = Die Datei sagt nicht, ob ihre Messpunkte Kindprozesse einschließen (`--include-children`).
import_command_unknown = Die Datei sagt weder, welcher Befehl es war, noch, ob ihre Messpunkte Kindprozesse einschließen (`--include-children`).
import_allocated = Die Spitze ist hier, was nach Angabe von memray gleichzeitig allokiert war, und nicht der residente Speicher. Sinnvoll vergleichen lässt sie sich nur mit einer anderen Datei von memray.
import_older_sessions = { $sessions ->
    [one] Die Datei enthält auch { $sessions } ältere Sitzung; dies ist die neueste.
   *[other] Die Datei enthält auch { $sessions } ältere Sitzungen; dies ist die neueste.
}
import_peaks_above = Die Spitzen der Tests zählen ab dem, was der Prozess zu Beginn der Sitzung belegte; wie viel das war, steht nicht in der Datei, ebenso wenig die Spitze des Prozesses.
import_passed_only = pytest-monitor schreibt nur bestandene Tests auf; in ihren Namen fehlen die Klassen.
import_local_times = Die Zeiten sind die der Uhr jener Maschine, deren Zeitzone nicht in der Datei steht; angegeben sind sie als UTC.

thinned_curves = Damit diese Datei klein bleibt, enthalten ihre Kurven { $kept } von { $samples } Messpunkten: von jedem Abschnitt den niedrigsten und den höchsten, sodass keine Spitze verloren geht. Das ursprüngliche Artefakt enthält alle.

## Words of exports, which stand in their files alone. Not in the page.

export_samples = alle { $samples }
export_samples_thinned = { $kept } von { $samples }: von jedem Abschnitt der niedrigste und der höchste, sodass keine Spitze verloren geht
export_own_doing = Der Test starb durch eigenes Zutun; Ausgang seines Batches: { $ending }.
export_victim = Der Test lief, als sein Batch endete: { $ending }. Er ist das Opfer und muss nicht der Verursacher sein.
export_ran = Der Batch des Tests endete: { $ending }. Welcher seiner Tests der Verursacher ist, ist unbekannt.
export_not_run = Der Test ist nicht gelaufen.
export_outcome = Ergebnis des Tests: { $outcome }.
export_earlier_attempt = ein früherer Versuch
export_left_out = … { $before_bytes } davor sind weggelassen

## Findings.

kind_leak = Leck
kind_hog = Speicherfresser
cause_registry = Registry
cause_module_global = globale Variable eines Moduls
cause_class_attribute = Klassenattribut
cause_cache = Cache
cause_closure = Closure
cause_fixture = Fixture
cause_test_instance = Testinstanz
cause_mock_calls = Mock-Aufrufe
cause_exception_traceback = Traceback einer Exception
cause_log_records = Log-Einträge
cause_async_task = Async-Task
cause_thread = Thread
cause_goroutine = Goroutine
cause_child_process = Kindprozess
cause_native_heap = nativer Heap
cause_shared_memory = Shared Memory
cause_dataframe = DataFrame
cause_array = Array
cause_file_load = Laden einer Datei
cause_gc_disabled = Garbage Collector abgeschaltet
cause_monkeypatch = Monkeypatch
cause_runner_reports = Berichte von pytest
cause_class_fixture = Attribute der Testklasse
cause_module_state = Zustand eines Moduls
cause_core_module_patched = verändertes Kernmodul
cause_event_listener = Event-Listener
cause_timer = Timer
cause_environment_kept = behaltene Umgebung
cause_buffer = Puffer
cause_worker = Worker
cause_promise = Promise
cause_open_handle = offenes Handle
cause_static_field = statisches Feld
cause_thread_local = Thread-lokale Variable
cause_class_loader = Klassenlader
cause_application_context = Anwendungskontext
cause_large_transient = großer kurzzeitiger Bedarf
cause_unknown = unbekannt
# Who is at fault, as the subject of the sentences below.
who_unknown = Etwas
who_fixture = Die Fixture `{ $fixture }`
finding_hog = Speicherfresser: { $who } braucht { $needed_bytes } auf einmal
finding_hog_unmeasured = Speicherfresser: { $who } braucht viel Speicher auf einmal
finding_hogs = Speicherfresser: { $tests ->
    [one] { $tests } Test braucht { $needed_bytes } auf einmal
   *[other] { $tests } Tests brauchen { $needed_bytes } auf einmal
    }
finding_hogs_unmeasured = Speicherfresser: { $tests ->
    [one] { $tests } Test braucht viel Speicher auf einmal
   *[other] { $tests } Tests brauchen viel Speicher auf einmal
    }
finding_leak = Leck: { $who } behält { $kept_bytes }
finding_leak_unmeasured = Leck: { $who } behält Speicher
finding_leaks = Leck: { $tests ->
    [one] { $tests } Test behält { $each_bytes }, insgesamt { $total_bytes }
   *[other] { $tests } Tests behalten je { $each_bytes }, insgesamt { $total_bytes }
    }
finding_leaks_total = Leck: { $tests ->
    [one] { $tests } Test behält insgesamt { $total_bytes }
   *[other] { $tests } Tests behalten insgesamt { $total_bytes }
    }
finding_leaks_unmeasured = Leck: { $tests ->
    [one] { $tests } Test behält Speicher
   *[other] { $tests } Tests behalten Speicher
    }
finding_held_by = { $finding }, gehalten von `{ $holder }`
finding_with_cause = { $finding } ({ $cause })
fate_new = neu
fate_stayed = geblieben
fate_still_kept = nicht erneut gefunden; die Tests behalten weiterhin { $kept_bytes }
fate_still_needed = nicht erneut gefunden; die Tests brauchen weiterhin { $needed_bytes } auf einmal
fate_still_kept_by_all = nicht erneut gefunden; alle Tests zusammen behalten weiterhin { $kept_bytes }
fate_tests_not_run = nicht erneut gefunden, aber { $tests ->
    [one] { $tests } der Tests lief
   *[other] { $tests } der Tests liefen
    } nicht oder nicht so weit
fate_not_measured = nicht erneut gefunden; ob verschwunden, sagt kein Messwert
fate_gone = verschwunden
fate_not_looked_for = nur in einem Lauf, der andere hat nicht danach gesucht
finding_across_runs = { $fate }: { $finding }.
certainty_high = hoch ({ $confidence_percent })
certainty_good = recht hoch ({ $confidence_percent })
certainty_moderate = mäßig ({ $confidence_percent })
# What stands before the lines of a finding in a terminal, and in Markdown.
card_culprits = Verursacher
card_more_culprits = … und { $culprits } weitere
card_allocated = allokiert
card_confidence = Gewissheit
card_evidence = Belege
card_mend = beheben
card_reproduce = reproduzieren
card_allocated_at = Allokiert in { $place }: { $code }
card_confidence_is = Gewissheit: { $certainty }.
card_mend_it = Beheben:
card_see_again = Reproduzieren:

## What findings rest on. Only read by the page.

evidence_sequence = { $test } behielt bei der ersten Ausführung { $kept_bytes } und bei der Wiederholung nichts; { $tests ->
    [one] { $tests } Test verhielt sich so
   *[other] { $tests } Tests verhielten sich einer nach dem anderen so
    }, also fügt jeder Test etwas Eigenes hinzu.
evidence_in_turn = Bei der Wiederholung behielten die Tests nach dem ersten Mal nichts. Nacheinander in einem Prozess und je einmal ausgeführt, fügten { $tests } von { $ran } je { $each_bytes } hinzu, also fügt jeder Test etwas Eigenes hinzu.
evidence_repeated = In einem Prozess { $times }-mal wiederholt, fügte { $test } ab dem zweiten Mal jedes Mal { $each_bytes } hinzu.
evidence_repeated_between = In einem Prozess { $times }-mal wiederholt, fügte { $test } ab dem zweiten Mal jedes Mal { $each_bytes } hinzu, mit 95 % Konfidenz zwischen { $low_bytes } und { $high_bytes }.
evidence_controls = Unverdächtige Tests fügten im selben Prozess je Wiederholung { $each_bytes } hinzu.
evidence_new_objects = Jede Wiederholung hinterließ { $objects ->
    [one] { $objects } neues Objekt vom Typ { $object_type }, zu dem
   *[other] { $objects } neue Objekte vom Typ { $object_type }, zu denen
    } nur `{ $holder }` führt.
evidence_native_rounds = { $tests ->
    [one] { $tests } Test lief
   *[other] { $tests } Tests liefen
    } { $rounds }-mal in einem Prozess, dessen Speicheranforderungen stichprobenweise beobachtet wurden; jede Runde ließ etwa gleich viel zurück.
evidence_native_peak = Als am meisten belegt war, { $peak_bytes }, gehörten { $part_bytes } davon `{ $function }` aus { $library }.
evidence_native_called = { $place } rief `{ $entry }` auf; darin nahm `{ $function }` aus { $library } jedes Mal { $each_bytes } in { $blocks ->
    [one] { $blocks } Block
   *[other] { $blocks } Blöcken
    }, die niemand zurückgab.
evidence_native_took = `{ $function }` aus { $library } nahm jedes Mal { $each_bytes } in { $blocks ->
    [one] { $blocks } Block
   *[other] { $blocks } Blöcken
    }, die niemand zurückgab.
evidence_holder_grew = `{ $holder }` selbst wuchs.
evidence_stayed = { $objects ->
    [one] { $objects } neues Objekt
   *[other] { $objects } neue Objekte
    } vom Typ { $object_type } je Wiederholung, und im Ganzen { $each_bytes }, bleiben unter `{ $holder }`.
evidence_stayed_unnamed = Was von einer Wiederholung bleibt, { $each_bytes }, hängt an nichts, das einen Namen hat.
evidence_environment = Damit bleibt jedes Mal die ganze Umgebung einer Testdatei: ihre globalen Objekte und alle ihre Module.
evidence_made_at = Entstanden ist es in { $place }.
evidence_also_below = { $each_bytes } mehr je Wiederholung bleiben unter `{ $holder }`.
# Von Go.
evidence_goroutines = Jede Wiederholung { $tests ->
    [one] des Tests
   *[other] der { $tests } Tests
    } hinterlässt { $count ->
    [one] { $count } Goroutine mehr
   *[other] { $count } Goroutinen mehr
    }, begonnen in { $place }; sie warten: { $state }.
evidence_goroutines_hold = Zusammen halten sie { $each_bytes } von einer Wiederholung eines Tests.
evidence_held_more = Was an `{ $holder }` hängt, nimmt mit jeder Wiederholung eines Tests { $each_bytes } mehr ein.
evidence_rounds = Alle { $tests } Tests von { $package } wurden { $rounds }-mal in einem Prozess wiederholt; was jede Runde hinterließ, war zwischen den Blicken gleich.
evidence_stacks_name = Die Stacks, die ihn nahmen, nennen die Tests.
evidence_alone = { $tests ->
    [one] { $tests } Test wurde
   *[other] { $tests } Tests wurden
    } allein in einem Prozess wiederholt, um zu sagen, wem er gehört.
evidence_released = Der Teardown der Fixtures mit weiterem Scope gab am Ende { $released_bytes } frei.
evidence_run_once = { $repeated ->
    [one] Wiederholt wurde { $repeated }
   *[other] Wiederholt wurden { $repeated }
    } von { $culprits ->
    [one] { $culprits } Verursacher
   *[other] { $culprits } Verursachern
    }; { $once ->
    [one] { $once } weiterer lief danach einmal
   *[other] { $once } weitere liefen danach je einmal
    }, und jeder fügte demselben Halter etwas hinzu.
evidence_run_once_like = { $repeated ->
    [one] Wiederholt wurde { $repeated }
   *[other] Wiederholt wurden { $repeated }
    } von { $culprits ->
    [one] { $culprits } Verursacher
   *[other] { $culprits } Verursachern
    }; { $once ->
    [one] { $once } weiterer lief noch einmal und nahm auf dieselbe Art ebenso viel.
   *[other] { $once } weitere liefen noch einmal, und jeder nahm auf dieselbe Art ebenso viel.
    }
evidence_seen_in_run = { $tests ->
    [one] { $tests } der Verursacher füllte denselben Halter schon, als er in der Suite lief.
   *[other] { $tests } der Verursacher füllten denselben Halter schon, als sie in der Suite liefen, jeder für sich.
    }
evidence_not_run_again = { $tests ->
    [one] { $tests } der Verursacher wurde aus Zeitmangel nicht noch einmal ausgeführt; im Lauf behielt er so viel wie die anderen.
   *[other] { $tests } der Verursacher wurden aus Zeitmangel nicht noch einmal ausgeführt; im Lauf behielten sie so viel wie die anderen.
    }
evidence_enabler = Läuft { $test } nicht vorher im selben Prozess, wachsen die anderen nicht: Erst die Kombination leckt.
evidence_victim = Batch { $batch } starb an Speichermangel, während { $test } lief; dieser Test gehört nicht zu den Verursachern dieses Befunds.
evidence_garbage = Nach { $test } ist der Garbage Collector abgeschaltet; eine Garbage Collection von Hand nach jedem Test gab je Test { $each_bytes } frei, die sonst nichts freigegeben hätte.
evidence_fixture_cycles = Die Fixture `{ $fixture }` (Scope { $scope }) wurde in einem Prozess { $times }-mal auf- und abgebaut, und jedes Mal blieben nach ihrem Finalizer { $kept_bytes } zurück.
evidence_fixture_places = Die Fixture `{ $fixture }` (Scope { $scope }) wurde in einem Prozess für { $users } Verwender auf- und abgebaut, und was sie aufbaute, blieb jedes Mal zurück ({ $kept_bytes }), obwohl ihr Finalizer gelaufen war. Ein zweiter Aufbau an derselben Stelle ersetzte den ersten.
evidence_died_again = Batch { $batch } starb an Speichermangel, während dieser Test lief; allein in einem frischen Prozess starb der Test erneut.
evidence_died_again_at = Batch { $batch } starb an Speichermangel, während dieser Test lief; allein in einem frischen Prozess starb der Test erneut, bei { $peak_bytes }.
evidence_needs_alone = Batch { $batch } starb an Speichermangel, während dieser Test lief. Allein braucht er { $needed_bytes } von den { $limit_bytes }, die einem Batch zustehen.
# What makes up the peak of a test that needs too much at once.
evidence_peak_own = Mit mehr Platz braucht er { $needed_bytes } über den { $base_bytes }, die sein Prozess vor dem Test hat.
evidence_peak_variable = `{ $name }` in `{ $function }` ({ $place }) war davon { $size_bytes }: { $object_type }, { $shape }.
evidence_peak_child = Der Prozess `{ $command }` war davon { $size_bytes }.
# What broke the limit while modules of tests were imported.
evidence_import_died = Batch { $batch } starb an Speichermangel, als { $file } importiert wurde, das bis dahin { $grown_bytes } der { $limit_bytes } genommen hatte, die ein Batch haben darf.
evidence_import_before = Batch { $batch } starb an Speichermangel, als { $last } importiert wurde; der Import von { $file } davor nahm { $grown_bytes } der { $limit_bytes }, die ein Batch haben darf.
evidence_import_other = Der Import von { $file } nahm { $grown_bytes }.
# A thread or process that a test leaves running and that fills memory while others run.
evidence_fed = { $tests ->
    [one] { $tests } Test wuchs, um { $each_bytes } je Wiederholung, nur in einem Prozess, in dem { $starter } gelaufen war; ohne ihn behält er nichts.
   *[other] { $tests } Tests wuchsen, um { $each_bytes } je Wiederholung, nur in einem Prozess, in dem { $starter } gelaufen war; ohne ihn behalten sie nichts.
    }
evidence_left_threads = { $starter } lässt weiterlaufen: { $threads }.
evidence_left_process = { $starter } lässt einen Prozess weiterlaufen.
# Why the search by groups looked at some tests: the beginning of the sentences about them.
reason_asked = Die Ursachensuche war angefordert
reason_died = Batch { $batch } starb an Speichermangel
reason_kept = Die Tests von Batch { $batch } behielten { $kept_bytes }
reason_half_of_limit = Batch { $batch } brauchte das halbe Limit
reason_far_above = Batch { $batch } brauchte weit mehr Speicher als die anderen
evidence_groups = { $why }; die Tests liefen unter demselben Limit noch einmal in Gruppen.
evidence_dies_alone = { $why }. Allein in einem frischen Prozess starb dieser Test bei { $peak_bytes } an Speichermangel, in einem weiteren erneut bei { $again_bytes }.
evidence_heavy_alone = { $why }. Allein in frischen Prozessen erreichte dieser Test { $peak_bytes } und { $again_bytes } von den { $limit_bytes }, die einem Batch zustehen.
evidence_base = Mit anderen Tests kommt der Befehl mit nur { $base_bytes } aus.
evidence_series = { $test }, in einem Prozess mehrmals angegeben, erreichte { $points }: jedes Mal { $each_bytes } mehr.
evidence_series_between = { $test }, in einem Prozess mehrmals angegeben, erreichte { $points }: jedes Mal { $each_bytes } mehr, mit 95 % Konfidenz zwischen { $low_bytes } und { $high_bytes }.
evidence_series_together = Von { $tests } wächst keiner allein, zusammen aber schon: Die Liste, in einem Prozess mehrmals angegeben, erreichte { $points }: jedes Mal { $each_bytes } mehr.
evidence_series_together_between = Von { $tests } wächst keiner allein, zusammen aber schon: Die Liste, in einem Prozess mehrmals angegeben, erreichte { $points }: jedes Mal { $each_bytes } mehr, mit 95 % Konfidenz zwischen { $low_bytes } und { $high_bytes }.
evidence_point = { $peak_bytes } ({ $times }-mal)
evidence_point_died = { $peak_bytes } beim Tod durch Speichermangel ({ $times }-mal)
evidence_others_alike = { $tests ->
    [one] { $tests } weiterer Test verhielt sich ebenso.
   *[other] { $tests } weitere Tests verhielten sich ebenso.
    }
evidence_noise = Spitzen, die um weniger als { $noise_bytes } voneinander abweichen, galten als gleich.
evidence_pair_died = Allein erreichte { $first } { $first_bytes } und { $second } { $second_bytes }; nacheinander in einem Prozess starben sie bei { $together_bytes }, also behält der erste mindestens { $kept_bytes }.
evidence_pair_reached = Allein erreichte { $first } { $first_bytes } und { $second } { $second_bytes }; nacheinander in einem Prozess erreichten sie { $together_bytes }, also behält der erste mindestens { $kept_bytes }.
evidence_seen_once = Der Befehl führt keinen Test zweimal in einem Prozess aus; ob dies jedes Mal behalten wird oder nur beim ersten Mal (ein Import, ein Cache), ließ sich daher nicht erkennen.

## Hints. Only read by the page.

# What holds the memory, as the hints name it: the first one where no name was found.
holder_unknown = es
holder_named = `{ $holder }`
# By what something is put back after each test, as the hints say it.
with_fixture_below = mit der autouse-Fixture unten
with_mixin_below = mit dem Mixin unten
with_own_fixture = mit einer eigenen Fixture
with_add_cleanup = mit `addCleanup`
hint_registry_fixture_below = Nach jedem Test aus { $holder ->
    [holder_unknown] der Registry
   *[other] { $holder }
    } entfernen, was der Test dort abgelegt hat: Die autouse-Fixture unten erledigt das für jeden Test des Ordners, in dessen conftest.py sie eingefügt wird. Oder jedem Test eine eigene Registry geben.
hint_registry_mixin_below = Nach jedem Test aus { $holder ->
    [holder_unknown] der Registry
   *[other] { $holder }
    } entfernen, was der Test dort abgelegt hat: Das Mixin unten erledigt das für jede Testklasse, die es einbindet. Oder jedem Test eine eigene Registry geben.
hint_registry = Nach jedem Test { $with } aus { $holder ->
    [holder_unknown] der Registry
   *[other] { $holder }
    } entfernen, was der Test dort abgelegt hat. Oder jedem Test eine eigene Registry geben.
hint_module_global = { $holder ->
    [holder_unknown] Den Container
   *[other] { $holder }
    } nach jedem Test { $with } leeren oder dem getesteten Code seinen Container von außen übergeben, damit er mit dem Test verschwindet.
hint_class_attribute = { $holder ->
    [holder_unknown] Das Attribut
   *[other] { $holder }
    } gehört der Klasse und damit allen Tests. Zum Attribut der Instanz machen oder nach jedem Test { $with } wiederherstellen.
hint_cache = Den Cache begrenzen (`maxsize`) oder { $holder ->
    [holder_unknown] ihn
   *[other] { $holder }
    } nach jedem Test { $with } leeren.
hint_closure = Was { $holder ->
    [holder_unknown] eine Funktion
   *[other] { $holder }
    } als Closure einschließt (oder als Standardargument hat), lebt so lange wie die Funktion. Die Funktion im Test oder in der Fixture anlegen oder den Container am Ende des Tests leeren.
hint_closure_unittest = Was { $holder ->
    [holder_unknown] eine Funktion
   *[other] { $holder }
    } als Closure einschließt (oder als Standardargument hat), lebt so lange wie die Funktion. Die Funktion im Test oder in `setUp` anlegen oder den Container am Ende des Tests leeren.
hint_fixture = Was die Fixture hält, sollte sie freigeben, sobald ihr letzter Verwender fertig ist: durch einen engeren Scope, ein `yield` mit Aufräumen dahinter oder eine Kopie je Test statt einer, die alle Tests füllen.
hint_fixture_unittest = Was die Klasse oder das Modul hält, sollte freigegeben werden, sobald der letzte Test darin fertig ist: mit `addClassCleanup` oder in `tearDownClass` (beim Modul in `tearDownModule`); oder in `setUp` eine Kopie anlegen statt einer, die alle Tests füllen.
hint_test_instance = { $holder ->
    [holder_unknown] Etwas
   *[other] { $holder }
    } verweist auf Instanzen einer Testklasse und damit auf all deren Attribute. Den Verweis in `tearDown` oder `addCleanup` aufheben oder dort die großen Attribute auf None setzen.
hint_mock_calls = { $holder ->
    [holder_unknown] Ein Mock
   *[other] { $holder }
    } merkt sich die Argumente jedes Aufrufs. Den Mock im Test oder in einer Fixture mit Scope function anlegen oder nach jedem Test `reset_mock()` aufrufen.
hint_mock_calls_unittest = { $holder ->
    [holder_unknown] Ein Mock
   *[other] { $holder }
    } merkt sich die Argumente jedes Aufrufs. Den Mock im Test oder in `setUp` anlegen oder nach jedem Test `reset_mock()` aufrufen.
hint_exception_traceback = Eine aufbewahrte Exception behält ihren Traceback und damit alle lokalen Variablen aller Frames. `str(error)` aufbewahren oder den Traceback mit `error.with_traceback(None)` verwerfen, bevor sie in { $holder ->
    [holder_unknown] einen Container
   *[other] { $holder }
    } kommt.
hint_log_records = { $holder ->
    [holder_unknown] Ein Handler
   *[other] { $holder }
    } behält jeden Log-Eintrag mit seinen Argumenten. Den Handler am Ende des Tests entfernen (`logger.removeHandler`), leeren oder `caplog` von pytest verwenden.
hint_log_records_unittest = { $holder ->
    [holder_unknown] Ein Handler
   *[other] { $holder }
    } behält jeden Log-Eintrag mit seinen Argumenten. Den Handler am Ende des Tests entfernen (`logger.removeHandler`), leeren oder `assertLogs` verwenden.
hint_async_task = Die Tasks vor dem Ende des Tests abwarten oder abbrechen und die Event-Loop schließen: Ein Task, der nie endet, behält alles, worauf seine Coroutine verweist.
hint_thread = Die Threads, die der Test startet, beim Aufräumen stoppen und mit join abwarten: Ein Thread behält seinen Stack, seine Argumente und alles, worauf sie verweisen.
hint_child_process = Die Prozesse, die der Test startet, beenden und abwarten, in einem `finally`, einem `with` oder beim Aufräumen einer Fixture.
hint_child_process_fed = Ein Prozess, der länger lebt als der Test, ein Worker eines Pools oder ein Server, behält, was er von ihm bekam. Am Ende des Tests dort verwerfen, oder ihn für jeden Test neu starten (bei einem Pool `maxtasksperchild=1`).
hint_child_process_unittest = Die Prozesse, die der Test startet, beenden und abwarten, in einem `finally`, einem `with` oder mit `addCleanup`.
hint_native_kept = Was diese Zeilen genommen haben, ist nach dem Test noch da: eine statische Variable, die nur wächst, ein Cache ohne Grenze, vergessener oder an C übergebener Speicher. Gib ihm eine Grenze, leere ihn am Ende des Tests oder gib den Speicher dort frei, wo er genommen wurde.
hint_native_heap = Der Speicher gehört nativem Code, den der Garbage Collector von Python nicht sieht: die Funktion der Bibliothek zum Freigeben oder Schließen aufrufen oder die Bibliothek als Context-Manager verwenden.
# What pytest itself keeps of tests until its session ends.
hint_runner_output = pytest behält bis zum Ende der Sitzung, was bestandene Tests ausgeben. Weniger ausgeben, mit `-s` starten oder es wie unten in conftest.py verwerfen; die Ausgaben fehlgeschlagener Tests bleiben.
hint_runner_logs = pytest behält bis zum Ende der Sitzung, was bestandene Tests protokollieren. Die Stufe anheben (`--log-level=WARNING`), mit `-p no:logging` starten oder es wie unten in conftest.py verwerfen; die Protokolle fehlgeschlagener Tests bleiben.
hint_runner_failures = pytest behält bis zum Ende der Sitzung, wie jeder fehlgeschlagene Test aussah, samt den gezeigten lokalen Variablen. Die Tests reparieren oder weniger behalten: `--tb=short`, `--tb=no`, kein `--showlocals`.
hint_runner_parameters = Ein Wert in `parametrize` lebt so lange wie die Sitzung, ebenso alles, was ein Test hineinlegt (`pytest.raises(...)` behält die letzte Ausnahme mit allen Frames). Den Wert im Test erzeugen oder eine Funktion angeben, die ihn erzeugt: `lambda: pytest.raises(ValueError)`.
hint_class_fixture = Was `setUpClass` oder `setup_class` der Klasse zuweist, lebt so lange wie ihr Modul, also bis zum Ende. In `tearDownClass` löschen (`del cls.name`) oder mit `cls.addClassCleanup`.
hint_class_fixture_pytest = Was eine Fixture oder `setup_class` der Klasse zuweist, lebt so lange wie ihr Modul, also bis zum Ende. Stattdessen eine Fixture mit Scope `class` den Wert zurückgeben lassen, oder ihn hinter ihrem `yield` oder in `teardown_class` löschen (`del cls.name`).
hint_shared_memory = Shared Memory beim Aufräumen des Tests schließen und löschen (`shm.close(); shm.unlink()`) und Mappings schließen: Segmente überleben die Objekte, die sie angelegt haben.
hint_dataframe = DataFrames sammeln sich in { $holder ->
    [holder_unknown] einem Container
   *[other] { $holder }
    } an. Statt der DataFrames die Werte aufbewahren, die die Tests vergleichen, oder den Container nach jedem Test leeren.
hint_array = Arrays sammeln sich in { $holder ->
    [holder_unknown] einem Container
   *[other] { $holder }
    } an. Auch ein kleiner Slice hält das ganze Array am Leben: kopieren, was gebraucht wird, oder den Container nach jedem Test leeren.
hint_file_load = Der Inhalt großer Dateien bleibt { $holder ->
    [holder_unknown] im Speicher
   *[other] in { $holder }
    }. Die Dateien in einer Fixture einlesen, die sie wieder freigibt, nur den Teil einlesen, den der Test braucht, oder für die Tests eine kleinere Datei anlegen.
hint_file_load_unittest = Der Inhalt großer Dateien bleibt { $holder ->
    [holder_unknown] im Speicher
   *[other] in { $holder }
    }. Den Inhalt beim Aufräumen des Tests freigeben, nur den Teil einlesen, den der Test braucht, oder für die Tests eine kleinere Datei anlegen.
hint_gc_disabled = Der Garbage Collector ist abgeschaltet (`gc.disable()`); zyklischer Müll wird daher nie freigegeben. In einem `finally` oder beim Aufräumen der Fixture wieder einschalten.
hint_gc_disabled_unittest = Der Garbage Collector ist abgeschaltet (`gc.disable()`); zyklischer Müll wird daher nie freigegeben. In einem `finally` oder mit `addCleanup` wieder einschalten.
hint_monkeypatch = { $holder ->
    [holder_unknown] Ein Name
   *[other] { $holder }
    } wurde ersetzt und nie zurückgesetzt; jeder Test umhüllt daher, was der vorige hinterlassen hat. Die Fixture `monkeypatch` von pytest verwenden, die das rückgängig macht.
hint_monkeypatch_unittest = { $holder ->
    [holder_unknown] Ein Name
   *[other] { $holder }
    } wurde ersetzt und nie zurückgesetzt; jeder Test umhüllt daher, was der vorige hinterlassen hat. `unittest.mock.patch` verwenden, das dies rückgängig macht.
# In the words of JavaScript.
hint_module_state = `{ $holder }` lebt so lange wie sein Modul. Leeren Sie es in einem `afterEach`, oder geben Sie dem getesteten Code seinen Behälter mit, damit er mit dem Test vergeht.
hint_module_state_code = `{ $holder }` lebt so lange wie sein Modul. Leeren Sie es nach jedem Test wie unten, oder geben Sie dem getesteten Code seinen Behälter mit, damit er mit dem Test vergeht.
hint_core_module = `{ $holder }` gehört Node und nicht der Testdatei, deshalb umhüllt jede Datei, die es ersetzt, was die vorige hinterlassen hat. Stellen Sie das Modul nach jeder Datei wie unten wieder her, oder nehmen Sie eine neuere Version der Bibliothek, die es ersetzt.
hint_event_listener = `{ $holder }` überlebt die Testdatei. Nehmen Sie die Listener in einem `afterEach` ab (`off`, `removeListener`, `removeEventListener`, `unsubscribe`).
hint_event_listener_code = `{ $holder }` überlebt die Testdatei. Nehmen Sie die Listener in einem `afterEach` ab (`off`, `removeListener`, `removeEventListener`, `unsubscribe`), oder nach jeder Datei wie unten.
hint_timer = Ein Timer, der nicht gelöscht wurde, behält seine Funktion und alles, worauf sie verweist. Rufen Sie `clearInterval` oder `clearTimeout` in einem `afterEach` auf, löschen Sie sie nach jeder Datei wie unten, oder verwenden Sie falsche Timer.
hint_mock_calls_node = Ein Mock merkt sich Argumente und Ergebnisse jedes Aufrufs. Lassen Sie ihn nach jedem Test wie unten vergessen, oder durch `clearMocks: true` in der Konfiguration.
hint_mock_registry = `{ $holder }` kennt jeden Mock, der gemacht wurde, bis der Prozess endet, und damit alles, worauf seine Implementierung verweist. Machen Sie Mocks einmal für eine Datei und nicht in jedem Test neu, lassen Sie Implementierungen auf nichts Großes verweisen, oder geben Sie jeder Datei einen eigenen Prozess (`isolate: true`).
hint_environment_kept = Etwas, das die Testdatei überlebt, verweist in sie hinein, und so bleibt ihre ganze Umgebung, mit den globalen Objekten und Modulen der Datei. Machen Sie in einem `afterAll` rückgängig, was die Datei nach außen gibt: Listener, Timer, Änderungen an Kernmodulen.
hint_buffer = Der Speicher liegt außerhalb des Heaps von V8, in Puffern, deren Besitzer noch da sind. Lassen Sie die Puffer in einem `afterEach` los, oder beenden Sie, was sie liest und schreibt.
hint_worker = Ein Worker behält seinen Heap, und seine Ports alles, was in ihnen wartet. Beenden Sie ihn in einem `afterAll`: `await worker.terminate()`, `port.close()`.
hint_child_process_node = Ein Prozess, den ein Test startet, läuft nach ihm weiter. Beenden Sie ihn in einem `afterEach` und warten Sie darauf: `child.kill()`, dann sein Ereignis `exit`; oder starten Sie ihn mit einem `AbortSignal`.
hint_promise = Ein Promise, das nie erfüllt wird, behält alles, was darauf wartet. Erfüllen Sie es oder brechen Sie es ab, bevor der Test endet (`AbortController`, eine Zeitgrenze).
hint_open_handle = Node selbst hält einen Server, Socket oder Beobachter, bis er geschlossen wird, mit allem, worauf seine Listener verweisen. Schließen Sie ihn in einem `afterAll`: `server.close()`, `socket.destroy()`, `watcher.close()`.
hint_kept_ruby = `{ $holder }` lebt so lange wie der Prozess. Leeren Sie es in einem `after`, oder lassen Sie dem getesteten Code seinen Container übergeben, damit er mit dem Beispiel verschwindet.
hint_kept_ruby_code = `{ $holder }` lebt so lange wie der Prozess. Leeren Sie es nach jedem Beispiel, in spec_helper.rb wie unten, oder lassen Sie dem getesteten Code seinen Container übergeben, damit er mit dem Beispiel verschwindet.
hint_closure_ruby = `{ $holder }` lebt so lange wie der Block, der es einschließt. Erzeugen Sie diesen Block im Beispiel selbst, oder leeren Sie die Variable in einem `after`.
hint_kept_minitest = `{ $holder }` lebt so lange wie der Prozess. Leeren Sie es in `teardown`, oder lassen Sie dem getesteten Code seinen Container übergeben, damit er mit dem Test verschwindet.
hint_kept_minitest_code = `{ $holder }` lebt so lange wie der Prozess. Leeren Sie es nach jedem Test, in test_helper.rb wie unten, oder lassen Sie dem getesteten Code seinen Container übergeben, damit er mit dem Test verschwindet.
hint_closure_minitest = `{ $holder }` lebt so lange wie der Block, der es einschließt. Erzeugen Sie diesen Block im Test selbst, oder leeren Sie die Variable in `teardown`.
hint_closure_node = `{ $holder }` lebt so lange wie die Funktion, die darüber schließt. Machen Sie diese Funktion im Test, oder leeren Sie die Variable in einem `afterEach`.
# In den Worten von Go.
hint_goroutine = Eine Goroutine, die niemand beendet, behält ihren Stack und alles, worauf sie verweist. Geben Sie ihr einen Weg zu enden und beenden Sie sie mit dem Test wie unten; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) lässt einen Test scheitern, der eine hinterlässt.
hint_goroutine_ticker = `Stop` eines Tickers schließt seinen Kanal nicht, deshalb wartet eine Goroutine, die mit `range` darüber läuft, für immer. Geben Sie ihr einen Kanal, der das Ende sagt, und schließen Sie ihn mit dem Test wie unten; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) lässt einen Test scheitern, der eine Goroutine hinterlässt.
hint_goroutine_send = Eine Goroutine, die in einen Kanal sendet, aus dem niemand mehr empfängt, wartet für immer. Geben Sie dem Kanal Platz für die eine Antwort, oder lassen Sie die Goroutine mit `select` auf `ctx.Done()` achten, wie unten; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) lässt einen Test scheitern, der eine Goroutine hinterlässt.
hint_goroutine_http = Eine Verbindung von `net/http` behält auf jeder Seite zwei Goroutinen, bis sie geschlossen ist: ein Testserver, den niemand schließt, eine Antwort, deren Body niemand schließt, ein eigener Client für jeden Aufruf. Schließen Sie sie mit dem Test wie unten; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) lässt einen Test scheitern, der eine Goroutine hinterlässt.
hint_package_variable = `{ $holder }` lebt so lange wie der Prozess. Leeren Sie es am Ende des Tests wie unten, oder geben Sie dem getesteten Code seinen Behälter mit, damit er mit dem Test vergeht.
hint_large_transient = Der Test braucht so viel auf einmal. Seine Daten verkleinern, stückweise arbeiten oder ihn in einem eigenen Batch mit höherem Limit ausführen.
hint_hog_file = Der Test lädt Dateien als Ganzes. Zeilenweise oder in Stücken lesen (Iterator, `chunksize`), nur das Nötige behalten oder die Datei des Tests kleiner machen.
hint_hog_dataframe = Große DataFrames bestehen gleichzeitig. Nur die nötigen Spalten lesen (`usecols`), mit kleineren Typen (`dtype`, Kategorien), in Stücken (`chunksize`), und einen mit `del` löschen, bevor der nächste entsteht.
hint_hog_array = Große Arrays bestehen gleichzeitig, Zwischenergebnisse eingeschlossen. In Blöcken arbeiten, mit kleineren Typen (`float32`) oder an Ort und Stelle (`out=`), und mit `del` löschen, was nicht mehr gebraucht wird.
hint_hog_import = Was ein Modul auf oberster Ebene erzeugt, entsteht bei jedem Import und bleibt. In einer Fixture erzeugen, beim ersten Bedarf, oder kleiner.
hint_hog_child_process = Ein Programm, das der Test startet, braucht den Speicher. Ihm weniger zu tun geben oder weniger Arbeitsprozesse, oder es mit seinen eigenen Optionen begrenzen.
hint_unknown = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum erneut; ein Speicher-Profiler wie memray kann dort ansetzen.
hint_unknown_rust = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum erneut; heaptrack oder das Crate dhat kann dort ansetzen.
hint_unknown_go = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum erneut; `go test -run NAME -count 5 -memprofile heap.out` und `go tool pprof -inuse_space` können dort ansetzen.
hint_unknown_node = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum erneut; Heap-Snapshots (`node --inspect` oder `v8.writeHeapSnapshot()` in `afterAll`) können dort ansetzen.
hint_unknown_ruby = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum erneut; das Gem memory_profiler kann dort ansetzen.
hint_unknown_cpp = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum erneut; heaptrack oder, für Unerreichbares, AddressSanitizer (`-fsanitize=address`) kann dort ansetzen.
hint_kept_java = `{ $holder }` lebt so lange wie die JVM. Leeren Sie es in einem `@AfterEach`, oder übergeben Sie dem getesteten Code seinen Container, damit er mit dem Test geht.
hint_kept_java_code = `{ $holder }` lebt so lange wie die JVM. Leeren Sie es nach jedem Test wie unten, oder übergeben Sie dem getesteten Code seinen Container, damit er mit dem Test geht.
hint_thread_local = Ein Wert von `{ $holder }` lebt so lange wie sein Thread, und die Threads eines Testläufers und von Pools überleben den Test. Rufen Sie `remove()` in einem `finally` oder einem `@AfterEach` auf.
hint_thread_local_code = Ein Wert von `{ $holder }` lebt so lange wie sein Thread, und die Threads eines Testläufers und von Pools überleben den Test. Entfernen Sie ihn nach jedem Test wie unten.
hint_thread_java = Ein Thread, den niemand beendet, behält seinen Stack, seine Thread-lokalen Werte und alles, worauf seine Aufgabe verweist. Fahren Sie seinen Executor herunter, oder unterbrechen Sie ihn und warten Sie auf ihn, in einem `@AfterEach` wie unten.
hint_timer_go = Die Laufzeit behält einen Timer, bis er abgelaufen ist oder angehalten wurde, und mit ihm seine Funktion und alles, worauf sie verweist. Bewahren Sie auf, was `time.AfterFunc` zurückgibt, und halten Sie es mit dem Test an, wie unten.
hint_timer_java = Ein `java.util.Timer` behält seinen Thread und alle seine Aufgaben, bis er abgebrochen wird. Brechen Sie ihn in einem `@AfterEach` wie unten ab.
hint_class_loader = Ein Klassenlader behält alle seine Klassen und was ihre statischen Felder halten, zum Teil außerhalb des Heaps. Schließen Sie ihn und lassen Sie ihn, Objekte seiner Klassen und Threads, die er begonnen hat, in einem `@AfterEach` wie unten los.
hint_application_context = Spring behält jeden Kontext, den Tests auf andere Weise verlangen: Andere Eigenschaften, Profile oder Mocks ergeben einen weiteren. Lassen Sie die Tests eine Konfiguration teilen. `@DirtiesContext` schließt einen Kontext nach seiner Klasse, zum Preis eines Starts für die nächste; `spring.test.context.cache.maxSize` begrenzt, wie viele behalten werden.
hint_mock_calls_java = Mocks merken sich jeden ihrer Aufrufe mit seinen Argumenten, und die Inline-Mocks von Mockito sind ihm bekannt, bis sie gelöscht werden. Löschen Sie sie nach jedem Test wie unten; `Mockito.clearInvocations(mock)` ist für einen Mock, der bleibt.
hint_buffer_java = Der Speicher liegt außerhalb des Heaps, in direkten Puffern, deren Besitzer noch da sind. Lassen Sie die Puffer in einem `@AfterEach` los, oder nehmen Sie einen und benutzen Sie ihn wieder.
hint_runner_java = Der Testläufer selbst behält es, bis seine Sitzung endet: aufgefangene Ausgaben, Argumente von Tests. Geben Sie weniger aus, oder übergeben Sie parametrisierten Tests Namen statt großer Werte.
hint_unknown_java = Was den Speicher hält, wurde nicht gefunden. Der Befehl unten zeigt das Wachstum noch einmal; Eclipse Memory Analyzer kann mit einem Heap-Dump weitermachen (`jcmd PID GC.heap_dump file`). Als Notbehelf gibt eine JVM für jede Klasse (`reuseForks=false` von Surefire, `forkEvery = 1` von Gradle) alles zurück, zum Preis eines Starts der JVM für jede Klasse.

## What the hunt notes. Only read by the page.

note_first_time_only = { $tests ->
    [one] { $tests } Test behielt
   *[other] { $tests } Tests behielten
    } nur beim ersten Mal Speicher ({ $test } { $kept_bytes }): Importe, Caches und dergleichen, kein Leck.
note_kept_inside = { $test } endet mit { $kept_bytes } mehr als nach seinem ersten Test (von { $tests } solchen Dateien), in einem eigenen Prozess, und fügt nichts hinzu, wo er in einem wiederholt wird, der weiterläuft: Eine Variable der Testdatei kann es halten, oder es ist, was zuerst gebraucht wird.
note_irregular = { $tests ->
    [one] { $tests } Test schwankte
   *[other] { $tests } Tests schwankten
    } zu unregelmäßig, um von einem Leck zu sprechen, darunter { $test }.
note_bounded = { $holder } füllt sich, während die Tests laufen, nimmt aber höchstens { $entries ->
    [one] { $entries } Eintrag
   *[other] { $entries } Einträge
    } auf (etwa { $most_bytes }): ein begrenzter Cache, kein Leck.
note_bounded_container = Ein Container füllt sich, während die Tests laufen, nimmt aber höchstens { $entries ->
    [one] { $entries } Eintrag
   *[other] { $entries } Einträge
    } auf (etwa { $most_bytes }): ein begrenzter Cache, kein Leck.
note_imports_take = { $test } starb an Speichermangel, braucht selbst aber nur { $needed_bytes }: Importe und Sammeln nehmen { $base_bytes } der { $limit_bytes }, die ein Batch haben darf.
note_too_little = { $test } wächst mit jeder Wiederholung, insgesamt um { $kept_bytes }: zu wenig für einen Befund.
note_too_little_together = { $test } und andere wachsen mit jeder Wiederholung, insgesamt um { $kept_bytes }: zu wenig für einen Befund.
note_some_before = { $test } wächst nur nach { $tests ->
    [one] dem { $tests } Test davor.
   *[other] einigen der { $tests } Tests davor.
    }
note_fixture_gives_back = Die Fixture `{ $fixture }` (Scope { $scope }) hält { $held_bytes } bis zu ihrem Finalizer, der alles freigibt: kein Leck.
note_told_of_others = Ein Prozess der Ursachensuche meldete Tests, die ihm nicht gegeben waren; was er über die übrigen sagte, zählt.
note_fails_at_once = { $why }, aber der Befehl schlägt fehl, wenn er { $tests ->
    [one] { $tests } Test auf einmal bekommt, der
   *[other] { $tests } Tests auf einmal bekommt, von denen jeder
    } zuvor bestanden hat: Was ein Test dem nächsten hinterlässt, lässt sich nicht erkennen.
note_runs_once = { $why }; der Befehl führt keinen Test zweimal in einem Prozess aus. Was ein Test jedes Mal behält, ließ sich daher nicht von dem unterscheiden, was er einmal behält.
note_together = { $why }: Dazu braucht es { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    } zusammen, und keiner davon behält bei Wiederholung mehr.
note_limit_too_low = Der Befehl starb mit jedem allein ausgeführten Test an Speichermangel: Das Limit ist zu niedrig für ihn, welchen Test er auch ausführt, oder jeder davon braucht zu viel.
note_no_half_grows = { $tests ->
    [one] { $tests } Test wächst
   *[other] { $tests } Tests wachsen
    } zusammen, aber keine der beiden Hälften wächst für sich; welche der Tests es dazu braucht, wurde nicht gefunden.
note_uneven = Was { $tests ->
    [one] { $tests } Test bei Wiederholung hinzufügte
   *[other] { $tests } Tests bei Wiederholung hinzufügten
    }, setzte sich nicht gleichmäßig fort: kein nachweisbares Leck.
note_kept_once = { $why }, aber { $tests ->
    [one] der { $tests } Test behielt, mehrmals hintereinander angegeben, nicht mehr als einmal: Was er behält, behält er nur beim ersten Mal (Importe, Caches), oder er braucht es nur, während er läuft.
   *[other] die { $tests } Tests behielten, mehrmals hintereinander angegeben, nicht mehr als einmal: Was sie behalten, behalten sie nur beim ersten Mal (Importe, Caches), oder sie brauchen es nur, während sie laufen.
    }
note_nothing_adds_up = { $why }, aber der Befehl führt keinen Test zweimal in einem Prozess aus, und von einem Test zum nächsten summiert sich kein Speicher.
note_nobody_shown = { $why }; über { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    } zusammen summiert sich Speicher, aber keinem einzelnen ließ sich nachweisen, dass er welchen behält.
undone_broken = { $why }, aber als die Tests noch einmal liefen, endeten sie auf eine Weise, die nichts über den Speicher sagt.
undone_cancelled = Der Lauf wurde abgebrochen, bevor jede Gruppe von Tests untersucht war.
undone_together = Nicht voneinander getrennt: { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    } in { $groups ->
    [one] { $groups } Gruppe
   *[other] { $groups } Gruppen
    }; zusammen wachsen sie.
undone_pass_broke_off = Ein Durchgang der Ursachensuche brach ab: { $error }.
undone_heap_unread = Was den Speicher hält, wurde nicht untersucht: { $why }.
undone_order = Was den Speicher hält, wurde nicht untersucht: Die Tests liefen nicht in der Reihenfolge, in der sie wiederholt werden sollten, und was bleibt, könnte von einem anderen Test sein.
undone_shared = { $test } wurde nicht beurteilt (von { $tests } solchen Dateien): Er hat einen eigenen Prozess und schlägt fehl, wo er in einem wiederholt wird, der weiterläuft.
undone_suspects = { $tests ->
    [one] { $tests } weiterer Test, der Speicher behalten könnte, konnte nicht wiederholt werden; --hunt-budget gibt mehr Zeit, --test benennt einzelne.
   *[other] { $tests } weitere Tests, die Speicher behalten könnten, konnten nicht wiederholt werden; --hunt-budget gibt mehr Zeit, --test benennt einzelne.
    }
undone_enablers = Ob { $growing ->
    [one] ein Test nur nach anderen wächst
   *[other] Tests nur nach anderen wachsen
    }, wurde nicht geprüft: { $tests ->
    [one] Der { $tests } Test davor dauert
   *[other] Die { $tests } Tests davor dauern
    } länger, als der Ursachensuche an Zeit bleibt; --hunt-budget gibt mehr.
# What the time was up before.
undone_time_peaks = Die Zeit der Jagd war um, bevor zu sehen war, woraus jede Spitze besteht; --hunt-budget gibt mehr.
undone_time_victims = Die Zeit der Ursachensuche war um, bevor jedes Opfer allein gelaufen war; --hunt-budget gibt mehr.
undone_time_suspects = Die Zeit der Ursachensuche war um, bevor jeder Verdächtige wiederholt war; --hunt-budget gibt mehr.
undone_time_enabler = Die Zeit der Ursachensuche war um, bevor der Test gefunden war, von dem andere abhängen; --hunt-budget gibt mehr.
undone_native_static = Was die Tests nehmen, wurde nicht angesehen: ihr Programm ist statisch gelinkt, darum kann nichts vorgeladen werden. Bauen Sie die Tests für ein Ziel mit geladener C-Bibliothek (`*-linux-gnu`) oder ohne `-static`.
undone_native_sanitizer = Was die Tests nehmen, wurde nicht angesehen: in ihr Programm ist ein Sanitizer gebaut, der selbst über jede Adresse wacht. Bauen Sie die Tests für die Jagd ohne `-fsanitize=…`; AddressSanitizer sagt am Ende selbst, was nie freigegeben wurde.
undone_native_privileged = Was die Tests nehmen, wurde nicht angesehen: ihr Programm läuft mit eigenen Rechten (setuid oder setgid), und in ein solches lädt der Lader nichts vor. Nehmen Sie das Bit für die Jagd weg, oder führen Sie oomscope als Besitzer des Programms aus.
undone_native_stripped = Was die Tests mit jeder Runde wieder nehmen, wurde nicht angesehen: ihr Programm hat keine Symbole, mit denen es noch einmal ausgeführt werden könnte. Lassen Sie sie darin (`strip = false` im Profil der Cargo.toml).
undone_native_absent = Was die Tests nehmen, wurde nicht angesehen: dieses oomscope wurde ohne C-Compiler gebaut, also ohne seinen Profiler für nativen Code.
undone_native_unseen = Was die Tests nehmen, wurde nicht angesehen: der Profiler für nativen Code war vorgeladen und ist in ihrem Programm nicht zum Leben gekommen. Das tut eine Hülle, die die Umgebung leert oder in einem Container ausführt, ein Programm mit Capabilities seiner Datei, und ein Ordner für temporäre Dateien, der `noexec` eingehängt ist oder ein Leerzeichen im Namen hat (`TMPDIR`).
undone_time_growers = Die Zeit der Ursachensuche war um, bevor jeder wachsende Test erklärt war; --hunt-budget gibt mehr.
undone_time_fixtures = Die Zeit der Ursachensuche war um, bevor jede Fixture mit weitem Scope untersucht war; --hunt-budget gibt mehr.
undone_time_fixture_holder = Die Zeit der Ursachensuche war um, bevor der Halter einer Fixture gefunden war; --hunt-budget gibt mehr.
undone_time_groups = Die Zeit der Ursachensuche war um, bevor jede Gruppe von Tests untersucht war; --hunt-budget gibt mehr.

undone_not_collected = { $tests ->
    [one] `{ $test }` wurde weggelassen: Ein Prozess der Ursachensuche hat den Test nicht gesammelt.
   *[other] { $tests } Tests wurden weggelassen, darunter `{ $test }`: Ein Prozess der Ursachensuche hat sie nicht gesammelt.
 }

## Two runs: the verdict, its reasons and doubts.

verdict_fixed = Behoben
verdict_improved = Verbessert
verdict_unchanged = Unverändert
verdict_regressed = Verschlechtert
verdict_inconclusive = Unklar
# The headline: the verdict and its figures, or what keeps it open.
verdict_decided = { $verdict }: { $figures }.
verdict_open = Unklar – { $doubt }.
verdict_open_seen = Unklar – { $doubt }. Zu sehen: { $figures }.
verdict_and_failing = { $verdict } { $tests ->
    [one] { $tests } Test schlägt neu fehl.
   *[other] { $tests } Tests schlagen neu fehl.
    }
verdict_no_more_deaths = kein Batch stirbt mehr an Speichermangel (vorher { $before })
verdict_new_deaths = { $after ->
    [one] { $after } Batch stirbt
   *[other] { $after } Batches sterben
    } an Speichermangel (vorher keiner)
verdict_deaths_still = weiterhin { $deaths ->
    [one] { $deaths } Tod
   *[other] { $deaths } Tode
    } durch Speichermangel
verdict_deaths = Tode durch Speichermangel { $before } → { $after }
verdict_peak = Spitze { $before } → { $after }
verdict_peak_within = Spitze { $before } → { $after } (im Rauschen)
verdict_peak_moved = Spitze { $before } → { $after } ({ $change_percent })
verdict_peak_moved_at_least = Spitze { $before } → { $after } ({ $change_percent } oder mehr)
verdict_kept = von den Tests behaltener Speicher { $before_bytes } → { $after_bytes }
verdict_kept_within = von den Tests behaltener Speicher { $before_bytes } → { $after_bytes } (im Rauschen)
# A peak, and one that deaths hide: the true one can be higher.
peak_exact = { $bytes }
peak_at_least = ≥ { $bytes }
peak_at_least_in_words = mindestens { $bytes }
clause_next = { $clauses }; { $clause }
# Doubts are clauses: they stand in a sentence behind a colon.
doubt_frameworks = die Läufe stammen von verschiedenen Frameworks
doubt_stopped = der { $run ->
    [first] erste
   *[second] zweite
    } Lauf wurde vor seinem Ende gestoppt
doubt_recorder_killed = der Rekorder des { $run ->
    [first] ersten
   *[second] zweiten
    } Laufs wurde vor dessen Ende getötet
doubt_no_peak = der { $run ->
    [first] erste
   *[second] zweite
    } Lauf hat keine Spitze
doubt_no_batch = einer der Läufe hat keinen Batch
doubt_no_common_test = kein Test lief in beiden Läufen
doubt_repeats_disagree = die wiederholten Läufe widersprechen sich
doubt_both_ways = die Werte weisen in beide Richtungen
doubt_both_died = beide Läufe starben an Speichermangel, ihr Bedarf ist also unbekannt
doubt_figures = die Werte erlauben kein Urteil
doubt_room = den Läufen stand unterschiedlich viel Speicher zur Verfügung: { $first_bytes } im ersten, { $second_bytes } im zweiten
doubt_room_unknown = wie viel Speicher jedem Lauf zur Verfügung stand, ist unbekannt
doubt_other_deaths = im { $run ->
    [first] ersten
   *[second] zweiten
    } Lauf gab es { $deaths ->
    [one] { $deaths } Tod
   *[other] { $deaths } Tode
    } durch ein Signal von außen, möglicherweise auch wegen Speichermangels
doubt_victim = ein an Speichermangel gestorbener Test lief nur im { $run ->
    [first] ersten
   *[second] zweiten
    } Lauf
doubt_missing = von { $ran ->
    [one] { $ran } Test
   *[other] { $ran } Tests
    } des { $run ->
    [first] ersten
   *[second] zweiten
    } Laufs { $missing ->
    [one] lief { $missing }
   *[other] liefen { $missing }
    } im { $run ->
    [first] zweiten
   *[second] ersten
    } nicht oder nicht so weit
doubt_peak_hidden = Tode verdecken die wahre Spitze des { $run ->
    [first] ersten
   *[second] zweiten
    } Laufs
doubt_batches_cut = die Batches sind verschieden zugeschnitten ({ $first } im ersten Lauf, { $second } im zweiten)
batches_whole = alle Tests in einem Prozess
batches_of = { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    } je Prozess
doubt_kept_of_few = was Tests behalten, wurde nur bei { $measured } von { $ran } in beiden Läufen gleich gemessen
# Reasons are whole sentences.
reason_repeats = { $before }; { $after }. Der Lauf mit der mittleren Spitze steht für seine Seite.
repeated_runs = { $runs ->
    [one] { $runs } Lauf
   *[other] { $runs } Läufe
    } { $run ->
    [first] vorher
   *[second] nachher
    }
repeated_runs_peaks = { $runs ->
    [one] { $runs } Lauf
   *[other] { $runs } Läufe
    } { $run ->
    [first] vorher
   *[second] nachher
    }, Spitzen von { $low_bytes } bis { $high_bytes }
reason_left_out = { $runs ->
    [one] { $runs } Lauf wurde
   *[other] { $runs } Läufe wurden
    } weggelassen: nicht abgeschlossen oder ohne Spitze.
reason_pairings = Jeder Lauf wurde auch mit dem verglichen, der für die andere Seite steht: { $agreeing ->
    [one] { $agreeing } von { $pairings ->
        [one] { $pairings } Paarung
       *[other] { $pairings } Paarungen
        } kommt
   *[other] { $agreeing } von { $pairings ->
        [one] { $pairings } Paarung
       *[other] { $pairings } Paarungen
        } kommen
    } zu diesem Urteil.
reason_same_run = Beide Seiten sind derselbe Lauf.
reason_open = Kein Urteil – { $doubt }.
reason_deaths = An Speichermangel gestorbene Batches: { $first ->
    [0] keiner
   *[other] { $first }
    } von { $first_batches } im ersten Lauf, { $second ->
    [0] keiner
   *[other] { $second }
    } von { $second_batches } im zweiten Lauf.
reason_like_for_like = Verfügbarer Speicher, Batches und Tests waren vergleichbar; den Unterschied macht also die Testsuite selbst.
reason_dies_anyway = Ein Lauf, der an Speichermangel stirbt, ist nicht in Ordnung, wie auch immer seine übrigen Werte sind.
reason_deaths_prove_nothing = Das allein beweist nichts – { $doubts }.
reason_likely_deaths = Von den Toden durch Speichermangel im { $run ->
    [first] ersten
   *[second] zweiten
    } Lauf { $deaths ->
    [one] ist { $deaths }
   *[other] sind { $deaths }
    } nur wahrscheinlich und nicht sicher.
reason_peak_moved = Die Spitze ging von { $before } auf { $after }: { $size ->
    [small] ein kleiner
    [moderate] ein mäßiger
   *[large] ein großer
    } { $way ->
    [fall] Rückgang
   *[rise] Anstieg
    }, jenseits des Rauschens von ±{ $noise_bytes }.
reason_peak_moved_beyond = Die Spitze ging von { $before } auf { $after }: { $size ->
    [small] ein kleiner
    [moderate] ein mäßiger
   *[large] ein großer
    } { $way ->
    [fall] Rückgang
   *[rise] Anstieg
    }, jenseits des Rauschens von ±{ $noise_bytes } und jenseits dessen, was sich hierdurch erklären lässt – { $doubt }.
reason_peak_within = Die Spitzen ({ $before } und { $after }) unterscheiden sich um { $difference_bytes }; das liegt im Rauschen von ±{ $noise_bytes }.
reason_peak_unclear = Die Spitzen ({ $before } und { $after }) beweisen nichts – { $doubts }.
reason_kept_not_measured = Was einzelne Tests behalten, wurde in keinem der Läufe gemessen; beurteilt werden nur Spitzen und Tode.
reason_kept_not_judged = Was die Tests behalten, wird nicht beurteilt – { $doubt }.
reason_kept_within = { $tests ->
    [one] Der { $tests } Test, der in beiden Läufen gleich gemessen wurde, behielt
   *[other] Die { $tests } Tests, die in beiden Läufen gleich gemessen wurden, behielten zusammen
    } vorher { $before_bytes } und nachher { $after_bytes }; das liegt im Rauschen von ±{ $noise_bytes }.
reason_kept_moved = { $tests ->
    [one] Der { $tests } Test, der in beiden Läufen gleich gemessen wurde, behielt
   *[other] Die { $tests } Tests, die in beiden Läufen gleich gemessen wurden, behielten zusammen
    } vorher { $before_bytes } und nachher { $after_bytes }: { $size ->
    [small] ein kleiner
    [moderate] ein mäßiger
   *[large] ein großer
    } { $way ->
    [fall] Rückgang
   *[rise] Anstieg
    }, jenseits des Rauschens von ±{ $noise_bytes }.
reason_kept_gone = { $moved } Vom Behaltenen sind höchstens { $limit_percent } übrig; das Leck gilt also als verschwunden.
reason_kept_left = { $moved } Vom Behaltenen sind mehr als { $limit_percent } übrig; das Leck gilt also nicht als verschwunden.
reason_finding_left = Ein Befund des ersten Laufs ist noch da; sein Problem gilt also nicht als verschwunden.
reason_newly_failing = { $tests ->
    [one] { $tests } Test schlägt neu fehl
   *[other] { $tests } Tests schlagen neu fehl
    }: { $names }. Das Urteil gilt nur dem Speicher.
reason_newly_passing = { $tests ->
    [one] { $tests } Test schlägt nicht mehr fehl
   *[other] { $tests } Tests schlagen nicht mehr fehl
    }: { $names }.
test_turned = { $test } ({ $before } → { $after })
names_more = { $more } weitere
reason_only_in = { $tests ->
    [one] { $tests } Test gibt
   *[other] { $tests } Tests gibt
    } es nur im { $run ->
    [first] ersten
   *[second] zweiten
    } Lauf.
reason_noise_measured = Beurteilt mit einem Rauschen von ±{ $peak_bytes } für die Spitze und ±{ $kept_bytes } für das, was die Tests behalten: so weit, wie wiederholte Läufe auseinanderliegen, mindestens aber { $floor_percent } des größeren Werts und { $floor_bytes } für einen Lauf.
reason_noise_assumed = Jede Seite ist nur ein Lauf, ihr Rauschen wurde also nicht gemessen; angenommen sind { $floor_percent } des größeren Werts, mindestens aber { $run_floor_bytes } für einen Lauf und { $test_floor_bytes } für das, was ein Test behält.
reason_commands = Die beiden Läufe haben verschiedene Befehle.
reason_machines = Die Läufe stammen von verschiedenen Maschinen oder Umgebungen, was jeden Wert verschieben kann: { $differences }.
machine_architecture = Prozessorarchitektur
machine_processors = Anzahl der Prozessoren
machine_memory = Speicher
machine_python = Python-Version
reason_both_sampled = Beide Spitzen sind die höchsten Messpunkte eines Prozessbaums; kürzere Spitzen zwischen zwei Messpunkten können darüber liegen.
reason_measured_differently = Die eine Spitze ist der Höchststand eines Prozesses laut Kernel, die andere der höchste Messpunkt eines Prozessbaums, der Prozesse zusammenzählt und eine kurze Spitze verpassen kann.

## Tables of two runs.

side_before = vorher
side_after = nachher
# The runs side by side.
compare_command = Befehl
compare_commit = Commit
compare_run = Lauf
compare_run_finished = abgeschlossen
compare_run_stopped = vorzeitig gestoppt
compare_run_cut = abgeschnitten
compare_limit = Limit
compare_no_limit = keines
compare_peak = Spitze
compare_kept = von Tests behalten
compare_memory_deaths = Tode durch Speichermangel
compare_other_deaths = andere Tode
compare_batches = Batches
compare_tests = Tests
compare_time = Dauer
# The tests.
compare_tests_in_both = { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    } in beiden Läufen: { $changed } geändert, { $unchanged } unverändert
compare_newly_failing = { $tests } neu fehlgeschlagen
compare_newly_passing = { $tests } nicht mehr fehlgeschlagen
compare_only_first = { $tests } nur im ersten Lauf
compare_only_second = { $tests } nur im zweiten Lauf
compare_tests_line = { $clauses }.
compare_changed_most = am meisten geändert
compare_test_kept = behalten
compare_test_change = Änderung
compare_test_peak = Spitze
compare_test_outcome = Ergebnis
compare_kept_before = behalten vorher
compare_peak_before = Spitze vorher
compare_more = … und { $more } weitere
# What became of findings.
compare_findings = Befunde:
compare_renamed = Vielleicht umbenannt (nicht zusammengeführt):
compare_why = Gründe:
compare_how = Wie dieses Urteil zustande kam

## What the recorder notes. Only read by the page.

note_recorder_killed = Der Rekorder wurde getötet, bevor der Lauf endete; hier ist, was er bis dahin geschrieben hatte.
note_journal_damaged = Die letzten { $damaged_bytes } des Journals waren abgeschnitten oder beschädigt und sind weggelassen.
note_run_ended_early = Der Lauf endete vorzeitig: { $failure }.
note_output_apart = `{ $file }` lässt sich nicht zusammenfügen: Die Datei hat die Tests von Batch 1, jeder spätere Batch schreibt daneben eine eigene, mit `.batch-N` vor der Endung. `oomscope report --format html` zeigt den ganzen Lauf.
note_output_lacks = In `{ $file }` fehlen die Tests von Batches, die starben, bevor pytest die Datei schrieb. `oomscope report --format junit` enthält alle.
note_output_overwritten = `{ $option }`: Jeder Batch überschreibt, was der vorige geschrieben hat. `oomscope report --format junit` enthält alle Tests; für eine Datei des Frameworks selbst alle Tests in einem Batch ausführen.
note_coverage_side_by_side = Die Abdeckungsdaten von Batches, die nebeneinander laufen, überschreiben einander. --jobs 1 verwenden oder jedem Batch eine eigene Datei geben (`COVERAGE_FILE=.coverage.$OOMSCOPE_BATCH`) und sie mit `coverage combine` zusammenfügen.
note_soft_line_crossed_at_once = Batch { $batch } überschritt die weiche Grenze schon mit seinem ersten Test, frische Prozesse helfen also nicht: Der Rest läuft bis an das Limit selbst.
note_plugin_not_imported = pytest kann das Plugin von oomscope nicht importieren: Der Befehl lässt Python PYTHONPATH ignorieren. Die Testsuite läuft ohne das Plugin, daher gibt es keine Werte zu einzelnen Tests.
note_plugin_silent = Das Plugin von oomscope hat sich in Batch { $batch } nie gemeldet, daher gibt es keine Werte zu dessen Tests: Der Befehl leert seine Umgebung oder ist kein Framework, das das Plugin lädt.
note_plugin_lost = In Batch { $batch } verstummte das Plugin, während sein Prozess weiterlief: Ein Test hat vielleicht dessen Deskriptoren geschlossen. Was danach aus den Tests wurde, ist nicht bekannt.
note_line_without_end = Ein Prozess von Batch { $batch } schrieb oomscope eine Zeile ohne Ende. Von ihm wurde danach nichts mehr gehört.
note_unknown_test = In Batch { $batch } meldete ein Prozess den Test Nummer { $number }, der ihm nicht gegeben war. Nichts davon wird aufgezeichnet: Ein Test hat vielleicht in den Socket von oomscope geschrieben.
note_many_sessions = In Batch { $batch } hat der Befehl { $framework } mehr als einmal gestartet. Aufgezeichnet wird nur die erste Sitzung: Die Tests der anderen sind gelaufen, haben hier aber weder Ergebnisse noch Werte. Jeder Sitzung ein eigenes `oomscope run` geben.
note_no_folder = Die Dateien, die oomscope neben die Tests legt, haben keinen Platz: { $places }. Der Befehl läuft trotzdem, aber als Ganzes in einem Prozessbaum: ohne Werte zu einzelnen Tests, ohne Batches, Wiederholungen oder Suche und ohne Auswahl von Tests. TMPDIR auf einen beschreibbaren Ordner mit kurzem Pfad setzen.
place_refused = `{ $path }` ({ $why })
note_no_proc = `/proc` lässt sich nicht lesen ({ $why }): Von den Prozessen ist nur bekannt, wie sie enden und was der größte brauchte. Es gibt keine Werte zu einzelnen Tests und keine Kurve, kein Wächter sieht, was ein Batch belegt, und was dessen Prozessgruppe verlässt, kann ihn überleben. Abhilfe: `mount -t proc proc /proc`.
note_no_limit = Es gilt kein Speicherlimit, denn { $why }. Abhilfe: das `/proc` dieses PID-Namensraums einhängen (`unshare --mount-proc`, `mount -t proc proc /proc`); mehr braucht der Wächter von oomscope nicht.
note_left_group = In Batch { $batch } haben Prozesse die Gruppe verlassen, in der der Kernel das Speicherlimit durchsetzt: { $processes }. Von da an hat der Wächter von oomscope auf das Limit geachtet. Wenn das nicht so sein soll, die Tests ohne Schreibrecht auf `/sys/fs/cgroup` ausführen.
note_journal_moved = Das Journal lässt sich nicht nach `{ $path }` schreiben ({ $why }); weiter geht es als `{ $elsewhere }`.
note_journal_lost = Das Journal lässt sich weder hier noch anderswo schreiben ({ $why }); sollte oomscope getötet werden, ist alles ab hier verloren.
note_journal_deleted = es wurde gelöscht
note_artifact_moved = Das Artefakt ist unter `{ $path }`: { $why }.
note_cannot_write = `{ $path }` lässt sich nicht schreiben: { $error }

remark_recorder_killed = der Rekorder wurde getötet, bevor der Test laufen konnte
remark_cancelled = der Lauf wurde abgebrochen
remark_fail_fast = ein früherer Test ist fehlgeschlagen oder gestorben, und --fail-fast war angegeben
remark_batch_exited = Batch { $batch } beendete sich vor seinem ersten Test
remark_batch_ended = Batch { $batch } endete vor seinem ersten Test ({ $ending })
remark_never_run = { $framework } beendete Batch { $batch }, ohne den Test auszuführen ({ $ending })
remark_plugin_lost = was daraus wurde, ist nicht bekannt: Das Plugin war schon verstummt
remark_timed_out = lief länger als das Zeitlimit eines Tests ({ $timeout_ms })
remark_timed_out_worker = lief länger als das Zeitlimit eines Tests ({ $timeout_ms }); oomscope hat seinen Worker getötet
remark_own_doing = hat seinen Batch selbst beendet ({ $ending })
remark_interrupted = lief, als der Lauf angehalten wurde
remark_listing_ended = der Prozess, der die Tests auflistet, endete ({ $ending })
remark_worker_word = { $report }: Der Worker { $deed }
remark_command_exited = der Befehl endete mit Exit-Code { $code }
remark_command_failed = der Befehl ist fehlgeschlagen; sein Exit-Code ist unbekannt
remark_batch_of_command = sein Batch endete: { $ending }; ein Befehl sagt nicht, welcher seiner Tests es war

note_cargo_bare_harness = Weggelassen, weil sie ihre Tests nicht auflisten können (`harness = false`): { $binaries }.
note_cargo_doc_tests = Doc-Tests gehören nicht zu diesem Lauf, weil sie kein Test-Binary haben: `cargo test --doc` führt sie aus.

## The terminal, before whose sentences the name of the program is put. Not in the page.

terminal_limit = Speicherlimit eines Batches: { $derivation }
terminal_limiter = das Limit setzt der { $limiter } durch. { $reason }
terminal_limiter_kernel = das Limit setzt der { $limiter } durch.
terminal_tests = { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
 } auszuführen
terminal_batch_starts = Batch { $batch } beginnt mit { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
 }
terminal_hunt_starts = Ursachensuche: { $pass }, { $tests ->
    [0] ein Import
    [one] { $tests } Test
   *[other] { $tests } Tests
 }
terminal_bar = { $doing } · { $batches } · { $now_bytes } · Spitze { $peak_bytes }
terminal_bar_limited = { $doing } · { $batches } · { $now_bytes } von { $limit_bytes } · Spitze { $peak_bytes }
terminal_bar_one = Batch { $batch }
terminal_bar_many = { $batches ->
    [one] { $batches } Batch
   *[other] { $batches } Batches
    }
terminal_bar_batch = Batch { $batch } · { $now_bytes }
terminal_bar_batch_test = Batch { $batch } · { $now_bytes } · { $test }
terminal_bar_hunt = Ursachensuche: { $pass }
terminal_bar_collecting = Sammeln
terminal_bar_tests = { $done }/{ $tests } Tests
terminal_error = Fehler:
terminal_hint = Hinweis:
terminal_warning = Warnung:
terminal_output = Ausgabe von Batch { $batch }:
terminal_output_skipped = { "[" }die ersten { $skipped_bytes } wurden nicht aufbewahrt]
terminal_not_shown = { $left_out_bytes } Ausgabe wurden nicht gezeigt, weil niemand sie gelesen hat
terminal_batch_ended = Batch { $batch } endete bei { $at_ms }: { $ending } (Nachweis: { $proof }), Spitze { $peak_bytes }
terminal_batch_ended_unmeasured = Batch { $batch } endete bei { $at_ms }: { $ending } (Nachweis: { $proof }), Spitze unbekannt

terminal_artifact = Artefakt:
terminal_look = Ansehen:
terminal_budget_of = Budget von `{ $path }`
terminal_inside_plugin = `{ $command }` führt anscheinend { $framework } aus: Mit --framework { $name } misst oomscope jeden Test.
terminal_inside_adapter = `{ $command }` führt anscheinend { $framework } aus: Mit dessen eigenem Befehl kennt oomscope seine Tests.
terminal_no_framework = `{ $command }` wird als Ganzes beobachtet, ohne einzelne Tests. Läuft darin pytest, unittest oder Django, das mit --framework sagen; bei einem anderen Framework dessen eigenen Befehl angeben.
terminal_no_browser = Es ließ sich kein Browser starten; die Adresse oben öffnen
terminal_serving = nur auf dieser Maschine erreichbar; Strg+C beendet
terminal_joined = { $shards ->
    [one] { $shards } Shard
   *[other] { $shards } Shards
 } mit { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
 } zusammengeführt
terminal_still_runs = Der Lauf, der `{ $path }` schreibt, läuft noch; das ist sein bisheriger Stand
terminal_recovered = { $events ->
    [one] { $events } Ereignis
   *[other] { $events } Ereignisse
 } gelesen, Ergebnisse von { $known } von { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
 } vorhanden; das Journal `{ $path }` kann gelöscht werden
terminal_left_out = weggelassen: `{ $path }`: { $why }

terminal_copy_left_out = `{ $path }` ist die Kopie einer anderen Datei und wird weggelassen
terminal_tables = { $runs ->
    [one] { $runs } Lauf
   *[other] { $runs } Läufe
 } in `{ $path }`
terminal_tables_not_all = { $runs ->
    [one] { $runs } Lauf
   *[other] { $runs } Läufe
 } in `{ $path }`; { $left_out ->
    [one] { $left_out } Datei
   *[other] { $left_out } Dateien
 } weggelassen
terminal_site = { $runs ->
    [one] { $runs } Lauf
   *[other] { $runs } Läufe
 } in `{ $path }`; für jeden statischen Webserver geeignet

terminal_journal_left = Ein früherer Lauf, der getötet wurde, hat sein Journal hinterlassen; aus dem, was er aufgezeichnet hatte, macht ein Artefakt: oomscope recover { $path }

## Files that do not open.

load_empty = Die Datei ist leer
load_not_json = Die Datei ist kein JSON: { $reason }
load_cut_off = Die Datei ist in Zeile { $line }, Spalte { $column } abgeschnitten
load_no_version = Die Datei ist JSON, aber kein Artefakt von oomscope: `format_version` fehlt
load_bad_version = `format_version` ist keine positive ganze Zahl
load_too_new = Die Datei hat die Formatversion { $found }; dieses oomscope liest bis Version { $supported }
load_malformed = Das Artefakt verletzt sein Format: { $breach }
breach_column = tests.{ $column } hat { $entries } Einträge, tests.id aber { $tests }
breach_timeline = Die Spalten der Zeitreihe von Batch { $batch } sind verschieden lang
breach_details = Die Spalten der Details von Batch { $batch } sind verschieden lang
breach_facts = Die Fakten von Batch { $batch } nennen einen Test, den es nicht gibt
breach_at_fault = ein Test, der Batch { $batch } beendet haben soll, ist nicht unter den Tests
breach_victim = Das Opfer von Batch { $batch } ist nicht unter den Tests
breach_case = Ein Testfall gehört zu keinem Test
breach_remark = Eine Anmerkung gehört zu keinem Test
# What the page is doing with a file, and why it could not.
intake_unpacking = Entpacken, bisher { $done_bytes }
intake_reading = Lesen von { $file_bytes }
refused_burst = Entpackt wäre der Inhalt mehrere Hundert Mal so groß, wie es nur bei eigens dafür präparierten Dateien vorkommt
refused_packed_data = Die gepackten Daten sind beschädigt oder abgeschnitten ({ $error })
refused_rest = Auch ohne Kurven bleiben { $rest_bytes }, mehr als diese Seite auf einmal zeigt
refused_too_large = Entpackt ist der Inhalt größer als { $most_bytes }
refused_zip = Die Zip-Datei ist beschädigt oder abgeschnitten: { $fault }
refused_zip_around = Die Zip-Datei darum herum ist beschädigt: { $fault }
refused_packing = Diese Seite kann das nicht entpacken: { $fault }
refused_many_files = Die Zip-Datei enthält mehr als { $files } Dateien
refused_many_artifacts = Die Zip-Datei enthält mehr als { $artifacts } Artefakte
refused_deep = Die Datei liegt in mehr als { $zips } ineinander verpackten Zip-Dateien
refused_zip_empty = Die Zip-Datei ist leer
refused_no_artifact = Die Zip-Datei enthält kein Artefakt, nur { $names }
refused_more_files = { $files } weitere
zip_no_directory = Die Liste der Dateien fehlt
zip_inconsistent = Die Teile passen nicht zusammen
zip_checksum = Die Daten passen nicht zur Prüfsumme
zip_encrypted = Der Inhalt ist verschlüsselt
zip_too_large = Der Inhalt ist zu groß
zip_method = Gepackt ist mit dem Verfahren { $method }
refused_other_site = Die Datei liegt auf einer anderen Website ({ $host }), und diese Seite liest nur von ihrer eigenen
refused_address = `{ $address }` ist keine Adresse
refused_index = Das ist kein Index von Läufen ({ $error })

# Why files are not the shards of one run.
shards_none = es gibt kein Artefakt, das sich zusammenführen ließe
shards_twice = zwei Dateien sind beide Shard { $index }/{ $shards }
shards_count = eine Datei ist ein Shard von { $first }, eine andere einer von { $other }
shards_repeated = `{ $test }` lief in zwei der Dateien, also sind sie Wiederholungen eines Laufs und nicht seine Shards

# These come from the scripts of the page.
unread_no_worker = Der Browser konnte keinen Worker starten
unread_no_memory = Der Browser gab zu wenig Speicher dafür her
unread_status = Der Server antwortete mit { $status }
# What to do about it.
advice_get_again = Die Datei noch einmal holen; vermutlich wurde der Download oder Upload vorzeitig beendet.
advice_wrong_file = Die Datei *.oomscope.json (oder .json.gz oder die Zip-Datei darum herum) wählen, die `oomscope run` geschrieben hat.
advice_in_terminal = `oomscope report` im Terminal hat diese Beschränkung nicht.
advice_too_large = Auch `oomscope` im Terminal öffnet diese Datei nicht. Mit einem kleineren `--sample-hz` wird das Artefakt kleiner.
advice_too_new = Diese Seite neu laden; hilft das nicht, ist sie älter als das oomscope, das die Datei geschrieben hat. `oomscope view` jener Version öffnet sie.
advice_malformed = Wenn oomscope die Datei geschrieben hat, ist das ein Fehler in oomscope; sonst hat etwas die Datei verändert.
advice_journal = Das ist das Journal eines Laufs. `oomscope recover` macht ein Artefakt daraus.
advice_unpack_it = Mit einem anderen Programm entpacken und nur das Artefakt öffnen.
advice_check_place = Prüfen, ob die Datei noch an ihrem Ort ist, und noch einmal versuchen.
advice_download = Die Datei selbst herunterladen und hier ablegen.
advice_check_address = Das `run=` in der Adresse dieser Seite prüfen.
advice_make_site = Die Website mit `oomscope site` neu erzeugen.

## Charts.

chart_before = vorher
chart_after = nachher
chart_limit = Limit { $limit_bytes }
chart_charged = auf das Limit angerechnet: { $charged_bytes }
# The limit lies above what is shown.
chart_limit_above = Limit { $limit_bytes } ↑
chart_limit_of = Limit { $side } { $limit_bytes }
chart_limit_of_above = Limit { $side } { $limit_bytes } ↑
chart_batch = Batch { $batch }
chart_test = Test { $test }
chart_tests = Tests
chart_before_tests = vor dem ersten Test: Start, Importe, Sammeln der Tests
chart_between_tests = zwischen zwei Tests
chart_after_tests = nach dem letzten Test: der Prozess endet
chart_soft_stop = weicher Stopp
chart_death = { $ending }, Signal { $signal }
chart_mark_of = { $side }: { $mark }

## The page.

# The frame.
page_skip = Zum Inhalt springen
page_open_runs = Offene Läufe
page_before_and_after = Vorher / nachher
page_open_another = Weiteres öffnen
page_open_artifact = Artefakt öffnen
page_artifacts_to_open = Zu öffnende Artefakte
page_stop = Abbrechen
page_file_never_leaves = Die geöffnete Datei verlässt diese Seite nie.
page_how_to_check = Wie sich das prüfen lässt
page_keys_button = Tasten (?)
page_drop_to_open = Zum Öffnen ablegen
page_newer_version = Eine neuere Version dieser Seite ist bereit.
page_reload = Neu laden
page_language_missing = seine Wörter konnten nicht geladen werden, darum spricht die Seite Englisch
advice_language_missing = Die Sprache noch einmal wählen, wenn ein Netz da ist; danach ist sie auch ohne Netz hier.
page_dismiss = Ausblenden
page_colours_system = wie im System
page_colours_light = hell
page_colours_dark = dunkel
page_language = Sprache
page_as_the_system = wie im System
page_units_of_memory = Speichereinheiten
page_close_run = { $run } schließen
page_opening = { $file } wird geöffnet …
page_opening_at = { $file } wird geöffnet: { $stage } …
page_not_opened = { $file } wurde nicht geöffnet: { $reason }.
page_colours = Farben: { $colours }. Ändern.

# The empty page.
page_name_the_culprit = Den Verursacher nennen,
page_not_the_victim = nicht das Opfer.
page_lead = Ein CI-Job ist mit Exit-Code 137 oder 143 gestorben, und das Log nennt den Test, der gerade lief. oomscope hat den Speicher jedes Tests aufgezeichnet. Das Artefakt zeigt, welcher Test ihn behalten hat.
page_open_artifacts = Artefakte öffnen
page_or_drop_files = oder Dateien irgendwo auf dieser Seite ablegen
page_keep_files = Geöffnete Dateien auf dieser Maschine in diesem Browser aufbewahren
page_forget_them = Vergessen
page_how_to_get_artifact = So entsteht ein Artefakt
page_record_a_run = Einen Lauf aufzeichnen
page_compare_a_fix = Eine Korrektur vergleichen
page_compare_a_fix_says = Stellt diese Seite auf der eigenen Maschine bereit, mit beiden Läufen geöffnet, Kurve über Kurve und Test für Test.
page_private_by_construction = Von Grund auf privat
page_private_says = Nichts wird hochgeladen. Ihre eigene Policy verbietet der Seite, andere Websites anzusprechen, und sie funktioniert offline.
page_kinds_of_files = `.json`, `.json.gz` oder das `.zip`, wie GitHub es ausgibt. Zwei Läufe öffnen sich als vorher und nachher.
page_record_a_run_says = Führt die Testsuite in Batches unter einem eigenen Speicherlimit aus und schreibt eine `.oomscope.json`.
page_try_an_example = Ein Beispiel ansehen
page_example_says = Eine Suite aus 87 Tests, deren Speicher auf 867 MiB steigt, und dieselbe Suite ohne das Leck.
page_example_one = Das Leck
page_example_both = Vor und nach der Korrektur
page_install = Installieren
page_repository = Repository
page_made_of = Woraus der Speicher besteht
page_made_anonymous = Heap und Stacks
page_made_shared = geteilter Speicher
page_made_file = eingeblendete Dateien
page_made_swap = ausgelagert
page_made_up_to = { $kind }, bis zu { $most_bytes }
page_made_of_says = Nur von Zeit zu Zeit gelesen, kurze Spitzen fehlen darum. Seiten, die Prozesse teilen, zählen hier einmal; die Kurve des Laufs zählt sie für jeden Prozess und kann darum über einem Limit liegen.
page_peak_changed = Spitze { $change_bytes } seit { $commit }, { $moment }
page_kept_changed = Behalten { $change_bytes } seit { $commit }, { $moment }
page_compare_with_before = Mit dem Lauf davor vergleichen
page_no_such_test = dieser Lauf hat keinen Test dieses Namens
page_no_such_batch = dieser Lauf hat keinen solchen Batch
page_no_such_run = kein solcher Lauf ist offen
page_shown_instead = Der Link spricht von etwas, das nicht in den offenen Dateien ist; gezeigt wird stattdessen der Lauf selbst.
page_was_dropped = Diese Adresse zeigt einen Lauf, der aus einer Datei geöffnet wurde. Die Datei hat Ihren Rechner nie verlassen, darum kann die Seite sie nicht wieder öffnen: Öffnen Sie sie noch einmal, dann ist die Ansicht wieder da.

# One run.
page_memory_of_run = Speicher des ganzen Laufs
page_run_interrupted = Dieser Lauf wurde unterbrochen.
page_run_interrupted_says = Ein Signal hat ihn gestoppt; hier ist, was bis dahin gemessen wurde.
page_artifact_cut = Dieses Artefakt ist abgeschnitten.
page_artifact_cut_says = Der Rekorder wurde getötet, und das Artefakt entstand aus seinem Journal; es endet mit dem, was zuletzt geschrieben wurde.
page_recording_had_trouble = Probleme bei der Aufzeichnung
page_chart_in_words = Das Diagramm in Worten
page_batch = Batch
page_from = Von
page_to = Bis
page_first_memory = Speicher am Anfang
page_peak = Spitze
page_ending = Ausgang
page_peak_no_limit = Spitze, kein Limit gesetzt
page_kept_together = von allen Tests zusammen behalten
page_charged = auf das Limit angerechnet
page_head_charged = Angerechnet
page_tests_with_outcome = Tests mit bekanntem Ergebnis
page_without_hunt = ohne die Ursachensuche
page_from_start_to_end = von Anfang bis Ende
page_chart_reaches = Der Speicher erreicht { $peak_bytes } in einem Lauf, der { $duration_ms } dauert.
page_chart_reaches_limited = Der Speicher erreicht { $peak_bytes } unter einem Limit von { $limit_bytes } in einem Lauf, der { $duration_ms } dauert.
page_chart_unmeasured = In einem Lauf, der { $duration_ms } dauert, wurde kein Speicher gemessen.
page_batch_ended = Batch { $batch } ({ $ending })
page_chart_with_deaths = { $chart } Tode: { $deaths }.
page_peak_limit = { $at_once ->
    [1] Spitze
   *[other] Spitze eines Batches
    }, Limit { $limit_bytes }
page_batches_died = { $batches ->
    [one] Batch
   *[other] Batches
    }, { $died } gestorben
page_batches_counted = { $batches ->
    [one] Batch
   *[other] Batches
    }
# The month by its number.
page_moment = { $day }. { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
    } { $year }, { $time } UTC

# Findings and the hunt.
page_culprits = Verursacher
page_holder = Halter
page_objects = Objekte
page_each_run = Jede Ausführung
page_code_that_mends_it = Code, der es behebt
page_how_it_is_known = Worauf das beruht
page_see_it_again = Reproduzieren
page_way_to_holder = Der Weg zum Halter
page_lines_that_took_memory = Zeilen, die den Speicher belegt haben
page_repetition = Wiederholung
page_new_after_repetition = Neu nach einer Wiederholung
page_large_files = Große Dateien, die geöffnet wurden
page_the_hunt = Ursachensuche
page_no_leak = Untersucht und kein Leck
page_left_undone = Nicht erledigt
page_pass = Durchgang
page_tests = Tests
page_took = Dauer
page_more_findings = { $findings } weitere stehen in der Datei.
page_fixture_scope = Fixture mit Scope { $scope }
page_objects_each = , etwa { $objects } mehr mit jeder Ausführung eines Verursachers
page_each_run_keeps = behält { $kept_bytes }
page_each_run_needs = braucht auf einmal { $needed_bytes }
page_repetitions = { $repetitions ->
    [one] { $repetitions } Wiederholung
   *[other] { $repetitions } Wiederholungen
    } von { $test }: je { $each_change_bytes }
page_repetitions_between = { $repetitions ->
    [one] { $repetitions } Wiederholung
   *[other] { $repetitions } Wiederholungen
    } von { $test }: je { $each_change_bytes } (95 %: { $low_change_bytes } bis { $high_change_bytes })
page_repetitions_and_control = { $repetitions }; unverdächtige Tests: { $control_change_bytes }
page_needs = { $test } braucht { $needed_bytes } auf einmal
page_tests_need = { $tests ->
    [one] { $tests } Test braucht { $needed_bytes } auf einmal
   *[other] { $tests } Tests brauchen { $needed_bytes } auf einmal
    }
page_keeps = { $test } behält { $kept_bytes }
page_tests_keep = { $tests ->
    [one] { $tests } Test behält { $kept_bytes }
   *[other] { $tests } Tests behalten { $kept_bytes }
    }
page_finding_by = { $kind }: { $test }
page_finding_by_tests = { $kind }: { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    }
page_and_more = und { $more } weitere
page_light_tests = Seine Tests zeigen
page_finding_number = Befund { $number }
page_to_timeline = Zum Zeitverlauf
page_taken_at = Belegt in
page_source_at = Quelltext beim Commit { $commit }
page_open_in_editor = Im Editor öffnen
page_attempts = Versuche
page_test_before = ‹ voriger Test
page_test_next = nächster Test ›
page_kept_by_phase = Behalten
page_fixture_keeps = { $kept_bytes } davon behält das Set-up, und das Tear-down gibt sie nicht zurück: Dieser Teil ist das Leck einer Fixture.
page_hunt_took = Sie dauerte { $spent_ms }; erlaubt waren { $budget_ms } (`--hunt-budget`).
page_hunt_processes = Prozesse, in denen sie Tests noch einmal ausführte: { $processes }

# Batches.
page_batches = Batches
page_proof = Nachweis
page_memory_of_batch = Speicher dieses Batches
page_batch_before = ‹ voriger Batch
page_batch_next = nächster Batch ›
page_ended_it_itself = Hat ihn selbst beendet:
page_running_when_died = Beim Ende lief:
page_its_peak = Spitze
page_its_peak_by = Spitze, { $how }
page_tests_given = Tests in diesem Batch
page_after_collection = nach Importen und Sammeln
page_exit_code = Exit-Code
page_signal_that_ended = Signal, das ihn beendet hat
page_peak_by_kernel = Höchststand eines Prozesses laut Kernel
page_peak_by_samples = aus Messpunkten des ganzen Prozessbaums
page_process = Prozess
page_number = Nummer
page_parent = Elternprozess
page_for = Dauer
page_processes = Prozesse
page_output = Ausgabe
page_printed_nothing = Der Batch hat nichts ausgegeben.
page_find_lines = Zeilen suchen
page_find_lines_in_output = Zeilen in der Ausgabe suchen
page_more_batches = Mehr von { $batches } Batches zeigen
page_batch_number = Batch { $batch }
page_memory_of_process_tree = Speicher des Prozessbaums von Batch { $batch }
page_batch_title = Batch { $batch }: { $ending }
page_proof_is = Nachweis: { $proof }
page_output_end = die letzten { $kept_bytes } von { $total_bytes }
page_lines = { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
    }
page_lines_found = { $lines ->
    [one] { $lines } Zeile gefunden
   *[other] { $lines } Zeilen gefunden
    }

# The tests table and a test.
page_test = Test
page_outcome = Ergebnis
page_map = Karte der Tests
page_map_of = Was die Karte zeigt
page_by_file = Nach Datei
page_by_holder = Nach Halter
page_map_by = Was ihre Felder sind
page_no_finding = kein Befund nennt sie
page_kept = Behalten
page_time = Dauer
page_filter_tests = Tests filtern
page_sort = Sortieren; mit Shift zusätzlich nach dieser Spalte
page_columns = Spalten
page_save_table = Diese Tabelle als CSV speichern
page_save_tests = Gezeigte Tests als CSV speichern
page_list_of_tests = Liste der Tests
page_no_test_meets_filter = Kein Test entspricht dem Filter.
page_run_it_alone = Allein ausführen
page_run_it_alone_says = Ein frischer Prozess für diesen Test und nichts anderes.
page_no_batch = kein Batch
page_victim = Opfer
page_kept_after_teardown = nach dem Teardown behalten
page_v8_heap_after = V8-Heap danach
page_cases_inside = Testfälle darin
page_case = Testfall
page_peak_while_it_ran = Spitze, während er lief
page_setup_call_teardown = Setup, Aufruf und Teardown
page_memory_before_after = Speicher vorher → nachher
page_memory_around = Speicher um diesen Test
page_show_in_run = Im ganzen Lauf zeigen
page_memory_around_test = Speicher des Prozessbaums um diesen Test
page_phase = Phase
page_memory_after = Speicher danach
page_phase_by_phase = Phase für Phase
page_peaks_are_kernels = Die Spitzen sind der Höchststand laut Kernel, vor jeder Phase zurückgesetzt.
page_phase_setup = Setup
page_phase_call = Aufruf
page_phase_teardown = Teardown
page_shown_of = { $shown } von { $total }
page_filter_hint = Filter: Name, not slow, "zwei Wörter", outcome:failed, kept:>5MiB, finding:1
page_filter_no_batch = `{ $value }` ist keine Batch-Nummer
page_filter_no_finding = `{ $value }` ist kein Befund dieses Laufs; ihre Nummern stehen vor den Titeln
page_filter_no_outcome = `{ $value }` ist kein Ergebnis; bekannt sind { $outcomes } und bad
page_filter_no_size = `{ $value }` ist keine Größe: eine positive Zahl mit Einheit angeben, zum Beispiel 400MiB, 2GiB oder 1.5G
page_filter_no_duration = `{ $value }` ist keine Dauer: eine positive Zahl mit Einheit angeben, zum Beispiel 90s, 10m oder 1h
page_cases_listed = { $shown } von { $total } sind aufgeführt; Fehlschläge kommen zuerst.

# The chart.
page_chart_keys = Ziehen markiert einen Abschnitt, ein Doppelklick darauf vergrößert ihn, Ziehen mit Shift verschiebt. Mit dem Fokus im Diagramm: Pfeiltasten verschieben, + und − oder das Mausrad zoomen, Shift und Pfeiltasten lesen ab, Backspace geht zurück, 0 zeigt alles.
page_zoom_out = Verkleinern (−)
page_zoom_in = Vergrößern (+)
page_zoom_back = Zurück zum vorigen Ausschnitt (Backspace)
page_zoom_all = Alles
page_show_all = Alles zeigen (0 oder Esc)
page_zoom = Zoom
page_no_batch_runs = kein Batch läuft
page_lowest = Minimum
page_highest = Maximum
page_mean = Mittel
page_from_begin_to_end = von Beginn bis Ende
page_zoom_to_stretch = Vergrößern
page_forget_stretch = Markierung aufheben
page_save_chart = Diagramm als { $format } speichern
page_stretch_of_time = { $from_ms } bis { $to_ms } ({ $length_ms })
page_stretch_of_tests = Tests { $from } bis { $to }
page_stretch_of_batches = Batches { $from } bis { $to }
page_stretch_holds = { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    }, { $batches ->
    [one] { $batches } Batch
   *[other] { $batches } Batches
    }

# Before and after.
page_by_time = Nach Zeit
page_by_batch = Nach Batch
page_by_test = Nach Test
page_both_runs = Beide Läufe
page_align_the_runs = Läufe ausrichten
page_findings = Befunde
page_mark_before = ● vorher
page_mark_after = ◆ nachher
page_renamed_says = Eine Vermutung nach den Namen; für das Urteil gelten sie als entfernt und hinzugefügt.
page_perhaps_renamed = Vielleicht umbenannt
page_highest_memory = Höchster Speicher
page_kept_by_tests = Von den Tests behalten
page_swap_sides = ⇄ Tauschen
page_copied = Kopiert
page_copy_as_markdown = Als Markdown kopieren
page_save_as_html = Als eine HTML-Datei speichern
page_copy = Kopieren
page_copy_link = Link kopieren
page_on_neither_side = auf keiner Seite
page_which_runs = Welche Läufe verglichen werden
page_outcomes = Ergebnisse
page_deaths = Tode
page_kept_by_all = Von allen Tests behalten
page_the_two_runs = Die beiden Läufe
page_test_by_test = Test für Test
page_which_tests = Welche Tests
page_filter_by_name = Nach Namen filtern
page_tests_of_both_runs = Tests beider Läufe
page_no_test_here = Kein Test hier.
page_mark_added = ＋ hinzugefügt
page_mark_removed = － entfernt
page_changed = Geändert
page_added = Hinzugefügt
page_removed = Entfernt
page_all_tests = Alle
page_runs_drawn = Von jeder Seite sind { $runs } Läufe gezeichnet; das Urteil stützt sich auf alle.
page_name_and_more = { $name } und { $more } weitere
page_more_reasons = { $reasons } mehr zu diesem Urteil
page_side_reaches = { $run } dauert { $duration_ms } und erreicht { $peak_bytes }
page_side_unmeasured = { $run }: kein Speicher gemessen
page_sides_reach = { $before }; { $after }.
page_batches_of_tests = { $batches } mit je { $tests ->
    [one] { $tests } Test
   *[other] { $tests } Tests
    }
page_deaths_counted = { $memory_deaths } durch Speichermangel, { $other_deaths } auf andere Weise

# Run, machine, measuring.
page_run_machine_measuring = Lauf, Maschine, Messung
page_run = Lauf
page_machine = Maschine
page_measuring = Messung
page_command = Befehl
page_folder = Ordner
page_label = Label
page_started = Beginn
page_commit = Commit
page_ci_job = CI-Job
page_ci_run = CI-Lauf
page_no_fixed_size = keine feste Zahl von Tests
page_test_list = Testliste
page_time_out = Zeitlimit
page_system = System
page_kernel = Kernel
page_processor = Prozessor
page_memory = Speicher
page_free_at_start = Frei zu Beginn
page_swap = Swap
page_limit = Limit
page_none = keines
page_tool = Werkzeug
page_format = Format
page_samples = Messpunkte
page_asked = Messpunkte verlangt
page_achieved = Messpunkte erreicht
page_missed = Messpunkte verpasst
page_vanished = Zu spät gelesen
page_refused = Lesen verweigert
page_cost = Aufwand der Messung
page_peaks = Spitzen
page_tests_each = { $tests ->
    [one] je { $tests } Test
   *[other] je { $tests } Tests
    }
page_time_per_batch = { $timeout_ms } je Batch
page_processors = { $architecture }, { $processors } nutzbar
page_limit_by = { $limit_bytes } je Batch, durch den { $limiter }
page_version = Version { $version }
page_per_second = { $rate } pro Sekunde
page_reads_of_ended = { $reads ->
    [one] { $reads }-mal: Der Prozess war schon beendet
   *[other] { $reads }-mal: Die Prozesse waren schon beendet
    }
page_reads = { $reads ->
    [one] { $reads } Lesezugriff
   *[other] { $reads } Lesezugriffe
    }
page_cost_of_sampling = { $processor_ms } Prozessorzeit, { $core_percent } eines Kerns

# History.
page_head_before = Vorher
page_head_after = Nachher
page_branch = Branch
page_answer = Antwort
page_compare_them = Vergleichen
page_choose_two = Einen Lauf für vorher und einen für nachher wählen.
page_history = Verlauf
page_filter_runs_hint = Branch, Label, Commit
page_filter_runs = Läufe filtern
page_runs = Läufe
page_newest_run = Neuester Lauf: Spitze { $peak }, von den Tests behalten { $kept }. Alle Läufe stehen in der Tabelle unten.
page_peak_now = Spitze, jetzt { $peak }
page_kept_now = von den Tests behalten, jetzt { $kept }

# Keys.
page_keys_everywhere = Überall
page_key_map = diese Übersicht
page_key_open = Dateien öffnen
page_key_filter = Tests filtern
page_key_time_line = zur Zeitleiste
page_key_compare = vorher und nachher
page_key_swap = vorher und nachher tauschen
page_key_run = erster bis neunter Lauf
page_key_close = schließen oder zurück zum Lauf
page_keys_on_time_line = Auf der Zeitleiste
page_key_pan = verschieben
page_key_zoom = zoomen
page_key_read = entlang der Kurve ablesen
page_key_mark = Abschnitt am Cursor beginnen oder dort beenden
page_key_enter = markierten Abschnitt vergrößern oder den Test unter dem Cursor öffnen
page_key_back = zurück zum vorigen Ausschnitt
page_key_everything = alles
page_key_ends = zum Anfang oder Ende
page_close = Schließen
page_keys = Tasten

# Privacy.
page_privacy = Was mit den Dateien geschieht
page_privacy_stay = Dateien bleiben in diesem Tab
page_privacy_stay_says = Eine geöffnete Datei wird von dieser Seite im Browser gelesen und von nichts sonst. Sie wird nicht hochgeladen und ist aus dem Speicher der Seite verschwunden, sobald der Tab oder der Lauf geschlossen ist. Aufbewahrt wird sie nur auf Wunsch, siehe unten.
page_privacy_requests = Keine Anfrage an andere Orte
page_privacy_requests_says = Die Seite fragt nur dort an, woher sie kam, und nur nach ihren eigenen Dateien und nach Artefakten, die ihre Adresse nennt. Ihre Content-Security-Policy (in den ersten Zeilen ihres Quelltexts) lässt den Browser alles andere verweigern, auch dem Worker, der Dateien liest. Zum Nachprüfen: die Entwicklerwerkzeuge öffnen, „Netzwerk“ wählen und eine Datei öffnen; nichts darin geht an einen anderen Ort.
page_privacy_counted = Nichts wird gezählt
page_privacy_counted_says = Es gibt kein Konto, keine Cookies, keine Statistik und keine Fehlerberichte an wen auch immer.
page_privacy_kept = Was auf dieser Maschine aufbewahrt wird
page_privacy_kept_says = Die gewählten Farben, die Sprache, die Einheiten und die Spalten im lokalen Speicher des Browsers, dazu die eigenen Dateien der Seite, damit sie sich ohne Netz öffnet. Wer es auf der leeren Seite so wählt, bewahrt auch die letzten zehn geöffneten Dateien in der Datenbank des Browsers (IndexedDB) auf, bis „Vergessen“ gedrückt oder die Wahl zurückgenommen wird. Das Löschen der Websitedaten im Browser entfernt alles.
page_privacy_artifact = Was in einem Artefakt steht
page_privacy_artifact_says = Namen von Tests, Speicherwerte, das Ende der Ausgabe der Batches, der Befehl, der Commit und Angaben zur Maschine. Keine Umgebungsvariablen außer einer kurzen Liste, kein Quelltext. Vor dem Weitergeben hineinsehen: Es ist ein einziges JSON-Dokument.
