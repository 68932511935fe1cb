"""Redis fails over, refuses, stalls, or remembers what nobody finished; replicas die with a request in hand. PostgreSQL has
the last word on every key, so that none of it is heard in an answer."""

import signal
import threading

import psycopg2
import pytest
import requests

from harness.client import new_key
from harness.proxy import RoundRobin
from harness.redis_server import Redis
from harness.together import Meanwhile, together
from harness.waiting import until


@pytest.fixture
def through_proxy(stack):
    """Both replicas reach Redis by an address that a failover moves."""
    way = RoundRobin([stack.redis.port])
    moved = stack.redis.url.replace(f":{stack.redis.port}/", f":{way.port}/")
    for program in stack.ingests:
        program.stop()
        program.start(LUNCHRUSH_REDIS_URL=moved)
    yield way
    way.stop()
    for program in stack.ingests:
        program.stop()


def known_to_redis(program):
    return program.metric("lunchrush_replays_total", **{"from": "redis"})


def test_a_redis_failover_that_loses_keys_changes_no_answer_row_30(stack, store, through_proxy):
    replica = Redis(stack.folder, "redis-replica", password=stack.redis.password)
    replica.start()
    try:
        replica.client().execute_command("CONFIG", "SET", "masterauth", stack.redis.password)
        replica.client().replicaof("127.0.0.1", stack.redis.port)
        until(lambda: replica.client().info("replication")["master_link_status"] == "up", "it is a replica")
        both = {new_key(): None for _ in range(8)}
        for key in both:
            both[key] = store.pos.place(store.order_body("tea"), key=key)
        until(lambda: replica.client().dbsize() == stack.redis.client().dbsize(), "the replica has them")
        replica.client().replicaof("NO", "ONE")  # from here on it hears of nothing
        lost = {new_key(): None for _ in range(8)}
        for key in lost:
            lost[key] = store.pos.place(store.order_body("tea"), key=key)
        stack.redis.kill()
        through_proxy.lead_to([replica.port])
        for key, first in {**both, **lost}.items():
            for number in (0, 1):
                assert store.pos.at(number).place(store.order_body("tea"), key=key).content == first.content
        until(lambda: all("[+]redis" in ready(program) for program in stack.ingests), "the replica is used")
        before = known_to_redis(stack.ingests[0])
        for key, first in both.items():
            assert store.pos.place(store.order_body("tea"), key=key).content == first.content
        assert known_to_redis(stack.ingests[0]) > before, "what the replica has is used"
        assert store.orders_count() == 16
    finally:
        replica.stop()


def ready(program):
    return requests.get(f"{program.admin_url}/readyz?verbose", timeout=5).text


REFUSALS = {
    "out of memory": (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
    "a replica of nobody": (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]),
    "paused": (["CLIENT", "PAUSE", "3000", "ALL"], ["PING"]),  # UNPAUSE would wait as well
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_redis_that_refuses_or_stalls_changes_no_answer_rows_31_32(stack, store, refusal):
    begin, end = REFUSALS[refusal]
    known = new_key()
    first = store.pos.place(store.order_body("tea"), key=known)
    stack.redis.client().execute_command(*begin)
    try:
        for replica in (0, 1):
            assert store.pos.at(replica).place(store.order_body("tea"), key=known).content == first.content
        keys = [new_key() for _ in range(20)]
        answers = together([lambda key=key, replica=replica: store.pos.at(replica).place(store.order_body("tea"), key=key)
                            for key in keys for replica in (0, 1)])
        assert len({answer.json()["order"]["id"] for answer in answers}) == len(keys)
    finally:
        stack.redis.client().execute_command(*end)
    assert store.orders_count() == 21


def test_a_replica_killed_with_an_order_in_hand_keeps_nobody_waiting_for_it_row_34(stack, store):
    """There is no marker to be left behind: the next one with the key places the order, or finds it."""
    key, body = new_key(), store.order_body("tea")
    lost = []

    def first():
        try:
            lost.append(store.pos.at(0).place(body, key=key, expect=None))
        except Exception as failure:  # pylint: disable=broad-except  # its replica is killed
            lost.append(failure)

    with psycopg2.connect(stack.postgres.url) as holder:
        holder.cursor().execute("LOCK TABLE orders IN SHARE MODE")
        worker = threading.Thread(target=first, daemon=True)
        worker.start()
        until(lambda: stack.postgres.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'relation' "
                                           "AND application_name = 'lunchrush-ingest'"), "the order is in hand")
        stack.ingests[0].kill()
        worker.join(10)
        assert isinstance(lost[0], Exception), "an answer of a dead replica"
        holder.rollback()
    answer = store.pos.at(1).place(body, key=key)
    assert store.orders_count() == 1
    stack.ingests[0].start()
    for replica in (0, 1):
        assert store.pos.at(replica).place(body, key=key).content == answer.content


def test_replies_that_come_late_are_nobodys_row_33(stack, store):
    """Redis stops and goes on, again and again: no caller ever reads another's order."""
    orders = {new_key(): ("tea", quantity) for quantity in range(1, 13)}
    first = {key: store.pos.place(store.order_body(line), key=key) for key, line in orders.items()}

    def hiccup():
        stack.redis.process.send(signal.SIGSTOP)
        asked = together([lambda key=key, replica=number % 2: (key, store.pos.at(replica).place(store.order_body(orders[key]), key=key))
                          for number, key in enumerate(orders)])
        stack.redis.process.send(signal.SIGCONT)
        for key, answer in asked:
            assert answer.content == first[key].content

    try:
        with Meanwhile(hiccup) as hiccups:
            until(lambda: hiccups.rounds >= 8 or not hiccups.alive(), "eight hiccups", seconds=60)
    finally:
        stack.redis.process.send(signal.SIGCONT)
    for key, answer in first.items():
        assert store.pos.at(1).place(store.order_body(orders[key]), key=key).content == answer.content
    assert store.orders_count() == len(orders)
