"""System calls of a running process that fail, or kill it, as told: `strace -e inject`."""

import shutil
import signal
import subprocess

from harness.waiting import until


class Injected:
    """Within the `with` block: Injected([pid, …], "fdatasync:error=EIO:when=1")."""

    def __init__(self, pids, fault):
        self._calls = fault.split(":")[0]
        self._command = ["strace", "-q", "-e", f"trace={self._calls}", "-e", f"inject={fault}"]
        self._command += [word for pid in pids for word in ("-p", str(pid))]
        self._pids = pids
        self._child = None

    def __enter__(self):
        assert shutil.which(self._command[0]), "strace is missing: deploy/local/packages/test.txt names it"
        self._child = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: all(self._traced(pid) for pid in self._pids), "strace holds them")
        return self

    @staticmethod
    def _traced(pid):
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return any(line.startswith("TracerPid:") and int(line.split()[1]) > 0 for line in status)

    def __exit__(self, *_):
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)
        self._child.wait(20)
