"""Reading orders: one, many, by whom; ETags, pages, the timeline, problem pages, languages, traces."""

import re

import pytest

from harness.client import Caller, problem


def test_a_guest_reads_the_own_order_and_nobody_elses(store, guest):
    order = store.placed(guest)
    assert guest.at(1).order(order)["order"]["id"] == order
    store.guest().get(f"/v1/orders/{order}", expect=404)


def test_the_stores_devices_and_staff_read_its_orders_and_another_stores_do_not(store, new_store, guest):
    order, other = store.placed(guest), new_store()
    for caller in (store.pos, store.kiosk, store.kitchen, store.staff):
        assert caller.order(order)["order"]["id"] == order
    for caller in (other.pos, other.kitchen, other.staff, other.guest()):
        answer = caller.get(f"/v1/orders/{order}", expect=404)
        assert problem(answer)[1] == "not_found"


def test_another_merchants_order_is_answered_as_one_that_never_was(store, new_store):
    foreign = new_store(merchant=2, wechat_account=None, alipay_account=None)
    order = foreign.placed()
    never_was = order[:-8] + "00000000"
    for path in ("", "/timeline"):
        theirs = store.staff.get(f"/v1/orders/{order}{path}", expect=404).json()
        nobodys = store.staff.get(f"/v1/orders/{never_was}{path}", expect=404).json()
        for one in (theirs, nobodys):
            del one["request_id"]
        assert theirs == nobodys
    for command, body in (("payments", {"method": "cash"}), ("cancel", {}), ("refunds", {"amount": 1, "reason": "x"})):
        store.staff.post(f"/v1/orders/{order}/{command}", body, key="k", expect=404)


@pytest.mark.parametrize("order", ["ord_1", "ord_" + "0" * 26, "pay_01m8028g67eafvt2hjw00001yh", "..", "ord_01M8028G67EAFVT2HJW00001Y!"])
def test_what_is_no_order_is_not_found(store, order):
    assert store.staff.call("GET", f"/v1/orders/{order}").status_code in (400, 404)


def test_an_unchanged_order_is_not_sent_again(store, guest):
    order = store.placed(guest)
    first = guest.get(f"/v1/orders/{order}")
    etag = first.headers["ETag"]
    unchanged = guest.get(f"/v1/orders/{order}", headers={"If-None-Match": etag}, expect=304)
    assert unchanged.content == b"" and unchanged.headers["ETag"] == etag
    store.pos.start_payment(order, "cash")
    changed = guest.get(f"/v1/orders/{order}", headers={"If-None-Match": etag})
    assert changed.headers["ETag"] != etag and changed.json()["order"]["status"] == "accepted"


def test_an_order_is_cancelled_only_as_it_was_seen(store, guest):
    order = store.placed(guest)
    guest.cancel(order, headers={"If-Match": '"v0.0"'}, expect=412)
    guest.cancel(order, headers={"If-Match": guest.get(f"/v1/orders/{order}").headers["ETag"]})
    assert guest.status(order) == "cancelled"


def pages(caller, store, size, **filters):
    token, seen = "", []
    while True:
        page = caller.get("/v1/orders", params={"store_id": store.id, "page_size": size, "page_token": token, **filters}).json()
        seen.append([view["order"]["id"] for view in page["items"]])
        token = page["next_page_token"]
        if not token:
            return seen


def test_pages_show_every_order_once_newest_first(store):
    placed = [store.placed() for _ in range(7)]
    seen = pages(store.staff, store, 3)
    assert [len(page) for page in seen] == [3, 3, 1]
    assert [order for page in seen for order in page] == placed[::-1]


def test_an_order_placed_while_somebody_turns_pages_moves_nothing(store):
    placed = [store.placed() for _ in range(4)]
    first = store.staff.get("/v1/orders", params={"store_id": store.id, "page_size": 2}).json()
    store.placed()
    second = store.staff.get("/v1/orders", params={"store_id": store.id, "page_size": 2, "page_token": first["next_page_token"]}).json()
    assert [view["order"]["id"] for view in first["items"] + second["items"]] == placed[::-1]


def test_a_guests_list_holds_the_own_orders_only(store, guest):
    mine = store.placed(guest)
    store.placed(store.guest())
    assert pages(guest, store, 10) == [[mine]]


def test_orders_are_found_by_status_and_day(store, guest):
    waiting, paid = store.placed(guest), store.placed(guest)
    store.pos.start_payment(paid, "cash")
    day = guest.order(paid)["order"]["business_date"]
    assert pages(store.staff, store, 10, status="accepted") == [[paid]]
    assert pages(store.staff, store, 10, status="awaiting_payment", business_date=day) == [[waiting]]
    assert pages(store.staff, store, 10, business_date="2020-01-01") == [[]]


BAD_QUERIES = {
    "no store": {}, "store as text": {"store_id": "x"}, "a status nobody knows": {"status": "eaten"},
    "no date": {"business_date": "2026-13-01"}, "a page of nothing": {"page_size": "0"},
    "a page that is no number": {"page_size": "ten"}, "a token that is none": {"page_token": "AAAA"},
}


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_bad_query_is_refused_with_its_name(store, query):
    params = query if not query or "store_id" in query else {"store_id": store.id, **query}
    answer = store.staff.get("/v1/orders", params=params, expect=400)
    name = next(iter(query), "store_id")
    assert name in answer.json()["errors"][0]["pointer"], answer.text


def test_a_page_token_serves_its_own_caller_and_question_only(store, new_store):
    for _ in range(2):
        store.placed()
    token = store.staff.get("/v1/orders", params={"store_id": store.id, "page_size": 1}).json()["next_page_token"]
    for caller, more in ((store.pos, {}), (store.staff, {"status": "accepted"})):
        caller.get("/v1/orders", params={"store_id": store.id, "page_token": token, **more}, expect=400)


def test_the_timeline_tells_every_step_and_its_cause(store):
    order = store.placed()
    trace = "0af7651916cd43dd8448eb211c80319c"
    store.pos.post(f"/v1/orders/{order}/payments", {"method": "cash"}, key="k", expect=201,
                   headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    items = store.staff.get(f"/v1/orders/{order}/timeline").json()["items"]
    steps = [(item["object"], item["from"], item["to"]) for item in items]
    assert ("order", "awaiting_payment", "accepted") in steps
    assert ("payment", "created", "succeeded") in steps and ("ticket", "", "queued") in steps
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    paid = next(item for item in items if item["to"] == "succeeded")
    assert (paid["cause"], paid["trace_id"]) == ("request", trace)


LANGUAGES = {"": "没有找到您要的内容", "zh-CN,zh;q=0.9": "没有找到您要的内容", "en": "We could not find that",
             "en-GB;q=0.8, zh;q=0.3": "We could not find that", "fr": "没有找到您要的内容"}


@pytest.mark.parametrize("language,message", LANGUAGES.items())
def test_a_problem_speaks_the_callers_language(store, language, message):
    answer = store.staff.get("/v1/orders/ord_" + "0" * 26, headers={"Accept-Language": language}, expect=404)
    assert answer.json()["message"] == message


def test_every_kind_of_problem_has_a_page_in_both_languages(stack, store):
    nobody = Caller(stack)
    seen = {answer.json()["type"] for answer in (
        store.staff.call("GET", "/v1/orders/ord_1"), nobody.call("GET", f"/v1/stores/{store.id}/menu"),
        store.pos.post("/v1/orders", store.order_body("caviar"), key="k"))}
    assert len(seen) == 3
    for path in seen:
        page = nobody.get(path)
        assert page.headers["Content-Type"].startswith("text/html") and path.rpartition("/")[2] in page.text
        assert re.search("[\u4e00-\u9fff]{4}", page.text) and re.search("[A-Za-z]+ [a-z]+ [a-z]+", page.text)


def test_a_request_id_is_its_own_for_every_request(stack):
    nobody = Caller(stack)
    ids = {nobody.get("/openapi.json").headers["X-Request-Id"] for _ in range(5)}
    assert len(ids) == 5


def test_an_address_that_is_none_and_a_method_that_is_none_are_told_apart(store):
    assert problem(store.staff.call("GET", "/v1/nothing", expect=404))[1] == "not_found"
    answer = store.staff.call("DELETE", "/v1/orders", expect=405)
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) >= {"GET", "POST"}
