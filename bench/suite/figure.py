"""One line of the table."""

import dataclasses
import statistics


@dataclasses.dataclass
class Goal:
    """A bound on the ratio to the peer (of="ratio") or on our own figure (of="ours")."""

    of: str
    sign: str
    bound: float
    text: str

    def met(self, value):
        return value >= self.bound if self.sign == "≥" else value <= self.bound


def at_least(bound, of="ratio", text=None):
    return Goal(of, "≥", bound, text or f"≥ {bound:g}{' ×' if of == 'ratio' else ''}")


def at_most(bound, of="ratio", text=None):
    return Goal(of, "≤", bound, text or f"≤ {bound:g}{' ×' if of == 'ratio' else ''}")


@dataclasses.dataclass
class Figure:
    name: str
    unit: str
    ours: list = dataclasses.field(default_factory=list)
    peer_name: str = ""
    peer: list = dataclasses.field(default_factory=list)
    goal: Goal = None
    limit: str = ""
    notes: list = dataclasses.field(default_factory=list)
    failure: str = ""

    def ratios(self):
        """Sample by sample: each of ours was taken beside the peer's of the same place."""
        return [ours / peer for ours, peer in zip(self.ours, self.peer) if peer]

    def judged(self):
        values = self.ratios() if self.goal and self.goal.of == "ratio" else self.ours
        if not self.goal or not values:
            return None
        return self.goal.met(statistics.median(values))


def spread(values, digits):
    """median (min–max)"""
    if not values:
        return ""
    shown = f"{statistics.median(values):.{digits}f}"
    return shown if len(values) == 1 else f"{shown} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def digits_for(values):
    largest = max((abs(value) for value in values), default=0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def cells(figure):
    """figure | ours | peer | ratio | goal | what limits it"""
    ratios = figure.ratios()
    verdict = {True: " ✓", False: " ✗", None: ""}[figure.judged()]
    return [
        f"{figure.name}, {figure.unit}",
        figure.failure and "not measured" or spread(figure.ours, digits_for(figure.ours)),
        f"{figure.peer_name} {spread(figure.peer, digits_for(figure.peer))}".strip(),
        spread(ratios, 2),
        (figure.goal.text if figure.goal else "") + verdict,
        figure.failure or figure.limit,
    ]


HEADINGS = ["figure", "ours", "peer", "ratio", "goal", "what limits it (processor time for each)"]
