# Runs the same step in the same service twice, without and with oomscope, and writes down what became
# of it. Runs in the guest; the folder of results is read from the disk image after the guest is off.
set -u
cd /payload || exit
results=/payload/results

job() {
    name=$1
    shift
    {
        cat job.service
        echo "ExecStart=/bin/bash /payload/runner.sh $name $*"
    } >"/run/systemd/system/$name.service"
    systemctl start "$name.service"
    while :; do
        case $(systemctl is-active "$name.service") in
            active | deactivating | activating) sleep 0.3 ;;
            *) break ;;
        esac
    done
    systemctl show "$name.service" -p Result -p OOMPolicy -p MemoryMax >"$results/$name.show"
    journalctl -b -u "$name.service" -o short-monotonic --no-pager >"$results/$name.journal" 2>&1
}

{
    uname -a
    systemctl --version | head -1
    cat /sys/fs/cgroup/cgroup.controllers
} >"$results/guest.txt" 2>&1
step="python3 -m pytest -n 1 -q -p no:cacheprovider"
# shellcheck disable=SC2086 # the step is words
job plain $step
# The hunt would run the tests again and again, which takes minutes under emulation.
hunt=
bin/oomscope run --help 2>&1 | grep -q -e --hunt && hunt="--hunt off"
# Without the soft line: it would end the batch politely before the kernel has to.
# shellcheck disable=SC2086
job watched oomscope run --memory-limit 120MiB --soft-limit off $hunt --out "$results/watched.oomscope.json" -- $step
bin/oomscope doctor >"$results/doctor.txt" 2>&1
dmesg >"$results/dmesg.txt"
cat /proc/uptime >"$results/uptime.txt"
sync
