"""How long an unpacked distribution takes until it is ready, with the start-up cache and without.

start.py FOLDER [ROUNDS]     FOLDER has bin/maskgate; prints seconds on the wall, of processor time, and MB resident
"""
import os
import subprocess
import sys
import tempfile
import time

program = os.path.join(sys.argv[1], "bin", "maskgate")
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
CONFIG = """gateway: start
state: {0}/state
mqtt:
  url: mqtt://127.0.0.1:1
cameras:
  - id: none
    url: rtsp://127.0.0.1:1/x
health:
  listen: 127.0.0.1:0
web:
  listen: 127.0.0.1:0
"""


def start(folder, cache):
    """One start: seconds on the wall, of processor time, kilobytes resident."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [program, "run", "--config", f"{folder}/maskgate.yaml"],
        env=dict(os.environ, CACHE_DIRECTORY=cache),
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stderr:
        if " is ready" in line:
            break
    else:
        sys.exit("the gateway did not start")
    wall = time.monotonic() - begin
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{process.pid}/status") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    process.terminate()
    process.communicate()
    return wall, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), resident // 1024


with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/maskgate.yaml", "w") as file:
        file.write(CONFIG.format(folder))
    caches = {"with cache": f"{folder}/cache", "without": f"{folder}/none"}
    subprocess.run([program, "start-cache"], env=dict(os.environ, CACHE_DIRECTORY=caches["with cache"]), check=True)
    for name, cache in caches.items():
        runs = sorted(start(folder, cache) for _ in range(rounds))
        cpu = sorted(run[1] for run in runs)
        middle = rounds // 2
        print(f"{name:11} {runs[middle][0]:5.2f} s on the wall ({runs[0][0]:.2f} at best), {cpu[middle]:.2f} s of processor, {runs[middle][2]} MB")
