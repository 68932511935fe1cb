"""The menu: versions, replacement, sold out at once on every replica, and orders that are refused exactly."""

import copy

import pytest

from harness.client import new_key, problem
from harness.menus import MENU
from harness.together import together
from harness.waiting import until


def path(store):
    return f"/v1/stores/{store.id}/menu"


def sell_out(store, sku, sold_out=True, replica=0, **more):
    return store.pos.at(replica).call("PATCH", path(store) + "/availability",
                                      {"changes": [{"sku": sku, "sold_out": sold_out}]}, **more)


def dishes(answer):
    return {dish["sku"]: dish for dish in answer.json()["dishes"]}


def test_the_menu_is_the_stores_with_prices_in_fen_and_names_in_two_languages(store, guest):
    menu = guest.get(path(store)).json()
    assert (menu["store_id"], menu["version"], menu["currency"]) == (store.id, 1, "CNY")
    assert menu["dishes"][0]["name"] == {"zh": "宫保鸡丁", "en": "Kung Pao chicken"}
    assert len(menu["dishes"]) == len(MENU["dishes"])


def test_a_menu_that_has_not_changed_is_not_sent_again(store, guest):
    etag = guest.get(path(store)).headers["ETag"]
    for replica in (0, 1):
        guest.at(replica).get(path(store), headers={"If-None-Match": etag}, expect=304)
    guest.get(path(store), headers={"If-None-Match": '"v0"'}, expect=200)


def test_a_new_menu_replaces_the_old_one_on_all_replicas(store, guest):
    menu = copy.deepcopy(MENU)
    menu["dishes"][0]["price"] = 2500
    answer = store.staff.call("PUT", path(store), menu, expect=200)
    assert answer.json()["version"] == 2 and answer.headers["ETag"] == '"v2"'
    until(lambda: guest.at(1).get(path(store)).json()["version"] == 2, "the other replica shows the new menu", seconds=5)
    for replica in (0, 1):
        assert guest.at(replica).place(store.order_body()).json()["order"]["total"] == 2500
        assert problem(guest.at(replica).place(store.order_body(expected_total=2200), expect=409))[1] == "price_changed"


def test_a_menu_is_replaced_only_by_who_has_seen_it(store):
    seen = store.pos.get(path(store)).headers["ETag"]
    store.pos.call("PUT", path(store), MENU, headers={"If-Match": seen}, expect=200)
    answer = store.pos.call("PUT", path(store), MENU, headers={"If-Match": seen})
    assert problem(answer)[:2] == (412, "precondition_failed")
    store.pos.call("PUT", path(store), MENU, headers={"If-Match": '"v2"'}, expect=200)


def test_of_two_who_replace_one_menu_at_once_one_is_told(store):
    seen = store.pos.get(path(store)).headers["ETag"]
    answers = together([lambda replica=number % 2: store.pos.at(replica).call("PUT", path(store), MENU, headers={"If-Match": seen})
                        for number in range(8)])
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7


# faults of a menu: (change, pointer, code)
BAD_MENUS = {
    "a sku twice": (lambda m: m["dishes"].append(m["dishes"][0]), "/dishes/7/sku", "duplicate"),
    "an unknown category": (lambda m: m["dishes"][0].update(category="none"), "/dishes/0/category", "unknown_category"),
    "a set of an unknown part": (lambda m: m["dishes"][4]["components"][0].update(sku="x"), "/dishes/4/components/0/sku", "unknown_dish"),
    "a set in a set": (lambda m: m["dishes"][0].update(components=[{"sku": "lunch_set", "quantity": 1}]),
                       "/dishes/0/components/0/sku", "nested_set"),
    "a choice nobody can make": (lambda m: m["dishes"][0]["option_groups"][0].update(choose_min=3),
                                 "/dishes/0/option_groups/0/choose_min", "unsatisfiable"),
    "a price below zero": (lambda m: m["dishes"][0].update(price=-1), "/dishes/0/price", "out_of_range"),
    "a name in no Chinese": (lambda m: m["dishes"][0]["name"].pop("zh"), "/dishes/0/name/zh", "required"),
    "no dishes": (lambda m: m.update(dishes=[]), "/dishes", "required"),
}


@pytest.mark.parametrize("change,pointer,code", BAD_MENUS.values(), ids=BAD_MENUS)
def test_a_menu_that_contradicts_itself_is_refused_and_the_old_one_stays(store, change, pointer, code):
    menu = copy.deepcopy(MENU)
    change(menu)
    answer = store.staff.call("PUT", path(store), menu, expect=400)
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]], answer.text
    assert store.staff.get(path(store)).json()["version"] == 1


@pytest.mark.parametrize("redis", ["with Redis", "without Redis"])
def test_what_is_sold_out_is_refused_at_once_on_every_replica(stack, store, guest, redis):
    for replica in (0, 1):
        guest.at(replica).get(path(store))  # both know the menu by heart
    if redis == "without Redis":
        stack.redis.kill()
    sell_out(store, "tea", expect=200)
    for replica in (0, 1):
        answer = guest.at(replica).place(store.order_body("gongbao", "tea"), expect=409)
        assert problem(answer) == (409, "sold_out", "/lines/1/sku")
        guest.at(replica).place(store.order_body("gongbao"))
    until(lambda: dishes(guest.at(1).get(path(store)))["tea"]["sold_out"], "the other replica shows it", seconds=5)


def test_a_set_is_sold_out_with_any_of_its_parts_and_comes_back_with_it(store, guest):
    sell_out(store, "rice", expect=200)
    assert dishes(guest.get(path(store)))["lunch_set"]["sold_out"] is True
    assert problem(guest.at(1).place(store.order_body("lunch_set"), expect=409))[1] == "sold_out"
    sell_out(store, "rice", sold_out=False, replica=1, expect=200)
    guest.place(store.order_body("lunch_set"))


def test_no_order_slips_through_while_a_dish_is_sold_out_again_and_again(store):
    """An order that was acknowledged was placed under a menu version that sold the dish."""
    for round_number in range(4):
        sell_out(store, "tea", sold_out=False, expect=200)
        answers = together([lambda replica=number % 2: store.kiosk.at(replica).place(store.order_body("tea"), expect=None)
                            for number in range(12)] + [lambda: sell_out(store, "tea", replica=round_number % 2)])
        *orders, sold_out = answers
        assert sold_out.status_code == 200 and {order.status_code for order in orders} <= {201, 409}
        assert store.kiosk.place(store.order_body("tea"), key=new_key(), expect=409).json()["code"] == "sold_out"


BAD_CHANGES = {
    "an unknown dish": ([{"sku": "caviar", "sold_out": True}], "/changes/0/sku"),
    "a dish twice": ([{"sku": "tea", "sold_out": True}, {"sku": "tea"}], "/changes/1/sku"),
    "nothing": ([], "/changes"),
}


@pytest.mark.parametrize("changes,pointer", BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_a_change_of_what_is_not_there_is_refused(store, changes, pointer):
    answer = store.pos.call("PATCH", path(store) + "/availability", {"changes": changes}, expect=400)
    assert problem(answer) == (400, "invalid_request", pointer)


def test_a_store_of_others_has_no_menu_for_us(store, new_store):
    other = new_store(merchant=3, wechat_account=None, alipay_account=None)
    for caller in (store.staff, store.pos, store.guest()):
        caller.get(path(other), expect=404)
    store.staff.call("PUT", path(other), MENU, expect=404)
    assert other.staff.get(path(other)).json()["version"] == 1
