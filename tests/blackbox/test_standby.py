"""A primary whose commits wait for a standby: what is acknowledged is on both, whatever becomes of either, and while it
cannot be on both nothing is acknowledged and nobody waits for long."""

import signal

import pytest
import requests

from harness.client import new_key, problem
from harness.gateways import becomes, started
from harness.ids import uuid_of
from harness.pair import Pair
from harness.places import program as program_path
from harness.stack import Stack
from harness.together import together
from harness.waiting import equals, until

NEVER_MS = "600000"
HURRIED = {"X-Request-Timeout-Ms": "700"}   # a client that does not wait as long as the server would


@pytest.fixture(scope="module")
def stack(request):
    running = Stack(ingests=2, callbacks=1, database=Pair).start()
    yield running
    running.stop()
    if not request.session.testsfailed:
        running.folder.remove()


@pytest.fixture
def patient(stack):
    """Replicas that go on trying when commits do not come back, so that what they answer then can be seen."""
    for program in stack.ingests:
        program.stop()
        program.start(LUNCHRUSH_COMMIT_PATIENCE_MS=NEVER_MS)
    yield
    for program in stack.ingests:
        program.process.kill()  # it may wait for ever


def shut(program):
    return program.metric("lunchrush_postgres_gate_shut") == 1


def tried(call):
    """The answer, or none: what a client knows of a request that came to nothing."""
    try:
        return call()
    except requests.exceptions.RequestException:
        return None


def is_acknowledged(answer):
    return answer is not None and answer.status_code < 300


LOSSES = {"stopped": ("lose_standby", "return_standby"), "frozen": ("freeze_standby", "thaw_standby")}


@pytest.mark.parametrize("loss", LOSSES)
def test_without_its_standby_orders_are_refused_at_once_and_reads_go_on_row_46(stack, simulator, store, loss):
    lose, bring_back = (getattr(stack.postgres, name) for name in LOSSES[loss])
    order = store.placed(store.pos)
    payment = started(store.staff, order, "wechat_native")["id"]
    lose()
    bodies = {new_key(): store.order_body("tea") for _ in range(24)}
    ask = [lambda key=key, body=body, replica=number % 2: store.pos.at(replica).place(body, key=key, expect=None)
           for number, (key, body) in enumerate(bodies.items())]
    for answer in together(ask):
        assert problem(answer)[:2] in ((503, "outcome_unknown"), (503, "unavailable")), answer.text
        assert int(answer.headers["Retry-After"]) > 0
    for program in (*stack.ingests, *stack.callbacks):
        until(lambda program=program: shut(program), f"{program.name} begins no commit", seconds=5)
    waiting = stack.postgres.waiting()
    refused = [program.metric("lunchrush_queue_gate_refused_total") for program in stack.ingests]
    for replica in (0, 1):
        for _ in range(100):
            answer = store.pos.at(replica).place(store.order_body("tea"), expect=503)
            assert answer.json()["code"] == "unavailable" and answer.json()["retryable"] is True
        assert store.pos.at(replica).cancel(order, expect=503).json()["code"] == "unavailable"
        assert stack.ingests[replica].metric("lunchrush_queue_gate_refused_total") == refused[replica] + 101
        # Reads go on, and so the replica stays in its balancer.
        assert store.pos.at(replica).status(order) == "awaiting_payment"
        assert store.pos.at(replica).get(f"/v1/stores/{store.id}/menu").status_code == 200
        ready = requests.get(f"{stack.ingests[replica].admin_url}/readyz?verbose", timeout=5)
        assert ready.status_code == 200 and "[-]standby" in ready.text
    assert stack.postgres.waiting() == waiting and len(waiting) <= 16, "those that were first, and no more"
    simulator.pay(payment)  # its notification is refused, and sent again
    until(lambda: stack.callbacks[0].metric("lunchrush_notifications_unstored_total") > 0, "a notification was refused")
    bring_back()
    until(lambda: store.pos.place(store.order_body("tea"), expect=None).status_code == 201, "orders are taken again", seconds=5)
    for key, body in bodies.items():
        until(lambda key=key, body=body: store.pos.place(body, key=key, expect=None).status_code == 201, "the same key places it")
    assert len({row["idempotency_digest"] for row in stack.postgres.rows(
        "SELECT idempotency_digest FROM orders WHERE store_id = %s", store.id)}) == store.orders_count()
    becomes(store.staff, order, "accepted", seconds=30)


def test_a_replica_told_to_end_while_its_commits_wait_ends_row_46(stack, store):
    leaving = stack.ingests[1]
    stack.postgres.freeze_standby()
    assert store.pos.at(1).place(store.order_body("tea"), expect=None).status_code == 503
    until(lambda: shut(leaving), "it begins no commit")
    leaving.terminate()
    assert leaving.process.ended() == 0
    leaving.start()
    until(lambda: shut(leaving), "whoever starts without a standby finds out before the first order")
    stack.postgres.thaw_standby()
    until(lambda: store.pos.at(1).place(store.order_body("tea"), expect=None).status_code == 201, "orders are taken again", seconds=5)


def cancel_the_wait(postgres):
    for pid in postgres.waiting("ingest"):
        postgres.primary.asked("SELECT pg_cancel_backend(%s)", pid)


def end_the_backend(postgres):
    for pid in postgres.waiting("ingest"):
        postgres.primary.asked("SELECT pg_terminate_backend(%s)", pid)


def restart_the_primary(postgres):
    postgres.restart_primary()


ENDS = {"the wait is cancelled": cancel_the_wait, "its backend is ended": end_the_backend,
        "the primary is restarted": restart_the_primary}


class Unreplicated:
    """Something asked for while the standby is away, whose commit stops waiting for it: done on the primary alone."""

    def __init__(self, stack, ask, is_there, end):
        self._stack, self._ask = stack, ask
        stack.postgres.lose_standby()
        first = []

        def end_its_wait():
            until(lambda: stack.postgres.waiting("ingest"), "the commit waits")
            while not first:  # a second attempt of the same request waits as the first did
                ENDS[end](stack.postgres)
                until(lambda: first or stack.postgres.waiting("ingest"), "answered, or waiting again", seconds=30)

        together([end_its_wait, lambda: first.append(tried(lambda: ask(0)))])
        assert not is_acknowledged(first[0]), first[0].text
        until(is_there, "it is visible, although no standby has it")

    def repeats(self, redis):
        """No repeat is acknowledged either, on any replica."""
        for replica in (0, 1, 0, 1):
            if redis == "flushed":
                self._stack.redis.flush()
            answer = tried(lambda replica=replica: self._ask(replica))
            assert not is_acknowledged(answer), f"acknowledged, and lost: {answer.text}"

    def fail_over(self):
        self._stack.postgres.fail_over()
        self._stack.recovered()


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("redis", [pytest.param("full", marks=pytest.mark.slow), "flushed"])
def test_an_order_no_standby_has_is_never_acknowledged_and_none_that_was_is_missing_row_47(stack, patient, store, redis, end):
    acknowledged = {}
    for number in range(6):
        key = new_key()
        acknowledged[key] = store.pos.at(number % 2).place(store.order_body("tea"), key=key)
    key, body = new_key(), store.order_body()
    unreplicated = Unreplicated(
        stack, lambda replica: store.pos.at(replica).place(body, key=key, expect=None, headers=HURRIED),
        lambda: store.orders_count() == 7, end)
    unreplicated.repeats(redis)
    unreplicated.fail_over()
    assert store.orders_count() == 6
    for known, answer in acknowledged.items():
        assert store.pos.order(answer.json()["order"]["id"])["order"] == answer.json()["order"]
        assert store.pos.at(1).place(store.order_body("tea"), key=known).content == answer.content
    again = store.pos.place(body, key=key)
    assert store.pos.order(again.json()["order"]["id"])
    assert store.orders_count() == 7


def commands(store):
    """{name: (ask(replica, order, key), the order's status and refunds afterwards)}"""
    return {
        "cancel": lambda replica, order, key: store.staff.at(replica).cancel(order, key=key, expect=None, headers=HURRIED),
        "pay in cash": lambda replica, order, key: store.pos.at(replica).post(
            f"/v1/orders/{order}/payments", {"method": "cash"}, key=key, headers=HURRIED),
        "refund": lambda replica, order, key: store.staff.at(replica).post(
            f"/v1/orders/{order}/refunds", {"amount": 100, "reason": "cold"}, key=key, headers=HURRIED),
    }


@pytest.mark.parametrize("end", ["the wait is cancelled", pytest.param("the primary is restarted", marks=pytest.mark.slow)])
@pytest.mark.parametrize("command", ["cancel", *(pytest.param(command, marks=pytest.mark.slow) for command in ("pay in cash", "refund"))])
def test_a_command_no_standby_has_is_never_acknowledged_row_47(stack, patient, store, command, end):
    order, key = store.placed(store.pos), new_key()
    if command == "refund":
        store.pos.start_payment(order, "cash")
    before = story(store, order)
    unreplicated = Unreplicated(stack, lambda replica: commands(store)[command](replica, order, key),
                                lambda: story(store, order) != before, end)
    unreplicated.repeats("full")
    unreplicated.fail_over()
    assert story(store, order) == before
    assert is_acknowledged(commands(store)[command](0, order, key))
    assert story(store, order) != before


def story(store, order):
    view = store.staff.order(order)
    return view["order"]["status"], len(view.get("refunds") or [])


def test_what_redis_remembers_of_an_order_that_a_failover_lost_is_not_acknowledged_row_35(stack, store):
    """Without a synchronous standby a failover loses what was acknowledged (row 49); the loss is not told as a success."""
    database = stack.postgres
    database.primary.asked("ALTER SYSTEM RESET synchronous_standby_names")
    database.primary.asked("SELECT pg_reload_conf()")
    database.lose_standby()
    kept, key, body = store.orders_count(), new_key(), store.order_body()
    ghost = until(lambda: store.pos.place(body, key=key, expect=None), "an order").json()["order"]["id"]
    assert store.pos.at(1).place(body, key=key).json()["order"]["id"] == ghost
    database.fail_over()
    stack.recovered()
    assert store.orders_count() == kept
    for replica in (0, 1):
        again = store.pos.at(replica).place(body, key=key)
        assert again.json()["order"]["id"] != ghost
        assert store.pos.order(again.json()["order"]["id"])
    assert store.orders_count() == kept + 1


def test_nothing_is_placed_on_a_primary_that_was_left_behind_row_50(stack, store):
    """It comes back after a failover, takes itself for the primary, and stands first in everybody's list."""
    database = stack.postgres
    ports = f"{database.primary.port},", f"{database.standby.port}/"
    first_in_list = f"postgresql://lunchrush:{database.primary.password}@127.0.0.1:{ports[0]}127.0.0.1:{ports[1]}lunchrush"
    for program in stack.ingests:
        program.stop()
        program.start(LUNCHRUSH_POSTGRES_URL=first_in_list)
    database.fail_over()
    stack.recovered()
    left_behind = database.standby
    left_behind.start()
    left_behind.asked("ALTER SYSTEM RESET synchronous_standby_names")
    left_behind.asked("SELECT pg_reload_conf()")
    before = left_behind.asked("SELECT count(*) FROM orders")
    acknowledged = []
    for _ in range(5):
        # Not the ones that look: what they have seen is all that the others know.
        database.primary.asked("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lunchrush-ingest'")
        for replica in (0, 1):
            answer = store.pos.at(replica).place(store.order_body("tea"), expect=None, headers=HURRIED)
            assert answer.status_code in (201, 503), answer.text
            acknowledged += [answer.json()["order"]["id"]] if answer.status_code == 201 else []
    assert left_behind.asked("SELECT count(*) FROM orders") == before
    left_behind.stop_at_once()
    stack.recovered()
    for program in stack.ingests:
        program.stop()  # started again with its own list
    assert all(database.value("SELECT count(*) FROM orders WHERE id = %s", uuid_of(order)) for order in acknowledged)


def test_a_standby_takes_no_orders_and_its_replicas_say_that_they_are_not_ready_row_50(stack, store):
    """A replica that knows only a server which takes no writes."""
    program = stack.ingests[1]
    program.stop()
    program.process.start([program_path("ingest")], {**program.settings, "LUNCHRUSH_POSTGRES_URL": stack.postgres.standby.url})
    try:
        until(lambda: requests.get(f"{program.admin_url}/livez", timeout=2).status_code == 200, "it lives")
        assert requests.get(f"{program.admin_url}/readyz", timeout=2).status_code == 503
        assert tried(lambda: store.pos.at(1).place(store.order_body("tea"), expect=None)).status_code in (401, 503)
    finally:
        program.process.stop(signal.SIGTERM)
    equals(lambda: stack.postgres.standby.asked("SELECT pg_is_in_recovery()"), [(True,)], "it is a standby still")
