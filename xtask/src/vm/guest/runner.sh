# Like a CI runner: starts a step, waits for it, says how it ended, goes on with the next step.
# The first word is the job's name, the rest is the step.
name=$1
shift
trap 'echo "runner: told to stop (SIGTERM)"; stopped=yes' TERM
"$@" &
step=$!
wait $step
code=$?
# A trapped signal ends `wait` early. The second one waits to the end, or says 127 where that is over.
wait $step
again=$?
[ $again = 127 ] || code=$again
echo "runner: the step ended with exit code $code"
echo $code >"/payload/results/$name.exit"
if [ -z "${stopped:-}" ]; then
    echo "runner: the next step runs"
    touch "/payload/results/$name.next"
fi
