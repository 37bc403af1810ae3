### The words of oomscope in English. docs/design/messages.md says how this file is written and read.
###
### A message is `key = pattern`. Units stand in the names of parameters: `…_bytes`, `…_change_bytes` (with its
### sign), `…_ms`, `…_percent`, `…_change_percent`; the reader's language and units decide how they are written.
### A parameter can be a message itself, or a list. Every key and parameter here stands in every other language,
### and the program is written against this file: a key that is not here does not compile.

## The language itself.

language_name = English
decimal_sign = .
list_next = { $list }, { $item }
list_last = { $list } and { $item }
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
unit_min = min
unit_h = h

## Endings: how a batch ended, and what that rests on.

# (end of section)

## Tests: outcomes and remarks.

# (end of section)

## Limits.

# (end of section)

## The answer of a run, and what is to be done now.

# (end of section)

## Tables, summaries and comments of a run.

# (end of section)

## Budgets.

# (end of section)

## Imports, exports and merged shards.

# (end of section)

## Findings.

# (end of section)

## What findings rest on.

# (end of section)

## Hints.

# (end of section)

## What the hunt notes.

# (end of section)

## Two runs: the verdict, its reasons and doubts.

# (end of section)

## Tables of two runs.

# (end of section)

## What the recorder notes.

# (end of section)

## The terminal.

# (end of section)

## Files that do not open.

# (end of section)

## Charts.

# (end of section)

## The page.

# (end of section)
