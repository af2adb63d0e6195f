"""Which addresses may be connected to: a declared page must not become a way into the machine's own network.

The check sits where the connection is made, after the name was resolved, and the connection goes to the very address
that was checked: redirects and names that change their answer (DNS rebinding) meet it, too.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from typing import TYPE_CHECKING, Protocol

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class RefusedAddressError(Exception):
    """A name leads to an address that a source may not reach."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open network; mapped and translated IPv4 addresses are looked through.

    >>> [is_public(a) for a in ["93.184.216.34", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1"]]
    [True, False, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


class Resolve(Protocol):
    """Finds the addresses of a name."""

    def __call__(self, host: str, port: int) -> Iterable[str]:
        """Yield IP addresses; raises httpcore.ConnectError where the name has none."""
        ...


def resolve(host: str, port: int) -> Iterator[str]:
    """Yield what the system's resolver knows of a name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"{host}: {error.strerror or error}"
        raise httpcore.ConnectError(message) from error
    yield from dict.fromkeys(str(entry[4][0]) for entry in found)


class Guarded(httpcore.SyncBackend):
    """Connects to public addresses only, and to the networks a source allows."""

    def __init__(self, allowed: Sequence[str] = (), resolver: Resolve = resolve) -> None:
        super().__init__()
        self._allowed = [ipaddress.ip_network(network) for network in allowed]
        self._resolve = resolver

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check, and connect to what was checked; raises RefusedAddressError."""
        last: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._resolve(host, port):
            if not self._may(address):
                message = f"{host} leads to {address}, which is no public address; `allow_networks` of the source can permit it"
                raise RefusedAddressError(message)
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def _may(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        return is_public(address) or any(ip in network for network in self._allowed)


def trusted(ca_file: Path | None = None) -> ssl.SSLContext:
    """Return what certificates are verified with: the system's authorities and those of a PEM file.

    Raises OSError (ssl.SSLError is one) where the file cannot be read or holds no certificate.
    """
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def distrusted(error: BaseException | None) -> bool:
    """Whether an error comes of a certificate that does not hold: asking again would change nothing."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def transport(connections: int, backend: httpcore.NetworkBackend, tls: ssl.SSLContext) -> httpx.HTTPTransport:
    """Return httpx's transport on a network backend of ours."""
    made = httpx.HTTPTransport()
    made._pool = httpcore.ConnectionPool(  # httpx offers no public way to name a backend
        ssl_context=tls, max_connections=connections, network_backend=backend
    )
    return made
