"""A caller of the API: one token at one replica. What comes back has been checked against the contract."""

import uuid

import requests
import requests.adapters

TIMEOUT_SECONDS = 30
SOCKETS_MAX = 64


def new_key():
    return uuid.uuid4().hex


class Caller:
    def __init__(self, stack, token=None, replica=0, url=None, verify=True):
        self._stack, self.token, self._replica = stack, token, replica
        self.url = url or stack.ingests[replica].url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = verify
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=SOCKETS_MAX, max_retries=0))

    def at(self, replica):
        """The same caller at another replica."""
        return Caller(self._stack, self.token, replica)

    def through(self, url, verify=True):
        """The same caller, by another way; `verify` is the file of certificates to trust there."""
        return Caller(self._stack, self.token, url=url, verify=verify)

    def call(self, method, path, body=None, expect=None, key=None, headers=None, data=None, params=None):
        """`body` is sent as JSON, `data` as it is. `expect` is the status to insist on."""
        sent = dict(headers or {})
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if key is not None:
            sent["Idempotency-Key"] = key
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        answer = self._session.request(method, self.url + path, json=body, data=data, headers=sent, params=params,
                                       timeout=TIMEOUT_SECONDS)
        self._stack.contract.check(method, path, answer)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path} {body or data}: {answer.status_code} {answer.text}"
        return answer

    def get(self, path, expect=200, **more):
        return self.call("GET", path, expect=expect, **more)

    def post(self, path, body=None, expect=None, key=None, **more):
        return self.call("POST", path, body, expect=expect, key=key, **more)

    def place(self, body, expect=201, key=None, **more):
        return self.post("/v1/orders", body, expect=expect, key=key or new_key(), **more)

    def order(self, order_id):
        """The order with its money, as GET shows it."""
        return self.get(f"/v1/orders/{order_id}").json()

    def status(self, order_id):
        return self.order(order_id)["order"]["status"]

    def start_payment(self, order_id, method, expect=201, key=None, **more):
        return self.post(f"/v1/orders/{order_id}/payments", {"method": method, **more}, expect=expect, key=key or new_key())

    def cancel(self, order_id, expect=200, key=None, reason="", **more):
        return self.post(f"/v1/orders/{order_id}/cancel", {"reason": reason}, expect=expect, key=key or new_key(), **more)

    def refund(self, order_id, amount, expect=201, key=None, reason="too salty", **more):
        return self.post(f"/v1/orders/{order_id}/refunds", {"amount": amount, "reason": reason, **more}, expect=expect,
                         key=key or new_key())


def problem(answer):
    """(status, code, first pointer or None) of an error."""
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, body["code"], errors[0].get("pointer")
