"""A client that does not give up: the same request, at one replica and then at the other, until it is answered for good."""

import threading
import time
from collections import Counter

import requests

TRIES_MAX = 400        # of one request; far more than any outage here lasts
PAUSE_SECONDS = 0.1    # between two tries: what a polite client waits at least


class Patience:
    def __init__(self, callers):
        self._callers = callers
        self.counts, self._lock = Counter(), threading.Lock()

    def count(self, what, by=1):
        with self._lock:
            self.counts[what] += by

    def answered(self, first, ask, not_yet=(), refusals=()):
        """ask(caller) → requests.Response. Beginning at replica `first`; answers the first that is neither an outage nor
        one of the codes that mean "not yet". Any refusal that is not named is a failure of the storm."""
        for attempt in range(TRIES_MAX):
            try:
                answer = ask(self._callers[(first + attempt) % len(self._callers)])
            except requests.RequestException:
                self.count("no answer: outcome unknown")
            else:
                if answer.status_code < 400:
                    return answer
                code = answer.json()["code"]
                if code in refusals:
                    return answer
                assert answer.status_code >= 500 or code in not_yet, f"{answer.status_code} {answer.text}"
                self.count(f"answered {answer.status_code} {code}")
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"not answered in {TRIES_MAX} tries")

    def created(self, first, ask, **more):
        """The 201, counted as a first answer or a replay; or the named refusal."""
        answer = self.answered(first, ask, **more)
        if answer.status_code == 201:
            self.count("replayed" if answer.headers.get("Idempotent-Replayed") else "answered first")
        return answer
