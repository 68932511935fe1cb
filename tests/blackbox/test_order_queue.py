"""Where a guest's order stands in the kitchen: how many are made before it, and when it may be ready."""

import pytest

from harness.feed import Feed
from harness.gateways import started
from harness.together import together
from harness.waiting import equals, until


def accepted(store, by, *lines):
    order = store.placed(by, *lines)
    started(store.pos, order, "cash")
    return order


def queue(caller, order, replica=0):
    return caller.at(replica).get(f"/v1/orders/{order}/queue").json()


def ahead(caller, order, wanted, replica=0):
    """The service answers for two seconds what it read."""
    equals(lambda: queue(caller, order, replica)["ahead"], wanted, "so many are ahead")


def bump(store, order, *commands, station=None):
    for ticket in store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]:
        if ticket["order_id"] == order and station in (None, ticket["station"]):
            for command in commands:
                store.kitchen.post(f"/v1/tickets/{ticket['id']}/{command}", {}, expect=200)


def took(stack, store, station, seconds, tickets):
    """As if so many tickets of today had taken about so long, and a fifth as many an hour."""
    stack.postgres.rows("INSERT INTO kitchen_speed (store_id, slot, station, seconds, tickets) VALUES (%s, now(), %s, %s, %s), (%s, now(), %s, 3600, %s)",
                        store.id, station, seconds, tickets, store.id, station, tickets // 5)


def test_a_guest_sees_the_orders_before_his_at_his_stations_go_by(store, new_store):
    elsewhere = new_store()
    guest = store.guest()
    first = accepted(store, store.pos, "gongbao", "tea")
    second = accepted(store, store.pos, "tea")
    accepted(elsewhere, elsewhere.pos, "tea")
    third = accepted(store, store.pos, "rice")  # a station of its own: not before him
    mine = accepted(store, guest, "gongbao", "tea")
    behind = accepted(store, store.guest(), "tea")
    ahead(guest, mine, 2)
    told = queue(guest, mine)
    assert (told["order_id"], told["status"]) == (mine, "accepted") and "ready_in_seconds" not in told and told["server_time"]
    bump(store, first, "start")
    bump(store, third, "done")
    bump(store, first, "done", station="bar")
    ahead(guest, mine, 2)  # its other dish is still in the wok
    bump(store, first, "done", station="wok")
    ahead(guest, mine, 1)
    bump(store, mine, "done", station="bar")
    ahead(guest, mine, 0, replica=1)  # what is at the bar is no longer in his way
    assert queue(guest, mine, replica=1)["status"] == "preparing"
    ahead(store.kitchen, behind, 1)
    bump(store, second, "done")
    ahead(store.kitchen, behind, 0)


def test_an_order_that_came_after_the_queue_was_read_has_its_place_too(stack, store):
    took(stack, store, "wok", 400, 10)
    guest = store.guest()
    first = accepted(store, guest)
    queue(guest, first)
    mine = accepted(store, guest)
    told = queue(guest, mine)
    assert told["ahead"] == 1 and 400 <= told["ready_in_seconds"] <= 410


def test_how_long_it_may_take_is_what_four_of_five_of_today_took_less_what_it_has_waited(stack, store):
    took(stack, store, "wok", 400, 10)
    took(stack, store, "bar", 90, 10)
    guest = store.guest()
    mine = accepted(store, guest, "gongbao", "tea")
    assert 400 <= queue(guest, mine)["ready_in_seconds"] <= 410
    stack.postgres.rows("UPDATE tickets SET queued_at = queued_at - interval '200 seconds' WHERE store_id = %s", store.id)
    until(lambda: 190 <= queue(guest, mine)["ready_in_seconds"] <= 210, "what it has waited is gone")
    bump(store, mine, "done", station="wok")
    equals(lambda: queue(guest, mine)["ready_in_seconds"], 60, "not sooner than a minute while it is not ready")


@pytest.mark.parametrize("tickets,known", [(4, False), (5, True)])
def test_a_station_that_has_made_little_today_promises_nothing(stack, store, tickets, known):
    stack.postgres.rows("INSERT INTO kitchen_speed (store_id, slot, station, seconds, tickets) VALUES (%s, now(), 'wok', 300, %s)", store.id, tickets)
    took(stack, store, "bar", 90, 10)
    mine = accepted(store, store.pos, "gongbao", "tea")
    assert ("ready_in_seconds" in queue(store.pos, mine)) is known


def test_what_is_not_in_the_kitchen_waits_for_nobody(stack, store):
    took(stack, store, "wok", 300, 10)
    accepted(store, store.pos)
    guest = store.guest()
    waiting = store.placed(guest)
    cancelled = accepted(store, guest)
    store.staff.cancel(cancelled)
    ready, served = accepted(store, guest), accepted(store, guest)
    bump(store, ready, "done")
    bump(store, served, "done", "serve")
    for order, status in ((waiting, "awaiting_payment"), (cancelled, "cancelled"), (ready, "ready"), (served, "completed")):
        equals(lambda order=order: queue(guest, order)["status"], status, "what it is now")
        told = queue(guest, order)
        assert told["ahead"] == 0 and "ready_in_seconds" not in told


def test_another_guests_order_is_not_there(store):
    mine = accepted(store, store.guest())
    assert queue(store.pos, mine)["ahead"] == 0  # it is known to this replica by now
    store.guest().get(f"/v1/orders/{mine}/queue", expect=404)


def test_however_many_ask_the_store_is_read_a_few_times_only(stack, store):
    guest = store.guest()
    mine = accepted(store, guest)

    def counted(how):
        return stack.ingests[0].metric("lunchrush_kitchen_queues_total", **{"from": how})
    read, shared = counted("read"), counted("shared")
    answers = together([lambda: queue(guest, mine) for _ in range(32)])
    assert {answer["ahead"] for answer in answers} == {0}
    assert counted("read") - read + counted("shared") - shared == 32
    assert counted("shared") > shared


def test_that_the_kitchen_did_others_is_hinted_without_saying_what(store):
    guest = store.guest()
    first = accepted(store, store.pos)
    mine = accepted(store, guest)
    with Feed(guest, store.id, params=[("order_id", mine)], of="guest/events") as feed, \
            Feed(guest, store.id, of="guest/events") as without_an_order:
        feed.until_kind("hello")
        without_an_order.until_kind("hello")
        bump(store, first, "done")
        assert feed.until_kind("kitchen").data == {}
        store.pos.call("PATCH", f"/v1/stores/{store.id}/menu/availability", {"changes": [{"sku": "tea", "sold_out": True}]}, expect=200)
        without_an_order.until_kind("menu")
        assert {event.kind for event in without_an_order.events} == {"hello", "menu"}
