"""The one module that speaks HTTP: requests to one server, and every foreign error made ours.

Nothing is believed that doesn't carry our server's header: networks that want a sign-in answer
every address with a web page of their own. Redirects are not followed, least of all for a
push; one that is met is named in the error.
"""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpcore
import httpx

from notesapp.core.errors import (
    Cancelled,
    CertificateProblem,
    NotOurServer,
    Offline,
    ServerNotAnswering,
    ServerTrouble,
    SyncError,
)
from notesapp.protocol import headers as names
from notesapp.protocol.values import Malformed
from notesapp.protocol.version import NEWEST
from notesapp.sync.refusals import error_for_refusal
from notesapp.sync.sockets import StoppableSockets

CONNECT_TIMEOUT_S = 10.0
ANSWER_TIMEOUT_S = 30.0
_LARGEST_REFUSAL = 64 * 1024
_LARGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer, read to its end; header names in lower case."""

    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """Talks to one server over few, long-lived connections; used from one thread.

    Only `interrupt` may be called from another.
    """

    def __init__(
        self,
        url: str,
        user: str,
        *,
        token: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.host = urlsplit(url).hostname or url
        self.user = user
        self.server_id = ""
        """The id that answers must carry; empty while it isn't known."""
        self._sockets = StoppableSockets()
        self._is_interrupted = False
        self.request_count = 0
        common = {names.PROTOCOL: str(NEWEST), "User-Agent": "notesapp"}
        self._client = httpx.Client(
            transport=transport or _Transport(self.url, self._sockets),
            headers=common,
            timeout=httpx.Timeout(ANSWER_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            follow_redirects=False,
            trust_env=False,
        )
        if token is not None:
            self.use_token(token)

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send a request and return the whole answer.

        Raises:
            SyncError: there was no good answer.
        """
        with self._open(method, path, headers, body) as response:
            return Answer(response.headers, _whole(response))

    @contextmanager
    def stream(
        self, path: str, *, headers: Mapping[str, str] | None = None
    ) -> Iterator[Iterator[bytes]]:
        """Get an answer piece by piece, as it arrives.

        Raises:
            SyncError: there was no good answer, or it was cut off.
        """
        with self._open("GET", path, headers, None) as response:
            yield response.iter_bytes()

    def use_token(self, token: str) -> None:
        """Sign requests with another token from now on."""
        self._client.headers["Authorization"] = f"Bearer {token}"

    def interrupt(self) -> None:
        """From any thread: make the request under way raise `Cancelled` very soon."""
        self._is_interrupted = True
        self._sockets.stop()

    def resume(self) -> None:
        """Allow requests again after `interrupt`."""
        self._is_interrupted = False
        self._sockets.resume()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    @contextmanager
    def _open(
        self, method: str, path: str, headers: Mapping[str, str] | None, body: bytes | None
    ) -> Iterator[httpx.Response]:
        sent = dict(headers or {})
        if body is not None:
            sent.setdefault("Content-Type", names.JSON_TYPE)
        if self._is_interrupted:
            raise Cancelled
        self.request_count += 1
        try:
            with self._client.stream(
                method, self.url + path, headers=sent, content=body
            ) as response:
                self._judge(response)
                yield response
        except SyncError:
            raise
        except Malformed as error:
            raise ServerTrouble(f"damaged answer: {error.reason}") from error
        except _FOREIGN as error:
            if self._is_interrupted:
                raise Cancelled from error
            raise self._translate(error) from error

    def _judge(self, response: httpx.Response) -> None:
        """Pass good answers of our server; make an error of anything else."""
        found = response.headers.get(names.SERVER)
        if found is None:
            raise NotOurServer(self.url, _stranger(response))
        is_other_server = bool(self.server_id) and found != self.server_id
        if is_other_server and response.status_code != httpx.codes.UNAUTHORIZED:
            raise NotOurServer(self.url, "another notes server answers at this address")
        if response.is_success:
            return
        refusal = b"".join(_at_most(response.iter_bytes(), _LARGEST_REFUSAL))
        raise error_for_refusal(
            response.status_code, refusal, user=self.user, retry_after_s=_retry_after(response)
        )

    def _translate(self, error: Exception) -> SyncError:
        certificate = _cause(error, ssl.SSLError)
        if certificate is not None:
            return _certificate_problem(self.host, certificate)
        if isinstance(error, _TIMEOUTS):
            return ServerNotAnswering(self.host, ANSWER_TIMEOUT_S)
        if isinstance(error, _UNREACHABLE):
            return Offline(self.host, str(error) or type(error).__name__)
        if isinstance(error, _ADDRESS):
            return NotOurServer(self.url, str(error))
        if "illegal" in str(error):
            return NotOurServer(self.url, "it doesn't speak HTTP")
        return ServerTrouble(f"connection cut: {str(error) or type(error).__name__}")


_FOREIGN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    UnicodeError,  # from `idna`, about a host's name
)
_UNREACHABLE = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ProxyError,
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.ProxyError,
)
_TIMEOUTS = (
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.PoolTimeout,
    httpcore.ReadTimeout,
    httpcore.WriteTimeout,
    httpcore.PoolTimeout,
)
_ADDRESS = (
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
    httpcore.UnsupportedProtocol,
    UnicodeError,
)


def _stranger(response: httpx.Response) -> str:
    """Say in a few words what answered instead of our server."""
    where = response.headers.get("Location")
    if response.is_redirect and where:
        return f"it points to {where[:200]}"
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return "a web page answers" if kind == "text/html" else f"status {response.status_code}"


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds to wait, whether given as seconds or as a date by the server's clock."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value[:9])
    try:
        now = parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


def _whole(response: httpx.Response) -> bytes:
    """Return the body, unless it has no end that could be meant: unpacked, a bomb is large."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > _LARGEST_ANSWER:
            raise ServerTrouble("the answer is too large")
    return bytes(body)


def _at_most(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[:limit]
        limit -= len(piece)
        if limit <= 0:
            return


def _cause(error: BaseException | None, kind: type[ssl.SSLError]) -> ssl.SSLError | None:
    """Return the first error of a kind among what led to `error`."""
    while error is not None:
        if isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None


def _certificate_problem(host: str, error: ssl.SSLError) -> CertificateProblem:
    text = getattr(error, "verify_message", "") or str(error)
    match getattr(error, "verify_code", 0):
        case 10:
            problem = "expired"
        case 18 | 19:
            problem = "self_signed"
        case 62 | 64:
            problem = "wrong_host"
        case _:
            problem = "other"
    return CertificateProblem(host, problem, text)


class _Transport(httpx.BaseTransport):
    """Carries requests over sockets that can be told to stop."""

    def __init__(self, url: str, sockets: StoppableSockets) -> None:
        proxy = _proxy_for(url)
        context = _tls_context() if url.startswith("https:") else None
        if proxy is None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=context, network_backend=sockets, keepalive_expiry=60.0
            )
        else:
            self._pool = httpcore.HTTPProxy(
                proxy, ssl_context=context, network_backend=sockets, keepalive_expiry=60.0
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions={}
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _proxy_for(url: str) -> str | None:
    """Return the proxy that the system wants for this address, if any."""
    parts = urlsplit(url)
    if not parts.hostname or urllib.request.proxy_bypass(parts.hostname):
        return None
    proxy = urllib.request.getproxies().get(parts.scheme)
    return proxy if proxy and proxy.startswith(("http://", "https://")) else None


def _tls_context() -> ssl.SSLContext:
    """Trust what the system trusts, so that a household's own authority works without settings."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context = httpx.create_ssl_context()
    return context
