"""HTTPS spoken by the programs themselves: what is encrypted, what is refused, and how a certificate is renewed."""

import socket
import ssl
import subprocess
import time

import pytest
import requests

from harness import places, programs
from harness.certificates import Identity
from harness.waiting import until

CLOSED_SECONDS = 1


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    return Identity(tmp_path_factory.mktemp("tls") / "identity")


@pytest.fixture(scope="module")
def encrypted(stack, identity):
    """An ingest that speaks HTTPS."""
    with stack.another("ingest", "ingest-tls", **identity.settings("ingest")) as program:
        yield program


def https(program):
    return f"https://127.0.0.1:{program.port}"


def connected(program, context, session=None):
    plain = socket.create_connection(("127.0.0.1", program.port), timeout=5)
    return context.wrap_socket(plain, server_hostname="localhost", session=session)


def shown(program):
    """The certificate it shows now, PEM."""
    return ssl.get_server_certificate(("127.0.0.1", program.port))


def exchanged_in_plain(program, sent):
    """What comes back until it closes, and how long that took."""
    began = time.monotonic()
    heard = b""
    with socket.create_connection(("127.0.0.1", program.port), timeout=5) as connection:
        connection.sendall(sent)
        try:
            while chunk := connection.recv(65536):
                heard += chunk
        except ConnectionResetError:
            pass
    return heard, time.monotonic() - began


def test_an_order_is_placed_and_paid_for_over_https(store, encrypted, identity):
    guest = store.guest().through(https(encrypted), verify=identity.certificate)
    placed = guest.place(store.order_body())
    assert placed.headers["Strict-Transport-Security"].startswith("max-age=")
    order = placed.json()["order"]["id"]
    store.staff.through(https(encrypted), verify=identity.certificate).start_payment(order, "cash")
    assert guest.status(order) in ("accepted", "placed", "paid")
    assert encrypted.metric("lunchrush_tls_handshakes_total", server="api") >= 2


def test_who_does_not_trust_the_certificate_does_not_speak_to_it(store, encrypted):
    with pytest.raises(requests.exceptions.SSLError):
        store.guest().through(https(encrypted)).get(f"/v1/stores/{store.id}/menu")


VERSIONS = [(ssl.TLSVersion.TLSv1, False), (ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True),
            (ssl.TLSVersion.TLSv1_3, True)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version,welcome", VERSIONS, ids=lambda value: getattr(value, "name", ""))
def test_only_tls_1_2_and_1_3_are_spoken(encrypted, identity, version, welcome):
    context = identity.context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    if welcome:
        with connected(encrypted, context) as connection:
            assert connection.version() == version.name.replace("_", ".")
            assert "GCM" in connection.cipher()[0] or "CHACHA20" in connection.cipher()[0]
        return
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connected(encrypted, context)


def test_a_client_that_offers_http_2_gets_http_1_1_and_one_that_insists_is_refused(encrypted, identity):
    context = identity.context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with connected(encrypted, context) as connection:
        assert connection.selected_alpn_protocol() == "http/1.1"
    context.set_alpn_protocols(["h2"])
    with pytest.raises(ssl.SSLError):
        connected(encrypted, context)


def test_a_phone_that_comes_again_resumes_its_session(encrypted, identity):
    context = identity.context()
    with connected(encrypted, context) as first:
        first.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        first.recv(1)
        session = first.session
    with connected(encrypted, context, session) as second:
        assert second.session_reused
    assert encrypted.metric("lunchrush_tls_handshakes_total", server="api", kind="resumed") >= 1


def test_a_renewed_certificate_is_shown_without_a_restart_and_a_bad_one_is_not(stack, tmp_path):
    identity = Identity(tmp_path / "renewed", days=2)
    expiry = "lunchrush_tls_certificate_expires_seconds"
    with stack.another("ingest", "ingest-renewed", **identity.settings("ingest")) as program:
        first, first_expiry = shown(program), program.metric(expiry, server="api")
        assert time.time() < first_expiry <= time.time() + 2 * 86400
        stays = connected(program, identity.context())

        identity.renew(days=60)
        until(lambda: shown(program) != first, "the renewed certificate is shown")
        second = shown(program)
        assert program.metric(expiry, server="api") > first_expiry + 50 * 86400
        requests.get(f"{https(program)}/openapi.json", verify=identity.certificate, timeout=5).raise_for_status()

        identity.key.write_text("not a key\n")
        until(lambda: "new certificate not taken" in program.process.last_words(), "the bad key is logged")
        assert shown(program) == second
        assert program.metric(expiry, server="api") > first_expiry + 50 * 86400

        stays.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert stays.recv(12) == b"HTTP/1.1 200"
        stays.close()


def test_plain_http_on_the_encrypted_port_is_told_so_and_closed_row_21(encrypted):
    heard, seconds = exchanged_in_plain(encrypted, b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 400 ") and b"this port speaks HTTPS" in heard
    assert seconds < CLOSED_SECONDS


def client_hello():
    """The first bytes of a TLS client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


FOREIGN = {"http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "proxy": b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "nothing": bytes(64)}


# TLS itself is at home at the encrypted port.
@pytest.mark.parametrize("port,sent", [("plain", "tls"), *((port, sent) for port in ("plain", "encrypted") for sent in FOREIGN)])
def test_a_foreign_protocol_is_closed_within_a_second_and_does_not_fill_the_log_row_21(stack, encrypted, port, sent):
    program = stack.ingests[0] if port == "plain" else encrypted
    before = program.process.log.stat().st_size
    for _ in range(50):
        _, seconds = exchanged_in_plain(program, client_hello() if sent == "tls" else FOREIGN[sent])
        assert seconds < CLOSED_SECONDS
    assert program.process.log.stat().st_size - before < 2000


def test_gateways_reach_callbacks_over_https(stack, identity):
    with stack.another("callbacks", "callbacks-tls", **identity.settings("callbacks")) as program:
        answer = requests.get(f"{https(program)}/v1/notify/wechatpay/wechat-demo", verify=identity.certificate, timeout=5)
        assert answer.status_code == 200 and "Strict-Transport-Security" in answer.headers
        assert program.metric("lunchrush_tls_certificate_expires_seconds", server="callbacks") > time.time()


MISTAKES = {
    "no key": (lambda ours, other: {"CERTIFICATE": ours.certificate}, "TLS_KEY is missing"),
    "no certificate": (lambda ours, other: {"KEY": ours.key}, "TLS_CERTIFICATE is missing"),
    "no such file": (lambda ours, other: {"CERTIFICATE": "/nowhere.pem", "KEY": ours.key},
                     "TLS_CERTIFICATE (/nowhere.pem) cannot be read"),
    "another's key": (lambda ours, other: {"CERTIFICATE": ours.certificate, "KEY": other.key}, "not the key of the certificate"),
}


@pytest.mark.parametrize("program", ["ingest", "callbacks"])
@pytest.mark.parametrize("given,said", MISTAKES.values(), ids=MISTAKES)
def test_a_certificate_that_cannot_serve_is_a_start_up_error_that_names_it(stack, tmp_path, program, given, said):
    ours, other = Identity(tmp_path / "ours"), Identity(tmp_path / "other")
    upper = program.upper()
    settings = {**programs.shared_settings(stack.postgres, stack.redis, stack.secret),
                "LUNCHRUSH_TOKEN_SECRET": stack.secret.token_secret,
                **{f"LUNCHRUSH_{upper}_TLS_{name}": str(path) for name, path in given(ours, other).items()}}
    ended = subprocess.run([places.program(program)], env=settings, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert said in ended.stderr and f"LUNCHRUSH_{upper}_TLS_" in ended.stderr
