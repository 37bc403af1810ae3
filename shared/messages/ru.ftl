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

# (end of section)

## Таблицы двух запусков.

# (end of section)

## Что отмечает рекордер.

# (end of section)

## Терминал.

# (end of section)

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
# Это говорят скрипты страницы.
unread_no_worker = браузер не смог запустить рабочий поток
unread_no_memory = браузер дал на него слишком мало памяти
unread_status = сервер ответил { $status }
# Что с этим делать.
advice_get_again = Получите файл ещё раз: похоже, загрузка или выгрузка прервалась.
advice_wrong_file = Выберите *.oomscope.json (или .json.gz, или zip с ним), который записала `oomscope run`.
advice_in_terminal = У `oomscope report` в терминале такого предела нет.
advice_too_new = Обновите страницу; если не поможет, она старше oomscope, записавшего файл. `oomscope view` той версии его откроет.
advice_malformed = Если файл записал oomscope, это ошибка oomscope; иначе файл кто-то изменил.
advice_journal = Это журнал запуска. `oomscope recover` превратит его в артефакт.
advice_unpack_it = Распакуйте его другой программой и откройте сам артефакт.
advice_check_place = Проверьте, на месте ли файл, и попробуйте ещё раз.
advice_download = Скачайте файл сами и перетащите его сюда.
advice_check_address = Проверьте `run=` в адресе этой страницы.
advice_make_site = Соберите сайт заново командой `oomscope site`.

# (end of section)

## Графики.

chart_before = до
chart_after = после
chart_limit = предел { $limit_bytes }
# Предел выше того, что показано.
chart_limit_above = предел { $limit_bytes } ↑
chart_limit_of = предел { $side } { $limit_bytes }
chart_limit_of_above = предел { $side } { $limit_bytes } ↑
chart_batch = партия { $batch }
chart_test = тест { $test }
chart_tests = тесты
chart_soft_stop = мягкая остановка
chart_death = { $ending }, сигнал { $signal }
chart_mark_of = { $side }: { $mark }

# (end of section)

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
page_tests_with_outcome = тестов с исходом
page_from_start_to_end = от начала до конца
page_chart_reaches = Память достигает { $peak_bytes }, длина запуска { $duration_ms }.
page_chart_reaches_limited = Память достигает { $peak_bytes } при пределе { $limit_bytes }, длина запуска { $duration_ms }.
page_chart_unmeasured = Память не измерена, длина запуска { $duration_ms }.
page_batch_ended = партия { $batch }: { $ending }
page_chart_with_deaths = { $chart } Смерти: { $deaths }.
page_peak_limit = пик, предел { $limit_bytes }
page_batches_died = { $batches ->
    [one] партия
    [few] партии
    [many] партий
   *[other] партий
    }, { $died ->
    [0] ни одна не умерла
   *[other] умерло: { $died }
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
page_confidence = уверенность { $confidence_percent }
page_fixture_scope = фикстура с областью { $scope }
page_objects_each = , примерно на { $objects } больше с каждым запуском виновника
page_each_run_keeps = удерживает { $kept_bytes }
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
page_hunt_took = { $spent_ms } из разрешённых { $budget_ms }
page_hunt_processes = Её процессы: { $processes }

# Партии.
page_batches = Партии
page_proof = Доказано
page_memory_of_batch = Память этой партии
page_batch_before = ‹ предыдущая партия
page_batch_next = следующая партия ›
page_running_when_died = Выполнялся, когда она умерла:
page_its_peak = пик
page_tests_given = тестов дано
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
page_filter_hint = Фильтр: имя, outcome:failed, kept:>5MiB, peak:>100MiB, time:>1s, batch:2
page_filter_no_batch = `{ $value }` — не номер партии
page_filter_no_outcome = `{ $value }` — не исход; есть { $outcomes } и bad
page_filter_no_size = `{ $value }` — не размер: напишите положительное число с единицей, например 400MiB, 2GiB или 1.5G
page_filter_no_duration = `{ $value }` — не длительность: напишите положительное число с единицей, например 90s, 10m или 1h
page_cases_listed = Показано { $shown } из { $total }; неудачные идут первыми.

# График.
page_chart_keys = Тяните, чтобы выделить отрезок, с Shift — чтобы сдвинуть. Когда график в фокусе: стрелки сдвигают, + и − или колесо меняют масштаб, Shift и стрелки читают, Backspace возвращает, 0 показывает всё.
page_zoom_out = Мельче (−)
page_zoom_in = Крупнее (+)
page_zoom_back = К прежнему отрезку (Backspace)
page_all = Всё
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
page_copy = Копировать
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
page_runs_drawn = С каждой стороны нарисовано запусков: { $runs }; вердикт опирается на все.
page_name_and_more = { $name } и ещё { $more }
page_more_reasons = Ещё об этом вердикте: { $reasons }
page_side_reaches = { $run } достигает { $peak_bytes } за { $duration_ms }
page_side_unmeasured = у { $run } память не измерена
page_sides_reach = { $before }; { $after }.
page_batches_of_tests = { $batches } по { $tests }
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
page_all_in_one_process = все тесты в одном процессе, пока он жив
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
page_asked = Запрошено
page_achieved = Достигнуто
page_missed = Пропущено
page_vanished = Исчезли
page_refused = Отказано
page_cost = Цена
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
    [one] { $reads } чтение завершившихся процессов
    [few] { $reads } чтения завершившихся процессов
    [many] { $reads } чтений завершившихся процессов
   *[other] { $reads } чтений завершившихся процессов
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
page_upper_line = верхняя линия { $top_bytes }

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
page_key_mark = выделить отрезок до курсора
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

# (end of section)
