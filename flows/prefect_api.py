"""The few requests to a Prefect server that doctor and bootstrap need; they start without importing Prefect."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import httpx

from cleaners.errors import PalimpsestError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "PREFECT_API_URL"
POOL = "local"  # as prefect.yaml names it


class PrefectError(PalimpsestError):
    """The Prefect server cannot be asked."""


class Api:
    """A Prefect server's REST interface."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # JSON
        """Return the answer's JSON, None where there is no such thing; raises PrefectError that says what to do."""
        try:
            answer = httpx.request(method, f"{self.url}{path}", json=body, timeout=30, trust_env=False)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None
            answer.raise_for_status()
            return answer.json() if answer.content else {}
        except httpx.HTTPStatusError as error:
            message = f"the Prefect server at {self.url} refused {path}: {error.response.text[:300]}"
            raise PrefectError(message) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = (
                f"no Prefect server answers at {self.url} ({type(error).__name__}): start it, or correct {VARIABLE}"
            )
            raise PrefectError(message) from error


def api() -> Api:
    """Return the server that the environment names; raises PrefectError where it names none."""
    url = os.environ.get(VARIABLE, "")
    if not url:
        message = f"{VARIABLE} is not set: set it to the server's address, such as http://127.0.0.1:4200/api (docs/operations.md)"
        raise PrefectError(message)
    return Api(url)
