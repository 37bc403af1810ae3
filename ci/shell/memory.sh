#!/bin/sh
# Which test eats the memory of the job? For any CI: copy this file and put it in front of the tests.
#   sh memory.sh python -m pytest tests/
# It leaves run.oomscope.json (for the page), oomscope.html (opens in a browser as it is), oomscope.md (what to
# do now) and oomscope-junit.xml, whatever happens, and ends with the exit code of `oomscope run`.
# OOMSCOPE_OPTIONS takes more options, such as `--batch-size 3 --tests list.txt --memory-limit 2GiB`.
# https://github.com/oomscope/oomscope/blob/main/docs/ci/shell.md
set -u

# The words of OOMSCOPE_OPTIONS are parted here on purpose.
# shellcheck disable=SC2086
oomscope run --out run.oomscope.json ${OOMSCOPE_OPTIONS:-} -- "$@" &
run=$!
# A service that cancels a job signals this shell, as a rule, and not what it has started.
trap 'kill -s TERM "$run" 2>/dev/null' TERM INT HUP

code=0
wait "$run" || code=$?
# A signal ends `wait` before oomscope has written its artifact.
while kill -0 "$run" 2>/dev/null; do
  code=0
  wait "$run" || code=$?
done

# The journal is left where oomscope itself was killed: it has everything up to that moment.
if [ -f run.oomscope.journal ]; then
  oomscope recover run.oomscope.journal
fi
if [ -f run.oomscope.json ]; then
  oomscope report run.oomscope.json --format github-summary --out oomscope.md
  oomscope report run.oomscope.json --format junit --out oomscope-junit.xml
  oomscope report run.oomscope.json --format html --out oomscope.html
fi
exit "$code"
