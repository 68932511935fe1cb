"""What an owner sees of the day: added up from the feed, exactly, whatever happens to those who add it up."""

import psycopg2
import pytest

from harness.client import problem
from harness.gateways import becomes, started
from harness.waiting import until

BASE = """
SELECT count(*) AS orders_placed, coalesce(sum(total_fen), 0)::bigint AS placed,
  count(*) FILTER (WHERE status = 'cancelled') AS orders_cancelled, count(*) FILTER (WHERE status = 'expired') AS orders_expired
FROM orders WHERE store_id = %s AND (%s::text IS NULL OR channel = %s)"""
MONEY = """
SELECT coalesce(sum(p.received_fen) FILTER (WHERE p.effective), 0)::bigint AS received,
  coalesce(sum(p.received_fen) FILTER (WHERE NOT p.effective), 0)::bigint AS aside,
  coalesce(sum(p.refunded_fen) FILTER (WHERE p.effective), 0)::bigint AS refunded,
  coalesce(sum(p.refunded_fen) FILTER (WHERE NOT p.effective), 0)::bigint AS returned,
  count(*) FILTER (WHERE p.effective) AS payments_received
FROM payments p JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
WHERE p.store_id = %s AND (%s::text IS NULL OR o.channel = %s)"""


def takings(store, **params):
    return store.staff.get(f"/v1/stores/{store.id}/takings", params=params).json()


def added_up(stack, store):
    """The day, once everything that happened is in it."""
    def look():
        waiting = stack.postgres.value("SELECT count(*) FROM outbox WHERE store_id = %s", store.id)  # first: it moves on to the feed
        last = stack.postgres.value("SELECT coalesce(max(last_seq), 0) FROM feed_positions WHERE store_id = %s", store.id)
        found = takings(store)
        return found if not waiting and last and found["last_seq"] == last else None
    return until(look, "the feed is added up")


def of_base_tables(stack, store, channel=None):
    return {**stack.postgres.rows(BASE, store.id, channel, channel)[0], **stack.postgres.rows(MONEY, store.id, channel, channel)[0]}


def agrees(figures, base):
    assert {name: figures[name] for name in base} == base


def lunch(stack, simulator, store):
    """Orders over three channels: paid, given back in part, cancelled, expired, paid twice."""
    guest = store.guest()
    for channel in ("pos", "kiosk", "takeaway"):
        order = store.placed(store.staff, channel=channel)
        store.pos.start_payment(order, "cash")
        store.staff.refund(order, 500)
    store.staff.cancel(store.placed(store.staff, channel="kiosk"))
    order = store.placed(guest)
    first, second = started(guest, order, "wechat_native")["id"], started(guest, order, "alipay_precreate")["id"]
    simulator.pay(second)
    becomes(guest, order, "accepted")
    simulator.pay(first, force=True)
    until(lambda: [each["status"] for each in guest.order(order)["refunds"]] == ["succeeded"], "the surplus goes back")
    postpay = store.placed(store.pos, payment_timing="postpay", channel="pos")
    store.pos.start_payment(postpay, "cash")


def test_the_days_figures_are_those_of_the_base_tables_all_and_by_channel(stack, simulator, store):
    lunch(stack, simulator, store)
    found = added_up(stack, store)
    agrees(found["figures"], of_base_tables(stack, store))
    assert found["figures"]["returned"] == found["figures"]["aside"] == 2200
    assert {each["channel"] for each in found["channels"]} == {"pos", "kiosk", "takeaway", "qr_scan"}
    for each in found["channels"]:
        agrees(each["figures"], of_base_tables(stack, store, each["channel"]))
    for name, value in found["figures"].items():
        assert sum(slot["figures"][name] for slot in found["slots"]) == value, name
    assert all(found["begins_at"] <= slot["at"] < found["ends_at"] for slot in found["slots"])


def rollup(stack, store):
    return [stack.postgres.rows(f"SELECT * FROM {table} WHERE store_id = %s ORDER BY {key}", store.id)
            for table, key in (("takings", "slot, channel"), ("kitchen_speed", "slot, station, seconds"))]


def test_a_rollup_that_is_made_anew_is_the_one_that_grew(stack, simulator, store):
    lunch(stack, simulator, store)
    ticket = store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"][0]["id"]
    store.kitchen.post(f"/v1/tickets/{ticket}/done", {}, expect=200)
    added_up(stack, store)
    grown = rollup(stack, store)
    assert grown[0] and grown[1]
    for table in ("rollup_positions", "takings", "kitchen_speed"):  # the position first: it is the lock
        stack.postgres.rows(f"DELETE FROM {table} WHERE store_id = %s", store.id)
    added_up(stack, store)
    assert rollup(stack, store) == grown


def test_workers_that_are_killed_while_they_add_up_count_nothing_twice_and_forget_nothing(stack, store):
    for number in range(24):
        store.pos.start_payment(store.placed(store.pos, channel="pos"), "cash")
        if number % 6 == 3:
            for replica in stack.callbacks:
                replica.kill()
                replica.start()
    found = added_up(stack, store)
    agrees(found["figures"], of_base_tables(stack, store))
    assert found["figures"]["orders_placed"] == 24


def test_while_nobody_adds_up_the_figures_say_how_old_they_are_and_catch_up(stack, store):
    store.pos.start_payment(store.placed(store.pos), "cash")
    added_up(stack, store)
    # A worker that stands still with the store's rollup in its hands.
    standing = psycopg2.connect(stack.postgres.url)
    standing.cursor().execute("UPDATE rollup_positions SET last_seq = last_seq WHERE store_id = %s", (store.id,))
    store.pos.start_payment(store.placed(store.pos), "cash")
    late = until(lambda: behind(store), "it says that something is missing")
    assert late["figures"]["orders_placed"] == 1
    standing.rollback()
    standing.close()
    assert added_up(stack, store)["figures"]["orders_placed"] == 2


def behind(store):
    found = takings(store)
    return found if found["behind_ms"] > 0 else None


def test_the_kitchens_speed_is_told_by_station_and_lateness_by_the_stores_own_pace(stack, store):
    stack.postgres.rows("INSERT INTO kitchen_paces (store_id, station, warning_seconds, late_seconds) VALUES (%s, 'wok', 60, 120)", store.id)
    for age in (0, 0, 0, 130, 500):
        order = store.placed(store.pos)
        store.pos.start_payment(order, "cash")
        stack.postgres.rows("UPDATE tickets SET queued_at = queued_at - make_interval(secs => %s) WHERE store_id = %s AND status = 'queued'", age, store.id)
        for ticket in store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]:
            if ticket["status"] == "queued":
                store.kitchen.post(f"/v1/tickets/{ticket['id']}/done", {}, expect=200)
    station, = [each for each in added_up(stack, store)["stations"] if each["station"] == "wok"]
    assert (station["tickets"], station["late"], station["late_seconds"]) == (5, 2, 120)
    assert 130 < station["p80_seconds"] <= 150


def test_a_day_without_business_is_empty_and_a_date_that_is_none_is_refused(store):
    nothing = takings(store, business_date="2020-02-29")
    assert not nothing["channels"] and not nothing["slots"] and not nothing["stations"]
    assert set(nothing["figures"].values()) == {0}
    answer = store.staff.get(f"/v1/stores/{store.id}/takings", params={"business_date": "2026-02-30"}, expect=400)
    assert problem(answer)[1] == "invalid_request"


def all_pages(chief, page_size):
    items, token = [], ""
    while True:
        page = chief.get("/v1/stores", params={"page_size": page_size, "page_token": token}).json()
        assert len(page["items"]) <= page_size
        items += page["items"]
        token = page.get("next_page_token")
        if not token:
            return items


@pytest.mark.parametrize("stores", ["all", "own"])
def test_a_key_is_told_its_stores(new_store, stores):
    one, two = new_store(), new_store()
    chief = one.caller("staff", "owner", stores=[] if stores == "all" else [one.id, two.id])
    listed = {each["id"]: each["name_zh"] for each in all_pages(chief, page_size=1 if stores == "own" else 200)}
    assert {one.id, two.id} <= set(listed) if stores == "all" else set(listed) == {one.id, two.id}
    assert listed[one.id] == f"测试店 {one.id}"
