"""Stops one thread of a process and leaves the others running, as a native call that never returns does.

wedge.py PID THREAD-NAME     says "wedged" and holds the thread until it is killed itself
"""
import ctypes
import glob
import os
import signal
import sys

PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) != 0:
        sys.exit(f"ptrace: {os.strerror(ctypes.get_errno())}")


pid, name = sys.argv[1:]
for comm in glob.glob(f"/proc/{pid}/task/*/comm"):
    with open(comm) as file:
        if file.read().strip() == name:
            thread = int(comm.split("/")[4])
            break
else:
    sys.exit(f"process {pid} has no thread named {name}")
ptrace(PTRACE_SEIZE, thread)
ptrace(PTRACE_INTERRUPT, thread)
print("wedged", flush=True)
signal.pause()
