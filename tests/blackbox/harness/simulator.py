"""The gateways' other side, told what to do through its control API (docs/simulator.md)."""

import requests

from harness.programs import Program

BILL_PAGE = 10_000


class Simulator(Program):
    def add_settings(self, settings):
        self.settings.update(settings)

    def _call(self, method, path, body=None):
        answer = requests.request(method, self.url + path, json=body, timeout=30)
        assert answer.status_code == 200, f"{method} {path} {body}: {answer.status_code} {answer.text}"
        return answer.json()

    def pay(self, payment_id, **how):
        """The guest pays. how: payer, amount_override, force (past a close), notify."""
        return self._call("POST", "/sim/pay", {"out_trade_no": payment_id, **how})

    def pays(self, payment_id, **how):
        """As pay, but the guest may be refused: whether the payment went through."""
        answer = requests.post(f"{self.url}/sim/pay", json={"out_trade_no": payment_id, **how}, timeout=30)
        return answer.status_code == 200

    def scan(self, payment_id):
        return self._call("POST", "/sim/scan", {"out_trade_no": payment_id})

    def trade(self, payment_id):
        return self._call("GET", f"/sim/trades/{payment_id}")

    def knows(self, payment_id):
        return requests.get(f"{self.url}/sim/trades/{payment_id}", timeout=10).status_code == 200

    def script(self, *rules):
        self._call("POST", "/sim/script", {"rules": list(rules)})

    def clear_script(self):
        self._call("DELETE", "/sim/script")

    def rules_left(self):
        return self._call("GET", "/sim/script")["rules"]

    def clear_script_if_alive(self):
        if self.process.alive():
            self.clear_script()

    def notify(self, payment_id, **what):
        """Sends notifications now; answers their deliveries. what: kind, variant, copies, id, out_refund_no …"""
        return self._call("POST", "/sim/notify", {"out_trade_no": payment_id, **what})["deliveries"]

    def deliveries(self, payment_id):
        return self._call("GET", f"/sim/notifications?limit=20000&out_trade_no={payment_id}")["deliveries"]

    def hurry(self, seconds):
        """Lets simulated time pass at once: retries that wait are due."""
        self._call("POST", "/sim/clock", {"advance_ms": int(seconds * 1000)})

    def rotate(self, account, **how):
        return self._call("POST", "/sim/rotate", {"account": account, **how})

    def bill(self):
        """Every line of the gateways' own truth."""
        lines, after = [], 0
        while True:
            page = self._call("GET", f"/sim/bill?after={after}&limit={BILL_PAGE}")
            lines += page["lines"]
            if page["complete"]:
                return lines
            after = page["next"]
