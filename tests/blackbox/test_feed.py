"""A store's live feed: dense, in order, resumed exactly, the same for every reader at every replica."""

import json

import pytest

from harness.feed import Feed
from harness.gateways import started
from harness.waiting import until


def busy(store, orders=3):
    """So many orders, placed and paid in cash."""
    placed = [store.placed(store.pos, "tea") for _ in range(orders)]
    for order in placed:
        started(store.pos, order, "cash")
    return placed


def ids(events):
    return [int(event.id) for event in events]


def read_from(store, position, count, replica=0):
    with Feed(store.kitchen.at(replica), store.id, last_event_id=position) as feed:
        return feed.until_events(count)


def quiet(stack, store):
    until(lambda: stack.postgres.value("SELECT count(*) FROM outbox_events WHERE store_id = %s", store.id) == 0, "all events relayed")
    return stack.postgres.value("SELECT last_seq FROM feed_positions WHERE store_id = %s", store.id)


def test_a_reader_sees_every_event_of_an_order_in_its_order_without_a_gap(store):
    with Feed(store.kitchen, store.id) as feed:
        feed.until_kind("hello")
        order, = busy(store, 1)
        feed.until_kind("ticket.queued", order)
        events = feed.numbered()
    assert ids(events) == list(range(int(events[0].id), int(events[0].id) + len(events)))
    assert all(event.data["seq"] == int(event.id) and event.data["kind"] == event.kind for event in events)
    kinds = [event.kind for event in events if event.data["order_id"] == order]
    assert kinds.index("order.awaiting_payment") < kinds.index("order.accepted") < kinds.index("ticket.queued") + 1


def test_a_reader_that_comes_back_goes_on_exactly_where_it_was(stack, store):
    busy(store)
    last = quiet(stack, store)
    everything = read_from(store, 0, last)
    assert ids(everything) == list(range(1, last + 1))
    for position in (1, last // 2, last - 1):
        rest = read_from(store, position, last - position, replica=position % 2)
        assert ids(rest) == list(range(position + 1, last + 1))
        assert [event.data for event in rest] == [event.data for event in everything[position:]]


def test_two_readers_at_two_replicas_see_the_same(store):
    with Feed(store.kitchen, store.id, last_event_id=0) as one, Feed(store.kitchen.at(1), store.id, last_event_id=0) as two:
        orders = busy(store)
        for feed in (one, two):
            feed.until_kind("ticket.queued", orders[-1])
        count = min(len(one.numbered()), len(two.numbered()))
        assert [event.data for event in one.numbered()[:count]] == [event.data for event in two.numbered()[:count]]


def test_a_feed_goes_on_without_redis(stack, store):
    stack.redis.kill()
    with Feed(store.kitchen, store.id, last_event_id=0) as feed:
        order, = busy(store, 1)
        feed.until_kind("ticket.queued", order)


def test_a_position_in_the_query_serves_those_who_cannot_send_the_header(stack, store):
    busy(store, 1)
    last = quiet(stack, store)
    with Feed(store.kitchen, store.id, params={"after": last - 1}) as feed:
        assert ids(feed.until_events(1)) == [last]


def test_who_asks_for_what_never_was_is_told_to_begin_anew(stack, store):
    busy(store, 1)
    last = quiet(stack, store)
    with Feed(store.kitchen, store.id, last_event_id=10**12) as feed:
        reset = feed.until_kind("reset")
        assert int(reset.id) == last == reset.data["last_seq"]
        order, = busy(store, 1)
        feed.until_kind("ticket.queued", order)
        assert ids(feed.numbered())[0] == last + 1


def test_who_asks_for_what_is_no_longer_kept_is_told_to_begin_anew(stack, store):
    busy(store, 2)
    last = quiet(stack, store)
    kept = stack.postgres.rows("DELETE FROM feed WHERE store_id = %s AND last_seq <= 2 RETURNING *", store.id)
    with Feed(store.kitchen.at(1), store.id, last_event_id=0) as feed:
        assert int(feed.until_kind("reset").id) == last
    for row in kept:  # the invariants look at the whole feed afterwards
        stack.postgres.rows("INSERT INTO feed SELECT * FROM jsonb_to_record(%s::jsonb) AS r(store_id bigint, last_seq bigint, "
                            "at timestamptz, kinds text[], order_ids uuid[], versions integer[], data text[])",
                            json.dumps(row, default=str))


NONSENSE = ["-1", "abc", "1.5", "99999999999999999999", "1 2", ""]


@pytest.mark.parametrize("position", NONSENSE)
def test_a_position_that_is_none_is_refused(store, position):
    answer = store.kitchen.get(f"/v1/stores/{store.id}/events", headers={"Last-Event-ID": position}, expect=400)
    assert answer.json()["errors"][0]["pointer"] == "Last-Event-ID"


def test_a_stream_says_how_long_to_wait_and_keeps_proxies_from_holding_it_back(store):
    with Feed(store.kitchen, store.id) as feed:
        feed.until_kind("hello")
        assert 1000 <= feed.retry_ms <= 4000
        assert feed.headers["Content-Type"].startswith("text/event-stream")
        assert feed.headers["X-Accel-Buffering"] == "no" and feed.headers["Cache-Control"] == "no-store"


def test_each_reader_reads_the_own_store_only(store, new_store):
    other = new_store()
    with Feed(store.kitchen, store.id, last_event_id=0) as feed:
        busy(other, 1)
        order, = busy(store, 1)
        feed.until_kind("ticket.queued", order)
        assert {event.data["order_id"] for event in feed.numbered()} == {order}
    assert Feed(other.kitchen, store.id).status == 404


def test_a_feed_says_when_it_is_stale_and_when_it_is_fresh_again(stack, store):
    with Feed(store.kitchen, store.id) as feed:
        feed.until_kind("hello")
        stack.postgres.stop_at_once()
        feed.until_kind("stale", seconds=15)
        stack.postgres.start()
        feed.until_kind("fresh", seconds=15)
        stack.recovered()
        order, = busy(store, 1)
        feed.until_kind("ticket.queued", order)
