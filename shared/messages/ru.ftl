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

# (end of section)

## Таблицы, сводки и комментарии о запуске.

# (end of section)

## Бюджеты.

# (end of section)

## Импорт, экспорт и объединённые доли.

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

# (end of section)

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
finding_across_runs = { $fate }: { $finding }.
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
compare_renamed = Возможно, переименованы (не соединены):
compare_why = Почему:
compare_how = Как получен этот вердикт

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
