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
conclusion_died = { $more ->
    [0] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }): виновный тест надо изолировать.
    [one] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партия: виновный тест надо изолировать.
    [few] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партии: виновный тест надо изолировать.
   *[other] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партий: виновный тест надо изолировать.
}
conclusion_died_and_found = { $more ->
    [0] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }): охота изолировала виновное.
    [one] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партия: охота изолировала виновное.
    [few] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партии: охота изолировала виновное.
   *[other] Партия { $batch } умерла ({ $ending }, { $proof }; в оболочке код { $code }), и ещё { $more } партий: охота изолировала виновное.
}
conclusion_failed_batch = Партия { $batch } не успешна ({ $ending }), но не из-за памяти: это обычный провал тестов.
conclusion_failed_tests = { $tests ->
    [one] { $tests } тест не успешен, но не из-за памяти: это обычный провал тестов.
    [few] { $tests } теста не успешны, но не из-за памяти: это обычный провал тестов.
   *[other] { $tests } тестов не успешны, но не из-за памяти: это обычный провал тестов.
}
conclusion_unrecorded = Чем закончился запуск, не записано: вывода нет.
conclusion_incomplete = Запуск не дошёл до конца: вывода нет.

step_run_again = Сказанное ниже измерено до этого; запустите ещё раз.
step_more_behind = К тому же запуск не дошёл до конца: за этим может быть и другое.
step_not_proved = Ничто не доказывает, что дело в памяти: отменённое задание заканчивается так же. Смотрите, на чём держится исход партии.
step_isolate = Ни один тест пока не обвинён: запустите каждый в отдельном процессе.
step_red_flags = Ищите там загрузку больших файлов, фикстуры с `scope="module"` или `scope="session"`, данные, которые копятся в глобальных переменных, и DataFrame, которые не освобождаются.
step_finding = { $finding }. { $hint }
step_more_findings = { $number ->
    [one] … и ещё { $number } находка.
    [few] … и ещё { $number } находки.
   *[other] … и ещё { $number } находок.
}
step_mend = Исправьте это и запустите ещё раз: когда все партии успешны, дело сделано.
step_mend_tests = Исправьте тесты так, как сделали бы это без oomscope.
step_findings_too = { $findings ->
    [one] Кроме того, стоит взглянуть на память: { $findings } находка.
    [few] Кроме того, стоит взглянуть на память: { $findings } находки.
   *[other] Кроме того, стоит взглянуть на память: { $findings } находок.
}

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

column_batch = партия
column_tests = тесты
column_test = тест
column_ending = исход
column_proof = доказано
column_peak = пик
column_kept = удержано
column_time = время
column_outcome = итог

heading_now = Что теперь
heading_budget = Бюджет
heading_comparison = До и после
heading_findings = Находки
heading_hunt = Что ещё говорит охота
heading_batches = Партии
heading_highest_peak = Тесты с самым высоким пиком
heading_keep_most = Тесты, которые удерживают больше всего
heading_not_green = Неуспешные
heading_recording = О самой записи
heading_memory = Память во времени
heading_comment = Память тестов

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

comment_without_base = Нет запуска основной ветки, с которым можно сравнить.

annotation_memory = Память
annotation_recording = Запись
annotation_budget = Бюджет: { $rule }
annotation_death = { $ending }, партия { $batch }
annotation_victim = { $test } выполнялся, когда умерла партия { $batch } ({ $ending }, { $proof }); он не обязательно причина.
annotation_test = Тест: { $outcome }
annotation_reproduce = Увидеть ещё раз: { $command }
annotation_more = … и ещё { $number }; они есть в сводке задания.

# (end of section)

## Бюджеты.

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
export_samples = все, { $samples }
export_samples_thinned = { $kept } из { $samples }: самый низкий и самый высокий на каждом отрезке, так что ни один пик не потерян
export_victim = Выполнялся, когда кончилась его партия: { $ending }. Это жертва, а не обязательно виновник.
export_ran = Чем кончилась его партия: { $ending }. Какой из её тестов виноват, неизвестно.
export_not_run = Не запускался.
export_outcome = Итог: { $outcome }.
export_earlier_attempt = более ранняя попытка
export_left_out = … { $before_bytes } до этого опущено

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

# (end of section)

## Терминал.

# (end of section)

## Файлы, которые не открылись.

# (end of section)

## Графики.

# (end of section)

## Страница.

# (end of section)
