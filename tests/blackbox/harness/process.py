"""One child process: started, looked at, signalled and stopped by its pid. It ends with the tests, whatever ends them."""

import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor

from harness.waiting import Hopeless, until

# The kernel sends the child this when its parent is gone, even by kill -9. To the kernel the parent is the thread that
# started the child: all children are started by one thread that lives as long as the tests.
LAST_WISH = ["setpriv", "--pdeathsig", "KILL"]
_starter = ThreadPoolExecutor(1, thread_name_prefix="starter")


class Process:
    def __init__(self, name, logs):
        self.name = name
        self.log = logs / f"{name}.log"
        self._child = None

    def start(self, command, environment=None, as_user=None):
        assert not self.alive(), f"{self.name} runs already"
        user = ["--reuid", as_user, "--regid", as_user, "--init-groups"] if as_user and os.getuid() == 0 else []
        with open(self.log, "ab") as log:
            self._child = _starter.submit(
                subprocess.Popen, [*LAST_WISH, *user, "--", *map(str, command)],
                cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log).result()

    @property
    def pid(self):
        return self._child.pid

    def alive(self):
        return self._child is not None and self._child.poll() is None

    def send(self, number):
        assert self.alive(), f"{self.name} is gone; its log: {self.log}"
        self._child.send_signal(number)

    def kill(self):
        """kill -9, and its end seen."""
        self.send(signal.SIGKILL)
        self._child.wait(10)

    def ended(self, seconds=20):
        """Waits for its end; its exit status."""
        return self._child.wait(seconds)

    def stop(self, number=signal.SIGTERM, seconds=20):
        if not self.alive():
            return None
        self.send(number)
        try:
            return self.ended(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end within {seconds} s of signal {number}") from None

    def await_answer(self, answers, seconds=20):
        def look():
            if not self.alive():
                raise Hopeless(f"{self.name} ended with {self._child.poll()}")
            return answers()
        try:
            until(look, f"{self.name} answers", seconds)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n--- end of {self.log}\n{self.last_words()}") from failure

    def last_words(self):
        return self.log.read_bytes()[-4000:].decode(errors="replace")

    def resident_kb(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
