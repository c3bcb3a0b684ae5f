"""Every foreign error becomes one of ours, by what one can do about it."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest

from notesapp.core.errors import (
    Cancelled,
    CertificateProblem,
    Diverged,
    Forbidden,
    NotOurServer,
    Offline,
    ProtocolMismatch,
    QuotaExceeded,
    ServerBusy,
    ServerNotAnswering,
    ServerTrouble,
    SignInAgain,
    SyncError,
    TooLarge,
)
from notesapp.protocol.headers import SERVER
from notesapp.protocol.messages import Problem
from notesapp.protocol.problems import encode_problem
from notesapp.sync import http
from notesapp.sync.http import HttpClient
from tests.support.odd_servers import answering, serving, silent

OURS = {SERVER: "s" * 32}


def failure_of(url: str, *, server_id: str = "") -> SyncError:
    client = HttpClient(url, "ana")
    client.server_id = server_id
    try:
        with pytest.raises(SyncError) as caught:
            client.request("GET", "/api/v1/nodes")
    finally:
        client.close()
    return caught.value


def failure_for(status: str, headers: dict[str, str], body: bytes = b"") -> SyncError:
    with serving(answering(status, headers, body)) as port:
        return failure_of(f"http://127.0.0.1:{port}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_good_answer_is_read_to_its_end() -> None:
    with serving(answering("200 OK", OURS, b"{}")) as port:
        client = HttpClient(f"http://127.0.0.1:{port}/", "ana")
        assert client.request("GET", "/x").body == b"{}"
        client.close()


def test_nobody_listening_is_offline() -> None:
    error = failure_of(f"http://127.0.0.1:{free_port()}")
    assert isinstance(error, Offline)
    assert error.host == "127.0.0.1"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 70 + ".invalid"])
def test_an_unknown_host_is_offline(host: str) -> None:
    assert isinstance(failure_of(f"http://{host}"), Offline)


def test_a_sign_in_page_of_the_network_is_not_our_server() -> None:
    error = failure_for("200 OK", {"Content-Type": "text/html"}, b"<html>Sign in</html>")
    assert isinstance(error, NotOurServer)
    assert error.reason == "a web page answers"


def test_a_redirect_is_not_followed_but_named() -> None:
    error = failure_for("302 Found", {"Location": "https://portal.example/login"})
    assert isinstance(error, NotOurServer)
    assert "https://portal.example/login" in error.reason


def test_something_that_speaks_no_http_is_not_our_server() -> None:
    def greet(connection: socket.socket) -> None:
        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    with serving(greet) as port:
        assert isinstance(failure_of(f"http://127.0.0.1:{port}"), NotOurServer)


def test_another_notes_server_at_the_address_is_not_ours() -> None:
    with serving(answering("200 OK", OURS)) as port:
        error = failure_of(f"http://127.0.0.1:{port}", server_id="t" * 32)
    assert isinstance(error, NotOurServer)


def refused(status: int, code: str = "", **facts: object) -> SyncError:
    body = encode_problem(Problem(status, code, "title", "", facts))
    return failure_for(f"{status} Refused", OURS, body)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "token_invalid", SignInAgain),
        (403, "", Forbidden),
        (404, "not_found", Forbidden),
        (413, "too_large", TooLarge),
        (426, "upgrade_required", ProtocolMismatch),
        (429, "too_many_requests", ServerBusy),
        (503, "busy", ServerBusy),
        (507, "", QuotaExceeded),
        (500, "internal", ServerTrouble),
        (520, "", ServerTrouble),
        (400, "bad_request", ServerTrouble),
    ],
)
def test_refusals_are_named_by_remedy(status: int, code: str, expected: type[SyncError]) -> None:
    assert type(refused(status, code)) is expected


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (409, "epoch_changed", "epoch"),
        (409, "history_diverged", "history"),
        (409, "node_forked", "fork"),
        (409, "push_gap", "push_gap"),
        (409, "push_stale", "push_stale"),
        (410, "cursor_expired", "cursor_expired"),
        (422, "push_no_reused", "fork"),
    ],
)
def test_a_history_that_is_not_the_one_remembered(status: int, code: str, kind: str) -> None:
    error = refused(status, code)
    assert isinstance(error, Diverged)
    assert error.kind == kind


def test_a_wrong_password_is_told_from_an_ended_access() -> None:
    wrong, ended = refused(401, "wrong_password"), refused(401, "token_invalid")
    assert isinstance(wrong, SignInAgain)
    assert isinstance(ended, SignInAgain)
    assert (wrong.wrong_password, ended.wrong_password) == (True, False)
    assert wrong.user == "ana"


def test_an_exchanged_server_that_does_not_know_us_asks_to_sign_in() -> None:
    body = encode_problem(Problem(401, "token_invalid", "t"))
    with serving(answering("401 Unauthorized", OURS, body)) as port:
        error = failure_of(f"http://127.0.0.1:{port}", server_id="t" * 32)
    assert isinstance(error, SignInAgain)


@pytest.mark.parametrize(
    ("newest", "update_app"), [("0.9", False), ("9.0", True), ("nonsense", True)]
)
def test_which_side_is_too_old(newest: str, update_app: bool) -> None:
    error = refused(426, "upgrade_required", min="0.1", max=newest)
    assert isinstance(error, ProtocolMismatch)
    assert error.update_app is update_app


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("17", 17.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
    ],
)
def test_the_wish_to_wait_is_read_by_the_servers_own_clock(
    retry_after: str, seconds: float | None
) -> None:
    headers = {**OURS, "Retry-After": retry_after, "Date": "Mon, 23 Nov 2026 12:00:00 GMT"}
    error = failure_for("503 Busy", headers)
    assert isinstance(error, ServerBusy)
    assert error.retry_after_s == seconds


def test_an_answer_that_is_cut_off_is_trouble() -> None:
    error = failure_for("200 OK", {**OURS, "Content-Length": "100"}, b"only this")
    assert isinstance(error, ServerTrouble)


def test_an_answer_without_a_sensible_end_is_not_read_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "_LARGEST_ANSWER", 1_000_000)
    packed = gzip.compress(bytes(1_000_001))
    error = failure_for("200 OK", {**OURS, "Content-Encoding": "gzip"}, packed)
    assert isinstance(error, ServerTrouble)
    assert error.reason == "the answer is too large"
    with serving(answering("200 OK", OURS, bytes(1_000_000))) as port:
        client = HttpClient(f"http://127.0.0.1:{port}", "ana")
        assert len(client.request("GET", "/x").body) == 1_000_000
        client.close()


@pytest.mark.parametrize("host", ["xn--", "☃.invalid", "a b\n"])
def test_a_host_that_can_have_no_such_name_is_not_our_server(host: str) -> None:
    assert isinstance(failure_of(f"http://{host}/"), NotOurServer)


def test_silence_is_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_TIMEOUT_S", 0.2)
    with serving(silent) as port:
        assert isinstance(failure_of(f"http://127.0.0.1:{port}"), ServerNotAnswering)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_stop_works_within_a_second_while_a_request_hangs(scheme: str) -> None:
    with serving(silent) as port:
        client = HttpClient(f"{scheme}://127.0.0.1:{port}", "ana")
        stopper = threading.Timer(0.1, client.interrupt)
        stopper.start()
        started = time.monotonic()
        with pytest.raises(Cancelled):
            client.request("GET", "/x")
        assert time.monotonic() - started < 1.0
        stopper.join()
        client.close()


def test_after_a_stop_requests_work_again() -> None:
    with serving(answering("200 OK", OURS, b"{}")) as port:
        client = HttpClient(f"http://127.0.0.1:{port}", "ana")
        client.interrupt()
        with pytest.raises(Cancelled):
            client.request("GET", "/x")
        client.resume()
        assert client.request("GET", "/x").body == b"{}"
        client.close()


def certificate(folder: Path, name: str, *days: str) -> ssl.SSLContext:
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key),
         "-out", str(cert), "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", *days],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def test_a_certificate_nobody_vouches_for_is_said_to_be_self_signed(tmp_path: Path) -> None:
    with serving(silent, certificate(tmp_path, "localhost", "-days", "1")) as port:
        error = failure_of(f"https://localhost:{port}")
    assert isinstance(error, CertificateProblem)
    assert error.problem == "self_signed"


def test_a_certificate_of_another_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certificate(tmp_path, "elsewhere.example", "-days", "1")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with serving(silent, context) as port:
        error = failure_of(f"https://localhost:{port}")
    assert isinstance(error, CertificateProblem)
    assert error.problem == "wrong_host"


def test_a_certificate_that_has_expired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate(tmp_path, "localhost", "-days", "1")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "x509", "-in", str(cert), "-signkey", str(key), "-days", "-1",
         "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with serving(silent, context) as port:
        error = failure_of(f"https://localhost:{port}")
    assert isinstance(error, CertificateProblem)
    assert error.problem == "expired"


def test_a_trusted_certificate_lets_us_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certificate(tmp_path, "localhost", "-days", "1")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with serving(answering("200 OK", OURS, b"{}"), context) as port:
        client = HttpClient(f"https://localhost:{port}", "ana")
        assert client.request("GET", "/x").body == b"{}"
        client.close()


def test_plain_http_where_tls_was_expected_is_a_failed_handshake() -> None:
    def complain(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with serving(complain) as port:
        assert isinstance(failure_of(f"https://127.0.0.1:{port}"), CertificateProblem)
