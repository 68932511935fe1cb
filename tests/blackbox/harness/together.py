"""Many callers at once: all wait for one signal, then go."""

import threading
from concurrent.futures import ThreadPoolExecutor


def together(calls):
    """Runs all `calls` at the same time; their answers, in their order. What one raises is raised."""
    calls = list(calls)
    barrier = threading.Barrier(len(calls))

    def go(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(go, call) for call in calls]]


class Meanwhile:
    """Calls `step` again and again on a thread of its own while the `with` block runs; its last failure is raised."""

    def __init__(self, step):
        self._step, self._stop, self._failure, self.rounds = step, threading.Event(), None, 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            while not self._stop.is_set():
                self._step()
                self.rounds += 1
        except BaseException as failure:  # pylint: disable=broad-except  # told by the thread that waits
            self._failure = failure

    def alive(self):
        return self._thread.is_alive()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._stop.set()
        self._thread.join(60)
        if self._failure and kind is None:
            raise self._failure
