"""Background processes of the suite, and the processor time that trees of processes have used."""

import contextlib
import os
import pathlib
import signal
import subprocess
import time
import urllib.error
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS_MAX = 30
STOP_SECONDS_MAX = 20


class Failed(Exception):
    """What is told to the reader instead of a figure."""


class Process:
    def __init__(self, name, log, command, environment, folder=None):
        self.name = name
        self.log = log
        with open(log, "ab") as output:
            self.child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                          env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}, cwd=folder)

    @property
    def pid(self):
        return self.child.pid

    def await_answer(self, url, seconds=READY_SECONDS_MAX):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.child.poll() is not None:
                raise Failed(f"{self.name} ended at once: {self.last_words()}")
            try:
                urllib.request.urlopen(url, timeout=2).close()
                return
            except urllib.error.HTTPError as answer:
                if answer.code < 500:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise Failed(f"{self.name} did not become ready: {self.last_words()}")

    def last_words(self):
        lines = pathlib.Path(self.log).read_text(encoding="utf-8", errors="replace").splitlines()
        return f"{lines[-1][:300] if lines else 'it said nothing'} ({self.log})"

    def stop(self):
        """With its children: who ends without them would leave them to the rows that follow."""
        children = [(pid, began(pid)) for pid in tree_of(self.pid)[1:]]
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        for pid, when in children:
            if when is not None and began(pid) == when:  # still the same process
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def stat_of(pid):
    """Fields of /proc/PID/stat from the third on, or nothing for a process that has ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def began(pid):
    """In ticks since the machine was started; None for a process that has ended."""
    stat = stat_of(pid)
    return stat and stat[19]


def parent_of(pid):
    return int(stat_of(pid)[1])


def tree_of(root):
    """The process and all its descendants that live."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := stat_of(entry.name)):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def processor_seconds(root):
    """Of the tree: what its living processes used, and what the root's dead children did."""
    used = 0
    for pid in tree_of(root):
        if stat := stat_of(pid):
            used += int(stat[11]) + int(stat[12])
            if pid == root:
                used += int(stat[13]) + int(stat[14])
    return used / TICKS


def resident_kb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
