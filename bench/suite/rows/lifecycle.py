"""Order → payment → notification → paid → ticket on a kitchen's screen, all stages at once at a fixed rate.

A notification has to be signed by the gateway before it is sent, and its payment's number is known only once the payment
was started: so the stages run on three generations of orders. While the notifications of the first are sent, payments of
the second are started and orders of the third are placed, each at the same rate. The first figures leave out the middle
stage: starting a payment is two RSA signatures and two verifications, half of them the simulator's, on these same cores.

Payments wait for their notification longer here than in life, so the queries about silent ones are put off
(LUNCHRUSH_QUERY_FIRST_MS): otherwise the sample would be full of them."""

from suite import cost
from suite.figure import Figure, at_least, at_most
from suite.generator import finished, others
from suite.processes import Failed
from suite.settings import STORE
from suite.stack import WECHAT_ACCOUNT

CONNECTIONS = 256
PREPARING_CONNECTIONS = 32
AMOUNT_FEN = 2200
LEAST_SHARE = 0.98  # of the notified that must have their ticket when the sample ends
TICKET_SECONDS_MAX = 1.0
SETTLE_RATES = (500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000)
WHOLE_RATES = (200, 400, 600, 800)
DRAIN_SECONDS = 5
PATIENT = {"LUNCHRUSH_QUERY_FIRST_MS": "600000", "LUNCHRUSH_QUERY_MOST_MS": "600000"}


class Stages:
    def __init__(self, run, stack):
        self.run, self.stack = run, stack
        self.generator = run.generator(stack)
        self.folder = run.settings.folder

    def place(self, count, out):
        """Orders of store 1001; their ids go to `out`."""
        return {"connections": CONNECTIONS, "requests": count, "save": self.folder / out, "save_after": '"order":{"id":"'}

    def start_payments(self, ids, out):
        """A file of whole requests, and the options that send them."""
        body = b'{"method":"wechat_native"}'
        requests = self.folder / "start-payments"
        with open(requests, "wb") as file:
            for order in (self.folder / ids).read_text(encoding="ascii").split():
                head = [f"POST /v1/orders/{order}/payments HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {self.generator.token}",
                        f"Idempotency-Key: pay-{order}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
                file.write("\r\n".join([*head, "", ""]).encode() + body)
        return {"file": requests, "connections": CONNECTIONS, "save": self.folder / out, "save_after": '"payment":{"id":"'}

    def prepare(self, count):
        """Orders with a payment that waits for its notification."""
        self.run.progress(f"lifecycle: {count} orders whose payments are started beforehand")
        self.generator.run("orders", [self.stack.target()], **{**self.place(count, "paid-ids"), "seconds": 600})
        options = {**self.start_payments("paid-ids", "payments"), "seconds": 600, "connections": PREPARING_CONNECTIONS}
        started = self.generator.run("file", [self.stack.target()], **options)
        if others(started):
            raise Failed(f"{others(started)} payments could not be started: {started['status']}")

    def sign(self):
        """The notifications of all prepared payments, in their order."""
        numbers = (self.folder / "payments").read_text(encoding="ascii").split()
        (self.folder / "signable").write_text("".join(f"{number} {AMOUNT_FEN}\n" for number in numbers), encoding="ascii")
        self.generator.sign(self.stack.simulator_accounts, WECHAT_ACCOUNT, self.folder / "notifications", payments=self.folder / "signable")
        return numbers

    def sample(self, rate, seconds, with_start):
        count = int(rate * seconds)
        self.prepare(count)
        if with_start:
            self.generator.run("orders", [self.stack.target()], **{**self.place(count, "waiting-ids"), "seconds": 600})
        self.sign()
        paced = {"rate": rate, "seconds": seconds, "drain": DRAIN_SECONDS}
        with self.stack.cost("ingest", "callbacks", "simulator") as used:
            screen = self.generator.start("feed", [self.stack.target()], stores=STORE, times=self.folder / "tickets",
                                          seconds=seconds + DRAIN_SECONDS, token=self.stack.seed["LUNCHRUSH_KITCHEN_KEY"])
            children = [self.generator.start("orders", [self.stack.target()], **{**self.place(count, "new-ids"), **paced})]
            if with_start:
                options = self.start_payments("waiting-ids", "started")
                children.append(self.generator.start("file", [self.stack.target()], **{**options, **paced}))
            children.append(self.generator.start("notifications", [self.stack.callbacks_target], connections=CONNECTIONS, token=None,
                                                 file=self.folder / "notifications", times=self.folder / "notified", **paced))
            results = [finished(child) for child in [*children, screen]]
        return results, self.delays(), used

    def delays(self):
        """Seconds from when a notification was meant to be sent to its ticket on the screen; None where there is none."""
        payments = (self.folder / "payments").read_text(encoding="ascii").split()
        shown = (line.split() for line in (self.folder / "tickets").read_text(encoding="ascii").splitlines())
        orders = {order: int(at) for order, at in shown}
        order_of = dict(self.stack.database.rows("SELECT id::text, order_id::text FROM payments"))
        found = []
        for line in (self.folder / "notified").read_text(encoding="ascii").splitlines():
            number, intended, _, status = line.split()
            ticket = orders.get(text_id("ord", order_of[uuid_of(payments[int(number)])])) if status.startswith("2") else None
            found.append((ticket - int(intended)) / 1e9 if ticket else None)
        return found


ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def uuid_of(text):
    """pay_01k… as PostgreSQL writes it."""
    number = 0
    for letter in text.partition("_")[2]:
        number = number * 32 + ALPHABET.index(letter)
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def text_id(prefix, uuid):
    number = int(uuid.replace("-", ""), 16)
    return prefix + "_" + "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


def p99_of(delays):
    seen = sorted(delay for delay in delays if delay is not None)
    return seen[min(len(seen) - 1, int(len(seen) * 0.99))] if seen else float("inf")


def sustained(results, delays):
    kept_up = all(others(result) == 0 and not result["unanswered"] for result in results if result["mode"] != "feed")
    shown = sum(delay is not None for delay in delays) >= LEAST_SHARE * len(delays)
    return kept_up and shown and p99_of(delays) <= TICKET_SECONDS_MAX


def measure(run):
    figures = []
    for name, rates, with_start in (("order, notification, paid, ticket", SETTLE_RATES, False),
                                    ("the same with each payment started at the gateway", WHOLE_RATES, True)):
        with run.stack() as stack:
            stack.start_simulator()
            stack.start_ingest(more=PATIENT)
            stack.start_callbacks(more=PATIENT)
            figures += climb(run, stack, name, rates, with_start)
    figures[0].goal = at_least(3_000, "ours", "≥ 3 k")
    return figures


def climb(run, stack, name, rates, with_start):
    """Each rate in turn until one is not kept up with; the highest that was, and the delay there."""
    stages = Stages(run, stack)
    rate_figure = Figure(f"{name}: highest rate kept up", "/s")
    delay_figure = Figure(f"{name}: notification to ticket, p99", "s", goal=at_most(TICKET_SECONDS_MAX, "ours", "≤ 1 s"))
    by_statement = []
    for rate in rates:
        run.progress(f"{name} at {rate}/s")
        try:
            results, delays, used = stages.sample(rate, run.seconds, with_start)
        except Failed as failure:
            rate_figure.notes.append(f"{rate}/s: {failure}")
            break
        missing = sum(delay is None for delay in delays)
        refused = {result["mode"]: {status: count for status, count in result["status"].items() if status[0] != "2"}
                   for result in results if result["mode"] != "feed" and others(result)}
        rate_figure.notes.append(f"{rate}/s: notification to ticket p99 {p99_of(delays):.3f} s, "
                                 f"{missing} of {len(delays)} without a ticket, refused {refused or 'none'}")
        if not sustained(results, delays):
            break
        rate_figure.ours, delay_figure.ours = [rate], [p99_of(delays)]
        by_statement = used.by_statement(len(delays))
        generators = sum(result["cpu_seconds"] for result in results)
        rate_figure.limit = f"at that rate: {cost.told([used.per_piece(len(delays), generators)])}"
    rate_figure.notes += by_statement
    if not rate_figure.ours:
        rate_figure.failure = delay_figure.failure = "not even the lowest rate was kept up; see the notes"
    return [rate_figure, delay_figure]
