"""Whose address counts: limits for those who have no name yet, and proxies that speak for others."""

import json
import subprocess

import pytest

from harness import places, programs
from harness.client import Caller
from harness.waiting import until

SESSIONS = 3


@pytest.fixture(scope="module")
def alone(stack):
    """An ingest that trusts nobody."""
    with stack.another("ingest", "ingest-alone", LUNCHRUSH_INGEST_SESSION_RATE=str(SESSIONS)) as program:
        yield program


@pytest.fixture(scope="module")
def proxied(stack):
    """An ingest behind proxies on loopback and in 10.0.0.0/8."""
    with stack.another("ingest", "ingest-proxied", LUNCHRUSH_INGEST_SESSION_RATE=str(SESSIONS),
                       LUNCHRUSH_INGEST_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8 2001:db8:9::/48") as program:
        yield program


def scan(stack, program, forwarded_for):
    """Somebody who guesses table codes."""
    return Caller(stack, url=program.url).post("/v1/sessions", {"table_code": "t1.1.A.guess"},
                                               headers={"X-Forwarded-For": forwarded_for})


def statuses(stack, program, *forwarded):
    return [scan(stack, program, one).status_code for one in forwarded]


def test_who_scans_too_often_waits_and_a_forged_address_does_not_help_row_87(stack, alone):
    answers = [scan(stack, alone, f"203.0.113.{number}") for number in range(SESSIONS + 2)]
    assert [answer.status_code for answer in answers] == [400] * SESSIONS + [429] * 2
    assert answers[0].headers["RateLimit-Policy"] == f'"address";q={SESSIONS};w=60'
    assert answers[0].headers["RateLimit"].startswith(f'"address";r={SESSIONS - 1};')
    refused = answers[-1]
    assert refused.json()["code"] == "rate_limited" and refused.json()["retry_after_ms"] > 0
    assert int(refused.headers["Retry-After"]) >= 1 and ";r=0;" in refused.headers["RateLimit"]


def test_behind_a_trusted_proxy_each_client_has_its_own_limit_row_87(stack, proxied):
    assert statuses(stack, proxied, *["203.0.113.5"] * (SESSIONS + 1)) == [400] * SESSIONS + [429]
    assert statuses(stack, proxied, "203.0.113.6") == [400]


def test_what_a_client_writes_before_the_proxy_does_is_not_believed_row_87(stack, proxied):
    forged = [f"198.51.100.{number}, 10.0.0.{number}, 203.0.113.77" for number in range(SESSIONS + 1)]
    assert statuses(stack, proxied, *forged)[-1] == 429
    behind_two = [f"198.51.100.{number}, 203.0.113.77, 10.0.0.7" for number in range(2)]
    assert statuses(stack, proxied, *behind_two) == [429, 429]


def test_addresses_of_one_ipv6_network_are_one_client_row_87(stack, proxied):
    network = [f"2001:db8:1:2::{number}" for number in range(SESSIONS + 1)]
    assert statuses(stack, proxied, *network) == [400] * SESSIONS + [429]
    assert statuses(stack, proxied, "2001:db8:1:3::1") == [400]


def logged(program):
    lines = program.process.log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_the_log_names_the_client_and_not_the_proxy(stack, alone, proxied):
    for program, client in ((proxied, "203.0.113.200"), (alone, "127.0.0.1")):
        answer = scan(stack, program, "203.0.113.200")
        line = until(lambda p=program, a=answer: next(
            (line for line in logged(p) if line.get("request_id") == a.headers["X-Request-Id"]), None), "the request is logged")
        assert line["client"] == client


@pytest.mark.parametrize("program,secrets", [("ingest", ("LUNCHRUSH_TOKEN_SECRET",)), ("callbacks", ())])
def test_a_list_of_proxies_that_cannot_be_read_is_a_start_up_error_that_names_the_entry(stack, program, secrets):
    name = f"LUNCHRUSH_{program.upper()}_TRUSTED_PROXIES"
    settings = {**programs.shared_settings(stack.postgres, stack.redis, stack.secret),
                **{secret: stack.secret.token_secret for secret in secrets}, name: "10.0.0.0/8, 10.1.2.3/8"}
    ended = subprocess.run([places.program(program)], env=settings, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert f'{name}: "10.1.2.3/8"' in ended.stderr


def test_every_answer_protects_itself_in_a_browser_and_says_nothing_of_the_server(stack, store, guest):
    order = store.placed(guest)
    for answer in (guest.get(f"/v1/orders/{order}"), guest.get("/problems"), guest.get("/nowhere", expect=404)):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Server" not in answer.headers and "Strict-Transport-Security" not in answer.headers
    assert "frame-ancestors 'none'" in guest.get("/problems").headers["Content-Security-Policy"]
    assert guest.get(f"/v1/orders/{order}").headers["Cache-Control"] == "no-store"
