"""GET /t/{code}: the ordering page comes with a first sight of its store's menu, as one answer; and the menu, compressed."""

import base64
import copy
import gzip
import hashlib
import html.parser
import json
import re

import pytest
import requests

from harness import passes
from harness.menus import MENU
from harness.stores import TABLE
from harness.waiting import until


def fetch(stack, path, replica=0, **headers):
    """Without requests' own Accept-Encoding; the bytes as they came."""
    sent = {"Accept-Encoding": "identity", **{name.replace("_", "-"): value for name, value in headers.items()}}
    with requests.get(stack.ingests[replica].url + path, headers=sent, timeout=30, stream=True) as answer:
        answer.bytes = answer.raw.read(decode_content=False)
        return answer


def scan(stack, code, replica=0, **headers):
    return fetch(stack, f"/t/{code}", replica, **headers)


class Page(html.parser.HTMLParser):
    """What a browser would see: elements, the text of some of them, and the data that came along."""

    def __init__(self, answer):
        super().__init__()
        self.elements, self.texts, self.data, self._open = [], {}, None, []
        self.feed(answer.bytes.decode())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self._open.append((tag, attributes))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, attributes = self._open[-1] if self._open else ("", {})
        if attributes.get("id") == "first-sight":
            self.data = json.loads(data)
        self.texts.setdefault(tag, []).append(data)

    def dishes(self):
        return {each["data-sku"]: each["class"].split() for tag, each in self.elements if tag == "li"}


def menu_of(guest, store):
    return guest.get(f"/v1/stores/{store.id}/menu").json()


def is_bare(page):
    return page.data is None and not page.dishes() and "link" in [tag for tag, _ in page.elements]


def test_the_first_answer_shows_the_menu_and_carries_it(stack, store, guest):
    answer = scan(stack, store.table_code())
    page = Page(answer)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert list(page.dishes()) == [dish["sku"] for dish in MENU["dishes"]]
    assert page.texts["h1"] == [f"测试店 {store.id}"] and "宫保鸡丁" in page.texts["h3"]
    assert page.data["menu"] == menu_of(guest, store)
    assert (page.data["store_id"], page.data["table"], page.data["language"]) == (store.id, TABLE, "zh")
    guest.get(f"/v1/stores/{store.id}/menu", headers={"If-None-Match": page.data["etag"]}, expect=304)


def test_the_policy_lets_in_this_very_style_and_no_script_inside_the_page(stack, store):
    answer = scan(stack, store.table_code())
    style = re.search(rb"<style>(.*?)</style>", answer.bytes, re.S)[1]
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert policy["style-src"] == f"'self' 'sha256-{digest}'"
    assert policy["default-src"] == "'self'" and "script-src" not in policy
    scripts = [each for tag, each in Page(answer).elements if tag == "script"]
    assert all("src" in each or each["type"] == "application/json" for each in scripts)


def test_each_representation_has_its_tag_and_a_known_one_is_not_sent_again(stack, store):
    plain, packed = scan(stack, store.table_code()), scan(stack, store.table_code(), Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.bytes) == plain.bytes
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for answer, encoding in ((plain, "identity"), (packed, "gzip")):
        assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language"
        assert answer.headers["Cache-Control"] == "no-cache"
        again = scan(stack, store.table_code(), replica=1, Accept_Encoding=encoding, If_None_Match=answer.headers["ETag"])
        assert (again.status_code, again.bytes, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])


def test_it_speaks_the_browsers_language_and_chinese_to_all_others(stack, store):
    for accepted, language, title in (("en-GB,en;q=0.9,zh;q=0.5", "en", "Kung Pao chicken"), ("ja", "zh", "宫保鸡丁"), ("*", "zh", "宫保鸡丁")):
        page = Page(scan(stack, store.table_code(), Accept_Language=accepted))
        assert page.data["language"] == language and title in page.texts["h3"]


def test_what_is_sold_out_shows_so_at_first_sight_on_every_replica(stack, store):
    before = [scan(stack, store.table_code(), replica).headers["ETag"] for replica in (0, 1)]
    assert before[0] == before[1]
    store.pos.call("PATCH", f"/v1/stores/{store.id}/menu/availability", {"changes": [{"sku": "tea", "sold_out": True}]}, expect=200)

    def sold_out(replica):
        answer = scan(stack, store.table_code(), replica)
        return answer.headers["ETag"] != before[0] and "sold-out" in Page(answer).dishes()["tea"]
    assert sold_out(0)
    until(lambda: sold_out(1), "the other replica shows it", seconds=5)


def test_without_redis_a_replica_shows_a_new_menu_soon(stack, store):
    scan(stack, store.table_code(), replica=1)
    stack.redis.kill()
    menu = copy.deepcopy(MENU)
    menu["dishes"][2]["name"]["zh"] = "香米饭"
    store.staff.call("PUT", f"/v1/stores/{store.id}/menu", menu, expect=200)
    until(lambda: "香米饭" in Page(scan(stack, store.table_code(), replica=1)).texts["h3"], "it has looked by itself", seconds=5)


def test_names_stay_names_whatever_they_hold(stack, new_store):
    evil = "</script><b onclick=x>'\"&"
    menu = copy.deepcopy(MENU)
    menu["dishes"][0].update(name={"zh": evil, "en": evil}, description={"zh": evil})
    menu["categories"][0]["name"] = {"zh": evil}
    store = new_store(menu=menu, name_zh=evil)
    table = "</p><b>'\"&"
    made = store.staff.post(f"/v1/stores/{store.id}/table-codes", {"tables": [table]}, expect=200).json()
    page = Page(scan(stack, made["codes"][0]["code"]))
    assert "b" not in [tag for tag, _ in page.elements]
    assert page.data["menu"]["dishes"][0]["name"]["zh"] == evil and page.data["table"] == table
    assert "".join(page.texts["h1"]) == evil and "".join(page.texts["h3"]).startswith(evil)


STRANGERS = {
    "not a code": lambda stack, store: "hello",
    "somebody else's signature": lambda stack, store: passes.table_code("another secret, as long", store.id, TABLE),
    "a store that is gone": lambda stack, store: passes.table_code(stack.secret.token_secret, 999_999, TABLE),
    "a generation to come": lambda stack, store: store.table_code(generation=9),
}


@pytest.mark.parametrize("code", STRANGERS.values(), ids=STRANGERS)
def test_a_code_that_opens_nothing_gets_the_page_alone(stack, store, code):
    answer = scan(stack, code(stack, store))
    assert answer.status_code == 200 and is_bare(Page(answer))
    assert answer.bytes == scan(stack, "hello").bytes


def test_a_code_that_was_replaced_shows_no_menu_any_more(stack, store):
    scan(stack, store.table_code())
    made = store.staff.post(f"/v1/stores/{store.id}/table-codes", {"tables": [TABLE], "rotate": True}, expect=200).json()
    assert is_bare(Page(scan(stack, store.table_code())))
    for replica in (0, 1):
        assert Page(scan(stack, made["codes"][0]["code"], replica)).dishes()


def test_a_store_without_a_menu_and_a_kiosk_get_the_page_alone(stack, store):
    assert is_bare(Page(fetch(stack, f"/t/{store.table_code()}?kiosk")))
    stack.postgres.rows("DELETE FROM menus WHERE store_id = %s", store.id)
    until(lambda: is_bare(Page(scan(stack, store.table_code()))), "there is nothing to see")


def test_who_was_seen_once_is_shown_without_the_database(stack, store):
    code = store.table_code()
    for replica in (0, 1):
        scan(stack, code, replica)
    stack.postgres.stop_at_once()
    for replica in (0, 1):
        assert Page(scan(stack, code, replica)).dishes()


def test_a_first_sight_is_made_once_and_used_again(stack, store):
    def count(made_or_kept):
        return stack.ingests[0].metric("lunchrush_first_sights_total", **{"from": made_or_kept})
    made, kept = count("made"), count("kept")
    for table in ("A1", "A2", "A3"):
        scan(stack, store.table_code(table))
    assert (count("made") - made, count("kept") - kept) == (1, 2)
    assert stack.ingests[0].metric("lunchrush_first_sights_kept") >= 1


def test_the_menu_itself_is_sent_compressed_to_who_unpacks_it(stack, store, guest):
    path = f"/v1/stores/{store.id}/menu"
    bearer = f"Bearer {guest.token}"
    plain = fetch(stack, path, Authorization=bearer)
    packed = fetch(stack, path, Authorization=bearer, Accept_Encoding="gzip, br")
    assert json.loads(gzip.decompress(packed.bytes)) == json.loads(plain.bytes) == menu_of(guest, store)
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert (plain.headers["ETag"], packed.headers["ETag"]) == ('"v1"', '"v1-gzip"')
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept, Accept-Encoding"
    for tag in ('"v1"', '"v1-gzip"'):
        for encoding in ("identity", "gzip"):
            again = fetch(stack, path, Authorization=bearer, Accept_Encoding=encoding, If_None_Match=tag)
            assert (again.status_code, again.headers["ETag"]) == (304, tag)
    assert "Content-Encoding" not in fetch(stack, path, Authorization=bearer, Accept_Encoding="gzip", Accept="application/x-protobuf").headers


@pytest.mark.parametrize("tag", ['"v1"', '"v1-gzip"'])
def test_a_menu_is_replaced_by_who_has_seen_it_in_whichever_form(store, tag):
    path = f"/v1/stores/{store.id}/menu"
    store.pos.call("PUT", path, MENU, headers={"If-Match": tag}, expect=200)
    store.pos.call("PUT", path, MENU, headers={"If-Match": tag}, expect=412)
