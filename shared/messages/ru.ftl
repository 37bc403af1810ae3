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

# (end of section)

## Терминал.

# (end of section)

## Файлы, которые не открылись.

# (end of section)

## Графики.

# (end of section)

## Страница.

# (end of section)
