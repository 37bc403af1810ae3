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
cause_child_process = дочерний процесс
cause_native_heap = куча машинного кода
cause_shared_memory = разделяемая память
cause_dataframe = DataFrame
cause_array = массив
cause_file_load = загрузка файла
cause_gc_disabled = сборщик мусора выключен
cause_monkeypatch = monkeypatch
cause_large_transient = много сразу
cause_unknown = неизвестно
pass_observe = наблюдение
pass_retry = повтор
pass_isolate = изоляция
pass_confirm = подтверждение
pass_explain = объяснение
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

# (end of section)

## На чём держатся находки.

evidence_sequence = { $test } удержал { $kept_bytes } при первом выполнении и ничего при повторе; { $tests ->
    [one] так же поступил { $tests } тест
    [few] так же поступили { $tests } теста
    [many] так же поступили { $tests } тестов
   *[other] так же поступили { $tests } теста
    } один за другим, значит, каждый тест добавляет что-то своё.
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
evidence_holder_grew = Рос сам `{ $holder }`.
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
evidence_not_run_again = { $tests ->
    [one] { $tests } из них не повторён за недостатком времени; в запуске он удержал столько же, сколько другие.
   *[other] { $tests } из них не повторены за недостатком времени; в запуске они удержали столько же, сколько другие.
    }
evidence_enabler = Без { $test } перед ними в том же процессе остальные не растут: утекает только сочетание.
evidence_victim = Партия { $batch } умерла от памяти, когда выполнялся { $test }; он — жертва.
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
evidence_shards = { $shards ->
    [one] Её встретила { $shards } доля; прочее здесь — от самой уверенной из них.
    [few] Её встретили { $shards } доли; прочее здесь — от самой уверенной из них.
    [many] Её встретили { $shards } долей; прочее здесь — от самой уверенной из них.
   *[other] Её встретили { $shards } доли; прочее здесь — от самой уверенной из них.
    }
# Почему поиск по группам смотрел на тесты: начало предложений о них.
reason_asked = Охота была заказана
reason_died = Партия { $batch } умерла от памяти
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

# (end of section)

## Подсказки.

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
hint_fixture_unittest = Пусть класс или модуль отпускает своё, как только закончил последний его тест: через `addClassCleanup` или в `tearDownClass`; или делайте копию в `setUp` вместо одной, которую наполняют все тесты.
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
hint_child_process_unittest = Завершайте процессы, запущенные тестом, и дожидайтесь их — в `finally`, в `with` или через `addCleanup`.
hint_native_heap = Память принадлежит машинному коду, который сборщик мусора Python не видит: вызывайте освобождение или закрытие самой библиотеки или используйте её как менеджер контекста.
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
hint_large_transient = Тест требует столько сразу. Уменьшите его данные, работайте по частям или выполняйте его в отдельной партии с большим пределом.
hint_unknown = Что держит память, не найдено. Команда ниже снова покажет рост; дальше поможет профилировщик памяти, например memray.
hint_unknown_rust = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут heaptrack или крейт dhat.
hint_unknown_go = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут `go test -run NAME -count 5 -memprofile heap.out` и `go tool pprof -inuse_space`.
hint_unknown_node = Что держит память, не найдено. Команда ниже снова покажет рост; дальше помогут снимки кучи (`node --inspect` или `v8.writeHeapSnapshot()` в `afterAll`).
hint_unknown_ruby = Что держит память, не найдено. Команда ниже снова покажет рост; дальше поможет гем memory_profiler.

# (end of section)

## Что отмечает охота.

note_first_time_only = { $tests ->
    [one] { $tests } тест удержал
    [few] { $tests } теста удержали
    [many] { $tests } тестов удержали
   *[other] { $tests } теста удержали
    } память только в первый раз ({ $test }: { $kept_bytes }): импорты, кеши и подобное, не утечка.
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
note_reports = { $tests ->
    [1] Один тест добавляет
   *[other] Несколько тестов добавляют
    } к тому, что лежит в `{ $holder }`: pytest хранит вывод тестов и вид проваленных до конца сессии.
note_reports_unnamed = { $tests ->
    [1] Один тест добавляет
   *[other] Несколько тестов добавляют
    } к отчётам: pytest хранит вывод тестов и вид проваленных до конца сессии.
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
undone_time_victims = Время охоты вышло раньше, чем каждая жертва выполнена отдельно; больше времени даёт --hunt-budget.
undone_time_suspects = Время охоты вышло раньше, чем повторён каждый подозреваемый; больше времени даёт --hunt-budget.
undone_time_enabler = Время охоты вышло раньше, чем найден тест, от которого зависят другие; больше времени даёт --hunt-budget.
undone_time_growers = Время охоты вышло раньше, чем объяснён каждый растущий тест; больше времени даёт --hunt-budget.
undone_time_fixtures = Время охоты вышло раньше, чем рассмотрена каждая широкая фикстура; больше времени даёт --hunt-budget.
undone_time_fixture_holder = Время охоты вышло раньше, чем найден держатель фикстуры; больше времени даёт --hunt-budget.
undone_time_groups = Время охоты вышло раньше, чем рассмотрены все группы тестов; больше времени даёт --hunt-budget.

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
