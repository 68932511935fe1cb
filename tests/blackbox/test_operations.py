"""What operators see and do: health, metrics, memory, logs, traces, draining, rolling restarts."""

import json
import time

import pytest
import requests

from harness.client import new_key
from harness.feed import Feed
from harness.together import together
from harness.waiting import until

INGEST_AT_REST_KB = 60 * 1024


def health(program, page):
    return requests.get(f"{program.admin_url}/{page}", timeout=5)


@pytest.mark.parametrize("page", ["livez", "readyz", "startupz"])
def test_every_program_says_that_it_is_well(stack, page):
    for program in (*stack.ingests, *stack.callbacks, stack.simulator):
        assert health(program, page).status_code == 200, program.name


def test_without_its_database_a_program_lives_and_is_not_ready_and_recovers_by_itself_row_38(stack, store):
    stack.postgres.stop_at_once()
    for program in (*stack.ingests, *stack.callbacks):
        until(lambda program=program: health(program, "readyz").status_code == 503, f"{program.name} is not ready")
        assert health(program, "livez").status_code == 200
    answer = store.pos.place(store.order_body(), expect=503)
    assert answer.json()["retryable"] is True
    stack.postgres.start()
    for program in (*stack.ingests, *stack.callbacks):
        until(lambda program=program: health(program, "readyz").status_code == 200, f"{program.name} is ready again")
    until(lambda: store.pos.place(store.order_body(), expect=None).status_code == 201, "orders are taken again", seconds=5)


def test_without_redis_every_program_stays_ready_and_says_so_row_36(stack, store):
    stack.redis.kill()
    for program in stack.ingests:
        until(lambda program=program: "[-]redis" in health(program, "readyz?verbose").text, "the loss of Redis is seen")
        assert health(program, "readyz").status_code == 200
    store.pos.place(store.order_body())


def test_metrics_count_what_happens(stack, store, guest):
    ingest = stack.ingests[0]
    before = ingest.metric("lunchrush_orders_committed_total")
    guest.place(store.order_body())
    after = ingest.metric("lunchrush_orders_committed_total")
    assert after == before + 1
    for program in (*stack.ingests, *stack.callbacks, stack.simulator):
        text = health(program, "metrics").text
        assert "# TYPE" in text and "# HELP" in text, program.name


def test_ingest_at_rest_stays_under_60_mb_row_5(stack):
    stack.ingests[1].stop()
    stack.ingests[1].start()
    assert stack.ingests[1].process.resident_kb() < INGEST_AT_REST_KB


def test_a_request_is_one_line_of_json_in_the_log_with_its_trace_and_without_secrets(stack, store, guest):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = guest.place(store.order_body(note="canary-in-a-note"), headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    log = stack.ingests[0].process.log
    line = until(lambda: next((line for line in log.read_text().splitlines() if trace in line), None), "the line in the log")
    fields = json.loads(line)
    assert (fields["route"], fields["status"], fields["request_id"]) == ("create_order", 201, answer.headers["X-Request-Id"])
    for secret in (guest.token, store.pos.token.rsplit("_", 1)[1], stack.secret.token_secret, "canary-in-a-note"):
        assert secret not in log.read_text()


BAD_TRACES = ["", "00-0-0-0", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "ff-" + "1" * 32 + "-" + "1" * 16 + "-01", "nonsense"]


@pytest.mark.parametrize("trace", BAD_TRACES)
def test_a_bad_traceparent_is_not_an_error(store, guest, trace):
    guest.place(store.order_body(), headers={"traceparent": trace})


def test_a_draining_replica_loses_no_request_and_sends_its_readers_elsewhere_row_2(stack, store):
    leaving = stack.ingests[1]
    acknowledged, stop_at = [], []

    def order_until_it_is_gone():
        """As a client behind a balancer: the same key at the other replica when this one is gone."""
        while not stop_at or time.monotonic() < stop_at[0]:
            key = new_key()
            for replica in (1, 0):
                try:
                    answer = store.kiosk.at(replica).place(store.order_body("tea"), key=key, expect=None)
                except requests.exceptions.ConnectionError:
                    continue
                if answer.status_code != 503:
                    acknowledged.append((answer.status_code, key))
                    break

    def leave():
        until(lambda: len(acknowledged) >= 20, "requests are in flight")
        leaving.terminate()
        assert leaving.process.ended() == 0
        stop_at.append(time.monotonic())

    with Feed(store.kitchen.at(1), store.id) as feed:
        feed.until_kind("hello")
        together([leave, *[order_until_it_is_gone] * 6])
        farewell = feed.until_kind("reconnect")
        assert farewell.data["delay_ms"] > 0
    assert {status for status, _ in acknowledged} == {201}
    assert store.orders_count() == len(acknowledged)


def test_a_draining_replica_is_not_ready_while_it_still_serves_row_2(stack, store):
    leaving = stack.ingests[1]
    caller = store.pos.at(1)
    caller.place(store.order_body())
    leaving.terminate()
    until(lambda: health(leaving, "readyz").status_code == 503, "not ready", seconds=5)
    caller.place(store.order_body())
    assert leaving.process.ended() == 0


def test_replicas_restarted_one_after_the_other_under_load_fail_nobody_after_one_retry_row_2(stack, store):
    done = []

    def order_again_and_again():
        while not done:
            key, first = new_key(), len(done)
            for replica in (first % 2, 1, 0):
                try:
                    answer = store.kiosk.at(replica).place(store.order_body("tea"), key=key, expect=None)
                except requests.exceptions.ConnectionError:
                    continue
                if answer.status_code == 201:
                    break
            else:
                raise AssertionError("an order failed at both replicas")

    def restart_each():
        try:
            for program in stack.ingests:
                program.terminate()
                assert program.process.ended() == 0
                program.start()
        finally:
            done.append(True)

    together([restart_each, *[order_again_and_again] * 4])
    assert store.orders_count() > 0
