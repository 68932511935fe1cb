"""What staff and devices do to money, menu, keys and table codes is written down with the act itself, and stays."""

import json

import psycopg2
import pytest

from harness.cast import key_id
from harness.client import new_key
from harness.gateways import started
from harness.menus import MENU


def audit(store, **params):
    return store.staff.get(f"/v1/stores/{store.id}/audit", params=params).json()


def acts(store):
    return [(item["act"], item["object"], item["detail"]) for item in audit(store)["items"]]


def paid(store):
    order = store.placed(store.pos)
    return order, started(store.pos, order, "cash")["id"]


def menu(**prices):
    dishes = [{**dish, "price": prices.get(dish["sku"], dish["price"])} for dish in MENU["dishes"]]
    return {**MENU, "dishes": dishes}


def test_cash_and_refunds_and_cancellations_are_told_with_their_amounts(store):
    order, payment = paid(store)
    refund = store.staff.refund(order, 500, reason="太咸").json()["refund"]["id"]
    store.staff.cancel(order, reason="guest left")
    assert acts(store) == [
        ("order.cancelled", order, {"returned": "1700", "reason": "guest left"}),
        ("refund.requested", order, {"refund_id": refund, "amount": "500", "reason": "太咸"}),
        ("cash.taken", order, {"payment_id": payment, "amount": "2200"})]


def test_a_new_menu_is_told_with_the_prices_that_changed_and_availability_with_its_dishes(store):
    path = f"/v1/stores/{store.id}/menu"
    store.staff.call("PUT", path, menu(), expect=200)
    store.staff.call("PUT", path, menu(tea=1, rice=301), expect=200)
    store.pos.call("PATCH", f"{path}/availability", {"changes": [{"sku": "tea", "sold_out": True}]}, expect=200)
    told = acts(store)
    assert told[0][:2] == ("menu.availability", "v4")
    assert json.loads(told[0][2]["changes"]) == [{"sku": "tea", "sold_out": True}]
    assert told[1] == ("menu.replaced", "v3", {"prices": "rice 300→301, tea 800→1"})
    assert told[2][:2] == ("menu.replaced", "v2")


def test_a_price_that_hides_in_a_choice_is_told_too(store):
    path, changed = f"/v1/stores/{store.id}/menu", json.loads(json.dumps(MENU))
    store.staff.call("PUT", path, MENU, expect=200)
    changed["dishes"][0]["option_groups"][1]["options"][0]["price_delta"] = 1
    store.staff.call("PUT", path, changed, expect=200)
    assert acts(store)[0][2] == {"prices": "gongbao/extras/peanuts 300→1"}


def test_an_act_says_who_when_whence_and_by_which_request(store):
    store.staff.post(f"/v1/stores/{store.id}/table-codes", {"rotate": True}, expect=200, headers={"X-Request-Id": "rotate-1"})
    act, = audit(store)["items"]
    assert (act["act"], act["object"]) == ("table_codes.rotated", "generation 1")
    assert (act["principal"], act["role"]) == (f"staff:{key_id(store.staff)}", "owner")
    assert (act["client_address"], act["request_id"], len(act["trace_id"])) == ("127.0.0.1", "rotate-1", 32)


def test_what_guests_do_to_their_own_is_no_act_of_staff(store, guest):
    guest.cancel(store.placed(guest))
    assert acts(store) == []


def test_a_repeat_is_no_second_act_and_a_refusal_is_none(store):
    order, _ = paid(store)
    key = new_key()
    for _ in range(2):
        store.staff.refund(order, 100, key=key)
    store.staff.refund(order, 2101, expect=409)
    key = new_key()
    for _ in range(2):
        store.staff.cancel(order, key=key)
    store.staff.call("PUT", f"/v1/stores/{store.id}/menu", menu(), headers={"If-Match": '"v99"'}, expect=412)
    assert [act for act, _, _ in acts(store)] == ["order.cancelled", "refund.requested", "cash.taken"]


def test_an_act_that_cannot_be_written_down_is_not_done(stack, store):
    order, _ = paid(store)
    stack.postgres.rows(f"ALTER TABLE audit ADD CONSTRAINT nothing_of_this_store CHECK (store_id <> {store.id}) NOT VALID")
    try:
        store.staff.refund(order, 100, expect=500)
        store.staff.cancel(order, expect=500)
        store.staff.call("DELETE", f"/v1/keys/{key_id(store.kiosk)}", expect=500)
        store.staff.post(f"/v1/stores/{store.id}/table-codes", {"rotate": True}, expect=500)
        store.staff.call("PUT", f"/v1/stores/{store.id}/menu", menu(tea=1), expect=500)
    finally:
        stack.postgres.rows("ALTER TABLE audit DROP CONSTRAINT nothing_of_this_store")
    assert store.staff.order(order)["refunds"] == [] and store.staff.status(order) == "accepted"
    assert store.kiosk.get(f"/v1/stores/{store.id}/menu").json()["version"] == 1
    assert store.staff.post(f"/v1/stores/{store.id}/table-codes", {}, expect=200).json()["generation"] == 0


@pytest.mark.parametrize("change", ["UPDATE audit SET principal = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"])
def test_what_is_written_down_stays_even_for_the_tables_owner(stack, store, change):
    paid(store)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        stack.postgres.rows(change)
    assert len(acts(store)) == 1


def test_pages_of_the_audit_are_together_the_whole_of_it_and_of_this_store(store, new_store):
    orders = [paid(store)[0] for _ in range(5)]
    seen, token = [], ""
    while not seen or token:
        page = audit(store, page_size=2, page_token=token)
        seen += [item["object"] for item in page["items"]]
        token = page.get("next_page_token", "")
    assert seen == orders[::-1]
    other, first = new_store(), audit(store, page_size=2)["next_page_token"]
    chief = store.caller("staff", "owner", stores=[])
    chief.get(f"/v1/stores/{other.id}/audit", params={"page_token": first}, expect=400)
