### Слова oomscope по-русски. Как устроен этот файл, говорит docs/design/messages.md; образец — en.ftl рядом.

## Сам язык.

language_name = Русский
decimal_sign = ,
list_next = { $list }, { $item }
list_last = { $list } и { $item }
plural_one = v = 0 and i % 10 = 1 and i % 100 != 11
plural_few = v = 0 and i % 10 = 2..4 and i % 100 != 12..14
plural_many = v = 0 and i % 10 = 0 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 11..14
quote = { $text }

## Единицы.

unit_b = Б
unit_kib = КиБ
unit_mib = МиБ
unit_gib = ГиБ
unit_tib = ТиБ
unit_kb = кБ
unit_mb = МБ
unit_gb = ГБ
unit_tb = ТБ
unit_ms = мс
unit_s = с
unit_min = мин
unit_h = ч

## Исходы: чем закончилась партия и почему так решено.

ending_passed = успех
ending_tests_failed = тесты провалены
ending_out_of_memory = нехватка памяти
ending_over_limit = сверх предела
ending_timed_out = тайм-аут
ending_terminated = остановлена
ending_killed = убита
ending_crashed = крах
ending_exited = вышла сама
ending_no_tests = нет тестов
ending_collection_failed = сбор не удался
ending_preempted = вытеснена
ending_interrupted = прервана
ending_not_run = не запускалась
ending_unrecorded = не записано

proof_unknown = неизвестно
proof_likely = вероятно
proof_certain = точно

ending_with_proof = { $ended } (доказательство: { $proof ->
    [proof_certain] точное
    [proof_likely] вероятное
   *[proof_unknown] нет
}).
ending_told_passed = Партия { $batch } успешно завершилась за { $time_ms }
ending_told_tests_failed = Партия { $batch } завершилась сама через { $time_ms } и сообщила о проваленных тестах
ending_told_tests_failed_with_code = Партия { $batch } завершилась сама с кодом { $code } через { $time_ms } и сообщила о проваленных тестах
ending_told_out_of_memory = Партия { $batch } исчерпала память через { $time_ms }: ядро или её собственная среда выполнения больше не дали
ending_told_over_limit = oomscope завершила партию { $batch } через { $time_ms }: её процессы вместе достигли предела памяти
ending_told_timed_out = oomscope завершила партию { $batch } через { $time_ms }: её время вышло
ending_told_from_elsewhere = Партию { $batch } через { $time_ms } остановил извне { $signal }; кто его послал, неизвестно
ending_told_own_signal = Партия { $batch } через { $time_ms } сама послала себе { $signal }
ending_told_crashed = Партия { $batch } упала через { $time_ms }: { $signal }
ending_told_exited = Партия { $batch } завершилась сама через { $time_ms }; код неизвестен
ending_told_exited_with_code = Партия { $batch } завершилась сама с кодом { $code } через { $time_ms }; значение этого кода oomscope неизвестно
ending_told_no_tests = Партия { $batch } не нашла ни одного теста
ending_told_collection_failed = Партия { $batch } не смогла собрать свои тесты
ending_told_preempted = Партия { $batch } не поместилась рядом с другими и закончилась через { $time_ms }; её тесты выполнены снова
ending_told_interrupted = Партия { $batch } не дошла до конца: запуск остановлен через { $time_ms } после её начала
ending_told_not_run = Партия { $batch } была запланирована и не запускалась.
ending_told_unrecorded = Чем закончилась партия { $batch } через { $time_ms }, не записано.
ending_signal = сигнал { $number }
ending_signal_unknown = сигнал

# На чём держится исход. Сначала то, что сделала сама oomscope.
evidence_over_limit = oomscope убила партию: её процессы вместе заняли на { $over_bytes } больше предела { $limit_bytes }.
evidence_oom_killed = Ядро убило { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    } в собственной cgroup партии на пределе { $limit_bytes }, по счётчику этой cgroup. Остаток партии убила oomscope.
evidence_stalled = oomscope убила партию: та застыла на своём пределе { $limit_bytes }. В течение { $still_ms } ни один тест не начался и не кончился, ничего не печаталось, и { $stalled_percent } этого времени все задачи ждали памяти.
evidence_preempted = Она заняла { $used_bytes }, а ожидалось { $reserved_bytes }, и рядом с другими партиями больше не помещалась. Оставшиеся тесты выполняются снова, без соседей.
evidence_under_share = Её предел был { $share_bytes } — доля от { $whole_bytes } рядом с другими партиями. Оставшиеся и неудавшиеся тесты выполняются снова, без соседей.
evidence_received = oomscope сама получила { $signal } и завершила партию: задание отменили или остановили юнит, в котором оно выполняется. О памяти партии это ничего не говорит.
evidence_received_after_kills = Но ядро тем временем убило из-за памяти { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    } этой машины. Если такое случается в юните systemd, остальное в юните останавливают сигналом SIGTERM (`OOMPolicy=stop`), и выглядит это именно так.
evidence_time_of_batch = oomscope завершила партию по её тайм-ауту { $timeout_ms }; { $how }.
evidence_time_of_test = oomscope завершила партию: тест `{ $test }` выполнялся дольше тайм-аута теста, { $timeout_ms }; { $how }.
evidence_time_of_some_test = oomscope завершила партию: один из тестов выполнялся дольше тайм-аута теста, { $timeout_ms }; { $how }.
evidence_time_of_exit = oomscope завершила партию: её процесс ещё жил через { $timeout_ms } (тайм-аут теста) после конца сессии { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } — не завершился поток или обработчик выхода; { $how }.
# Как это прошло, в конце этих четырёх.
evidence_ended_when_asked = она завершилась по просьбе
evidence_had_to_be_killed = по просьбе она не завершилась и была убита
evidence_soft_stop = oomscope велела { $framework ->
    [framework_django] исполнителю тестов Django
   *[other] { $framework }
    } остановиться после текущего теста: партия пересекла мягкую границу, заняв { $reached_bytes }; остальное продолжится в новом процессе.

# Чем закончился главный процесс.
evidence_signal = Главный процесс завершил { $signal } (в оболочке это код { $code }); oomscope его не посылала.
evidence_signal_by_shell = Главный процесс завершился с кодом { $code }, которым оболочка сообщает, что её команду завершил { $signal }.
evidence_signal_by_python = Главный процесс завершился с кодом { $code }, которым программа на Python сообщает, что её команду завершил { $signal }.
evidence_end_unknown = Чем завершился главный процесс, узнать не удалось.
evidence_plugin_lost = Плагин замолчал посреди сеанса, а процесс жил дальше.
evidence_guard_killed = Процесс, который держит партию вместе (guard), был убит, и партия вместе с ним.
evidence_lists_tests = Это был процесс, который перечисляет тесты.
evidence_journal_ends = Журнал кончается внутри этой партии: записывающий процесс убит, и чем кончилась бы сама партия, неизвестно.

# Кто послал сигнал и что тот значит.
evidence_self_test = Тест `{ $test }` послал его себе сам через `{ $function }`; это не признак нехватки памяти.
evidence_self_some_test = Выполнявшийся тест послал его себе сам через `{ $function }`; это не признак нехватки памяти.
evidence_self_no_test = Когда тесты не выполнялись, процесс самого { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } послал его себе через `{ $function }`; это не признак нехватки памяти.
evidence_own_kills = По счётчику собственной cgroup партии ядро убило там на пределе { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    }.
evidence_logged_main = Журнал ядра говорит, что из-за памяти убит именно этот процесс: { $kill }.
# Процесс из журнала ядра и за что он убит.
evidence_kill_at_limit = `{ $process }` ({ $pid }, на пределе своей cgroup)
evidence_kill_machine_full = `{ $process }` ({ $pid }, потому что память машины кончилась)
evidence_counted = Тем временем счётчик убийств OOM на этой машине (`/proc/vmstat oom_kill`) вырос на { $kills }.
evidence_counted_others = Тем временем счётчик убийств OOM на этой машине (`/proc/vmstat oom_kill`) вырос на { $kills }, но журнал ядра называет другие процессы, так что кто убил этот, неизвестно.
evidence_none_in_cgroup = Ядро не насчитало убийств OOM в собственной cgroup партии, значит, ядро здесь из-за памяти не убивало.
evidence_none_on_machine = Счётчик убийств OOM на этой машине (`/proc/vmstat oom_kill`) не вырос, значит, ядро здесь из-за памяти не убивало.
evidence_sender_unknown = Кто послал сигнал, неизвестно.
evidence_short_killed = { $shortage }. В таких случаях убивают программы, следящие за памятью, например systemd-oomd или earlyoom; было ли так, неизвестно.
evidence_short_asked = { $shortage }. В таких случаях программы, следящие за памятью, например earlyoom, посылают SIGTERM; было ли так, неизвестно.
evidence_uncounted = Убивало ли ядро из-за памяти, на этой машине прочитать нельзя, и кто послал сигнал, неизвестно.
evidence_uncounted_short = Убивало ли ядро из-за памяти, на этой машине прочитать нельзя. { $shortage }, так что это вероятно.
# Что говорит о нехватке памяти, в начале предложения.
evidence_shortage_of_room = При последнем замере партия занимала { $last_bytes } из { $room_bytes }, которые у неё были
evidence_shortage_on_machine = В последние десять секунд все задачи машины ждали памяти { $pressure_percent } времени
evidence_asked_with_oomscope = oomscope тоже получила { $signal }, значит, завершиться просили всё задание: его отменили или остановили юнит, в котором оно выполняется.
evidence_asked_alone = OOM killer ядра таких сигналов не посылает, и oomscope ни одного не получила. Кто его послал, неизвестно; возможно, сам тест или запущенный им процесс.
evidence_asked_after_kills = Тем временем ядро убило из-за памяти { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    } этой машины. Менеджер служб останавливает из-за этого остальное в юните, но тогда завершиться попросили бы и oomscope.
evidence_abort = Такой сигнал процесс посылает себе сам через `abort`: среда выполнения или библиотека нашла то, чего быть не должно.
evidence_bus_error = Это признак ошибки в машинном коде или отображённого файла, которому не хватило памяти, например на полном `/dev/shm`.
evidence_core_dump = Кто-то или что-то запросило этим дамп памяти.
evidence_native_fault = Это признак ошибки в машинном коде.
evidence_fault_place = Обработчик сбоев Python увидел его здесь: { $place }.
evidence_broken_pipe = Процесс писал в канал, который уже никто не читает.
evidence_alarm = Сработал будильник, который процесс поставил себе сам.
evidence_processor_time = Исчерпан предел процессорного времени процесса (`ulimit -t`).
evidence_file_size = Процесс записал файл сверх своего предела размера (`ulimit -f`).
evidence_sandbox = Процесс сделал системный вызов, запрещённый его песочницей (seccomp).

# Что значит код выхода.
evidence_left_test = Тест `{ $test }` вышел через `{ $function }` с кодом { $code }, поэтому { $framework ->
    [framework_django] исполнитель тестов Django
   *[other] { $framework }
    } не мог продолжить.
evidence_left_some_test = Выполнявшийся тест вышел через `{ $function }` с кодом { $code }, поэтому { $framework ->
    [framework_django] исполнитель тестов Django
   *[other] { $framework }
    } не мог продолжить.
evidence_left_no_test = Когда тесты не выполнялись, процесс самого { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } вышел через `{ $function }` с кодом { $code }.
evidence_replaced_test = Тест `{ $test }` заменил процесс { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } программой `{ $program }` (`{ $function }`), которая завершилась с кодом { $code }.
evidence_replaced_some_test = Выполнявшийся тест заменил процесс { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } программой `{ $program }` (`{ $function }`), которая завершилась с кодом { $code }.
evidence_replaced_no_test = Когда тесты не выполнялись, процесс самого { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } стал программой `{ $program }` (`{ $function }`), которая завершилась с кодом { $code }.
evidence_left_midway = Главный процесс вышел с кодом { $code }, но сессия { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } до конца не дошла: что-то вызвало системный `exit` или заменило процесс.
evidence_other_status = Сессия { $framework ->
    [framework_django] исполнителя тестов Django
   *[other] { $framework }
    } завершилась со статусом { $status }, а главный процесс — с кодом { $code }.
evidence_no_list = Процесс, который перечисляет тесты { $framework }, завершился с кодом { $code } и без списка; почему, говорит его вывод.
evidence_no_test = У { $framework } нет тестов для выполнения.
evidence_code = { $framework ->
    [framework_django] Исполнитель тестов Django
   *[other] { $framework }
    } завершился сам с кодом { $code }: { $meaning }.
evidence_command_code = Команда завершилась сама с кодом { $code }.
evidence_command_code_failed = Команда завершилась сама с кодом { $code }, которым большинство программ тестирования сообщают о проваленных тестах.
evidence_command_code_means = Команда завершилась сама с кодом { $code }: { $meaning }.
# Значения кодов выхода, после двоеточия.
evidence_code_passed = все тесты прошли
evidence_code_failed = есть проваленные тесты
evidence_code_collection_failed = не удалось собрать тесты
evidence_code_session_interrupted = сессия прервана
evidence_code_pytest_internal = внутренняя ошибка pytest
evidence_code_pytest_usage = командная строка, ini-файл или conftest.py негодны
evidence_code_none_collected = не собрано ни одного теста
evidence_code_none_run = не выполнен ни один тест
evidence_code_not_built = тесты не удалось собрать
evidence_code_usage = командная строка негодна
evidence_code_without_meaning = такого кода нет среди тех, что у него описаны
evidence_code_timeout = так `timeout` говорит, что отведённое им время вышло
evidence_code_launcher_failed = так `timeout`, `env` и `docker run` говорят, что отказали они сами
evidence_code_not_executable = так оболочка говорит, что программу нельзя выполнить
evidence_code_no_program = так оболочка говорит, что такой программы нет

# Что стало с другими процессами партии.
evidence_late_workers = oomscope убила { $workers ->
    [one] { $workers } рабочий процесс
    [few] { $workers } рабочих процесса
    [many] { $workers } рабочих процессов
   *[other] { $workers } рабочего процесса
    } pytest-xdist: тест выполнялся дольше тайм-аута теста; остальные продолжили.
evidence_worker_word = Рабочий процесс pytest-xdist завершил сам себя: тест `{ $test }` { $deed }.
# Что процесс сделал с собой, как продолжение предложения о тесте или процессе.
evidence_deed_signal = послал { $signal } сам себе через `{ $function }`
evidence_deed_exit = вышел через `{ $function }` с кодом { $code }
evidence_deed_replaced = заменил свой процесс программой `{ $program }` (`{ $function }`)
evidence_crashed_workers = pytest-xdist сообщает, что во время теста { $workers ->
    [one] умер { $workers } рабочий процесс; дальше он работал без него
    [few] умерли { $workers } рабочих процесса; дальше он работал без них
    [many] умерли { $workers } рабочих процессов; дальше он работал без них
   *[other] умерли { $workers } рабочего процесса; дальше он работал без них
    }.
evidence_dead_orphan = `{ $process }`, процесс партии, родитель которого уже исчез, завершён: { $signal }.
evidence_own_kills_of_others = По счётчику собственной cgroup партии ядро убило там на пределе { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    }, хотя и не главный.
evidence_logged_child = Журнал ядра говорит, что из-за памяти убит процесс этой партии: { $kill }.
evidence_logged_children = Журнал ядра говорит, что из-за памяти убиты процессы этой партии: { $kill } и ещё { $others }.
evidence_kills_and_worker = Тем временем ядро убило из-за памяти { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    } этой машины (`/proc/vmstat oom_kill`), так что рабочий процесс, вероятно, среди них.
evidence_kills_of_anybody = Тем временем ядро убило из-за памяти { $kills ->
    [one] { $kills } процесс
    [few] { $kills } процесса
    [many] { $kills } процессов
   *[other] { $kills } процесса
    } этой машины (`/proc/vmstat oom_kill`); был ли среди них процесс этой партии, неизвестно.
evidence_outlived = { $processes ->
    [one] Пережил главный процесс и был убит { $processes } процесс
    [few] Пережили главный процесс и были убиты { $processes } процесса
    [many] Пережили главный процесс и были убиты { $processes } процессов
   *[other] Пережили главный процесс и были убиты { $processes } процесса
    }: { $outlived }.
evidence_outlived_process = { $process } ({ $pid })
evidence_outlived_process_outside = { $process } ({ $pid }, запущен вне тестов)
evidence_outlived_process_of_test = { $process } ({ $pid }, запущен в { $test })
evidence_outlived_process_of_tests = { $process } ({ $pid }, запущен в одном из { $tests })
evidence_refused = Конец вывода говорит, что в выделении памяти отказано: `{ $refusal }`.
advice_heap_limit = V8 сдался у предела собственной кучи; это предел не машины и не партии. `NODE_OPTIONS=--max-old-space-size=N`, в МиБ, поднимает его.
advice_heap_limit_of_room = V8 сдался у предела собственной кучи; это предел не машины и не партии. `NODE_OPTIONS=--max-old-space-size=N`, в МиБ, поднимает его; места было { $room_bytes }.
evidence_jvm_lost = Система сборки говорит, что JVM с тестами завершилась, не закончив: `{ $words }`.
evidence_jvm_signal = Этим кодом оболочка сообщает, что JVM завершил { $signal }.
evidence_jvm_fault = JVM сообщает причину сбоя: `{ $words }`.
evidence_jvm_report = Её отчёт о сбое: `{ $path }`.
advice_jvm_heap = Куча JVM с тестами заполнилась до собственного предела; это предел не машины и не партии. Его поднимает `-Xmx` (`argLine` у Surefire, `maxHeapSize` у Gradle).
advice_jvm_heap_of_room = Куча JVM с тестами заполнилась до собственного предела в { $heap_bytes }; это предел не машины и не партии. Его поднимает `-Xmx` (`argLine` у Surefire, `maxHeapSize` у Gradle); места было { $room_bytes }.
advice_jvm_metaspace = Сведения JVM о классах достигли собственного предела. Его поднимает `-XX:MaxMetaspaceSize`; если он заполнится снова, значит, удерживаются загрузчики классов, каждый со всеми классами, которые он загрузил.
advice_jvm_direct = Прямых буферов у JVM с тестами столько, сколько позволяет её собственный предел. Его поднимает `-XX:MaxDirectMemorySize` (без него он таков же, как у кучи, `-Xmx`); буфер освобождается, когда собрано то, что на него ссылается.
advice_jvm_threads = Система отказала JVM с тестами в потоке: есть предел числа процессов (`ulimit -u`, `pids.max` группы) или нет памяти под стек. Как правило, запускаются потоки или исполнители, которые ни один тест не останавливает.
advice_jvm_array = Запрошен массив, какого не может быть ни у одной JVM, каковы бы ни были её пределы.
advice_jvm_refused = У системы не нашлось памяти для самой JVM с тестами, хотя её куча не была заполнена: заполнена машина или партия, либо `-Xms` или `-Xmx` (`argLine` у Surefire, `maxHeapSize` у Gradle) больше, чем есть.
advice_jvm_refused_of_room = У системы не нашлось памяти для самой JVM с тестами, хотя её куча не была заполнена: всего есть { $room_bytes }, и часть из них нужна собственной JVM Maven или Gradle. Задайте `-Xms` и `-Xmx` (`argLine` у Surefire, `maxHeapSize` у Gradle) заметно ниже.
advice_jvm_above_limit = JVM с тестами может заполнить кучу в { $heap_bytes } (`-Xmx`; если он не задан, четверть памяти), а партии позволено { $limit_bytes }: со всем, что ей нужно помимо кучи, её завершат прежде, чем ей придётся собирать мусор. Задайте `-Xmx` (`argLine` у Surefire, `maxHeapSize` у Gradle) заметно ниже: тогда мусор собирается вовремя, а то, что действительно остаётся, приводит к OutOfMemoryError, которая об этом и говорит.

## Тесты: исходы и замечания.

outcome_passed = успех
outcome_failed = провал
outcome_error = ошибка
outcome_skipped = пропуск
outcome_xfailed = xfailed
outcome_xpassed = xpassed
outcome_died = умер
outcome_ran = выполнялся
outcome_not_run = не запускался
remark_culprit = выполнялся, когда его партия кончилась ({ $ending }), и находка называет его виновником
remark_victim = выполнялся, когда его партия кончилась ({ $ending }); это делает его жертвой, не обязательно причиной

## Пределы.

limit_given = { $limit_bytes } по `--memory-limit`.
limit_asked = { $limit_bytes }, как задано через `--memory-limit`.
limit_asked_beyond = { $limit_bytes }, как задано через `--memory-limit`. Это больше, чем есть: { $source } — { $left_bytes }.
limit_share = { $limit_bytes }: { $share_percent } от { $left_bytes }, { $source }.
limit_automatic = { $limit_bytes }: { $source }, { $left_bytes }, за вычетом запаса { $reserve_bytes } на всё остальное.
room_of_machine = сколько доступно на машине
room_of_cgroup = сколько осталось в cgroup `{ $group }` из её { $group_bytes }
limiter_by_watchdog = `--limiter watchdog`.

## Почему этот ограничитель, а не другой. Страница это только читает.

limiter_asked = Так задано через `--limiter { $limiter }`: { $how }.
limiter_best = Лучшее, что здесь работает: { $how }.
limiter_best_not_others = Лучшее, что здесь работает: { $how }. Не работает: { $others }.
limiter_not = { $limiter } ({ $why })
limiter_how_group = у каждой партии своя группа
limiter_how_watch = oomscope завершает партию, когда видит, что её дерево процессов выше предела
limiter_how_scope = { $manager }
limiter_how_scope_no_policy = { $manager }; OOMPolicy для scope он здесь не знает
# Why a limiter cannot be had, as the rest of a sentence.
limiter_no_v2 = cgroup v2 не смонтирована
limiter_no_v1 = контроллер памяти cgroup v1 не смонтирован
limiter_no_systemd = systemd здесь не работает
limiter_no_joining = процесс нельзя поместить в отдельную группу ({ $error })
limiter_group_unmade = группу не удаётся создать: { $error }
limiter_v1_no_group = в cgroup памяти нельзя создать группу ({ $error })
limiter_v2_no_controller = в cgroup `{ $group }` нет контроллера памяти
limiter_v2_no_group = в cgroup `{ $group }` нельзя создать группу ({ $error })
limiter_v2_in_use = в cgroup `{ $group }` контроллер памяти не передан дальше, потому что в ней есть процессы
limiter_v2_not_handed_on = в cgroup `{ $group }` контроллер памяти нельзя передать дальше ({ $error })
limiter_scope_not = { $manager }: { $why }
limiter_scope_silent = ошибка без единого сообщения
limiter_scope_no_hold = scope создан, но предел не подействовал
limiter_watch_unseen = `/proc` не показывает процессы, которые запускает oomscope ({ $error })
limiter_watch_unlisted = `/proc` не говорит, какие процессы запустил oomscope
limiter_none = ничто здесь не может следить за пределом памяти: { $reasons }

## Ответ о запуске.

sentence = { $clause }.
more = ещё { $number }

answer_with_peak = { $clause }; { $at_once ->
    [1] пик памяти
   *[other] пик самой большой партии
    } { $peak_bytes }.
answer_peak = { $at_once ->
    [1] Пик памяти
   *[other] Пик самой большой партии
    } { $peak_bytes }.
answer_without_peak = Память не измерялась.
answer_charged = В счёт предела { $limit_bytes } зачтено { $charged_bytes }: он считает страницу один раз, сколько бы процессов её ни делили, а загруженное раньше другими — вовсе нет.

answer_stopped = Запуск остановлен
answer_stopped_early = Запуск остановлен раньше, чем стал известен хоть один тест
answer_cut = Записывающий процесс убит
answer_cut_early = Записывающий процесс убит раньше, чем стал известен хоть один тест
answer_with_outcomes = { $tests ->
    [one] { $clause }; исход есть у { $ended } из { $tests } теста
   *[other] { $clause }; исход есть у { $ended } из { $tests } тестов
}

answer_over_limit = Превышен предел памяти
answer_over_limit_of = Превышен предел { $limit_bytes }
answer_out_of_memory = Память исчерпана
answer_probably_out_of_memory = Вероятно, исчерпана память
answer_died_of_memory = Смерть от памяти
answer_in_batch = { $what } в партии { $batch }
answer_times = { $what }, { $times ->
    [few] { $times } раза
   *[other] { $times } раз
}: { $batches }
answer_after = { $tests ->
    [one] { $what } после { $finished } из { $tests } теста
   *[other] { $what } после { $finished } из { $tests } тестов
}
answer_batch = партия { $batch }
answer_death = { $ending ->
    [ending_timed_out] Партия { $batch } не уложилась во время
    [ending_terminated] Партия { $batch } остановлена
    [ending_killed] Партия { $batch } убита
    [ending_crashed] Партия { $batch } упала
   *[other] Партия { $batch } закончилась: { $ending }
}
answer_death_in_list = { $ending ->
    [ending_timed_out] партия { $batch } не уложилась во время
    [ending_terminated] партия { $batch } остановлена
    [ending_killed] партия { $batch } убита
    [ending_crashed] партия { $batch } упала
   *[other] партия { $batch } закончилась: { $ending }
}
answer_deaths = { $number ->
    [one] { $number } партия прервалась раньше времени: { $batches }
    [few] { $number } партии прервались раньше времени: { $batches }
   *[other] { $number } партий прервались раньше времени: { $batches }
}

answer_not_collected = Не удалось собрать тесты
answer_not_collected_of = Не удалось собрать тесты партии { $batch }
answer_not_collected_of_many = { $batches ->
    [one] Не удалось собрать тесты { $number } из { $batches } партии
   *[other] Не удалось собрать тесты { $number } из { $batches } партий
}
answer_exited = Партия { $batch } неожиданно завершилась
answer_exited_with_code = Партия { $batch } неожиданно завершилась с кодом { $code }
answer_many_exited = { $number ->
    [one] { $number } партия неожиданно завершилась
    [few] { $number } партии неожиданно завершились
   *[other] { $number } партий неожиданно завершились
}
answer_no_tests = Не нашлось ни одного теста
answer_no_tests_in = { $number ->
    [one] { $number } партия не нашла ни одного теста
    [few] { $number } партии не нашли ни одного теста
   *[other] { $number } партий не нашли ни одного теста
}

answer_failed = { $failed ->
    [one] { $failed } из { $tests } { $tests ->
        [one] теста
       *[other] тестов
    } провален
   *[other] { $failed } из { $tests } { $tests ->
        [one] теста
       *[other] тестов
    } провалены
}
answer_died = { $died ->
    [one] { $died } из { $tests } { $tests ->
        [one] теста
       *[other] тестов
    } умер
   *[other] { $died } из { $tests } { $tests ->
        [one] теста
       *[other] тестов
    } умерли
}
answer_unrun = { $unrun ->
    [one] { $unrun } из { $tests } { $tests ->
        [one] теста
       *[other] тестов
    } не запускался
   *[other] { $unrun } из { $tests } { $tests ->
        [one] теста
       *[other] тестов
    } не запускались
}
answer_failed_and_unrun = Из { $tests } { $tests ->
    [one] теста
   *[other] тестов
} провалено { $failed }, не запускалось { $unrun }
answer_command_failed = Команда завершилась ошибкой
answer_command_failed_with_code = Команда завершилась ошибкой с кодом { $code }
answer_batches_failed = { $failed ->
    [one] { $failed } из { $batches } { $batches ->
        [one] партии
       *[other] партий
    } провалена
   *[other] { $failed } из { $batches } { $batches ->
        [one] партии
       *[other] партий
    } провалены
}

answer_unrecorded = Чем закончился запуск, не записано
answer_command_passed = Команда завершилась с кодом 0
answer_batch_passed = { $tests ->
    [one] Партия успешна ({ $tests } тест)
    [few] Партия успешна ({ $tests } теста)
   *[other] Партия успешна ({ $tests } тестов)
}
answer_batches_passed = Все { $batches ->
    [one] { $batches } партия
    [few] { $batches } партии
   *[other] { $batches } партий
} успешны
answer_suite_passed = Набор тестов успешен; об отдельных тестах ничего не известно
answer_all_passed = { $tests ->
    [1] Тест успешен
    [one] Все { $tests } тест успешны
    [few] Все { $tests } теста успешны
   *[other] Все { $tests } тестов успешны
}
answer_passed_and_others = { $passed }, { $others }
answer_tests_passed = { $tests ->
    [0] Ни один тест не прошёл
    [one] { $tests } тест успешен
    [few] { $tests } теста успешны
   *[other] { $tests } тестов успешны
}
answer_as_expected = { $tests ->
    [one] { $tests } провален, как и ожидалось
   *[other] { $tests } провалены, как и ожидалось
}

answer_tests = Тесты: { $outcomes }.
count_passed = { $tests ->
    [one] { $tests } успешный
   *[other] { $tests } успешных
}
count_failed = { $tests ->
    [one] { $tests } проваленный
   *[other] { $tests } проваленных
}
count_error = { $tests } с ошибкой
count_skipped = { $tests ->
    [one] { $tests } пропущен
   *[other] { $tests } пропущены
}
count_xfailed = { $tests } xfailed
count_xpassed = { $tests } xpassed
count_died = { $tests ->
    [one] { $tests } умерший
   *[other] { $tests } умерших
}
count_interrupted = { $tests ->
    [one] { $tests } прерванный
   *[other] { $tests } прерванных
}
count_ran = { $tests ->
    [one] { $tests } выполнявшийся
   *[other] { $tests } выполнявшихся
}
count_not_run = { $tests ->
    [one] { $tests } не запущенный
   *[other] { $tests } не запущенных
}

answer_flaky = Нестабильные (сначала провалились или умерли, при повторе прошли): { $tests }.
answer_own_doing = { $number ->
    [1] Умер по собственной вине: { $tests }.
   *[other] Умерли по собственной вине: { $tests }.
}
answer_culprits_died = { $number ->
    [1] Умер и сам виновник: { $tests }.
   *[other] Умерли и сами виновники: { $tests }.
}
answer_victims = { $number ->
    [1] Жертва (тест, который выполнялся; не обязательно причина): { $victims }.
   *[other] Жертвы (тесты, которые выполнялись; не обязательно причина): { $victims }.
}
answer_kept_by_one = Тест удерживает { $kept_bytes }.
answer_kept_mostly_by = Вместе тесты удерживают { $kept_bytes }, из них { $most_bytes } — { $test }.
answer_kept_by_all = Вместе тесты удерживают { $kept_bytes }, в среднем по { $each_bytes }.
lead_keeps = { $who } удерживает { $kept_bytes }
lead_keep = { $tests ->
    [one] { $tests } тест удерживает { $kept_bytes }
    [few] { $tests } теста удерживают { $kept_bytes }
   *[other] { $tests } тестов удерживают { $kept_bytes }
}
lead_in = { $lead } в `{ $holder }`
lead_needs = Тесту { $who } нужно сразу { $needed_bytes }
lead_need = { $tests ->
    [one] { $tests } тесту нужно сразу { $needed_bytes }
   *[other] { $tests } тестам нужно сразу { $needed_bytes }
}
lead_probable = Вероятно: { $lead }
lead_all_passed = { $lead }; все пройдены, { $at_once ->
    [1] пик
   *[other] пик партии
    } { $peak_bytes }.

## Заключение о запуске и что делать. Не для страницы.

conclusion_green = { $batches ->
    [0] Ни одна партия не запускалась: новых утечек не видно.
    [1] Единственная партия успешна: новых утечек не видно.
   *[other] Все партии ({ $batches }) успешны: новых утечек не видно.
}
conclusion_leak = { $batches ->
    [0] Ни одна партия не запускалась, но тесты удерживают память.
    [1] Единственная партия успешна, но тесты удерживают память.
   *[other] Все партии ({ $batches }) успешны, но тесты удерживают память.
}
conclusion_hogs = { $batches ->
    [0] Ни одна партия не запускалась
    [1] Единственная партия успешна
   *[other] Все партии ({ $batches }) успешны
}, но { $hogs ->
    [1] тесту нужно
   *[other] тестам нужно
} сразу слишком много памяти.
conclusion_died = { $more ->
    [0] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }). Какой тест виноват, ещё не известно.
    [one] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партия. Какой тест виноват, ещё не известно.
    [few] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партии. Какой тест виноват, ещё не известно.
   *[other] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партий. Какой тест виноват, ещё не известно.
}
conclusion_died_by_itself = { $more ->
    [0] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }): её завершил её собственный тест.
    [one] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партия: их завершили их собственные тесты.
    [few] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партии: их завершили их собственные тесты.
   *[other] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партий: их завершили их собственные тесты.
}
conclusion_died_and_found = { $more ->
    [0] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }). Охота нашла, что виновато.
    [one] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партия. Охота нашла, что виновато.
    [few] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партии. Охота нашла, что виновато.
   *[other] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партий. Охота нашла, что виновато.
}
conclusion_failed_batch = Партия { $batch } не успешна ({ $ending }), и дело не в памяти.
conclusion_failed_tests = { $tests ->
    [one] { $tests } тест не успешен, и дело не в памяти.
    [few] { $tests } теста не успешны, и дело не в памяти.
   *[other] { $tests } тестов не успешны, и дело не в памяти.
}
conclusion_unrecorded = Чем закончился запуск, не записано: вывода нет.
conclusion_incomplete = Запуск не дошёл до конца: вывода нет.

step_run_again = Сказанное ниже измерено до этого; запустите ещё раз.
step_more_behind = К тому же запуск не дошёл до конца: за этим может быть и другое.
step_not_proved = Ничто не доказывает, что дело в памяти: отменённое задание заканчивается так же. Смотрите, на чём держится исход партии.
step_no_want = Это не признак нехватки памяти: исправьте тесты так, как сделали бы это без oomscope.
step_isolate = Ни один тест пока не обвинён. `--batch-size 1` запускает каждый в отдельном процессе и показывает, какой из них умирает и один.
step_red_flags = Ищите там загрузку больших файлов, фикстуры с `scope="module"` или `scope="session"`, данные, которые копятся в глобальных переменных, и DataFrame, которые не освобождаются.
step_finding = { $finding }. { $hint }
step_more_findings = { $number ->
    [one] … и ещё { $number } находка.
    [few] … и ещё { $number } находки.
   *[other] … и ещё { $number } находок.
}
step_mend = Исправьте это и запустите ещё раз: когда все партии успешны, дело сделано.
step_mend_tests = Исправьте тесты так, как сделали бы это без oomscope.
step_nothing_ran = Ни один из её тестов не запускался: посмотрите, что выбирает команда и что она напечатала.
step_findings_too = { $findings ->
    [one] Кроме того, стоит взглянуть на память: { $findings } находка.
    [few] Кроме того, стоит взглянуть на память: { $findings } находки.
   *[other] Кроме того, стоит взглянуть на память: { $findings } находок.
}

## Кто ограничивает и что запускалось.

limiter_cgroup_v2 = ядро (cgroup v2)
limiter_systemd_scope = ядро (systemd scope)
limiter_cgroup_v1 = ядро (cgroup v1)
limiter_watchdog = сторож oomscope

pass_observe = наблюдение
pass_retry = повтор
pass_isolate = выполнить отдельно
pass_confirm = повторить
pass_explain = посмотреть, что остаётся

framework_pytest = pytest
framework_unittest = unittest
framework_django = исполнитель тестов Django
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
framework_junit = консольный запускатель JUnit
framework_command = команда

## Сводки и комментарии о запуске. Не для страницы.

column_batch = партия
column_tests = тесты
column_test = тест
column_ending = исход
column_proof = доказано
column_peak = пик
column_charged = зачтено
column_kept = удержано
column_time = время
column_module = модуль
column_took = занял
column_outcome = итог

heading_now = Что теперь
heading_budget = Бюджет
heading_comparison = До и после
heading_ends = Чем кончились партии
heading_findings = Находки
heading_hunt = Что ещё говорит охота
heading_batches = Партии
heading_highest_peak = Тесты с самым высоким пиком
heading_keep_most = Тесты, которые удерживают больше всего
heading_imports = Самые дорогие импорты
heading_not_green = Неуспешные
heading_recording = О самой записи
heading_memory = Память во времени
heading_comment = Память тестов

summary_climbs = Память растёт от { $from_bytes } до { $to_bytes } за тесты партии { $batch }. Что её удерживает, никто не искал: это делает `--hunt always`.
summary_soft_stops = { $batches ->
    [one] Партия { $batch } остановилась у мягкой границы, заняв { $reached_bytes }; остальное продолжилось в новом процессе.
    [few] У мягкой границы остановились { $batches } партии, первой — партия { $batch }, заняв { $reached_bytes }; остальное продолжилось в новых процессах.
   *[other] У мягкой границы остановилось { $batches } партий, первой — партия { $batch }, заняв { $reached_bytes }; остальное продолжилось в новых процессах.
}
summary_more = … и ещё { $number }
summary_more_batches = { $number ->
    [one] … и ещё { $number } партия
    [few] … и ещё { $number } партии
   *[other] … и ещё { $number } партий
}
summary_drawing = От 0 до { $top_bytes }; по строке на каждую партию.
summary_output = Конец вывода партии { $batch }
summary_artifact = Всё это есть в артефакте запуска. Откройте его на странице oomscope как есть или скачайте и выполните { $command }.
summary_artifact_linked = Артефакт — [в конце страницы запуска]({ $url }#artifacts). Откройте его на странице oomscope как есть или скачайте и выполните { $command }.
summary_left_out = Не поместилось: { $parts }. Всё это есть в артефакте.
left_out_title = заголовок
left_out_answer = ответ
left_out_ends = чем кончились партии
left_out_conclusion = что теперь делать
left_out_budget = бюджет
left_out_comparison = сравнение
left_out_findings = { $number ->
    [one] { $number } находка
    [few] { $number } находки
   *[other] { $number } находок
}
left_out_hunt = что ещё говорит охота
left_out_drawing = рисунок
left_out_batches = таблица партий
left_out_tests = { $number ->
    [one] { $number } таблица тестов
    [few] { $number } таблицы тестов
   *[other] { $number } таблиц тестов
}
left_out_not_green = список неуспешных тестов
left_out_outputs = { $number ->
    [one] { $number } вывод
    [few] { $number } вывода
   *[other] { $number } выводов
}
left_out_recording = предупреждения о записи
left_out_artifact = где найти артефакт

comment_base = основная ветка
comment_this_change = это изменение
comment_without_base = Нет запуска основной ветки, с которым можно сравнить.

annotation_memory = Память
annotation_recording = Запись
annotation_finding = { $kind }: { $cause }
annotation_budget = Бюджет: { $rule }
annotation_death = { $ending }, партия { $batch }
annotation_own_doing = { $test } умер по собственной вине в партии { $batch } ({ $ending }, { $proof }).
annotation_victim = { $test } выполнялся, когда умерла партия { $batch } ({ $ending }, { $proof }); он не обязательно причина.
annotation_died = { $test } умер в партии { $batch } ({ $ending }, { $proof }); причиной он быть не обязан.
annotation_test = Тест: { $outcome }
annotation_reproduce = Увидеть ещё раз: { $command }
annotation_more = … и ещё { $number }; они есть в сводке задания.

## Бюджеты. Не для страницы.

budget_nothing = Бюджета нет: ничего не проверено.
budget_kept = { $limits ->
    [one] Бюджет соблюдён: выдержан { $limits } предел.
    [few] Бюджет соблюдён: выдержаны { $limits } предела.
   *[other] Бюджет соблюдён: выдержаны { $limits } пределов.
}
budget_broken = { $limits ->
    [one] Бюджет нарушен: { $broken } из { $limits } предела.
   *[other] Бюджет нарушен: { $broken } из { $limits } пределов.
}
budget_is_broken = нарушено
budget_is_unknown = неизвестно
budget_is_ignored = пропущено
budget_is_expired = истекло
budget_is_unused = лишнее
budget_more = И ещё { $number }.

budget_peak = Пик запуска — { $measured_bytes }, а `peak` разрешает { $allowed_bytes }.
budget_retained = Все тесты вместе удерживают { $measured_bytes }, а `retained` разрешает { $allowed_bytes }.
budget_test_retained = { $test } удерживает { $measured_bytes }, а `test-retained` разрешает { $allowed_bytes }.
budget_test_needs = { $test } требует сразу { $measured_bytes }, а `test-needs` разрешает { $allowed_bytes }.
budget_test_peak = { $test } доходит до { $measured_bytes }, а `test-peak` разрешает { $allowed_bytes }.
budget_peak_growth = Пик запуска вырос с { $before_bytes } до { $after_bytes } ({ $grown_change_bytes }), а `growth.peak` разрешает { $allowed_change_bytes }.
budget_retained_growth = То, что тесты обоих запусков удерживают вместе, выросло с { $before_bytes } до { $after_bytes } ({ $grown_change_bytes }), а `growth.retained` разрешает { $allowed_change_bytes }.
budget_test_peak_growth = Пик { $test } вырос с { $before_bytes } до { $after_bytes } ({ $grown_change_bytes }), а `growth.test-peak` разрешает { $allowed_change_bytes }.
budget_test_retained_growth = То, что удерживает { $test }, выросло с { $before_bytes } до { $after_bytes } ({ $grown_change_bytes }), а `growth.test-retained` разрешает { $allowed_change_bytes }.

budget_no_figure = `{ $rule }`: в запуске нет такой величины.
budget_no_baseline = Рост и ухудшение: не с чем сравнить; задайте запуск через `--baseline`.
budget_inconclusive = Ухудшение: { $verdict }
budget_ignored = { $finding }. Не учитывается: { $reason }
budget_expired_and_met = «{ $reason }» не учитывалось до { $day }; теперь учитывается снова.
budget_expired = «{ $reason }» не учитывалось до { $day }; это больше никому не нужно, запись можно убрать.
budget_unused_tests = Запись `{ $entry }` в tests ни к чему не подходит.
budget_unused_ignore = Запись «{ $entry }» в ignore ни к чему не подходит.

budget_file_head = Записано `oomscope baseline` по запуску { $day }: измеренное и { $room_percent } сверху.
budget_file_keys = Что значит каждый ключ: docs/budgets.md.
budget_file_measured = измерено: { $measured_bytes }
budget_file_reason = известно с тех пор, как записан этот файл

## Объединённые доли.

merged_without_shards = { $shards_missing ->
    [one] Здесь нет доли { $shards } этого запуска, а с ней { $tests ->
        [one] { $tests } теста
       *[other] { $tests } тестов
    } из { $planned }.
   *[other] Здесь нет долей { $shards } этого запуска, а с ними { $tests ->
        [one] { $tests } теста
       *[other] { $tests } тестов
    } из { $planned }.
}
merged_commits = Доли выполнены на разных коммитах: { $commit } и { $other_commit }.
merged_commands = Доли выполняли разные команды: `{ $command }` и `{ $other_command }`.
evidence_shards = { $shards ->
    [one] Её встретила { $shards } доля; прочее здесь — от самой уверенной из них.
    [few] Её встретили { $shards } доли; прочее здесь — от самой уверенной из них.
    [many] Её встретили { $shards } долей; прочее здесь — от самой уверенной из них.
   *[other] Её встретили { $shards } доли; прочее здесь — от самой уверенной из них.
    }

## Импорт и прореженные кривые. Страница это только читает.

import_from = Импортировано из { $tool }. Чем закончился запуск, не записано, и того, что измерила бы oomscope, здесь нет.
import_without_date = В файле не сказано, когда был запуск; вместо этого стоит 1970 год.
import_functions = Тесты здесь — функции, помеченные `@profile`, вызов за вызовом.
import_with_children = Кривая — процесс вместе с дочерними (`--multiprocess`).
import_children_unknown = В файле не сказано, входят ли в замеры дочерние процессы (`--include-children`).
import_command_unknown = В файле не сказано, что это была за команда и входят ли в замеры дочерние процессы (`--include-children`).
import_allocated = Пик здесь — сколько было выделено одновременно, как это видел memray, а не резидентная память. Сравнивать его честно только с другим файлом memray.
import_older_sessions = { $sessions ->
    [one] В файле есть ещё { $sessions } более старый сеанс; это самый новый.
    [few] В файле есть ещё { $sessions } более старых сеанса; это самый новый.
   *[other] В файле есть ещё { $sessions } более старых сеансов; это самый новый.
}
import_peaks_above = Пики тестов отсчитаны от того, что процесс занимал в начале сеанса; сколько это было, в файле не сказано, как и пик самого процесса.
import_passed_only = pytest-monitor записывает только успешные тесты; в их именах нет классов.
import_local_times = Время — по часам той машины, пояс которых в файле не указан; оно дано как UTC.

thinned_curves = Чтобы файл был мал, в его кривых оставлено { $kept } из { $samples } замеров: самый низкий и самый высокий на каждом отрезке, так что ни один пик не потерян. В исходном артефакте есть все.

## Words of exports, which stand in their files alone. Not in the page.

export_samples = все, { $samples }
export_samples_thinned = { $kept } из { $samples }: самый низкий и самый высокий на каждом отрезке, так что ни один пик не потерян
export_own_doing = Тест умер по собственной вине. Чем кончилась его партия: { $ending }.
export_victim = Тест выполнялся, когда кончилась его партия: { $ending }. Это жертва, а не обязательно виновник.
export_ran = Чем кончилась партия теста: { $ending }. Какой из её тестов виноват, неизвестно.
export_not_run = Тест не запускался.
export_outcome = Итог теста: { $outcome }.
export_earlier_attempt = более ранняя попытка
export_left_out = … { $before_bytes } до этого опущено

## Находки.

kind_leak = утечка
kind_hog = обжора
cause_registry = реестр
cause_module_global = глобальная переменная модуля
cause_class_attribute = атрибут класса
cause_cache = кеш
cause_closure = замыкание
cause_fixture = фикстура
cause_test_instance = экземпляр тестового класса
cause_mock_calls = вызовы мока
cause_exception_traceback = traceback исключения
cause_log_records = записи журнала
cause_async_task = асинхронная задача
cause_thread = поток
cause_goroutine = горутина
cause_child_process = дочерний процесс
cause_native_heap = куча машинного кода
cause_shared_memory = разделяемая память
cause_dataframe = DataFrame
cause_array = массив
cause_file_load = загрузка файла
cause_gc_disabled = сборщик мусора выключен
cause_monkeypatch = monkeypatch
cause_runner_reports = отчёты pytest
cause_class_fixture = атрибуты класса тестов
cause_module_state = состояние модуля
cause_core_module_patched = изменённый встроенный модуль
cause_event_listener = обработчик событий
cause_timer = таймер
cause_environment_kept = удержанное окружение
cause_buffer = буфер
cause_worker = воркер
cause_promise = промис
cause_open_handle = незакрытый дескриптор
cause_static_field = статическое поле
cause_thread_local = переменная потока
cause_class_loader = загрузчик классов
cause_application_context = контекст приложения
cause_large_transient = много сразу
cause_unknown = неизвестно
# Кто виноват — подлежащее предложений ниже.
who_unknown = Что-то
who_fixture = Фикстура `{ $fixture }`
finding_hog = Прожорливый тест: { $who } требует { $needed_bytes } сразу
finding_hog_unmeasured = Прожорливый тест: { $who } требует много памяти сразу
finding_hogs = Прожорливые тесты: { $tests ->
    [one] { $tests } тест требует { $needed_bytes } сразу
    [few] { $tests } теста требуют { $needed_bytes } сразу
    [many] { $tests } тестов требуют { $needed_bytes } сразу
   *[other] { $tests } теста требуют { $needed_bytes } сразу
    }
finding_hogs_unmeasured = Прожорливые тесты: { $tests ->
    [one] { $tests } тест требует много памяти сразу
    [few] { $tests } теста требуют много памяти сразу
    [many] { $tests } тестов требуют много памяти сразу
   *[other] { $tests } теста требуют много памяти сразу
    }
finding_leak = Утечка: { $who } удерживает { $kept_bytes }
finding_leak_unmeasured = Утечка: { $who } удерживает память
finding_leaks = Утечка: { $tests ->
    [one] { $tests } тест удерживает по { $each_bytes }, всего { $total_bytes }
    [few] { $tests } теста удерживают по { $each_bytes }, всего { $total_bytes }
    [many] { $tests } тестов удерживают по { $each_bytes }, всего { $total_bytes }
   *[other] { $tests } теста удерживают по { $each_bytes }, всего { $total_bytes }
    }
finding_leaks_total = Утечка: { $tests ->
    [one] { $tests } тест удерживает всего { $total_bytes }
    [few] { $tests } теста удерживают всего { $total_bytes }
    [many] { $tests } тестов удерживают всего { $total_bytes }
   *[other] { $tests } теста удерживают всего { $total_bytes }
    }
finding_leaks_unmeasured = Утечка: { $tests ->
    [one] { $tests } тест удерживает память
    [few] { $tests } теста удерживают память
    [many] { $tests } тестов удерживают память
   *[other] { $tests } теста удерживают память
    }
finding_held_by = { $finding }, держит `{ $holder }`
finding_with_cause = { $finding } ({ $cause })
fate_new = новая
fate_stayed = осталась
fate_still_kept = снова не найдена; её тесты по-прежнему удерживают { $kept_bytes }
fate_still_needed = снова не найдена; её тестам по-прежнему нужно { $needed_bytes } сразу
fate_still_kept_by_all = снова не найдена; все тесты вместе по-прежнему удерживают { $kept_bytes }
fate_tests_not_run = снова не найдена, но { $tests ->
    [one] { $tests } её тест не выполнялся или не дошёл
    [few] { $tests } её теста не выполнялись или не дошли
    [many] { $tests } её тестов не выполнялись или не дошли
   *[other] { $tests } её теста не выполнялись или не дошли
    } так далеко
fate_not_measured = снова не найдена; ушла ли она, не говорит ни одна величина
fate_gone = ушла
fate_not_looked_for = только в одном запуске, в другом её не искали
finding_across_runs = { $fate }: { $finding }.
certainty_high = высокая ({ $confidence_percent })
certainty_good = хорошая ({ $confidence_percent })
certainty_moderate = умеренная ({ $confidence_percent })
# Что стоит перед строками находки в терминале и в Markdown.
card_culprits = виновники
card_more_culprits = … и ещё { $culprits }
card_allocated = выделено
card_confidence = уверенность
card_evidence = доводы
card_mend = лечение
card_reproduce = повторить
card_allocated_at = Выделено в { $place }: { $code }
card_confidence_is = Уверенность: { $certainty }.
card_mend_it = Как исправить:
card_see_again = Увидеть снова:

## На чём держатся находки. Страница это только читает.

evidence_sequence = { $test } удержал { $kept_bytes } при первом выполнении и ничего при повторе; { $tests ->
    [one] так же поступил { $tests } тест
    [few] так же поступили { $tests } теста
    [many] так же поступили { $tests } тестов
   *[other] так же поступили { $tests } теста
    } один за другим, значит, каждый тест добавляет что-то своё.
evidence_in_turn = При повторах тесты после первого раза ничего не удерживали. Выполненные один за другим в одном процессе, каждый по разу, { $tests } из { $ran } добавили по { $each_bytes }, значит, каждый тест добавляет что-то своё.
evidence_repeated = При { $times ->
    [one] { $times } повторе
   *[other] { $times } повторах
    } в одном процессе { $test } каждый раз после первого добавлял { $each_bytes }.
evidence_repeated_between = При { $times ->
    [one] { $times } повторе
   *[other] { $times } повторах
    } в одном процессе { $test } каждый раз после первого добавлял { $each_bytes }, с достоверностью 95 % — от { $low_bytes } до { $high_bytes }.
evidence_controls = Тесты вне подозрения добавляли в том же процессе по { $each_bytes } за повтор.
evidence_new_objects = Каждый повтор оставлял { $objects ->
    [one] { $objects } новый объект типа { $object_type }, и ведёт к нему
    [few] { $objects } новых объекта типа { $object_type }, и ведёт к ним
    [many] { $objects } новых объектов типа { $object_type }, и ведёт к ним
   *[other] { $objects } новых объекта типа { $object_type }, и ведёт к ним
    } только `{ $holder }`.
evidence_native_rounds = В одном процессе, выделения памяти в котором отслеживались выборочно, { $rounds } раз подряд { $tests ->
    [one] выполнен { $tests } тест
    [few] выполнены { $tests } теста
   *[many] выполнено { $tests } тестов
    }; каждый проход оставлял примерно столько же.
evidence_native_peak = Когда было занято больше всего ({ $peak_bytes }), из них { $part_bytes } взяла `{ $function }` из { $library }.
evidence_native_called = { $place } вызвал `{ $entry }`; там `{ $function }` из { $library } каждый раз брала { $each_bytes } ({ $blocks ->
    [one] { $blocks } блок
    [few] { $blocks } блока
   *[many] { $blocks } блоков
    }), и никто их не вернул.
evidence_native_took = `{ $function }` из { $library } каждый раз брала { $each_bytes } ({ $blocks ->
    [one] { $blocks } блок
    [few] { $blocks } блока
   *[many] { $blocks } блоков
    }), и никто их не вернул.
evidence_holder_grew = Рос сам `{ $holder }`.
evidence_stayed = За повторение под `{ $holder }` остаётся { $each_bytes }, среди них { $objects ->
    [one] { $objects } новый объект
    [few] { $objects } новых объекта
   *[many] { $objects } новых объектов
    } типа { $object_type }.
evidence_stayed_unnamed = То, что остаётся после повторения, { $each_bytes }, не висит ни на чём, у чего есть имя.
evidence_environment = С этим каждый раз остаётся всё окружение файла тестов: его глобальные объекты и все его модули.
evidence_made_at = Создано в { $place }.
evidence_also_below = Ещё { $each_bytes } за повторение остаётся под `{ $holder }`.
# Для Go.
evidence_goroutines = Каждое повторение { $tests ->
    [one] { $tests } теста
   *[other] { $tests } тестов
    } оставляет горутины, начатые в { $place } (ожидание: { $state }): ещё { $count }.
evidence_goroutines_hold = Вместе они держат { $each_bytes } от одного повторения теста.
evidence_held_more = То, что висит на `{ $holder }`, с каждым повторением теста занимает на { $each_bytes } больше.
evidence_rounds = Все тесты пакета { $package } ({ $tests }) повторены в одном процессе, раз: { $rounds }; между замерами каждый круг оставлял одно и то же.
evidence_stacks_name = Стеки, взявшие память, называют тесты.
evidence_alone = Чтобы узнать, чья это память, тесты повторены в процессе по одному: { $tests }.
evidence_released = Разбор более широких фикстур в конце вернул { $released_bytes }.
evidence_run_once = { $repeated ->
    [one] Повторён { $repeated }
   *[other] Повторены { $repeated }
    } из { $culprits ->
    [one] { $culprits } виновника
   *[other] { $culprits } виновников
    }; ещё { $once ->
    [one] { $once } выполнен
   *[other] { $once } выполнены
    } по одному разу после них, и каждый добавил к тому же держателю.
evidence_run_once_like = { $repeated ->
    [one] Повторён { $repeated }
   *[other] Повторены { $repeated }
    } из { $culprits ->
    [one] { $culprits } виновника
   *[other] { $culprits } виновников
    }; ещё { $once ->
    [one] { $once } выполнен снова и занял столько же тем же путём.
   *[other] { $once } выполнены снова, и каждый занял столько же тем же путём.
    }
evidence_seen_in_run = { $tests ->
    [one] { $tests } из виновников на глазах добавил в тот же держатель, когда выполнялся в наборе.
   *[other] { $tests } из виновников на глазах добавили в тот же держатель, когда выполнялись в наборе, каждый сам по себе.
    }
evidence_not_run_again = { $tests ->
    [one] { $tests } из виновников не повторён за недостатком времени; в запуске он удержал столько же, сколько другие.
   *[other] { $tests } из виновников не повторены за недостатком времени; в запуске они удержали столько же, сколько другие.
    }
evidence_enabler = Без { $test } перед ними в том же процессе остальные не растут: утекает только сочетание.
evidence_victim = Партия { $batch } умерла от памяти, когда выполнялся { $test }; он не входит в число виновников этой находки.
evidence_garbage = После { $test } сборщик мусора выключен; ручная сборка после каждого теста освобождала по { $each_bytes } на тест, которые иначе не освободило бы ничто.
evidence_fixture_cycles = Фикстура `{ $fixture }` (область { $scope }) подготовлена и разобрана { $times ->
    [one] { $times } раз
    [few] { $times } раза
    [many] { $times } раз
   *[other] { $times } раза
    } в одном процессе, и каждый раз после её завершителя оставалось { $kept_bytes }.
evidence_fixture_places = Фикстура `{ $fixture }` (область { $scope }) подготовлена и разобрана для { $users ->
    [one] { $users } пользователя
   *[other] { $users } пользователей
    } в одном процессе, и подготовленное каждый раз оставалось ({ $kept_bytes }), хотя её завершитель выполнялся. Вторая подготовка на том же месте вставала на место первой.
evidence_died_again = Партия { $batch } умерла от памяти, когда он выполнялся, и один в новом процессе он умер снова.
evidence_died_again_at = Партия { $batch } умерла от памяти, когда он выполнялся, и один в новом процессе он умер снова при { $peak_bytes }.
evidence_needs_alone = Партия { $batch } умерла от памяти, когда он выполнялся. Один он требует { $needed_bytes } из { $limit_bytes }, положенных партии.
# What makes up the peak of a test that needs too much at once.
evidence_peak_own = Когда места больше, ему нужно { $needed_bytes } сверх { $base_bytes }, которые его процесс занимает до теста.
evidence_peak_variable = `{ $name }` в `{ $function }` ({ $place }) занимает из этого { $size_bytes }: { $object_type }, { $shape }.
evidence_peak_child = Процесс `{ $command }` занимает из этого { $size_bytes }.
# What broke the limit while modules of tests were imported.
evidence_import_died = Пакет { $batch } умер от нехватки памяти, когда импортировался { $file }, занявший к тому времени { $grown_bytes } из { $limit_bytes }, разрешённых пакету.
evidence_import_before = Пакет { $batch } умер от нехватки памяти, когда импортировался { $last }; импорт { $file } перед тем занял { $grown_bytes } из { $limit_bytes }, разрешённых пакету.
evidence_import_other = Импорт { $file } занял { $grown_bytes }.
# A thread or process that a test leaves running and that fills memory while others run.
evidence_fed = { $tests ->
    [one] { $tests } тест рос, по { $each_bytes } за повторение, только в процессе, в котором прежде выполнялся { $starter }; без него он ничего не удерживает.
    [few] { $tests } теста росли, по { $each_bytes } за повторение, только в процессе, в котором прежде выполнялся { $starter }; без него они ничего не удерживают.
   *[other] { $tests } тестов росли, по { $each_bytes } за повторение, только в процессе, в котором прежде выполнялся { $starter }; без него они ничего не удерживают.
    }
evidence_left_threads = { $starter } оставляет работать: { $threads }.
evidence_left_process = { $starter } оставляет работать процесс.
# Почему поиск по группам смотрел на тесты: начало предложений о них.
reason_asked = Охота была заказана
reason_died = Партия { $batch } умерла от памяти
reason_kept = Тесты партии { $batch } удержали { $kept_bytes }
reason_half_of_limit = Партии { $batch } понадобилась половина предела
reason_far_above = Партии { $batch } понадобилось намного больше памяти, чем другим
evidence_groups = { $why }; тесты выполнены снова группами под тем же пределом.
evidence_dies_alone = { $why }. Один в новом процессе он умер от памяти при { $peak_bytes }, и ещё раз в другом при { $again_bytes }.
evidence_heavy_alone = { $why }. Один в новых процессах он достиг { $peak_bytes } и { $again_bytes } из { $limit_bytes }, положенных партии.
evidence_base = С другими тестами команде хватает и { $base_bytes }.
evidence_series = { $test }, данный несколько раз в одном процессе, достигал { $points }: каждый раз на { $each_bytes } больше.
evidence_series_between = { $test }, данный несколько раз в одном процессе, достигал { $points }: каждый раз на { $each_bytes } больше, с достоверностью 95 % — от { $low_bytes } до { $high_bytes }.
evidence_series_together = По отдельности ни один из { $tests } не растёт, а вместе — растут: список, данный несколько раз в одном процессе, достигал { $points }: каждый раз на { $each_bytes } больше.
evidence_series_together_between = По отдельности ни один из { $tests } не растёт, а вместе — растут: список, данный несколько раз в одном процессе, достигал { $points }: каждый раз на { $each_bytes } больше, с достоверностью 95 % — от { $low_bytes } до { $high_bytes }.
evidence_point = { $peak_bytes } ({ $times ->
    [one] { $times } раз
    [few] { $times } раза
    [many] { $times } раз
   *[other] { $times } раза
    })
evidence_point_died = умер от памяти при { $peak_bytes } ({ $times ->
    [one] { $times } раз
    [few] { $times } раза
    [many] { $times } раз
   *[other] { $times } раза
    })
evidence_others_alike = { $tests ->
    [one] Так же поступил ещё { $tests } тест.
    [few] Так же поступили ещё { $tests } теста.
    [many] Так же поступили ещё { $tests } тестов.
   *[other] Так же поступили ещё { $tests } теста.
    }
evidence_noise = Пики, расходящиеся меньше чем на { $noise_bytes }, считались равными.
evidence_pair_died = По отдельности { $first } достигал { $first_bytes }, а { $second } — { $second_bytes }; один за другим в одном процессе они умерли при { $together_bytes }, значит, первый удерживает не меньше { $kept_bytes }.
evidence_pair_reached = По отдельности { $first } достигал { $first_bytes }, а { $second } — { $second_bytes }; один за другим в одном процессе они достигли { $together_bytes }, значит, первый удерживает не меньше { $kept_bytes }.
evidence_seen_once = Команда не выполняет тест дважды в одном процессе, поэтому не видно, удерживается ли это каждый раз или только в первый (импорт, кеш).

## Подсказки. Страница это только читает.

# Что держит память, в словах подсказок: первое — где имя не найдено.
holder_unknown = это
holder_named = `{ $holder }`
# Чем возвращают прежнее после каждого теста, в словах подсказок.
with_fixture_below = фикстурой autouse ниже
with_mixin_below = примесью ниже
with_own_fixture = своей фикстурой
with_add_cleanup = через `addCleanup`
hint_registry_fixture_below = После каждого теста снимайте с { $holder ->
    [holder_unknown] реестра
   *[other] { $holder }
    } то, что он туда положил: фикстура autouse ниже делает это для всех тестов папки, в conftest.py которой её вставили. Или дайте каждому тесту свой реестр.
hint_registry_mixin_below = После каждого теста снимайте с { $holder ->
    [holder_unknown] реестра
   *[other] { $holder }
    } то, что он туда положил: примесь ниже делает это для каждого тестового класса, где она есть. Или дайте каждому тесту свой реестр.
hint_registry = После каждого теста снимайте с { $holder ->
    [holder_unknown] реестра
   *[other] { $holder }
    } то, что он туда положил, { $with }. Или дайте каждому тесту свой реестр.
hint_module_global = Очищайте { $holder ->
    [holder_unknown] его
   *[other] { $holder }
    } после каждого теста { $with } или передавайте контейнер проверяемому коду снаружи, чтобы он уходил вместе с тестом.
hint_class_attribute = { $holder ->
    [holder_unknown] Это
   *[other] { $holder }
    } принадлежит классу, а значит, всем тестам. Сделайте это атрибутом экземпляра или восстанавливайте после каждого теста { $with }.
hint_cache = Дайте кешу границу (`maxsize`) или очищайте { $holder ->
    [holder_unknown] его
   *[other] { $holder }
    } после каждого теста { $with }.
hint_closure = То, на что замкнута { $holder ->
    [holder_unknown] функция
   *[other] функция { $holder }
    } (или что она имеет аргументом по умолчанию), живёт столько же, сколько она сама. Создавайте функцию внутри теста или фикстуры или очищайте контейнер в конце теста.
hint_closure_unittest = То, на что замкнута { $holder ->
    [holder_unknown] функция
   *[other] функция { $holder }
    } (или что она имеет аргументом по умолчанию), живёт столько же, сколько она сама. Создавайте функцию внутри теста или в `setUp` или очищайте контейнер в конце теста.
hint_fixture = Пусть фикстура отпускает своё, как только закончил последний пользователь: более узкая область, `yield` с очисткой за ним или копия на каждый тест вместо одной, которую наполняют все.
hint_fixture_unittest = Пусть класс или модуль отпускает своё, как только закончил последний его тест: через `addClassCleanup` или в `tearDownClass` (для модуля — в `tearDownModule`); или делайте копию в `setUp` вместо одной, которую наполняют все тесты.
hint_test_instance = { $holder ->
    [holder_unknown] Что-то
   *[other] { $holder }
    } ссылается на экземпляры тестового класса, а с ними и на все их атрибуты. Отменяйте это в `tearDown` или `addCleanup` или присваивайте там большим атрибутам None.
hint_mock_calls = { $holder ->
    [holder_unknown] Мок
   *[other] { $holder }
    } помнит аргументы каждого вызова. Создавайте мок в тесте или в фикстуре области function или вызывайте `reset_mock()` после каждого теста.
hint_mock_calls_unittest = { $holder ->
    [holder_unknown] Мок
   *[other] { $holder }
    } помнит аргументы каждого вызова. Создавайте мок в тесте или в `setUp` или вызывайте `reset_mock()` после каждого теста.
hint_exception_traceback = Сохранённое исключение держит свой traceback, а с ним все локальные переменные всех кадров. Храните `str(error)` или отбрасывайте traceback через `error.with_traceback(None)`, прежде чем оно попадёт в { $holder ->
    [holder_unknown] хранилище
   *[other] { $holder }
    }.
hint_log_records = { $holder ->
    [holder_unknown] Обработчик
   *[other] { $holder }
    } хранит каждую запись журнала с её аргументами. Снимайте обработчик в конце теста (`logger.removeHandler`), очищайте его или используйте `caplog` из pytest.
hint_log_records_unittest = { $holder ->
    [holder_unknown] Обработчик
   *[other] { $holder }
    } хранит каждую запись журнала с её аргументами. Снимайте обработчик в конце теста (`logger.removeHandler`), очищайте его или используйте `assertLogs`.
hint_async_task = Дожидайтесь задач или отменяйте их до конца теста и закрывайте цикл событий: задача без конца держит всё, на что ссылается её корутина.
hint_thread = Останавливайте потоки, запущенные тестом, и дожидайтесь их при очистке: поток держит свой стек, аргументы и всё, на что они ссылаются.
hint_child_process = Завершайте процессы, запущенные тестом, и дожидайтесь их — в `finally`, в `with` или при очистке фикстуры.
hint_child_process_fed = Процесс, который живёт дольше теста (рабочий процесс пула, сервер), хранит то, что получил от него. Освобождайте это там в конце теста или запускайте процесс заново для каждого теста (для пула — `maxtasksperchild=1`).
hint_child_process_unittest = Завершайте процессы, запущенные тестом, и дожидайтесь их — в `finally`, в `with` или через `addCleanup`.
hint_native_kept = То, что взяли эти строки, остаётся и после теста: статическая переменная, которая только растёт, кеш без предела, забытая или отданная в C память. Задайте предел, очищайте в конце теста или освобождайте там, где память взята.
hint_native_heap = Память принадлежит машинному коду, который сборщик мусора Python не видит: вызывайте освобождение или закрытие самой библиотеки или используйте её как менеджер контекста.
# What pytest itself keeps of tests until its session ends.
hint_runner_output = pytest до конца сессии хранит то, что печатают пройденные тесты. Печатайте меньше, запускайте с `-s` или отбрасывайте это в conftest.py, как показано ниже; вывод упавших тестов останется.
hint_runner_logs = pytest до конца сессии хранит записи журнала пройденных тестов. Поднимите уровень (`--log-level=WARNING`), запускайте с `-p no:logging` или отбрасывайте их в conftest.py, как показано ниже; записи упавших тестов останутся.
hint_runner_failures = pytest до конца сессии хранит вид каждого упавшего теста, а с ним и показанные локальные переменные. Исправьте тесты или храните меньше: `--tb=short`, `--tb=no`, без `--showlocals`.
hint_runner_parameters = Значение в `parametrize` живёт столько же, сколько сессия, как и всё, что тест в него кладёт (`pytest.raises(...)` хранит последнее исключение со всеми кадрами). Создавайте значение в тесте или передайте функцию, которая его создаёт: `lambda: pytest.raises(ValueError)`.
hint_class_fixture = То, что `setUpClass` или `setup_class` присваивает классу, живёт вместе с его модулем, то есть до конца. Удаляйте это в `tearDownClass` (`del cls.name`) или через `cls.addClassCleanup`.
hint_class_fixture_pytest = То, что фикстура или `setup_class` присваивает классу, живёт вместе с его модулем, то есть до конца. Пусть фикстура уровня `class` возвращает это значение, или удаляйте его после `yield` или в `teardown_class` (`del cls.name`).
hint_shared_memory = Закрывайте и удаляйте разделяемую память при очистке теста (`shm.close(); shm.unlink()`) и закрывайте отображения: сегменты переживают объекты, которые их создали.
hint_dataframe = DataFrame копятся в { $holder ->
    [holder_unknown] контейнере
   *[other] { $holder }
    }. Храните вместо них числа, которые сравнивают тесты, или очищайте его после каждого теста.
hint_array = Массивы копятся в { $holder ->
    [holder_unknown] контейнере
   *[other] { $holder }
    }. Даже малый срез держит весь массив: копируйте нужное или очищайте его после каждого теста.
hint_file_load = Содержимое больших файлов остаётся в { $holder ->
    [holder_unknown] памяти
   *[other] { $holder }
    }. Читайте их в фикстуре, которая их отпускает, читайте только нужную тесту часть или сделайте для тестов файл поменьше.
hint_file_load_unittest = Содержимое больших файлов остаётся в { $holder ->
    [holder_unknown] памяти
   *[other] { $holder }
    }. Отпускайте их при очистке теста, читайте только нужную тесту часть или сделайте для тестов файл поменьше.
hint_gc_disabled = Сборщик мусора выключен (`gc.disable()`), поэтому циклический мусор никогда не освобождается. Включайте его снова в `finally` или при очистке фикстуры.
hint_gc_disabled_unittest = Сборщик мусора выключен (`gc.disable()`), поэтому циклический мусор никогда не освобождается. Включайте его снова в `finally` или через `addCleanup`.
hint_monkeypatch = { $holder ->
    [holder_unknown] Имя
   *[other] { $holder }
    } заменили и не вернули, поэтому каждый тест оборачивает то, что оставил предыдущий. Используйте фикстуру `monkeypatch` из pytest: она всё возвращает.
hint_monkeypatch_unittest = { $holder ->
    [holder_unknown] Имя
   *[other] { $holder }
    } заменили и не вернули, поэтому каждый тест оборачивает то, что оставил предыдущий. Используйте `unittest.mock.patch`: он всё возвращает.
# In the words of JavaScript.
hint_module_state = `{ $holder }` живёт столько же, сколько его модуль. Очищайте его в `afterEach` или передавайте коду под тестом его контейнер, чтобы тот уходил вместе с тестом.
hint_module_state_code = `{ $holder }` живёт столько же, сколько его модуль. Очищайте его после каждого теста, как ниже, или передавайте коду под тестом его контейнер, чтобы тот уходил вместе с тестом.
hint_core_module = `{ $holder }` принадлежит Node, а не файлу тестов, поэтому каждый файл, который его заменяет, оборачивает то, что оставил предыдущий. Возвращайте модуль после каждого файла, как ниже, или возьмите более новую версию библиотеки, которая его заменяет.
hint_event_listener = `{ $holder }` переживает файл тестов. Снимайте обработчики в `afterEach` (`off`, `removeListener`, `removeEventListener`, `unsubscribe`).
hint_event_listener_code = `{ $holder }` переживает файл тестов. Снимайте обработчики в `afterEach` (`off`, `removeListener`, `removeEventListener`, `unsubscribe`) или после каждого файла, как ниже.
hint_timer = Неснятый таймер держит свою функцию и всё, на что она ссылается. Вызывайте `clearInterval` или `clearTimeout` в `afterEach`, снимайте таймеры после каждого файла, как ниже, или используйте поддельные таймеры.
hint_mock_calls_node = Мок помнит аргументы и результаты каждого вызова. Сбрасывайте их после каждого теста, как ниже, или через `clearMocks: true` в конфигурации.
hint_mock_registry = `{ $holder }` помнит каждый созданный мок до конца процесса, а с ним всё, на что ссылается его реализация. Создавайте моки один раз на файл, а не заново в каждом тесте, не ссылайтесь из реализаций на большие объекты или запускайте каждый файл в своём процессе (`isolate: true`).
hint_environment_kept = Что-то, что переживает файл тестов, ссылается внутрь него, и потому остаётся всё его окружение с глобальными объектами и модулями файла. Отменяйте в `afterAll` то, что файл отдаёт наружу: обработчики, таймеры, замены во встроенных модулях.
hint_buffer = Память лежит вне кучи V8, в буферах, чьи владельцы ещё живы. Отпускайте буферы в `afterEach` или завершайте то, что их читает и пишет.
hint_worker = Воркер держит свою кучу, а его порты — всё, что в них ждёт. Завершайте его в `afterAll`: `await worker.terminate()`, `port.close()`.
hint_child_process_node = Процесс, запущенный тестом, продолжает работать после него. Завершайте его в `afterEach` и дожидайтесь этого: `child.kill()`, затем событие `exit`; или запускайте его с `AbortSignal`.
hint_promise = Промис, который никогда не завершается, держит всё, что его ждёт. Завершайте или прерывайте его до конца теста (`AbortController`, предел времени).
hint_open_handle = Сам Node держит сервер, сокет или наблюдатель, пока его не закроют, а с ним всё, на что ссылаются его обработчики. Закрывайте в `afterAll`: `server.close()`, `socket.destroy()`, `watcher.close()`.
hint_kept_ruby = `{ $holder }` живёт столько же, сколько процесс. Опустошайте его в `after` или передавайте проверяемому коду его контейнер, чтобы тот исчезал вместе с примером.
hint_kept_ruby_code = `{ $holder }` живёт столько же, сколько процесс. Опустошайте его после каждого примера, в spec_helper.rb, как показано ниже, или передавайте проверяемому коду его контейнер, чтобы тот исчезал вместе с примером.
hint_closure_ruby = `{ $holder }` живёт столько же, сколько блок, который его замыкает. Создавайте этот блок внутри примера или опустошайте переменную в `after`.
hint_kept_minitest = `{ $holder }` живёт столько же, сколько процесс. Опустошайте его в `teardown` или передавайте проверяемому коду его контейнер, чтобы тот исчезал вместе с тестом.
hint_kept_minitest_code = `{ $holder }` живёт столько же, сколько процесс. Опустошайте его после каждого теста, в test_helper.rb, как показано ниже, или передавайте проверяемому коду его контейнер, чтобы тот исчезал вместе с тестом.
hint_closure_minitest = `{ $holder }` живёт столько же, сколько блок, который его замыкает. Создавайте этот блок внутри теста или опустошайте переменную в `teardown`.
hint_closure_node = `{ $holder }` живёт столько же, сколько функция, которая на неё замкнута. Создавайте эту функцию внутри теста или очищайте переменную в `afterEach`.
# Словами Go.
hint_goroutine = Горутина, которую никто не завершает, держит свой стек и всё, на что ссылается. Дайте ей способ завершиться и завершайте её вместе с тестом, как ниже; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) проваливает тест, который её оставляет.
hint_goroutine_ticker = `Stop` тикера не закрывает его канал, поэтому горутина, которая идёт по нему через `range`, ждёт вечно. Дайте ей канал завершения и закрывайте его вместе с тестом, как ниже; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) проваливает тест, который оставляет горутину.
hint_goroutine_send = Горутина, которая пишет в канал, из которого больше никто не читает, ждёт вечно. Дайте каналу место для одного ответа или пусть горутина через `select` ждёт и `ctx.Done()`, как ниже; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) проваливает тест, который оставляет горутину.
hint_goroutine_http = Соединение `net/http` держит по две горутины на каждой стороне, пока его не закроют: тестовый сервер, который никто не закрывает, ответ, тело которого никто не закрывает, свой клиент на каждый вызов. Закрывайте их вместе с тестом, как ниже; `go.uber.org/goleak` (`goleak.VerifyNone(t)`) проваливает тест, который оставляет горутину.
hint_package_variable = `{ $holder }` живёт столько же, сколько процесс. Очищайте его в конце теста, как ниже, или передавайте коду под тестом его контейнер, чтобы тот уходил вместе с тестом.
hint_large_transient = Тест требует столько сразу. Уменьшите его данные, работайте по частям или выполняйте его в отдельной партии с большим пределом.
hint_hog_file = Тест загружает файлы целиком. Читайте их построчно или частями (итератор, `chunksize`), оставляйте только нужное или уменьшите файл теста.
hint_hog_dataframe = Одновременно существуют большие DataFrame. Читайте только нужные столбцы (`usecols`), с меньшими типами (`dtype`, категории), частями (`chunksize`), и делайте `del` одного до создания следующего.
hint_hog_array = Одновременно существуют большие массивы, в том числе промежуточные. Работайте блоками, с меньшими типами (`float32`) или на месте (`out=`) и делайте `del` того, что больше не нужно.
hint_hog_import = То, что модуль создаёт на верхнем уровне, создаётся при каждом импорте и остаётся. Создавайте это в фикстуре, при первой надобности, или меньшего размера.
hint_hog_child_process = Память нужна программе, которую запускает тест. Дайте ей меньше работы или меньше рабочих процессов, или ограничьте её собственными параметрами.
hint_unknown = Что держит память, не найдено. Команда ниже снова покажет рост; дальше поможет профилировщик памяти, например memray.
hint_unknown_rust = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут heaptrack или крейт dhat.
hint_unknown_go = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут `go test -run NAME -count 5 -memprofile heap.out` и `go tool pprof -inuse_space`.
hint_unknown_node = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут снимки кучи (`node --inspect` или `v8.writeHeapSnapshot()` в `afterAll`).
hint_unknown_ruby = Что держит память, не найдено. Команда ниже снова покажет рост; дальше поможет гем memory_profiler.
hint_unknown_cpp = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут heaptrack или, для недостижимой памяти, AddressSanitizer (`-fsanitize=address`).
hint_kept_java = `{ $holder }` живёт столько же, сколько JVM. Очищайте его в `@AfterEach` или передавайте проверяемому коду контейнер снаружи, чтобы он уходил вместе с тестом.
hint_kept_java_code = `{ $holder }` живёт столько же, сколько JVM. Очищайте его после каждого теста, как ниже, или передавайте проверяемому коду контейнер снаружи, чтобы он уходил вместе с тестом.
hint_thread_local = Значение `{ $holder }` живёт столько же, сколько его поток, а потоки запускающей программы и пулов переживают тест. Вызывайте `remove()` в `finally` или в `@AfterEach`.
hint_thread_local_code = Значение `{ $holder }` живёт столько же, сколько его поток, а потоки запускающей программы и пулов переживают тест. Удаляйте его после каждого теста, как ниже.
hint_thread_java = Поток, который никто не завершает, держит свой стек, свои локальные значения и всё, на что ссылается его задача. Остановите его executor или прервите поток и дождитесь его в `@AfterEach`, как ниже.
hint_timer_go = Среда выполнения держит таймер, пока он не сработает или не будет остановлен, а с ним его функцию и всё, на что она ссылается. Сохраняйте то, что возвращает `time.AfterFunc`, и останавливайте вместе с тестом, как ниже.
hint_timer_java = `java.util.Timer` держит свой поток и все свои задачи, пока его не отменят. Отменяйте его в `@AfterEach`, как ниже.
hint_class_loader = Загрузчик классов держит все свои классы и то, что лежит в их статических полях, отчасти вне кучи. Закройте его и отпустите его самого, объекты его классов и потоки, которые он начал, в `@AfterEach`, как ниже.
hint_application_context = Spring хранит каждый контекст, который тесты запрашивают иначе: другие свойства, профили или моки создают ещё один. Пусть у тестов будет общая конфигурация. `@DirtiesContext` закрывает контекст после его класса ценой запуска для следующего; `spring.test.context.cache.maxSize` ограничивает, сколько их хранится.
hint_mock_calls_java = Моки помнят каждый свой вызов вместе с аргументами, а inline-моки известны Mockito, пока их не очистят. Очищайте их после каждого теста, как ниже; `Mockito.clearInvocations(mock)` — для мока, который остаётся.
hint_buffer_java = Память лежит вне кучи, в прямых буферах, владельцы которых ещё живы. Отпускайте буферы в `@AfterEach` или берите один и используйте его снова.
hint_runner_java = Это держит сама запускающая программа до конца своего сеанса: перехваченный вывод, аргументы тестов. Печатайте меньше или передавайте параметризованным тестам имена вместо больших значений.
hint_unknown_java = Что держит память, не найдено. Команда ниже снова показывает рост; дальше может помочь Eclipse Memory Analyzer со снимком кучи (`jcmd PID GC.heap_dump file`). Временная мера — отдельная JVM для каждого класса (`reuseForks=false` в Surefire, `forkEvery = 1` в Gradle): она возвращает всё ценой запуска JVM для каждого класса.

## Что отмечает охота. Страница это только читает.

note_first_time_only = { $tests ->
    [one] { $tests } тест удержал
    [few] { $tests } теста удержали
    [many] { $tests } тестов удержали
   *[other] { $tests } теста удержали
    } память только в первый раз ({ $test }: { $kept_bytes }): импорты, кеши и подобное, не утечка.
note_kept_inside = { $test } в конце занимает на { $kept_bytes } больше, чем после первого теста (всего таких файлов: { $tests }), в собственном процессе, а при повторении в одном продолжающемся ничего не добавляет: это держит переменная тестового файла или то, что нужно при первом использовании.
note_irregular = { $tests ->
    [one] { $tests } тест менялся
    [few] { $tests } теста менялись
    [many] { $tests } тестов менялись
   *[other] { $tests } теста менялись
    } слишком неровно, чтобы назвать это утечкой, среди них { $test }.
note_bounded = { $holder } наполняется, пока идут тесты, но вмещает не больше { $entries ->
    [one] { $entries } записи
   *[other] { $entries } записей
    } (около { $most_bytes }): кеш с границей, не утечка.
note_bounded_container = Контейнер наполняется, пока идут тесты, но вмещает не больше { $entries ->
    [one] { $entries } записи
   *[other] { $entries } записей
    } (около { $most_bytes }): кеш с границей, не утечка.
note_imports_take = { $test } умер от нехватки памяти, но самому ему нужно лишь { $needed_bytes }: импорт и сбор тестов занимают { $base_bytes } из { $limit_bytes }, разрешённых пакету.
note_too_little = { $test } растёт с каждым повтором, всего на { $kept_bytes }: для находки слишком мало.
note_too_little_together = { $test } и другие растут с каждым повтором, всего на { $kept_bytes }: для находки слишком мало.
note_some_before = { $test } растёт только после некоторых из тестов перед ним ({ $tests }).
note_fixture_gives_back = Фикстура `{ $fixture }` (область { $scope }) держит { $held_bytes } до своего завершителя, который всё возвращает: не утечка.
note_told_of_others = Процесс охоты сообщил о тестах, которых ему не давали; сказанное об остальных учтено.
note_fails_at_once = { $why }, но команда отказывает, если дать ей сразу { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    }, хотя прежде каждый проходил: что один тест оставляет следующему, увидеть нельзя.
note_runs_once = { $why }; команда не выполняет тест дважды в одном процессе, поэтому удержанное каждый раз не отличить от удержанного однажды.
note_together = { $why }: для этого { $tests ->
    [one] нужен { $tests } тест
    [few] нужны { $tests } теста
    [many] нужны { $tests } тестов
   *[other] нужны { $tests } теста
    } вместе, и ни один из них при повторе не удерживает больше.
note_limit_too_low = Команда умирала от памяти с каждым тестом, выполненным отдельно: предел для неё слишком мал с любым тестом, или каждый из них требует слишком много.
note_no_half_grows = { $tests ->
    [one] { $tests } тест растёт
    [few] { $tests } теста растут
    [many] { $tests } тестов растут
   *[other] { $tests } теста растут
    } вместе, а ни одна из половин — нет; кто из них для этого нужен, не найдено.
note_uneven = То, что { $tests ->
    [one] { $tests } тест добавлял
    [few] { $tests } теста добавляли
    [many] { $tests } тестов добавляли
   *[other] { $tests } теста добавляли
    } при повторе, росло неровно: утечку показать нельзя.
note_kept_once = { $why }, но { $tests ->
    [one] её { $tests } тест, данный несколько раз подряд, удержал не больше, чем за один раз: своё он удерживает лишь в первый раз (импорты, кеши) или занимает, только пока выполняется.
    [few] её { $tests } теста, данные несколько раз подряд, удержали не больше, чем за один раз: своё они удерживают лишь в первый раз (импорты, кеши) или занимают, только пока выполняются.
    [many] её { $tests } тестов, данные несколько раз подряд, удержали не больше, чем за один раз: своё они удерживают лишь в первый раз (импорты, кеши) или занимают, только пока выполняются.
   *[other] её { $tests } теста, данные несколько раз подряд, удержали не больше, чем за один раз: своё они удерживают лишь в первый раз (импорты, кеши) или занимают, только пока выполняются.
    }
note_nothing_adds_up = { $why }, но команда не выполняет тест дважды в одном процессе, и от теста к тесту память не накапливается.
note_nobody_shown = { $why }; память накапливается, когда вместе { $tests ->
    [one] идёт { $tests } тест
    [few] идут { $tests } теста
    [many] идут { $tests } тестов
   *[other] идут { $tests } теста
    }, но ни про один из них не доказано, что он её удерживает.
undone_broken = { $why }, но её тесты при повторе завершились так, что о памяти это ничего не говорит.
undone_cancelled = Запуск отменён раньше, чем рассмотрены все группы тестов.
undone_together = { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    } в { $groups ->
    [one] { $groups } группе
   *[other] { $groups } группах
    } не разделены: вместе они растут.
undone_pass_broke_off = Проход охоты оборвался: { $error }.
undone_heap_unread = Что держит память, не исследовано: { $why }.
undone_order = Что держит память, не исследовано: тесты выполнились не в том порядке, в каком их нужно было повторить, и остаться могло от другого теста.
undone_shared = О { $test } судить нельзя (всего таких файлов: { $tests }): у него собственный процесс, а при повторении в одном продолжающемся тесты не проходят.
undone_suspects = { $tests ->
    [one] { $tests } тест, который тоже может удерживать память, повторить не удалось; больше времени даёт --hunt-budget, отдельные называет --test.
    [few] { $tests } теста, которые тоже могут удерживать память, повторить не удалось; больше времени даёт --hunt-budget, отдельные называет --test.
    [many] { $tests } тестов, которые тоже могут удерживать память, повторить не удалось; больше времени даёт --hunt-budget, отдельные называет --test.
   *[other] { $tests } теста, которые тоже могут удерживать память, повторить не удалось; больше времени даёт --hunt-budget, отдельные называет --test.
    }
undone_enablers = { $growing ->
    [1] Растёт ли тест
   *[other] Растут ли тесты
    } только после других, не проверено: выполнить { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    } перед ними дольше, чем осталось времени охоты; больше времени даёт --hunt-budget.
# До чего не хватило времени.
undone_time_peaks = Время поиска вышло раньше, чем стало видно, из чего состоит каждый пик; --hunt-budget даёт больше.
undone_time_victims = Время охоты вышло раньше, чем каждая жертва выполнена отдельно; больше времени даёт --hunt-budget.
undone_time_suspects = Время охоты вышло раньше, чем повторён каждый подозреваемый; больше времени даёт --hunt-budget.
undone_time_enabler = Время охоты вышло раньше, чем найден тест, от которого зависят другие; больше времени даёт --hunt-budget.
undone_native_static = Что берут тесты, не рассматривалось: их программа собрана статически, и предзагрузить в неё ничего нельзя. Соберите тесты для цели с загружаемой библиотекой C (`*-linux-gnu`) или без `-static`.
undone_native_sanitizer = Что берут тесты, не рассматривалось: в их программу встроен санитайзер, который сам следит за каждым адресом. Для поиска соберите тесты без `-fsanitize=…`; AddressSanitizer сам говорит в конце, что не было освобождено.
undone_native_privileged = Что берут тесты, не рассматривалось: их программа работает со своими правами (setuid или setgid), а в такую загрузчик ничего не предзагружает. Снимите этот бит на время поиска или запустите oomscope от владельца программы.
undone_native_stripped = Что тесты берут с каждым повтором, не рассматривалось: в их программе нет символов, по которым её можно выполнить ещё раз. Оставьте их (`strip = false` в профиле Cargo.toml).
undone_native_absent = Что берут тесты, не рассматривалось: этот oomscope собран без компилятора C, то есть без профилировщика нативного кода.
undone_native_unseen = Что берут тесты, не рассматривалось: профилировщик нативного кода был предзагружен, но в их программе не начал работать. Так бывает, если обёртка очищает окружение или запускает программу в контейнере, если у файла программы есть capabilities, и если папка для временных файлов смонтирована с `noexec` или имеет пробел в имени (`TMPDIR`).
undone_time_growers = Время охоты вышло раньше, чем объяснён каждый растущий тест; больше времени даёт --hunt-budget.
undone_time_fixtures = Время охоты вышло раньше, чем рассмотрена каждая широкая фикстура; больше времени даёт --hunt-budget.
undone_time_fixture_holder = Время охоты вышло раньше, чем найден держатель фикстуры; больше времени даёт --hunt-budget.
undone_time_groups = Время охоты вышло раньше, чем рассмотрены все группы тестов; больше времени даёт --hunt-budget.

undone_not_collected = { $tests ->
    [one] `{ $test }` пропущен: процесс охоты его не собрал. Всего таких тестов: { $tests }.
    [few] Пропущено { $tests } теста, среди них `{ $test }`: процесс охоты их не собрал.
    [many] Пропущено { $tests } тестов, среди них `{ $test }`: процесс охоты их не собрал.
   *[other] Пропущено { $tests } теста, среди них `{ $test }`: процесс охоты их не собрал.
 }

## Два запуска: вердикт, доводы и сомнения.

verdict_fixed = Исправлено
verdict_improved = Улучшено
verdict_unchanged = Без изменений
verdict_regressed = Ухудшено
verdict_inconclusive = Неясно
# Заголовок: вердикт и его величины или то, что мешает вердикту.
verdict_decided = { $verdict }: { $figures }.
verdict_open = Неясно: { $doubt }.
verdict_open_seen = Неясно: { $doubt }. Видно: { $figures }.
verdict_and_failing = { $verdict } { $tests ->
    [one] { $tests } тест теперь провален
    [few] { $tests } теста теперь провалены
    [many] { $tests } тестов теперь провалены
   *[other] { $tests } теста теперь провалены
    }.
verdict_no_more_deaths = ни одна партия больше не умирает от памяти (раньше: { $before })
verdict_new_deaths = { $after ->
    [one] { $after } партия умирает
    [few] { $after } партии умирают
    [many] { $after } партий умирают
   *[other] { $after } партии умирают
    } от памяти (раньше — ни одной)
verdict_deaths_still = по-прежнему { $deaths ->
    [one] { $deaths } смерть
    [few] { $deaths } смерти
    [many] { $deaths } смертей
   *[other] { $deaths } смерти
    } от памяти
verdict_deaths = смерти от памяти { $before } → { $after }
verdict_peak = пик { $before } → { $after }
verdict_peak_within = пик { $before } → { $after } (в пределах шума)
verdict_peak_moved = пик { $before } → { $after } ({ $change_percent })
verdict_peak_moved_at_least = пик { $before } → { $after } ({ $change_percent } или больше)
verdict_kept = память, удержанная тестами, { $before_bytes } → { $after_bytes }
verdict_kept_within = память, удержанная тестами, { $before_bytes } → { $after_bytes } (в пределах шума)
# Пик, в том числе скрытый смертями: настоящий может быть выше.
peak_exact = { $bytes }
peak_at_least = ≥ { $bytes }
peak_at_least_in_words = не меньше { $bytes }
clause_next = { $clauses }; { $clause }
# Сомнения — части предложений: они стоят после двоеточия.
doubt_frameworks = запуски сделаны разными фреймворками
doubt_stopped = { $run ->
    [first] первый
   *[second] второй
    } запуск остановлен до конца
doubt_recorder_killed = записывающий процесс { $run ->
    [first] первого
   *[second] второго
    } запуска убит до конца
doubt_no_peak = у { $run ->
    [first] первого
   *[second] второго
    } запуска нет пика
doubt_no_batch = в одном из запусков нет ни одной партии
doubt_no_common_test = ни один тест не выполнялся в обоих запусках
doubt_repeats_disagree = повторные запуски расходятся
doubt_both_ways = величины указывают в разные стороны
doubt_both_died = оба запуска умерли от памяти, так что сколько им нужно, неизвестно
doubt_figures = по этим величинам судить нельзя
doubt_room = места у запусков было разное: { $first_bytes } в первом, { $second_bytes } во втором
doubt_room_unknown = сколько места было у каждого запуска, неизвестно
doubt_other_deaths = { $run ->
    [first] в первом
   *[second] во втором
    } запуске { $deaths ->
    [one] { $deaths } смерть
    [few] { $deaths } смерти
    [many] { $deaths } смертей
   *[other] { $deaths } смерти
    } от сигнала извне, который тоже мог быть из-за памяти
doubt_victim = умерший от памяти тест выполнялся только { $run ->
    [first] в первом
   *[second] во втором
    } запуске
doubt_missing = { $missing } из { $ran ->
    [one] { $ran } теста
    [few] { $ran } тестов
    [many] { $ran } тестов
   *[other] { $ran } теста
    } { $run ->
    [first] первого
   *[second] второго
    } запуска { $missing ->
    [one] не выполнялся или не дошёл
   *[other] не выполнялись или не дошли
    } так далеко { $run ->
    [first] во втором
   *[second] в первом
    }
doubt_peak_hidden = смерти скрывают настоящий пик { $run ->
    [first] первого
   *[second] второго
    } запуска
doubt_batches_cut = партии нарезаны по-разному ({ $first } в первом запуске, { $second } во втором)
batches_whole = все тесты в одном процессе
batches_of = { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    } на процесс
doubt_kept_of_few = удержанное тестами измерено в обоих запусках одинаково только у { $measured } из { $ran }
# Причины — целые предложения.
reason_repeats = { $before }; { $after }. Сторону представляет запуск со средним пиком.
repeated_runs = { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
    } { $run ->
    [first] до
   *[second] после
    }
repeated_runs_peaks = { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
    } { $run ->
    [first] до
   *[second] после
    }, пики от { $low_bytes } до { $high_bytes }
reason_left_out = { $runs ->
    [one] Не учтён { $runs } запуск: не завершён
    [few] Не учтены { $runs } запуска: не завершены
    [many] Не учтены { $runs } запусков: не завершены
   *[other] Не учтены { $runs } запуска: не завершены
    } или без пика.
reason_pairings = Каждый запуск сравнён и с тем, что представляет другую сторону: к этому вердикту { $agreeing ->
    [one] приходит { $agreeing }
   *[other] приходят { $agreeing }
    } из { $pairings ->
    [one] { $pairings } пары
    [few] { $pairings } пар
    [many] { $pairings } пар
   *[other] { $pairings } пары
    }.
reason_same_run = Обе стороны — один и тот же запуск.
reason_open = Вердикта нет: { $doubt }.
reason_deaths = Партии, умершие от памяти: { $first ->
    [0] ни одна
   *[other] { $first }
    } из { $first_batches } в первом запуске, { $second ->
    [0] ни одна
   *[other] { $second }
    } из { $second_batches } во втором.
reason_like_for_like = Место, партии и тесты были сравнимы, значит, эту разницу сделал сам набор тестов.
reason_dies_anyway = Запуск, умирающий от памяти, не в порядке, каковы бы ни были прочие его величины.
reason_deaths_prove_nothing = Само по себе это ничего не доказывает: { $doubts }.
reason_likely_deaths = Из смертей от памяти { $run ->
    [first] в первом
   *[second] во втором
    } запуске { $deaths ->
    [one] { $deaths } вероятна, но не доказана
   *[other] { $deaths } вероятны, но не доказаны
    }.
reason_peak_moved = Пик был { $before }, стал { $after }: { $size ->
    [small] небольшое
    [moderate] заметное
   *[large] большое
    } { $way ->
    [fall] падение
   *[rise] повышение
    }, вне шума ±{ $noise_bytes }.
reason_peak_moved_beyond = Пик был { $before }, стал { $after }: { $size ->
    [small] небольшое
    [moderate] заметное
   *[large] большое
    } { $way ->
    [fall] падение
   *[rise] повышение
    }, вне шума ±{ $noise_bytes } и вне того, что можно объяснить этим: { $doubt }.
reason_peak_within = Пики, { $before } и { $after }, расходятся на { $difference_bytes }, что в пределах шума ±{ $noise_bytes }.
reason_peak_unclear = Пики, { $before } и { $after }, ничего не доказывают: { $doubts }.
reason_kept_not_measured = Удержанное отдельными тестами не измерено ни в одном запуске; судить можно только по пикам и смертям.
reason_kept_not_judged = Об удержанном тестами не судим: { $doubt }.
reason_kept_within = Тесты, измеренные одинаково в обоих запусках ({ $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    }), вместе удержали { $before_bytes } до и { $after_bytes } после, что в пределах шума ±{ $noise_bytes }.
reason_kept_moved = Тесты, измеренные одинаково в обоих запусках ({ $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    }), вместе удержали { $before_bytes } до и { $after_bytes } после: { $size ->
    [small] небольшое
    [moderate] заметное
   *[large] большое
    } { $way ->
    [fall] падение
   *[rise] повышение
    }, вне шума ±{ $noise_bytes }.
reason_kept_gone = { $moved } Осталось не больше { $limit_percent } этого, поэтому оно считается исчезнувшим.
reason_kept_left = { $moved } Осталось больше { $limit_percent } этого, поэтому оно не считается исчезнувшим.
reason_finding_left = Находка первого запуска ещё на месте, поэтому её проблема не считается исчезнувшей.
reason_newly_failing = { $tests ->
    [one] { $tests } тест теперь провален
    [few] { $tests } теста теперь провалены
    [many] { $tests } тестов теперь провалены
   *[other] { $tests } теста теперь провалены
    }: { $names }. Вердикт — только о памяти.
reason_newly_passing = { $tests ->
    [one] { $tests } тест больше не провален
    [few] { $tests } теста больше не провалены
    [many] { $tests } тестов больше не провалены
   *[other] { $tests } теста больше не провалены
    }: { $names }.
test_turned = { $test } ({ $before } → { $after })
names_more = ещё { $more }
reason_only_in = { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    } — только { $run ->
    [first] в первом
   *[second] во втором
    } запуске.
reason_noise_measured = Шум принят за ±{ $peak_bytes } для пика и ±{ $kept_bytes } для удержанного тестами: насколько расходятся повторные запуски, но не меньше { $floor_percent } большей величины и { $floor_bytes } на запуск.
reason_noise_assumed = На каждой стороне один запуск, поэтому шум не измерен; принято { $floor_percent } большей величины, но не меньше { $run_floor_bytes } на запуск и { $test_floor_bytes } на удержанное одним тестом.
reason_commands = Команды двух запусков различаются.
reason_machines = Запуски сделаны на разных машинах или в разных окружениях, что может сместить все величины: { $differences }.
machine_architecture = архитектура процессора
machine_processors = число процессоров
machine_memory = память
machine_python = версия Python
reason_both_sampled = Оба пика — наибольшие замеры дерева процессов; более короткие пики между двумя замерами могли быть выше.
reason_measured_differently = Один пик — отметка наибольшего значения одного процесса у ядра, другой — наибольший замер дерева процессов, который складывает процессы и может пропустить короткий пик.

## Таблицы двух запусков.

side_before = до
side_after = после
# Запуски рядом.
compare_command = команда
compare_commit = коммит
compare_run = запуск
compare_run_finished = завершён
compare_run_stopped = остановлен до конца
compare_run_cut = оборван
compare_limit = предел
compare_no_limit = нет
compare_peak = пик
compare_kept = удержано тестами
compare_memory_deaths = смерти от памяти
compare_other_deaths = другие смерти
compare_batches = партии
compare_tests = тесты
compare_time = время
# Тесты.
compare_tests_in_both = В обоих запусках { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
    }: изменилось { $changed }, без изменений { $unchanged }
compare_newly_failing = теперь провалено { $tests }
compare_newly_passing = больше не провалено { $tests }
compare_only_first = только в первом запуске { $tests }
compare_only_second = только во втором запуске { $tests }
compare_tests_line = { $clauses }.
compare_changed_most = изменились больше всего
compare_test_kept = удержано
compare_test_change = изменение
compare_test_peak = пик
compare_test_outcome = исход
compare_kept_before = удержано до
compare_peak_before = пик до
compare_more = … и ещё { $more }
# Что стало с находками.
compare_findings = Находки:
compare_renamed = Возможно, переименованы (не соединены):
compare_why = Почему:
compare_how = Как получен этот вердикт

## Что отмечает рекордер. Страница это только читает.

note_recorder_killed = Записывающий процесс убит до конца запуска; здесь то, что он успел записать.
note_journal_damaged = Последние { $damaged_bytes } журнала обрезаны или повреждены и не учтены.
note_run_ended_early = Запуск закончился раньше времени: { $failure }.
note_output_apart = `{ $file }` нельзя объединить: там тесты партии 1, а каждая следующая партия пишет свой файл рядом, с `.batch-N` перед расширением. `oomscope report --format html` показывает весь прогон.
note_output_lacks = В `{ $file }` нет тестов партий, которые умерли прежде, чем pytest его записал. `oomscope report --format junit` содержит все тесты.
note_output_overwritten = `{ $option }`: каждая партия затирает то, что записала предыдущая. `oomscope report --format junit` содержит все тесты; чтобы получить файл самого фреймворка, запустите все тесты одной партией.
note_coverage_side_by_side = Данные о покрытии партий, которые идут одновременно, затирают друг друга. Используйте --jobs 1 или дайте каждой партии свой файл (`COVERAGE_FILE=.coverage.$OOMSCOPE_BATCH`) и объедините их командой `coverage combine`.
note_soft_line_crossed_at_once = Партия { $batch } пересекла мягкую границу на первом же тесте, так что новые процессы не помогут: остальное выполняется до самого предела.
note_plugin_not_imported = pytest не может импортировать плагин oomscope: команда заставляет Python не учитывать PYTHONPATH. Набор выполняется без него, поэтому величин отдельных тестов нет.
note_plugin_silent = Плагин oomscope в партии { $batch } не отозвался, поэтому величин её тестов нет: команда очищает своё окружение или это не тот фреймворк, который принимает плагин.
note_plugin_lost = В партии { $batch } плагин замолчал, хотя его процесс жил дальше: возможно, тест закрыл его дескрипторы. Что стало с тестами после этого, неизвестно.
note_line_without_end = Процесс партии { $batch } писал oomscope строку без конца. Больше от этого процесса ничего не слушали.
note_unknown_test = В партии { $batch } один из процессов сообщил о тесте номер { $number }, которого ему не давали. Ничего из этого не записано: возможно, какой-то тест пишет в сокет oomscope.
note_many_sessions = В партии { $batch } команда запустила { $framework } не один раз. Записан только первый сеанс: тесты остальных выполнены, но ни исходов, ни величин их здесь нет. Запускайте каждый сеанс отдельной командой `oomscope run`.
note_no_folder = Файлам, которые oomscope кладёт рядом с тестами, негде лежать: { $places }. Команда всё равно выполняется, но целиком в одном дереве процессов: без величин отдельных тестов, без партий, повторов и поиска причины и без выбора тестов. Укажите в TMPDIR каталог с коротким путём, в который можно писать.
place_refused = `{ $path }` ({ $why })
note_no_proc = `/proc` нельзя прочитать ({ $why }): о процессах известно только, как они кончаются и сколько понадобилось самому большому. Нет ни величин отдельных тестов, ни кривой, сторож не видит, сколько занимает партия, а то, что покинет её группу процессов, может её пережить. Смонтируйте его: `mount -t proc proc /proc`.
note_no_limit = Предел памяти не действует, потому что { $why }. Смонтируйте `/proc` этого пространства PID (`unshare --mount-proc`, `mount -t proc proc /proc`): больше сторожу oomscope ничего не нужно.
note_left_group = В партии { $batch } процессы покинули группу, в которой ядро следит за пределом памяти: { $processes }. С этого момента за пределом следил сторож oomscope. Если так быть не должно, запускайте тесты без права писать в `/sys/fs/cgroup`.
note_journal_moved = Журнал нельзя писать в `{ $path }` ({ $why }); он продолжается в `{ $elsewhere }`.
note_journal_lost = Журнал нельзя писать ({ $why }) ни здесь, ни в другом месте; если oomscope убьют, всё дальнейшее пропадёт.
note_journal_deleted = его удалили
note_artifact_moved = Артефакт лежит в `{ $path }`: { $why }.
note_cannot_write = `{ $path }` не удаётся записать: { $error }

remark_recorder_killed = записывающий процесс убит раньше, чем тест запустился
remark_cancelled = запуск отменён
remark_fail_fast = более ранний тест провален или умер, а задан --fail-fast
remark_batch_exited = партия { $batch } вышла раньше своего первого теста
remark_batch_ended = партия { $batch } кончилась ({ $ending }) раньше своего первого теста
remark_never_run = { $framework } завершил партию { $batch }, не выполнив его ({ $ending })
remark_plugin_lost = что с ним стало, неизвестно: плагин уже молчал
remark_timed_out = выполнялся дольше тайм-аута теста, { $timeout_ms }
remark_timed_out_worker = выполнялся дольше тайм-аута теста, { $timeout_ms }; oomscope убила его рабочий процесс
remark_own_doing = сам завершил свою партию ({ $ending })
remark_interrupted = выполнялся, когда запуск остановили
remark_listing_ended = процесс, который перечисляет тесты, кончился ({ $ending })
remark_worker_word = { $report }: рабочий процесс { $deed }
remark_command_exited = команда завершилась с кодом { $code }
remark_command_failed = команда завершилась неудачно, её код неизвестен
remark_batch_of_command = его партия кончилась: { $ending }; команда не говорит, какой из её тестов тому причиной

note_cargo_bare_harness = Не вошло, потому что не может перечислить свои тесты (`harness = false`): { $binaries }.
note_cargo_doc_tests = Тесты документации в этот запуск не входят, у них нет исполняемого файла: их выполняет `cargo test --doc`.

## Терминал; перед его фразами ставится имя программы. Не для страницы.

terminal_limit = предел памяти партии: { $derivation }
terminal_limiter = за ним следит { $limiter }. { $reason }
terminal_limiter_kernel = за ним следит { $limiter }.
terminal_tests = { $tests ->
    [one] предстоит { $tests } тест
    [few] предстоит { $tests } теста
    [many] предстоит { $tests } тестов
   *[other] предстоит { $tests } теста
 }
terminal_batch_starts = партия { $batch } начинается: { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
 }
terminal_hunt_starts = охота: { $pass }, { $tests ->
    [0] импорт
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
 }
terminal_bar = { $doing } · { $batches } · { $now_bytes } · пик { $peak_bytes }
terminal_bar_limited = { $doing } · { $batches } · { $now_bytes } из { $limit_bytes } · пик { $peak_bytes }
terminal_bar_one = партия { $batch }
terminal_bar_many = { $batches ->
    [one] { $batches } партия
    [few] { $batches } партии
    [many] { $batches } партий
   *[other] { $batches } партии
    }
terminal_bar_batch = партия { $batch } · { $now_bytes }
terminal_bar_batch_test = партия { $batch } · { $now_bytes } · { $test }
terminal_bar_hunt = охота: { $pass }
terminal_bar_collecting = сбор тестов
terminal_bar_tests = тесты: { $done } из { $tests }
terminal_error = ошибка:
terminal_hint = подсказка:
terminal_warning = предупреждение:
terminal_output = вывод партии { $batch }:
terminal_output_skipped = { "[" }первые { $skipped_bytes } не сохранены]
terminal_not_shown = { $left_out_bytes } вывода не показано, потому что его никто не читал
terminal_batch_ended = партия { $batch } кончилась на { $at_ms }: { $ending } ({ $proof }), пик { $peak_bytes }
terminal_batch_ended_unmeasured = партия { $batch } кончилась на { $at_ms }: { $ending } ({ $proof }), пик неизвестен

terminal_artifact = Артефакт:
terminal_look = Посмотреть:
terminal_budget_of = бюджет из `{ $path }`
terminal_inside_plugin = `{ $command }`, похоже, запускает { $framework }: с --framework { $name } oomscope измерит каждый тест.
terminal_inside_adapter = `{ $command }`, похоже, запускает { $framework }: укажите команду самого фреймворка, и oomscope будет знать его тесты.
terminal_no_framework = `{ $command }` наблюдается целиком, без отдельных тестов. Если внутри работает pytest, unittest или Django, скажите об этом через --framework; для другого фреймворка укажите его собственную команду.
terminal_no_browser = браузер запустить не удалось; откройте адрес выше
terminal_serving = страница доступна только на этой машине; Ctrl-C завершает
terminal_joined = объединено: { $shards ->
    [one] { $shards } доля
    [few] { $shards } доли
    [many] { $shards } долей
   *[other] { $shards } доли
 }, { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
 }
terminal_still_runs = запуск, который пишет `{ $path }`, ещё идёт; здесь то, что есть на этот момент
terminal_recovered = прочитано: { $events ->
    [one] { $events } событие
    [few] { $events } события
    [many] { $events } событий
   *[other] { $events } события
 }; исход есть у { $known } из { $tests ->
    [one] { $tests } теста
    [few] { $tests } тестов
    [many] { $tests } тестов
   *[other] { $tests } теста
 }; журнал `{ $path }` можно удалить
terminal_left_out = не вошло: `{ $path }`: { $why }

terminal_copy_left_out = `{ $path }` — копия другого файла, не вошла
terminal_tables = в `{ $path }` { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
 }
terminal_tables_not_all = в `{ $path }` { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
 }; не вошло: { $left_out ->
    [one] { $left_out } файл
    [few] { $left_out } файла
    [many] { $left_out } файлов
   *[other] { $left_out } файла
 }
terminal_site = в `{ $path }` { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
 }; годится любой статический хостинг

terminal_journal_left = От прежнего убитого запуска остался журнал; в артефакт его превратит: oomscope recover { $path }

## Файлы, которые не открылись.

load_empty = файл пуст
load_not_json = файл — не JSON: { $reason }
load_cut_off = файл обрывается в строке { $line }, столбце { $column }
load_no_version = файл — JSON, но не артефакт oomscope: нет `format_version`
load_bad_version = `format_version` — не положительное целое число
load_too_new = версия формата файла — { $found }; эта oomscope читает до версии { $supported }
load_malformed = артефакт нарушает свой формат: { $breach }
breach_column = в tests.{ $column } записей { $entries }, а в tests.id — { $tests }
breach_timeline = столбцы временного ряда партии { $batch } разной длины
breach_details = столбцы подробностей партии { $batch } разной длины
breach_facts = факты партии { $batch } называют тест, которого нет
breach_at_fault = теста, завершившего партию { $batch }, нет среди тестов
breach_victim = жертвы партии { $batch } нет среди тестов
breach_case = случай не относится ни к одному тесту
breach_remark = примечание не относится ни к одному тесту
# Что страница делает с файлом и почему не смогла.
intake_unpacking = распаковка, пока { $done_bytes }
intake_reading = чтение, { $file_bytes }
refused_burst = он распаковывается в сотни раз больше своего размера, как бывает только у файлов, сделанных, чтобы взорваться
refused_packed_data = его сжатые данные повреждены или обрезаны ({ $error })
refused_rest = без кривых в нём ещё { $rest_bytes }, больше, чем эта страница показывает сразу
refused_too_large = он распаковывается больше чем в { $most_bytes }
refused_zip = zip повреждён или обрезан: { $fault }
refused_zip_around = zip вокруг него повреждён: { $fault }
refused_packing = эта страница не может его распаковать: { $fault }
refused_many_files = в zip больше { $files } файлов
refused_many_artifacts = в zip больше { $artifacts } артефактов
refused_deep = он лежит больше чем в { $zips } вложенных zip
refused_zip_empty = zip пуст
refused_no_artifact = в zip нет артефакта, только { $names }
refused_more_files = ещё { $files }
zip_no_directory = в нём нет списка файлов
zip_inconsistent = его части не сходятся
zip_checksum = его данные не сходятся с контрольной суммой
zip_encrypted = он зашифрован
zip_too_large = он слишком велик
zip_method = он сжат методом { $method }
refused_other_site = он лежит на другом сайте ({ $host }), а эта страница читает только свой
refused_address = `{ $address }` не является адресом
refused_index = это не указатель запусков ({ $error })

# Почему файлы — не доли одного запуска.
shards_none = нет артефакта, который можно было бы присоединить
shards_twice = два файла — оба доля { $index }/{ $shards }
shards_count = один файл — доля от { $first }, другой — от { $other }
shards_repeated = `{ $test }` выполнялся в двух файлах, значит это повторы запуска, а не его доли

# Это говорят скрипты страницы.
unread_no_worker = браузер не смог запустить рабочий поток
unread_no_memory = браузер дал на него слишком мало памяти
unread_status = сервер ответил { $status }
# Что с этим делать.
advice_get_again = Получите файл ещё раз: похоже, загрузка или выгрузка прервалась.
advice_wrong_file = Выберите *.oomscope.json (или .json.gz, или zip с ним), который записала `oomscope run`.
advice_in_terminal = У `oomscope report` в терминале такого предела нет.
advice_too_large = `oomscope` в терминале его тоже не откроет. С меньшим `--sample-hz` артефакт будет меньше.
advice_too_new = Обновите страницу; если не поможет, она старше oomscope, записавшего файл. `oomscope view` той версии его откроет.
advice_malformed = Если файл записал oomscope, это ошибка oomscope; иначе файл кто-то изменил.
advice_journal = Это журнал запуска. `oomscope recover` превратит его в артефакт.
advice_unpack_it = Распакуйте его другой программой и откройте сам артефакт.
advice_check_place = Проверьте, на месте ли файл, и попробуйте ещё раз.
advice_download = Скачайте файл сами и перетащите его сюда.
advice_check_address = Проверьте `run=` в адресе этой страницы.
advice_make_site = Соберите сайт заново командой `oomscope site`.

## Графики.

chart_before = до
chart_after = после
chart_limit = предел { $limit_bytes }
chart_charged = зачтено в счёт предела: { $charged_bytes }
# Предел выше того, что показано.
chart_limit_above = предел { $limit_bytes } ↑
chart_limit_of = предел { $side } { $limit_bytes }
chart_limit_of_above = предел { $side } { $limit_bytes } ↑
chart_batch = партия { $batch }
chart_test = тест { $test }
chart_tests = тесты
chart_before_tests = до первого теста: запуск, импорты, сбор тестов
chart_between_tests = между двумя тестами
chart_after_tests = после последнего теста: процесс завершается
chart_soft_stop = мягкая остановка
chart_death = { $ending }, сигнал { $signal }
chart_mark_of = { $side }: { $mark }

## Страница.

# Рамка.
page_skip = К содержанию
page_open_runs = Открытые запуски
page_before_and_after = До / после
page_open_another = Открыть ещё
page_open_artifact = Открыть файл
page_artifacts_to_open = Артефакты для открытия
page_stop = Остановить
page_file_never_leaves = Открытый файл не покидает эту страницу.
page_how_to_check = Как это проверить
page_keys_button = Клавиши (?)
page_drop_to_open = Отпустите, чтобы открыть
page_newer_version = Готова новая версия этой страницы.
page_reload = Обновить
page_language_missing = его слова не удалось загрузить, поэтому страница говорит по-английски
advice_language_missing = Выберите язык снова, когда будет сеть; после этого он будет здесь и без сети.
page_dismiss = Скрыть
page_colours_system = как в системе
page_colours_light = светлые
page_colours_dark = тёмные
page_language = Язык
page_as_the_system = как в системе
page_units_of_memory = Единицы памяти
page_close_run = Закрыть { $run }
page_opening = Открывается { $file } …
page_opening_at = Открывается { $file }: { $stage } …
page_not_opened = { $file } — файл не открыт: { $reason }.
page_colours = Цвета: { $colours }. Сменить.

# Пустая страница.
page_name_the_culprit = Найти виновника,
page_not_the_victim = а не жертву.
page_lead = Задание CI умерло с кодом 137 или 143, а журнал называет тест, который в этот момент случайно выполнялся. oomscope записал память каждого теста. Откройте его артефакт и посмотрите, какой тест её удержал.
page_open_artifacts = Открыть артефакты
page_or_drop_files = или перетащите файлы на эту страницу
page_keep_files = Хранить открытые файлы на этой машине, в этом браузере
page_forget_them = Забыть их
page_how_to_get_artifact = Как получить артефакт
page_record_a_run = Записать запуск
page_compare_a_fix = Сравнить исправление
page_compare_a_fix_says = Открывает эту страницу на вашей машине с обоими запусками: кривая на кривой, тест за тестом.
page_private_by_construction = Приватность по устройству
page_private_says = Ничего не выгружается. Политика страницы запрещает ей обращаться к другим сайтам, и она работает без сети.
page_kinds_of_files = `.json`, `.json.gz` или `.zip`, как его отдаёт GitHub. Два запуска откроются как «до» и «после».
page_record_a_run_says = Выполняет тесты партиями под собственным пределом памяти и пишет один `.oomscope.json`.
page_try_an_example = Посмотреть пример
page_example_says = Набор из 87 тестов, память которого растёт до 867 МиБ, и он же с исправленной утечкой.
page_example_one = Утечка
page_example_both = До и после исправления
page_install = Установить
page_repository = Репозиторий
page_made_of = Из чего состоит память
page_made_anonymous = куча и стеки
page_made_shared = разделяемая память
page_made_file = отображённые файлы
page_made_swap = в подкачке
page_made_up_to = { $kind }, до { $most_bytes }
page_made_of_says = Читается лишь время от времени, поэтому коротких пиков здесь нет. Страницы, общие для процессов, считаются здесь один раз, а в кривой запуска — для каждого процесса, поэтому она может лежать выше предела.
page_peak_changed = Пик { $change_bytes } начиная с { $commit }, { $moment }
page_kept_changed = Удержано { $change_bytes } начиная с { $commit }, { $moment }
page_compare_with_before = Сравнить с предыдущим запуском
page_no_such_test = в этом запуске нет такого теста
page_no_such_batch = в этом запуске нет такой партии
page_no_such_run = такой запуск не открыт
page_shown_instead = Ссылка говорит о том, чего нет в открытых файлах; вместо этого показан сам запуск.
page_was_dropped = Этот адрес показывает запуск, открытый из файла. Файл не покидал вашу машину, поэтому страница не может открыть его снова: откройте его ещё раз, и вид вернётся.

# Один запуск.
page_memory_of_run = Память за весь запуск
page_run_interrupted = Запуск был прерван.
page_run_interrupted_says = Его остановил сигнал; здесь то, что успели измерить.
page_artifact_cut = Артефакт неполный.
page_artifact_cut_says = Записывающий процесс был убит, артефакт собран из его журнала и кончается последней записью.
page_recording_had_trouble = При записи были неполадки
page_chart_in_words = График словами
page_batch = Партия
page_from = С
page_to = По
page_first_memory = Память в начале
page_peak = Пик
page_ending = Конец
page_peak_no_limit = пик, предел не задан
page_kept_together = удержано всеми тестами
page_charged = зачтено в счёт предела
page_head_charged = Зачтено
page_tests_with_outcome = тестов с известным исходом
page_without_hunt = без охоты
page_from_start_to_end = от начала до конца
page_chart_reaches = Память достигает { $peak_bytes }, длина запуска { $duration_ms }.
page_chart_reaches_limited = Память достигает { $peak_bytes } при пределе { $limit_bytes }, длина запуска { $duration_ms }.
page_chart_unmeasured = Память не измерена, длина запуска { $duration_ms }.
page_batch_ended = партия { $batch }: { $ending }
page_chart_with_deaths = { $chart } Смерти: { $deaths }.
page_peak_limit = { $at_once ->
    [1] пик
   *[other] пик партии
    }, предел { $limit_bytes }
page_batches_died = { $batches ->
    [one] партия
    [few] партии
    [many] партий
   *[other] партий
    }, умерло: { $died }
page_batches_counted = { $batches ->
    [one] партия
    [few] партии
    [many] партий
   *[other] партий
    }
page_moment = { $day } { $month ->
    [1] янв.
    [2] февр.
    [3] марта
    [4] апр.
    [5] мая
    [6] июня
    [7] июля
    [8] авг.
    [9] сент.
    [10] окт.
    [11] нояб.
   *[12] дек.
    } { $year }, { $time } UTC

# Находки и охота.
page_culprits = Виновники
page_holder = Держатель
page_objects = Объекты
page_each_run = Каждый запуск
page_code_that_mends_it = Код, который исправит
page_how_it_is_known = Откуда это известно
page_see_it_again = Увидеть снова
page_way_to_holder = Путь к держателю
page_lines_that_took_memory = Строки, занявшие память
page_repetition = Повтор
page_new_after_repetition = Новое после одного повтора
page_large_files = Открытые большие файлы
page_the_hunt = Охота
page_no_leak = Проверено, утечки нет
page_left_undone = Не сделано
page_pass = Проход
page_tests = Тесты
page_took = Длилась
page_more_findings = В файле есть ещё: { $findings }.
page_fixture_scope = фикстура с областью { $scope }
page_objects_each = , примерно на { $objects } больше с каждым запуском виновника
page_each_run_keeps = удерживает { $kept_bytes }
page_each_run_needs = нужно сразу { $needed_bytes }
page_repetitions = { $repetitions ->
    [one] { $repetitions } повтор
    [few] { $repetitions } повтора
    [many] { $repetitions } повторов
   *[other] { $repetitions } повторов
    }, тест { $test }: { $each_change_bytes } за каждый
page_repetitions_between = { $repetitions ->
    [one] { $repetitions } повтор
    [few] { $repetitions } повтора
    [many] { $repetitions } повторов
   *[other] { $repetitions } повторов
    }, тест { $test }: { $each_change_bytes } за каждый (95 %: от { $low_change_bytes } до { $high_change_bytes })
page_repetitions_and_control = { $repetitions }; тесты вне подозрения: { $control_change_bytes }
page_needs = { $test }: нужно сразу { $needed_bytes }
page_tests_need = { $tests ->
    [one] { $tests } тест: нужно сразу { $needed_bytes }
    [few] { $tests } теста: нужно сразу { $needed_bytes }
    [many] { $tests } тестов: нужно сразу { $needed_bytes }
   *[other] { $tests } тестов: нужно сразу { $needed_bytes }
    }
page_keeps = { $test }: удержано { $kept_bytes }
page_tests_keep = { $tests ->
    [one] { $tests } тест: удержано { $kept_bytes }
    [few] { $tests } теста: удержано { $kept_bytes }
    [many] { $tests } тестов: удержано { $kept_bytes }
   *[other] { $tests } тестов: удержано { $kept_bytes }
    }
page_finding_by = { $kind }: { $test }
page_finding_by_tests = { $kind }: { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } тестов
    }
page_and_more = и ещё { $more }
page_light_tests = Показать её тесты
page_finding_number = находка { $number }
page_to_timeline = К шкале времени
page_taken_at = Взято в
page_source_at = Исходник в коммите { $commit }
page_open_in_editor = Открыть в редакторе
page_attempts = Попытки
page_test_before = ‹ предыдущий тест
page_test_next = следующий тест ›
page_kept_by_phase = Удержано
page_fixture_keeps = Из них { $kept_bytes } удерживает set-up, и tear-down их не возвращает: эта часть — утечка фикстуры.
page_hunt_took = Она заняла { $spent_ms }; разрешено было { $budget_ms } (`--hunt-budget`).
page_hunt_processes = Процессы, в которых она повторяла тесты: { $processes }

# Партии.
page_batches = Партии
page_proof = Доказано
page_memory_of_batch = Память этой партии
page_batch_before = ‹ предыдущая партия
page_batch_next = следующая партия ›
page_ended_it_itself = Завершил её сам:
page_running_when_died = Выполнялся в её конце:
page_its_peak = пик
page_its_peak_by = пик, { $how }
page_tests_given = тестов в этой партии
page_after_collection = после импорта и сбора тестов
page_exit_code = код выхода
page_signal_that_ended = сигнал, завершивший её
page_peak_by_kernel = по отметке ядра для одного процесса
page_peak_by_samples = по замерам всего дерева процессов
page_process = Процесс
page_number = Номер
page_parent = Родитель
page_for = Длился
page_processes = Процессы
page_output = Вывод
page_printed_nothing = Она ничего не напечатала.
page_find_lines = Искать строки
page_find_lines_in_output = Искать строки в выводе
page_more_batches = Показать больше, всего партий: { $batches }
page_batch_number = партия { $batch }
page_memory_of_process_tree = Память дерева процессов партии { $batch }
page_batch_title = Партия { $batch }: { $ending }
page_proof_is = доказательство: { $proof }
page_output_end = последние { $kept_bytes } из { $total_bytes }
page_lines = { $lines ->
    [one] { $lines } строка
    [few] { $lines } строки
    [many] { $lines } строк
   *[other] { $lines } строк
    }
page_lines_found = { $lines ->
    [one] найдена { $lines } строка
    [few] найдены { $lines } строки
    [many] найдено { $lines } строк
   *[other] найдено { $lines } строк
    }

# Таблица тестов и тест.
page_test = Тест
page_outcome = Исход
page_map = Карта тестов
page_map_of = Что показывает карта
page_by_file = По файлам
page_by_holder = По держателям
page_map_by = Что такое её поля
page_no_finding = ни одна находка их не называет
page_kept = Удержано
page_time = Время
page_filter_tests = Фильтр тестов
page_sort = Сортировать; с Shift — ещё и по этому столбцу
page_columns = Столбцы
page_save_table = Сохранить эту таблицу как CSV
page_save_tests = Сохранить показанные тесты как CSV
page_list_of_tests = Список тестов
page_no_test_meets_filter = Под фильтр не подходит ни один тест.
page_run_it_alone = Запустить отдельно
page_run_it_alone_says = Отдельный свежий процесс только для этого теста.
page_no_batch = без партии
page_victim = жертва
page_kept_after_teardown = удержано после teardown
page_v8_heap_after = куча V8 после него
page_cases_inside = Случаи внутри
page_case = Случай
page_peak_while_it_ran = пик во время теста
page_setup_call_teardown = set-up, вызов и teardown
page_memory_before_after = память до → после
page_memory_around = Память вокруг него
page_show_in_run = Показать во всём запуске
page_memory_around_test = Память дерева процессов вокруг этого теста
page_phase = Фаза
page_memory_after = Память после
page_phase_by_phase = По фазам
page_peaks_are_kernels = Пики — отметка самого ядра, сброшенная перед каждой фазой.
page_phase_setup = set-up
page_phase_call = вызов
page_phase_teardown = teardown
page_shown_of = { $shown } из { $total }
page_filter_hint = Фильтр: имя, not slow, "два слова", outcome:failed, kept:>5MiB, finding:1
page_filter_no_batch = `{ $value }` — не номер партии
page_filter_no_finding = `{ $value }` — не находка этого запуска; их номера стоят перед заголовками
page_filter_no_outcome = `{ $value }` — не исход; есть { $outcomes } и bad
page_filter_no_size = `{ $value }` — не размер: напишите положительное число с единицей, например 400MiB, 2GiB или 1.5G
page_filter_no_duration = `{ $value }` — не длительность: напишите положительное число с единицей, например 90s, 10m или 1h
page_cases_listed = Показано { $shown } из { $total }; неудачные идут первыми.

# График.
page_chart_keys = Тяните, чтобы выделить отрезок, дважды щёлкните по нему, чтобы увеличить; тяните с Shift, чтобы сдвинуть. Когда график в фокусе: стрелки сдвигают, + и − или колесо меняют масштаб, Shift и стрелки читают, Backspace возвращает, 0 показывает всё.
page_zoom_out = Мельче (−)
page_zoom_in = Крупнее (+)
page_zoom_back = К прежнему отрезку (Backspace)
page_zoom_all = Всё
page_show_all = Всё: показать целиком (0 или Escape)
page_zoom = Масштаб
page_no_batch_runs = партии нет
page_lowest = наименьшая
page_highest = наибольшая
page_mean = средняя
page_from_begin_to_end = от начала к концу
page_zoom_to_stretch = Приблизить
page_forget_stretch = Снять выделение
page_save_chart = Сохранить график как { $format }
page_stretch_of_time = от { $from_ms } до { $to_ms } ({ $length_ms })
page_stretch_of_tests = тесты с { $from } по { $to }
page_stretch_of_batches = партии с { $from } по { $to }
page_stretch_holds = { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } тестов
    }, { $batches ->
    [one] { $batches } партия
    [few] { $batches } партии
    [many] { $batches } партий
   *[other] { $batches } партий
    }

# До и после.
page_by_time = По времени
page_by_batch = По партиям
page_by_test = По тестам
page_both_runs = Оба запуска
page_align_the_runs = Совместить запуски
page_findings = Находки
page_mark_before = ● до
page_mark_after = ◆ после
page_renamed_says = Догадка по именам; вердикт считает их удалёнными и добавленными.
page_perhaps_renamed = Возможно, переименованы
page_highest_memory = Наибольшая память
page_kept_by_tests = Удержано тестами
page_swap_sides = ⇄ Обменять
page_copied = Скопировано
page_copy_as_markdown = Копировать как Markdown
page_save_as_html = Сохранить одним файлом HTML
page_copy = Копировать
page_copy_link = Копировать ссылку
page_on_neither_side = ни на одной стороне
page_which_runs = Какие запуски сравниваются
page_outcomes = Исходы
page_deaths = Смерти
page_kept_by_all = Удержано всеми тестами
page_the_two_runs = Два запуска
page_test_by_test = Тест за тестом
page_which_tests = Какие тесты
page_filter_by_name = Фильтр по имени
page_tests_of_both_runs = Тесты обоих запусков
page_no_test_here = Здесь тестов нет.
page_mark_added = ＋ добавлен
page_mark_removed = － удалён
page_changed = Изменённые
page_added = Добавленные
page_removed = Удалённые
page_all_tests = Все
page_runs_drawn = С каждой стороны нарисовано запусков: { $runs }; вердикт опирается на все.
page_name_and_more = { $name } и ещё { $more }
page_more_reasons = Ещё об этом вердикте: { $reasons }
page_side_reaches = { $run } достигает { $peak_bytes } за { $duration_ms }
page_side_unmeasured = у { $run } память не измерена
page_sides_reach = { $before }; { $after }.
page_batches_of_tests = { $batches } по { $tests ->
    [one] { $tests } тесту
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
  }
page_deaths_counted = от памяти: { $memory_deaths }, иначе: { $other_deaths }

# Запуск, машина, измерение.
page_run_machine_measuring = Запуск, машина, измерение
page_run = Запуск
page_machine = Машина
page_measuring = Измерение
page_command = Команда
page_folder = Папка
page_label = Метка
page_started = Начат
page_commit = Коммит
page_ci_job = Задание CI
page_ci_run = Запуск CI
page_no_fixed_size = без заданного числа тестов
page_test_list = Список тестов
page_time_out = Тайм-аут
page_system = Система
page_kernel = Ядро
page_processor = Процессор
page_memory = Память
page_free_at_start = Свободно в начале
page_swap = Подкачка
page_limit = Предел
page_none = нет
page_tool = Программа
page_format = Формат
page_samples = Замеры
page_asked = Запрошено замеров
page_achieved = Сделано замеров
page_missed = Пропущено замеров
page_vanished = Опоздали
page_refused = Чтение запрещено
page_cost = Цена замеров
page_peaks = Пики
page_tests_each = { $tests ->
    [one] по { $tests } тесту
    [few] по { $tests } теста
    [many] по { $tests } тестов
   *[other] по { $tests } тестов
    }
page_time_per_batch = { $timeout_ms } на партию
page_processors = { $architecture }, доступно { $processors }
page_limit_by = { $limit_bytes } на партию, следит { $limiter }
page_version = версия { $version }
page_per_second = { $rate } в секунду
page_reads_of_ended = { $reads ->
    [one] { $reads } раз: процесс уже завершился
    [few] { $reads } раза: процессы уже завершились
    [many] { $reads } раз: процессы уже завершились
   *[other] { $reads } раза: процессы уже завершились
    }
page_reads = { $reads ->
    [one] { $reads } чтение
    [few] { $reads } чтения
    [many] { $reads } чтений
   *[other] { $reads } чтений
    }
page_cost_of_sampling = { $processor_ms } процессорного времени, { $core_percent } ядра

# История.
page_head_before = До
page_head_after = После
page_branch = Ветка
page_answer = Ответ
page_compare_them = Сравнить их
page_choose_two = Выберите один запуск «до» и один «после».
page_history = История
page_filter_runs_hint = Ветка, метка, коммит
page_filter_runs = Фильтр запусков
page_runs = Запуски
page_newest_run = Новейший запуск: пик { $peak }, удержано тестами { $kept }. Все запуски — в таблице ниже.
page_peak_now = пик, сейчас { $peak }
page_kept_now = удержано тестами, сейчас { $kept }

# Клавиши.
page_keys_everywhere = Везде
page_key_map = эта таблица
page_key_open = открыть файлы
page_key_filter = фильтр тестов
page_key_time_line = к временной шкале
page_key_compare = до и после
page_key_swap = обменять «до» и «после»
page_key_run = запуск с первого по девятый
page_key_close = закрыть или назад к запуску
page_keys_on_time_line = На временной шкале
page_key_pan = сдвиг
page_key_zoom = масштаб
page_key_read = читать вдоль кривой
page_key_mark = начать отрезок у курсора или закончить его там
page_key_enter = приблизить выделенное или открыть тест под курсором
page_key_back = к прежнему отрезку
page_key_everything = всё
page_key_ends = к краям
page_close = Закрыть
page_keys = Клавиши

# Приватность.
page_privacy = Что происходит с вашими файлами
page_privacy_stay = Файлы остаются в этой вкладке
page_privacy_stay_says = Открытый файл читает только эта страница в вашем браузере. Он не выгружается и исчезает из памяти страницы, когда закрыта вкладка или запуск. Сохраняется он, только если вы попросите, см. ниже.
page_privacy_requests = Никаких запросов в другие места
page_privacy_requests_says = Страница обращается только туда, откуда пришла, и только за своими файлами и артефактами, названными в её адресе. Её Content-Security-Policy (первые строки исходного кода) заставляет браузер отказать во всём остальном, в том числе рабочему потоку, читающему файлы. Проверить: откройте инструменты разработчика, вкладку «Сеть», и откройте файл; ничто не уходит в другое место.
page_privacy_counted = Ничего не считается
page_privacy_counted_says = Нет учётных записей, cookie, статистики и отчётов об ошибках кому-либо.
page_privacy_kept = Что хранится на этой машине
page_privacy_kept_says = Выбранные вами цвета, язык, единицы и столбцы — в локальном хранилище браузера, и файлы самой страницы, чтобы она открывалась без сети. Если попросить на пустой странице — ещё и последние десять открытых файлов в базе браузера (IndexedDB), пока вы не нажмёте «Забыть их» или не снимете галочку. Очистка данных сайта в браузере удаляет всё это.
page_privacy_artifact = Что есть в артефакте
page_privacy_artifact_says = Имена тестов, величины памяти, конец вывода партий, команда, коммит и сведения о машине. Из переменных окружения — только короткий список, исходного кода нет. Посмотрите в него, прежде чем делиться: это один документ JSON.
