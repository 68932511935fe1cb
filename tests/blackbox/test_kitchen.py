"""The kitchen: tickets, what is done to them, and the order that follows."""

import pytest

from harness.client import problem
from harness.gateways import started
from harness.ids import wire_id
from harness.together import together


def accepted(store, *lines):
    order = store.placed(store.pos, *lines)
    started(store.pos, order, "cash")
    return order


def tickets(store, **query):
    return store.kitchen.get(f"/v1/stores/{store.id}/tickets", params=query).json()["items"]


def bump(store, ticket, command, expect=200, replica=0, **more):
    return store.kitchen.at(replica).post(f"/v1/tickets/{ticket}/{command}", expect=expect, **more)


def test_a_ticket_says_what_its_station_has_to_make(store):
    accepted(store, {"sku": "gongbao", "quantity": 2, "options": ["less_spicy"], "note": "不要花生"}, "tea", "lunch_set")
    by_station = {ticket["station"]: ticket for ticket in tickets(store)}
    assert set(by_station) == {"wok", "bar", "rice"}
    wok = by_station["wok"]["items"]
    assert [(item["sku"], item["quantity"], item["options"], item["note"], item["part_of"]) for item in wok] == [
        ("gongbao", 2, ["微辣"], "不要花生", ""), ("gongbao", 1, [], "", "午市套餐")]
    assert by_station["rice"]["items"][0]["quantity"] == 2


def test_an_order_follows_its_tickets_from_the_wok_to_the_table(store):
    order = accepted(store, "gongbao", "tea")
    wok, bar = sorted(tickets(store), key=lambda ticket: ticket["station"], reverse=True)
    steps = [(wok, "start", "preparing"), (bar, "start", "preparing"), (bar, "done", "preparing"), (wok, "done", "ready"),
             (wok, "serve", "ready"), (bar, "serve", "completed")]
    for number, (ticket, command, status) in enumerate(steps):
        answer = bump(store, ticket["id"], command, replica=number % 2)
        assert answer.json()["ticket"]["id"] == ticket["id"]
        assert store.pos.status(order) == status, (command, status)
    assert tickets(store) == []


def test_a_recalled_ticket_brings_its_order_back(store):
    order = accepted(store)
    ticket = tickets(store)[0]["id"]
    for command, status in (("done", "ready"), ("recall", "preparing"), ("done", "ready"), ("serve", "completed"), ("recall", "preparing")):
        bump(store, ticket, command)
        assert store.pos.status(order) == status, command


def test_a_command_given_twice_is_one_command(store):
    order = accepted(store)
    ticket = tickets(store)[0]["id"]
    answers = together([lambda replica=number % 2: bump(store, ticket, "done", replica=replica) for number in range(10)])
    assert {answer.json()["ticket"]["status"] for answer in answers} == {"done"}
    done = [item for item in store.staff.get(f"/v1/orders/{order}/timeline").json()["items"]
            if item["object"] == "ticket" and item["to"] == "done"]
    assert len(done) == 1


def test_a_command_for_a_version_of_a_ticket_does_not_touch_a_later_one(store):
    """A bump that is repeated below the screen, after a colleague's recall."""
    accepted(store)
    ticket = tickets(store)[0]["id"]
    meant = {"If-Match": f'"v{tickets(store)[0]["version"]}"'}
    assert bump(store, ticket, "done", headers=meant).headers["ETag"] != meant["If-Match"]
    recalled = bump(store, ticket, "recall")
    assert problem(bump(store, ticket, "done", headers=meant, expect=412))[1] == "precondition_failed"
    assert tickets(store)[0]["status"] == "started"
    bump(store, ticket, "done", headers={"If-Match": recalled.headers["ETag"]})


NOT_NOW = [("queued", "serve"), ("queued", "recall"), ("done", "start"), ("served", "start"), ("served", "done")]


@pytest.mark.parametrize("status,command", NOT_NOW)
def test_what_cannot_be_done_to_a_ticket_is_refused_and_changes_nothing(store, status, command):
    accepted(store)
    ticket = tickets(store)[0]["id"]
    for step in {"queued": [], "done": ["done"], "served": ["done", "serve"]}[status]:
        bump(store, ticket, step)
    assert problem(bump(store, ticket, command, expect=409))[1] == "state_conflict"
    day = store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()
    assert all(each["status"] == status for each in day["items"])


def test_a_ticket_of_others_and_a_command_that_is_none_are_not_found(store, new_store):
    other = new_store()
    accepted(other)
    theirs = tickets(other)[0]["id"]
    bump(store, theirs, "done", expect=404)
    bump(store, wire_id("tkt", "0" * 32), "done", expect=404)
    accepted(store)
    bump(store, tickets(store)[0]["id"], "eat", expect=404)


def test_a_station_sees_its_own_tickets_and_a_day_shows_all_of_them(store):
    accepted(store, "gongbao", "tea")
    order = accepted(store, "tea")
    assert [ticket["station"] for ticket in tickets(store, station="wok")] == ["wok"]
    served = next(ticket["id"] for ticket in tickets(store) if ticket["order_id"] == order)
    for command in ("done", "serve"):
        bump(store, served, command)
    day = store.pos.order(order)["order"]["business_date"]
    assert served not in [ticket["id"] for ticket in tickets(store)]
    assert served in [ticket["id"] for ticket in tickets(store, business_date=day)]


def test_pages_of_tickets_show_each_once_in_the_order_they_came(store):
    for _ in range(5):
        accepted(store, "tea")
    path, token, seen = f"/v1/stores/{store.id}/tickets", "", []
    while True:
        page = store.kitchen.get(path, params={"page_size": 2, "page_token": token}).json()
        seen += [ticket["pickup_number"] for ticket in page["items"]]
        token = page["next_page_token"]
        if not token:
            break
    assert seen == sorted(seen, key=int) and len(set(seen)) == 5


def test_pickup_numbers_are_short_and_given_once_a_day_even_when_many_are_accepted_at_once(store):
    orders = [store.placed(store.pos, "tea") for _ in range(16)]
    together([lambda order=order, replica=number % 2: started(store.pos.at(replica), order, "cash")
              for number, order in enumerate(orders)])
    numbers = [store.pos.order(order)["order"]["pickup_number"] for order in orders]
    assert len(set(numbers)) == len(orders) and all(len(number) <= 4 for number in numbers)
