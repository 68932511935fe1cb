"""Returned dishes (退菜): a refund that names lines takes them from the kitchen's tickets, tells the feed, and the order follows."""

import pytest

from harness.client import new_key, problem
from harness.feed import Feed
from harness.gateways import becomes, refunds_of, started
from harness.together import together
from harness.waiting import equals

LUNCH = ({"sku": "gongbao", "quantity": 3}, "tea", {"sku": "lunch_set", "quantity": 2})  # wok, bar, wok and rice


def line(number, quantity=1):
    return {"line": number, "quantity": quantity}


def paid(store, *lines):
    order = store.placed(store.pos, *(lines or LUNCH))
    started(store.pos, order, "cash")
    return order


def tickets(store, order):
    """By station, served and voided ones too."""
    day = store.pos.order(order)["order"]["business_date"]
    items = store.kitchen.get(f"/v1/stores/{store.id}/tickets", params={"business_date": day}).json()["items"]
    return {ticket["station"]: ticket for ticket in items if ticket["order_id"] == order}


def dishes(ticket):
    """(sku, left, returned) of each, in its place."""
    return [(item["sku"], item["quantity"], item.get("returned", 0)) for item in ticket["items"]]


def bump(store, ticket, *commands):
    for command in commands:
        store.kitchen.post(f"/v1/tickets/{ticket['id']}/{command}", expect=200)


def returned_lines(caller, order):
    return [each.get("returned", 0) for each in caller.order(order)["order"]["lines"]]


def test_a_returned_dish_leaves_its_ticket_and_the_feed_tells_it_once(store):
    order = paid(store)
    before = tickets(store, order)
    with Feed(store.kitchen, store.id) as feed:
        feed.until_kind("hello")
        store.staff.refund(order, 2200, lines=[line(0)])
        told = feed.until_kind("ticket.changed", order)
        feed.until_kind("refund.requested", order)
        wok = tickets(store, order)["wok"]
        of_tickets = [event.kind for event in feed.numbered() if event.kind.startswith("ticket.")]
        assert [kind for kind in of_tickets if kind != "ticket.queued"] == ["ticket.changed"]
    assert dishes(wok) == [("gongbao", 2, 1), ("gongbao", 2, 0)]
    assert (wok["status"], wok["version"]) == ("queued", before["wok"]["version"] + 1)
    assert told.data["version"] == wok["version"]
    assert told.data["data"] == wok  # the feed shows the ticket as the list does
    after = tickets(store, order)
    assert {station: after[station] for station in ("bar", "rice")} == {station: before[station] for station in ("bar", "rice")}
    assert returned_lines(store.staff, order) == [1, 0, 0]


def test_the_parts_of_a_set_go_with_it(store):
    order = paid(store)
    store.staff.refund(order, 3200, lines=[line(2)])
    shown = tickets(store, order)
    assert dishes(shown["wok"]) == [("gongbao", 3, 0), ("gongbao", 1, 1)]
    assert dishes(shown["rice"]) == [("rice", 2, 2)]
    assert returned_lines(store.staff, order) == [0, 0, 1]


def test_who_ordered_and_who_lists_or_searches_sees_what_was_returned(store, guest):
    order = store.placed(guest, "gongbao", "tea")
    started(store.pos, order, "cash")
    assert "returned" not in guest.order(order)["order"]["lines"][0]
    tag = guest.get(f"/v1/orders/{order}").headers["ETag"]
    store.staff.refund(order, 800, lines=[line(1)])
    assert guest.get(f"/v1/orders/{order}").headers["ETag"] != tag
    assert returned_lines(guest, order) == [0, 1]
    listed = store.staff.get("/v1/orders", params={"store_id": store.id}).json()["items"][0]
    found = store.staff.get(f"/v1/stores/{store.id}/search", params={"number": order}).json()["items"][0]["order_view"]
    for view in (listed, found):
        assert [each.get("returned", 0) for each in view["order"]["lines"]] == [0, 1]


def test_the_same_key_returns_once_and_another_line_is_another_request(store):
    order = paid(store)
    key = new_key()
    answers = together([lambda replica=number % 2: store.staff.at(replica).refund(order, 500, key=key, lines=[line(0)])
                        for number in range(6)])
    assert len({answer.content for answer in answers}) == 1
    late = store.staff.refund(order, 500, key=key, lines=[line(0)])
    assert late.headers["Idempotent-Replayed"] == "true"
    assert returned_lines(store.staff, order) == [1, 0, 0]
    for other in ([line(0, 2)], [line(1)], []):
        assert problem(store.staff.refund(order, 500, key=key, lines=other, expect=422))[1] == "idempotency_key_reused"
    assert tickets(store, order)["wok"]["version"] == 2


def test_of_many_who_return_the_last_dish_as_many_do_as_there_are(store):
    order = paid(store)
    answers = together([lambda replica=number % 2: store.staff.at(replica).post(
        f"/v1/orders/{order}/refunds", {"amount": 100, "reason": "cold", "lines": [line(0)]}, key=new_key()) for number in range(8)])
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [400] * 5
    assert dishes(tickets(store, order)["wok"])[0] == ("gongbao", 0, 3)


BAD = [([line(0, 4)], "/lines/0/quantity"), ([line(1), line(0, 2), line(0, 2)], "/lines/2/quantity"), ([line(3)], "/lines/0/line"),
       ([line(0, 0)], "/lines/0/quantity"), ([line(-1)], "/lines/0/line"), ([{"quantity": 1}], "/lines/0/line"),
       ([{"line": 0}], "/lines/0/quantity"), ([line(0)] * 101, "/lines")]


@pytest.mark.parametrize("lines,pointer", BAD)
def test_lines_that_cannot_be_returned_are_refused_with_a_pointer_and_nothing_happens(store, lines, pointer):
    order = paid(store)
    assert problem(store.staff.refund(order, 100, lines=lines, expect=400)) == (400, "invalid_request", pointer)
    assert refunds_of(store.staff, order) == [] and tickets(store, order)["wok"]["version"] == 1


def test_all_dishes_are_not_returned_the_order_is_cancelled_instead(store):
    order = paid(store, "gongbao", "tea")
    refused = store.staff.refund(order, 3000, lines=[line(0), line(1)], expect=409)
    assert problem(refused)[1] == "state_conflict" and "cancel" in refused.json()["detail"]
    store.staff.refund(order, 800, lines=[line(1)])
    assert problem(store.staff.refund(order, 100, lines=[line(0)], expect=409))[1] == "state_conflict"
    assert len(refunds_of(store.staff, order)) == 1
    store.staff.cancel(order)
    equals(lambda: store.staff.order(order)["payment_intent"]["status"], "refunded", "the rest of the money")


def test_a_ticket_that_nothing_is_left_of_is_voided_and_the_order_follows_the_rest(store):
    order = paid(store, "gongbao", "tea")
    shown = tickets(store, order)
    bump(store, shown["wok"], "done")
    assert store.pos.status(order) == "preparing"
    with Feed(store.kitchen, store.id) as feed:
        feed.until_kind("hello")
        store.staff.refund(order, 800, lines=[line(1)])
        voided = feed.until_kind("ticket.voided", order)
        feed.until_kind("order.ready", order)
        assert "ticket.changed" not in [event.kind for event in feed.events]
    assert dishes(voided.data["data"]) == [("tea", 0, 1)]
    assert store.pos.status(order) == "ready"
    assert [ticket["station"] for ticket in store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]] == ["wok"]
    bump(store, shown["wok"], "serve")
    assert store.pos.status(order) == "completed"


def test_a_plate_that_came_back_is_marked_and_its_ticket_stays_served(store):
    order = paid(store, "gongbao", "tea")
    shown = tickets(store, order)
    for ticket in shown.values():
        bump(store, ticket, "done", "serve")
    store.staff.refund(order, 800, lines=[line(1)])
    bar = tickets(store, order)["bar"]
    assert (bar["status"], dishes(bar)) == ("served", [("tea", 0, 1)])
    assert store.pos.status(order) == "completed"
    assert problem(store.kitchen.post(f"/v1/tickets/{bar['id']}/recall", expect=409))[1] == "state_conflict"


def test_a_cook_who_has_not_seen_the_return_does_not_bump_past_it(store):
    order = paid(store)
    wok = tickets(store, order)["wok"]
    store.staff.refund(order, 100, lines=[line(0)])
    meant = {"If-Match": f'"v{wok["version"]}"'}
    assert problem(store.kitchen.post(f"/v1/tickets/{wok['id']}/done", headers=meant, expect=412))[1] == "precondition_failed"


def test_the_audit_says_which_dishes(store):
    order = paid(store)
    store.staff.refund(order, 2800, lines=[line(0), line(2, 1)])
    store.staff.refund(order, 1)
    acts = [act["detail"] for act in store.staff.get(f"/v1/stores/{store.id}/audit").json()["items"] if act["act"] == "refund.requested"]
    assert [act.get("returned") for act in acts] == [None, "0: 1 × 宫保鸡丁, 2: 1 × 午市套餐"]


@pytest.mark.parametrize("method", ["wechat_native", "alipay_precreate"])
def test_dishes_and_money_of_a_gateway_go_back_together(simulator, store, guest, method):
    order = store.placed(guest, "gongbao", "tea")
    payment = started(guest, order, method)["id"]
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    store.staff.refund(order, 800, lines=[line(1)])
    equals(lambda: [refund["status"] for refund in refunds_of(guest, order)], ["succeeded"], "the refund")
    assert returned_lines(guest, order) == [0, 1]


def test_of_a_postpaid_order_dishes_are_returned_after_payment_only(store):
    order = store.placed(store.pos, "gongbao", "tea", payment_timing="postpay")
    assert problem(store.staff.refund(order, 800, lines=[line(1)], expect=409))[1] == "state_conflict"
    started(store.pos, order, "cash")
    store.staff.refund(order, 800, lines=[line(1)])
    assert returned_lines(store.staff, order) == [0, 1]


def test_of_a_cancelled_order_nothing_is_returned(store):
    order = paid(store)
    store.staff.cancel(order)
    assert problem(store.staff.refund(order, 1, lines=[line(0)], expect=409))[1] in ("state_conflict", "refund_exceeds_payment")
    assert dishes(tickets(store, order)["wok"])[0] == ("gongbao", 3, 0)
