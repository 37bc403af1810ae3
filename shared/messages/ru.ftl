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
ending_told_terminated = Партию { $batch } через { $time_ms } остановил извне { $signal }; кто его послал, неизвестно
ending_told_killed = Партию { $batch } через { $time_ms } убил извне { $signal }; кто его послал, неизвестно
ending_told_crashed = Партия { $batch } упала через { $time_ms }: { $signal }
ending_told_exited = Партия { $batch } завершилась сама через { $time_ms }; код неизвестен
ending_told_exited_with_code = Партия { $batch } завершилась сама с кодом { $code } через { $time_ms }; значение этого кода oomscope неизвестно
ending_told_no_tests = Партия { $batch } не нашла ни одного теста
ending_told_collection_failed = Партия { $batch } не смогла собрать свои тесты
ending_told_interrupted = Партия { $batch } не дошла до конца: запуск остановлен через { $time_ms } после её начала
ending_told_not_run = Партия { $batch } была запланирована и не запускалась.
ending_told_unrecorded = Чем закончилась партия { $batch } через { $time_ms }, не записано.
ending_signal = сигнал { $number }
ending_signal_unknown = сигнал

# (end of section)

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

# (end of section)

## Пределы.

limit_given = { $limit_bytes } по `--memory-limit`.
limit_asked = { $limit_bytes }, как задано через `--memory-limit`.
limit_asked_beyond = { $limit_bytes }, как задано через `--memory-limit`. Это больше, чем есть: { $source } — { $left_bytes }.
limit_share = { $limit_bytes }: { $share_percent } от { $left_bytes }, { $source }.
limit_automatic = { $limit_bytes }: { $source }, { $left_bytes }, за вычетом запаса { $reserve_bytes } на всё остальное.
room_of_machine = сколько доступно на машине
room_of_cgroup = сколько осталось в cgroup `{ $group }` из её { $group_bytes }
limiter_by_watchdog = `--limiter watchdog`.
limiter_asked = Так задано через `--limiter { $limiter }`: { $how }.
limiter_best = Лучшее, что здесь работает: { $how }.
limiter_best_not_others = Лучшее, что здесь работает: { $how }. Не работает: { $others }.
limiter_not = { $limiter } ({ $why })
limiter_nothing_else = Ничего другого здесь не работает.
limiter_how_group = у каждой партии своя группа
limiter_how_watch = oomscope завершает партию, когда видит, что её дерево процессов выше предела
limiter_how_scope = { $manager }
limiter_how_scope_no_policy = { $manager }; OOMPolicy для scope он здесь не знает

# (end of section)

## Ответ о запуске и что делать.

sentence = { $clause }.
more = ещё { $number }

answer_with_peak = { $clause }; пик памяти { $peak_bytes }.
answer_peak = Пик памяти { $peak_bytes }.
answer_without_peak = Память не измерялась.

answer_stopped = Запуск остановлен
answer_stopped_early = Запуск остановлен раньше, чем стал известен хоть один тест
answer_stopped_with_tests = { $tests ->
    [one] Запуск остановлен; исход есть у { $ended } из { $tests } теста
   *[other] Запуск остановлен; исход есть у { $ended } из { $tests } тестов
}
answer_cut = Записывающий процесс убит
answer_cut_early = Записывающий процесс убит раньше, чем стал известен хоть один тест
answer_cut_with_tests = { $tests ->
    [one] Записывающий процесс убит; здесь { $ended } из { $tests } теста
   *[other] Записывающий процесс убит; здесь { $ended } из { $tests } тестов
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
count_ran = { $tests ->
    [one] { $tests } выполнявшийся
   *[other] { $tests } выполнявшихся
}
count_not_run = { $tests ->
    [one] { $tests } не запущенный
   *[other] { $tests } не запущенных
}

answer_flaky = Нестабильные (сначала провалились или умерли, при повторе прошли): { $tests }.
answer_victims = { $number ->
    [1] Жертва (тест, который выполнялся; не обязательно причина): { $victims }.
   *[other] Жертвы (тесты, которые выполнялись; не обязательно причина): { $victims }.
}
answer_kept_by_one = Тест удерживает { $kept_bytes }.
answer_kept_mostly_by = Вместе тесты удерживают { $kept_bytes }, из них { $most_bytes } — { $test }.
answer_kept_by_all = Вместе тесты удерживают { $kept_bytes }, примерно по { $each_bytes } каждый.

# (end of section)

## Таблицы, сводки и комментарии о запуске.

limiter_cgroup_v2 = ядро (cgroup v2)
limiter_systemd_scope = ядро (systemd scope)
limiter_cgroup_v1 = ядро (cgroup v1)
limiter_watchdog = сторож oomscope

pass_observe = наблюдение
pass_retry = повтор
pass_isolate = изоляция
pass_confirm = подтверждение
pass_explain = объяснение

framework_pytest = pytest
framework_unittest = unittest
framework_django = исполнитель тестов Django
framework_cargo = cargo test
framework_nextest = cargo nextest
framework_go = go test
framework_jest = Jest
framework_vitest = Vitest
framework_rspec = RSpec
framework_command = команда

# (end of section)

## Бюджеты.

# (end of section)

## Импорт, экспорт и объединённые доли.

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

# (end of section)

## Находки.

# (end of section)

## На чём держатся находки.

# (end of section)

## Подсказки.

# (end of section)

## Что отмечает охота.

# (end of section)

## Два запуска: вердикт, доводы и сомнения.

# (end of section)

## Таблицы двух запусков.

# (end of section)

## Что отмечает рекордер.

note_recorder_killed = Записывающий процесс убит до конца запуска; здесь то, что он успел записать.
note_journal_damaged = Последние { $damaged_bytes } журнала обрезаны или повреждены и не учтены.
note_run_ended_early = Запуск закончился раньше времени: { $failure }.
note_soft_line_crossed_at_once = Партия { $batch } пересекла мягкую границу на первом же тесте, так что новые процессы не помогут: остальное выполняется до самого предела.
note_plugin_not_imported = pytest не может импортировать плагин oomscope: команда заставляет Python не учитывать PYTHONPATH. Набор выполняется без него, поэтому величин отдельных тестов нет.
note_plugin_silent = Плагин oomscope в партии { $batch } не отозвался, поэтому величин её тестов нет: команда очищает своё окружение или это не тот фреймворк, который принимает плагин.
note_unknown_test = В партии { $batch } один из процессов сообщил о тесте номер { $number }, которого ему не давали. Ничего из этого не записано: возможно, какой-то тест пишет в сокет oomscope.
note_many_sessions = В партии { $batch } команда запустила { $framework } не один раз. Записан только первый сеанс: тесты остальных выполнены, но ни исходов, ни величин их здесь нет. Запускайте каждый сеанс отдельной командой `oomscope run`.
note_journal_moved = Журнал нельзя писать в `{ $path }` ({ $why }); он продолжается в `{ $elsewhere }`.
note_journal_lost = Журнал нельзя писать ({ $why }) ни здесь, ни в другом месте; если oomscope убьют, всё дальнейшее пропадёт.
note_artifact_moved = Артефакт лежит в `{ $path }`: { $why }.

remark_recorder_killed = записывающий процесс убит раньше, чем тест запустился
remark_cancelled = запуск отменён
remark_fail_fast = более ранний тест провален или умер, а задан --fail-fast
remark_batch_exited = партия { $batch } вышла раньше своего первого теста
remark_batch_ended = партия { $batch } кончилась ({ $ending }) раньше своего первого теста
remark_never_run = { $framework } завершил партию { $batch }, не выполнив его ({ $ending })
remark_no_adapter = для этого фреймворка нет адаптера
remark_not_listed = не удалось перечислить тесты
remark_not_asked = у фреймворка не спросили его тесты
remark_unknown = что с ним стало, неизвестно: { $framework } сообщает о своих тестах только в конце, а его процесс умер раньше
remark_timed_out = выполнялся дольше тайм-аута теста, { $timeout_ms }
remark_timed_out_worker = выполнялся дольше тайм-аута теста, { $timeout_ms }; oomscope убила его рабочий процесс
remark_victim = выполнялся, когда его партия кончилась ({ $ending }); это делает его жертвой, а не причиной
remark_listing_ended = процесс, который перечисляет тесты, кончился ({ $ending })
remark_worker_word = { $report }: он { $deed }
remark_command_exited = команда завершилась с кодом { $code }
remark_command_failed = команда завершилась неудачно, её код неизвестен
remark_batch_of_command = его партия кончилась: { $ending }; команда не говорит, какой из её тестов тому причиной

note_cargo_bare_harness = Не вошло, потому что не может перечислить свои тесты (`harness = false`): { $binaries }.
note_cargo_doc_tests = Тесты документации в этот запуск не входят, у них нет исполняемого файла: их выполняет `cargo test --doc`.

# (end of section)

## Терминал.

terminal_limit = oomscope: предел памяти партии: { $derivation }
terminal_limiter = oomscope: за ним следит { $limiter }. { $reason }
terminal_tests = oomscope: { $tests ->
    [one] предстоит { $tests } тест
    [few] предстоит { $tests } теста
    [many] предстоит { $tests } тестов
   *[other] предстоит { $tests } теста
 }
terminal_batch_starts = oomscope: партия { $batch } начинается: { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
 }
terminal_hunt_starts = oomscope: охота: { $pass }, { $tests ->
    [one] { $tests } тест
    [few] { $tests } теста
    [many] { $tests } тестов
   *[other] { $tests } теста
 }
terminal_bar = { $doing } · партия { $batch } · { $now_bytes } · пик { $peak_bytes }
terminal_bar_limited = { $doing } · партия { $batch } · { $now_bytes } из { $limit_bytes } · пик { $peak_bytes }
terminal_bar_hunt = охота: { $pass }
terminal_bar_collecting = сбор тестов
terminal_bar_tests = тесты: { $done } из { $tests }
terminal_warning = oomscope: предупреждение: { $warning }
terminal_output = oomscope: вывод партии { $batch }:
terminal_output_skipped = { "[" }первые { $skipped_bytes } не сохранены]
terminal_batch_ended = oomscope: партия { $batch } кончилась на { $at_ms }: { $ending } ({ $proof }), пик { $peak_bytes }
terminal_batch_ended_unmeasured = oomscope: партия { $batch } кончилась на { $at_ms }: { $ending } ({ $proof }), пик неизвестен

terminal_artifact = Артефакт: { $path }
terminal_look = Посмотреть: oomscope view { $path }
terminal_budget_of = oomscope: бюджет из `{ $path }`
terminal_no_browser = oomscope: браузер запустить не удалось; откройте адрес выше
terminal_serving = oomscope: страница доступна только на этой машине; Ctrl-C завершает
terminal_joined = oomscope: объединено: { $shards ->
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
terminal_still_runs = oomscope: предупреждение: запуск, который пишет `{ $path }`, ещё идёт; здесь то, что есть на этот момент
terminal_recovered = oomscope: прочитано: { $events ->
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
terminal_left_out = oomscope: не вошло: { $why }

terminal_copy_left_out = oomscope: `{ $path }` — копия другого файла, не вошла
terminal_tables = oomscope: в `{ $path }` { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
 }
terminal_tables_not_all = oomscope: в `{ $path }` { $runs ->
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
terminal_site = oomscope: в `{ $path }` { $runs ->
    [one] { $runs } запуск
    [few] { $runs } запуска
    [many] { $runs } запусков
   *[other] { $runs } запуска
 }; годится любой статический хостинг
terminal_note = oomscope: { $note }

# (end of section)

## Файлы, которые не открылись.

# (end of section)

## Графики.

# (end of section)

## Страница.

# (end of section)
