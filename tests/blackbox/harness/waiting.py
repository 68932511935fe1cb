"""Waiting is always on a condition with a deadline; how long the pause between two looks is, is nobody's business."""

import time

LOOK_AGAIN_SECONDS = 0.02


class TooLate(AssertionError):
    pass


class Hopeless(AssertionError):
    """Raised by a condition that can no longer come true: nobody waits for it."""


def until(condition, what, seconds=15):
    """The first truthy answer of `condition`. What it raises counts as "not yet"; the last one is told at the end."""
    end = time.monotonic() + seconds
    while True:
        failure = None
        try:
            answer = condition()
        except Hopeless:
            raise
        except Exception as raised:  # pylint: disable=broad-except  # refused connections, missing members: not yet
            answer, failure = None, raised
        if answer:
            return answer
        if time.monotonic() >= end:
            raise TooLate(f"not within {seconds} s: {what}; last: {failure or answer!r}") from failure
        time.sleep(LOOK_AGAIN_SECONDS)


def equals(read, wanted, what, seconds=15):
    """Waits until `read()` answers `wanted`; says what it answered instead."""
    seen = []

    def look():
        seen[:] = [read()]
        return seen[0] == wanted

    try:
        until(look, what, seconds)
    except TooLate as late:
        raise TooLate(f"{what}: wanted {wanted!r}, saw {seen}") from late
