"""When answers are as quick as before again, from the times that lunchrush-load writes down."""

CALM_MS_LEAST = 50  # a machine this busy is not judged by less
TIMES_NORMAL = 3
STEP_NS = 100_000_000
WINDOW = 10  # steps: a whole second must be calm


def read_times(path):
    """(intended start, answer, accepted), the starts in their order; nanoseconds of CLOCK_MONOTONIC."""
    with open(path, encoding="ascii") as file:
        fields = (line.split() for line in file)
        return sorted((int(intended), int(answered), status.startswith("2")) for _, intended, answered, status in fields)


def bound_ms(normal_p99_ms):
    return max(CALM_MS_LEAST, TIMES_NORMAL * normal_p99_ms)


def p99_ms(times):
    waited = sorted(answered - intended for intended, answered, _ in times)
    return waited[int(len(waited) * 0.99)] / 1e6 if waited else 0


def seconds_until_calm(times, since, most_ms):
    """From `since` to the first start of a second in which 99 % were accepted within most_ms; infinite if there is none."""
    steps = {}
    for intended, answered, accepted in times:
        if intended >= since:
            met, all_of = steps.get((intended - since) // STEP_NS, (0, 0))
            steps[(intended - since) // STEP_NS] = (met + (accepted and answered - intended <= most_ms * 1e6), all_of + 1)
    for first in range(max(steps, default=0) - WINDOW + 2):
        window = [steps.get(step, (0, 0)) for step in range(first, first + WINDOW)]
        total = sum(all_of for _, all_of in window)
        if total and sum(met for met, _ in window) >= 0.99 * total:
            return first * STEP_NS / 1e9
    return float("inf")
