"""What a guest's page is told without asking: that the menu or one of his own orders changed, and nothing else."""

from harness.feed import Feed
from harness.gateways import started
from harness.waiting import until


def hints(store, guest, *orders, replica=0):
    return Feed(guest.at(replica), store.id, params=[("order_id", order) for order in orders], of="guest/events")


def told(feed):
    return [event for event in feed.events if event.kind == "order"]


def until_told(feed, kind):
    until(lambda: kind in [event.data["kind"] for event in told(feed)], f"{kind} among the hints")
    return told(feed)


def test_a_guest_is_told_of_every_step_of_his_order_and_reads_what_it_is(store, guest):
    order = store.placed(guest, "tea")
    with hints(store, guest, order) as feed:
        feed.until_kind("hello")
        started(store.pos, order, "cash")
        heard = until_told(feed, "order.accepted")
    assert {event.data["order_id"] for event in heard} == {order}
    assert all(set(event.data) == {"order_id", "kind"} and event.id is None for event in heard)
    assert guest.order(order)["order"]["status"] == "accepted"


def test_a_guest_is_told_that_the_menu_changed_with_or_without_an_order(store, guest):
    with hints(store, guest) as feed:
        feed.until_kind("hello")
        store.pos.call("PATCH", f"/v1/stores/{store.id}/menu/availability", {"changes": [{"sku": "tea", "sold_out": True}]}, expect=200)
        assert feed.until_kind("menu").data == {"version": 2}


def test_a_guest_learns_nothing_of_what_others_order(store, guest):
    order = store.placed(guest, "tea")
    with hints(store, guest, order, replica=1) as feed:
        feed.until_kind("hello")
        others = store.placed(store.guest(), "tea")
        started(store.pos, others, "cash")
        started(store.pos, order, "cash")
        assert {event.data["order_id"] for event in until_told(feed, "ticket.queued")} == {order}
        assert feed.events[0].kind == "hello" and set(feed.events[0].data) == {"server_time"}


def test_others_orders_and_what_is_none_are_not_found(store, guest, new_store):
    others = store.placed(store.guest(), "tea")
    elsewhere = new_store()
    for order in (others, elsewhere.placed(elsewhere.guest(), "tea"), "ord_nonsense", ""):
        guest.get(f"/v1/stores/{store.id}/guest/events", params={"order_id": order}, expect=404)


def test_eleven_orders_are_too_many(store, guest):
    order = store.placed(guest, "tea")
    answer = guest.get(f"/v1/stores/{store.id}/guest/events", params=[("order_id", order)] * 11, expect=400)
    assert answer.json()["errors"][0]["pointer"] == "order_id"


def test_a_guests_stream_ends_with_a_word_when_its_replica_drains(stack, store, guest):
    with hints(store, guest, replica=1) as feed:
        feed.until_kind("hello")
        stack.ingests[1].terminate()
        assert feed.until_kind("reconnect").data["delay_ms"] >= 1_000
        until(lambda: feed.ended, "the stream ended")
    assert stack.ingests[1].process.ended() == 0
