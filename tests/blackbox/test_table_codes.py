"""Table codes: signed, printed, and replaced store by store when one was photographed (row 86)."""

import pytest

from harness.client import Caller, problem
from harness.stores import TABLE
from harness.waiting import until


def codes(caller, store, tables=(TABLE,), expect=200, **more):
    return caller.post(f"/v1/stores/{store.id}/table-codes", {"tables": list(tables), **more}, expect=expect).json()


def scan(stack, code, replica=0):
    return Caller(stack, replica=replica).post("/v1/sessions", {"table_code": code})


def test_staff_get_the_codes_that_were_printed_while_nothing_was_replaced(stack, store):
    made = codes(store.staff, store, [TABLE, "大厅3"])
    assert (made["store_id"], made["generation"]) == (store.id, 0)
    assert made["codes"][0] == {"table": TABLE, "code": store.table_code()}
    assert scan(stack, made["codes"][1]["code"]).json()["session"]["table"] == "大厅3"


def test_a_new_generation_shuts_the_old_codes_out_and_lets_its_own_in_on_every_replica_row_86(stack, store):
    old = store.table_code()
    assert [scan(stack, old, replica).status_code for replica in (0, 1)] == [201, 201]
    made = codes(store.staff, store, rotate=True)
    new = made["codes"][0]["code"]
    assert made["generation"] == 1 and new == store.table_code(generation=1)
    assert [scan(stack, new, replica).status_code for replica in (1, 0)] == [201, 201]
    assert problem(scan(stack, old)) == (403, "forbidden", "/table_code")
    assert scan(stack, old).json()["errors"][0]["code"] == "replaced_table_code"
    until(lambda: scan(stack, old, replica=1).status_code == 403, "the other replica knows it too")


def test_without_redis_every_replica_learns_of_a_new_generation_row_86(stack, store):
    old = store.table_code()
    assert scan(stack, old, replica=1).status_code == 201
    stack.redis.kill()
    codes(store.staff, store, rotate=True)
    until(lambda: scan(stack, old, replica=1).status_code == 403, "the other replica looked by itself")


def test_sessions_that_are_open_stay_until_they_expire_and_are_not_renewed_with_an_old_code(stack, store):
    guest = store.guest()
    codes(store.staff, store, rotate=True)
    assert guest.place(store.order_body()).json()["order"]["status"] == "awaiting_payment"
    answer = Caller(stack).post("/v1/sessions", {"table_code": store.table_code(), "previous_token": guest.token})
    assert answer.status_code == 403


def test_codes_of_another_store_are_left_alone(stack, store, new_store):
    other = new_store()
    codes(store.staff, store, rotate=True)
    assert scan(stack, other.table_code()).status_code == 201


FORGED = {"a generation to come": 2, "one long gone": 0}


@pytest.mark.parametrize("generation", FORGED.values(), ids=FORGED)
def test_only_the_current_generation_opens_a_session_row_86(stack, store, generation):
    codes(store.staff, store, rotate=True)
    assert problem(scan(stack, store.table_code(generation=generation))) == (403, "forbidden", "/table_code")


def test_a_code_whose_generation_was_written_anew_is_not_ours_row_86(stack, store):
    old = codes(store.staff, store, rotate=True)["codes"][0]["code"]
    codes(store.staff, store, rotate=True)
    assert problem(scan(stack, old.replace(f"{store.id}.1.", f"{store.id}.2."))) == (400, "invalid_request", "/table_code")


def test_a_table_that_cannot_be_printed_replaces_nothing(store):
    answer = store.staff.post(f"/v1/stores/{store.id}/table-codes", {"tables": [TABLE, ""], "rotate": True}, expect=400)
    assert answer.json()["errors"][0]["pointer"] == "/tables/1"
    assert codes(store.staff, store)["generation"] == 0
