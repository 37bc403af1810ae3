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

# (end of section)

## Графики.

# (end of section)

## Страница.

# (end of section)
