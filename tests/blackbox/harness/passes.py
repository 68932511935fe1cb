"""Guest tokens as services/passes writes them, and as forgers would."""

import base64
import hashlib
import hmac
import os
import time

HOUR = 3600


def _letters(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _mac(secret, text):
    return _letters(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()[:16])


def table_code(secret, store_id, table, generation=0):
    """t1.<store>.<table>.<mac>, and of a later generation t2.<store>.<generation>.<table>.<mac>."""
    text = f"t2.{store_id}.{generation}.{table}" if generation else f"t1.{store_id}.{table}"
    return f"{text}.{_mac(secret, text)}"


def guest_token(secret, store_id, table, lasts=HOUR):
    """g1.<base64url of key id, guest, store, expiry, table>.<mac>; of somebody new."""
    key_id = hmac.new(secret.encode(), b"lunchrush key id", hashlib.sha256).digest()[:4]
    store = store_id.to_bytes(4, "big")
    guest = os.urandom(12) + store
    text = "g1." + _letters(key_id + guest + store + int(time.time() + lasts).to_bytes(8, "big") + table.encode())
    return f"{text}.{_mac(secret, text)}"


def tampered(token, store_id):
    """The same token as if it were of another store: its signature stays."""
    _, payload, mac = token.split(".")
    data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return "g1." + _letters(data[:20] + store_id.to_bytes(4, "big") + data[24:]) + "." + mac
