"""Further stores like the demo's first, each with a till of its own."""

import hashlib
import secrets

from suite.settings import STORE

FIRST = 2001


def add(database, count):
    """[(store, its till's key)]"""
    return [(store, add_store(database, store)) for store in range(FIRST, FIRST + count)]


def add_store(database, store):
    for table in ("stores", "menus"):
        database.rows(f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object('store_id', %s))).* "
                      f"FROM {table} t WHERE store_id = %s", store, STORE)
    return add_key(database, store, "pos")


def add_key(database, store, role):
    key_id, secret = f"bench{role}{store}", secrets.token_hex(16)
    database.rows("INSERT INTO api_keys (key_id, digest, merchant_id, kind, role, stores) "
                  "SELECT %s, %s, merchant_id, 'device', %s, ARRAY[store_id] FROM stores WHERE store_id = %s",
                  key_id, hashlib.sha256(secret.encode()).digest(), role, store)
    return f"lr_{key_id}_{secret}"
