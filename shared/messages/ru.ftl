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
