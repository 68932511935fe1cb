"""API keys: only their digests are kept, and an owner revokes one at once, on all replicas, streams and all (row 81)."""

import hashlib

import pytest

from harness.cast import OTHER_MERCHANT, key_id
from harness.client import new_key
from harness.feed import Feed
from harness.gateways import started
from harness.stores import Store
from harness.waiting import until

# A stream looks by itself with its heartbeat, every 15 s: what ends sooner was told.
SOONER_THAN_A_HEARTBEAT = 10


def menu_path(store):
    return f"/v1/stores/{store.id}/menu"


def revoke(owner, caller, expect=204):
    return owner.call("DELETE", f"/v1/keys/{key_id(caller)}", expect=expect)


def refused(caller, path):
    return caller.call("GET", path).status_code == 401


def acts(store, act="key.revoked"):
    items = store.staff.get(f"/v1/stores/{store.id}/audit").json()["items"]
    return [item for item in items if item["act"] == act]


def test_a_key_is_kept_as_a_digest_only(stack, store):
    secret = store.pos.token.split("_")[2]
    row, = stack.postgres.rows("SELECT * FROM api_keys WHERE key_id = %s", key_id(store.pos))
    assert bytes(row["digest"]) == hashlib.sha256(secret.encode()).digest()
    assert secret not in str({name: value for name, value in row.items() if name != "digest"})


def test_a_revoked_key_is_refused_by_the_replica_that_was_told_from_that_answer_on(store):
    for device in (store.kiosk, store.pos, store.kitchen):
        device.get(menu_path(store))
        revoke(store.staff, device)
        assert refused(device, menu_path(store))


def test_a_revoked_keys_streams_end_at_once_on_every_replica_and_open_no_more_row_81(store):
    with Feed(store.kitchen.at(1), store.id) as feed, Feed(store.staff.at(1), store.id) as other:
        feed.until_kind("hello")
        other.until_kind("hello")
        revoke(store.staff, store.kitchen)
        until(lambda: feed.ended, "the stream has ended", seconds=SOONER_THAN_A_HEARTBEAT)
        assert not other.ended
        assert refused(store.kitchen.at(1), menu_path(store))
    assert Feed(store.kitchen, store.id).status == 401


def test_without_redis_a_revoked_keys_streams_end_within_a_minute_row_81(stack, store):
    stack.redis.kill()
    with Feed(store.kitchen.at(1), store.id) as feed:
        feed.until_kind("hello")
        revoke(store.staff, store.kitchen)
        until(lambda: refused(store.kitchen.at(1), menu_path(store)), "the other replica refuses the key")
        until(lambda: feed.ended, "the stream has ended", seconds=60)


CHANGES = {"another role": ("role", "kiosk"), "revoked by hand": ("revoked_at", "2026-01-01")}


@pytest.mark.parametrize("column,value", CHANGES.values(), ids=CHANGES)
def test_a_stream_ends_when_its_key_is_no_longer_what_it_was_row_81(stack, store, column, value):
    with Feed(store.kitchen, store.id) as feed:
        feed.until_kind("hello")
        stack.postgres.rows(f"UPDATE api_keys SET {column} = %s WHERE key_id = %s", value, key_id(store.kitchen))

        def served():  # what is sent makes the stream look at its right
            started(store.pos, store.placed(store.pos, "tea"), "cash")
            return feed.ended
        until(served, "the stream has ended", seconds=60)


def test_revoking_again_changes_nothing_and_is_one_act_in_the_audit(stack, store):
    revoke(store.staff, store.kiosk)
    before = stack.postgres.rows("SELECT revoked_at FROM api_keys WHERE key_id = %s", key_id(store.kiosk))
    revoke(store.staff, store.kiosk)
    assert stack.postgres.rows("SELECT revoked_at FROM api_keys WHERE key_id = %s", key_id(store.kiosk)) == before
    act, = acts(store)
    assert (act["object"], act["principal"]) == (key_id(store.kiosk), f"staff:{key_id(store.staff)}")
    assert act["detail"] == {"kind": "device", "role": "kiosk", "label": ""}


def test_an_owner_of_one_store_does_not_revoke_a_key_that_opens_others_too(store, new_store):
    other = new_store()
    for key in (store.caller("staff", "owner", stores=[]), store.caller("staff", "owner", stores=[store.id, other.id])):
        revoke(store.staff, key, expect=404)
        key.get(menu_path(store))


def test_a_key_of_all_stores_is_told_revoked_in_each_of_them(stack):
    first, second = Store(stack, merchant=OTHER_MERCHANT + 1), Store(stack, merchant=OTHER_MERCHANT + 1)
    chief, gone = first.caller("staff", "owner", stores=[]), first.caller("staff", "cashier", stores=[])
    revoke(chief, gone)
    assert [len(acts(store)) for store in (first, second)] == [1, 1]


def test_an_owner_may_give_up_his_own_key(store):
    revoke(store.staff, store.staff)
    assert refused(store.staff, menu_path(store))


def test_what_a_revoked_key_placed_stays_and_is_nobody_elses_to_repeat(store):
    key = new_key()
    order = store.kiosk.place(store.order_body(), key=key).json()["order"]["id"]
    revoke(store.staff, store.kiosk)
    store.kiosk.place(store.order_body(), key=key, expect=401)
    assert store.staff.status(order) == "awaiting_payment"
