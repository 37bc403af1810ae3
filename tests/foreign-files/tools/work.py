"""Takes memory step by step, also in a child process, and gives it back."""
import subprocess
import sys
import time

if "profile" not in globals():

    def profile(function):
        return function


def grow(rounds):
    kept = []
    for _ in range(rounds):
        kept.append(bytearray(8 << 20))
        time.sleep(0.2)
    return kept


@profile
def main():
    kept = grow(4)
    child = "import time; a = bytearray(30 << 20); time.sleep(0.5)"
    subprocess.run([sys.executable, "-c", child], check=True)
    del kept
    time.sleep(0.3)


main()
