"""Addresses of pages: one canonical form, and none with a secret in it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
SECRET_KEYS = frozenset({
    "access_token", "api_key", "apikey", "auth_key", "auth_token", "authorization", "awsaccesskeyid", "client_secret",
    "googleaccessid", "hmac", "jwt", "key-pair-id", "passwd", "password", "pwd", "secret", "sessionid", "sig",
    "signature", "token", "wssecret",
})  # fmt: skip
SECRET_PREFIXES = ("x-amz-", "x-goog-", "x-oss-", "q-sign", "q-ak", "q-signature")
PERHAPS = frozenset(
    {"auth", "credential", "expires", "key", "policy", "se", "session", "sid", "sign"}
)  # ?key=tea is a search
LONG = 16  # characters of a value that make one of these a secret


def canonical(url: str) -> str:
    """Return an address as documents are known by it: scheme and host in lower case, no secrets, no fragment.

    >>> canonical("HTTP://me:pw@Example.ORG:80/a?b=1&token=xyz#top")
    'http://example.org/a?b=1'
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    place = host if port is None or DEFAULT_PORTS.get(parts.scheme) == port else f"{host}:{port}"
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _is_secret(key, value)]
    if len(kept) < len(pairs):
        query = urlencode(kept)
    return urlunsplit((parts.scheme.lower(), place, parts.path or "/", query, ""))


def known_as(url: str) -> str:
    """Return the canonical address, or for what is no address at all the part of it that can hold no query."""
    try:
        return canonical(url)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]


def _is_secret(key: str, value: str) -> bool:
    name = key.lower()
    return name in SECRET_KEYS or name.startswith(SECRET_PREFIXES) or (name in PERHAPS and len(value) >= LONG)


def origin(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(canonical(url))
    return f"{parts.scheme}://{parts.netloc}"
