"""Kitchens' screens and guests' pages, held open on the feed of one front end while orders come in: what they hold in memory,
what they cost of a processor, and how long an event takes to all of them.

Every store has ten screens and forty guests; the same orders at the same rate are placed before, with nobody looking. In the
middle of a sample each store sells a dish out, which is what a guest's page hears of."""

import json
import time
import urllib.error
import urllib.request

from suite import stores
from suite.cost import Cost, told
from suite.figure import Figure, at_most
from suite.generator import finished, others, p99
from suite.processes import Failed, resident_kb

STORES = 50
SCREENS_EACH = 10
GUESTS_EACH = 40
SOLD_OUT = "ice_jelly"  # of the demo's menu, and in none of the load's orders
RATE = 200  # orders a second, all stores together
OPENED_WITHIN = 60
EVENT_MS_MAX = 1_000


def asked(stack, method, path, token, body):
    request = urllib.request.Request(f"http://{stack.target()}{path}", json.dumps(body).encode(), method=method,
                                     headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})})
    try:
        with urllib.request.urlopen(request, timeout=OPENED_WITHIN) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise Failed(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from refusal


def guest_token(stack, store):
    staff = stack.seed["LUNCHRUSH_STAFF_KEY"]
    [code] = asked(stack, "POST", f"/v1/stores/{store}/table-codes", staff, {"tables": ["A1"]})["codes"]
    return asked(stack, "POST", "/v1/sessions", None, {"table_code": code["code"]})["session"]["token"]


def opened(child, count):
    line = child.stdout.readline()
    if not line or json.loads(line)["open"] != count:
        raise Failed(child.stderr.read().strip() or "not all event streams were opened")


class Sample:
    def __init__(self, run, stack):
        self.run, self.stack, self.generator = run, stack, run.generator(stack)
        self.tills = stores.add(stack.database, STORES)
        self.numbers = [store for store, _ in self.tills]
        self.kitchens = [stores.add_key(stack.database, store, "kitchen") for store in self.numbers]
        self.guests = [guest_token(stack, store) for store in self.numbers]
        self.hints_file = run.settings.folder / "hints"

    def orders(self):
        return {"token": ",".join(token for _, token in self.tills), "stores": self._listed(self.numbers), "connections": 64, "rate": RATE}

    def _listed(self, values):
        return ",".join(str(value) for value in values)

    def open(self):
        """Both kinds of readers, all of them open."""
        options = {"stores": self._listed(self.numbers), "seconds": self.run.seconds + 3}
        kitchens = self.generator.start("feed", [self.stack.target()], token=",".join(self.kitchens), copies=SCREENS_EACH, **options)
        opened(kitchens, STORES * SCREENS_EACH)
        guests = self.generator.start("feed", [self.stack.target()], token=",".join(self.guests), copies=GUESTS_EACH, guests=True,
                                      times=self.hints_file, **options)
        opened(guests, STORES * GUESTS_EACH)
        return kitchens, guests

    def sell_out(self):
        """When each store's dish was sold out, in ns of the monotonic clock."""
        told_at = {}
        for store, token in self.tills:
            asked(self.stack, "PATCH", f"/v1/stores/{store}/menu/availability", token, {"changes": [{"sku": SOLD_OUT, "sold_out": True}]})
            told_at[str(store)] = time.monotonic_ns()
        return told_at

    def hint_delays(self, told_at):
        lines = (line.split() for line in self.hints_file.read_text(encoding="ascii").splitlines())
        return sorted((int(at) - told_at[store]) / 1e6 for store, at in lines)


def measure(run):
    people = STORES * (SCREENS_EACH + GUESTS_EACH)
    name = f"{STORES * SCREENS_EACH} kitchen screens and {STORES * GUESTS_EACH} guests' pages"
    memory = Figure(f"{name} held open, each", "KB", goal=at_most(40, "ours", "≤ 40 KB"))
    event = Figure(f"{name}: an event on every screen, p99", "ms", goal=at_most(EVENT_MS_MAX, "ours", "≤ 1 s"))
    hint = Figure(f"{name}: a dish sold out on every guest's page, p99", "ms", goal=at_most(EVENT_MS_MAX, "ours", "≤ 1 s"))
    used = Figure(f"ingest's processor time at {RATE} orders/s with them, % of one", "", peer_name="with nobody looking:")
    splits = []
    for turn in run.rounds:
        run.progress(f"screens, round {turn + 1} of {run.settings.rounds}")
        with run.stack() as stack:
            stack.start_ingest()
            stack.start_callbacks()
            sample = Sample(run, stack)
            roots = stack.roots("ingest", "callbacks")
            with Cost(roots) as alone:
                before = sample.generator.run("orders", [stack.target()], **sample.orders())
            [pid] = stack.pids("ingest")
            resident = resident_kb(pid)
            kitchens, guests = sample.open()
            memory.ours.append((resident_kb(pid) - resident) / people)
            with Cost(roots) as crowded:
                placing = sample.generator.start("orders", [stack.target()], **sample.orders())
                told_at = sample.sell_out()
                placed = finished(placing)
            seen, hinted = finished(kitchens), finished(guests)
            delays = sample.hint_delays(told_at)
            if len(delays) != STORES * GUESTS_EACH:
                raise Failed(f"{len(delays)} of {STORES * GUESTS_EACH} guests' pages heard that a dish was sold out")
            expected = (placed["sent"] - others(placed) + STORES) * SCREENS_EACH
            event.ours.append(seen["event_age_ms"]["p99"])
            event.notes.append(f"round {turn + 1}: {seen['events']} events on screens, {expected} expected; orders' p99 {p99(placed):.0f} ms "
                               f"with them, {p99(before):.0f} ms without")
            if seen["events"] < expected:
                raise Failed(f"screens saw {seen['events']} events of {expected}")
            hint.ours.append(delays[int(len(delays) * 0.99)])
            used.ours.append(100 * crowded.seconds["ingest"] / run.seconds)
            used.peer.append(100 * alone.seconds["ingest"] / run.seconds)
            splits.append(crowded.per_piece(seen["events"], seen["cpu_seconds"] + hinted["cpu_seconds"]))
    used.limit = f"for each event on a screen: {told(splits)}"
    return [memory, event, hint, used]
