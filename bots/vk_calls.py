"""The one file that names the library vk_api, and the one translation of what it raises.

vk_api is synchronous: whoever calls methods through here has a thread for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError
from vk_api import ApiError, ApiHttpError
from vk_api.vk_api import VkApiGroup

from bots.asking import asking
from hub import reasons
from hub.errors import DeliveryError, Flooded, Repeatable, Unauthorized, Undeliverable, Unsent

_OFFICIAL_URL: Final = "https://api.vk.ru"
_VERSION: Final = "5.199"
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429

_REASONS: Final = {
    18: reasons.DEACTIVATED,
    113: reasons.NO_SUCH_CHAT,
    900: reasons.BLOCKED,
    901: reasons.NEVER_STARTED,
    902: reasons.BLOCKED,
    909: reasons.TOO_OLD,
    914: reasons.TOO_LARGE,
    917: reasons.NO_SUCH_CHAT,
    920: reasons.CANNOT_EDIT,
    924: reasons.CANNOT_DELETE,
    936: reasons.NO_SUCH_CHAT,
}
_WAITS: Final = {6: timedelta(seconds=1), 9: timedelta(minutes=5), 29: timedelta(minutes=5)}
_TOKEN_REFUSED: Final = frozenset({5, 27})
_LOST: Final = frozenset({1, 10})


class _Timed(HTTPAdapter):
    """Gives every request a time limit and sends those for VK's own address to `base_url`."""

    def __init__(self, base_url: str, timeout: float) -> None:
        super().__init__()
        self._base_url = base_url
        self._timeout = timeout

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        request.url = self._base_url + (request.url or "").removeprefix(_OFFICIAL_URL)
        return super().send(request, *args, **kwargs | {"timeout": self._timeout})


class Calls:
    """One thread in which API methods are called, one at a time. VK knows a repeat by its key."""

    def __init__(self, token: str, base_url: str, timeout: float, *, account: str) -> None:
        self._account = account
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.mount(_OFFICIAL_URL, _Timed(base_url.rstrip("/"), timeout))
        self._api = VkApiGroup(token=token, api_version=_VERSION, session=self._http)
        # They repeat calls without end or ask a human; pacing and retrying are the engine's.
        self._api.error_handlers.clear()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vk")

    async def __call__(self, method: str, **params: object) -> Any:
        call = partial(self._call, method, params)
        async with asking(self._account, method):
            return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _call(self, method: str, params: Mapping[str, object]) -> Any:
        try:
            return self._api.method(method, dict(params), raw=True)["response"]
        except ApiError as error:
            raise _refusal(error.code, error.error.get("error_msg", "")) from None
        except ApiHttpError as error:
            raise _http_error(error.response.status_code) from None
        except requests.RequestException as error:
            raise _network_error(error) from None
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
            raise Repeatable("an answer that is not VK's") from None

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._http.close()


class CallRefused(Undeliverable):
    """In VK's own words; nothing was sent."""

    def __init__(self, reason: str, code: int) -> None:
        super().__init__(reason)
        self.code = code


def _refusal(code: int, words: str) -> DeliveryError:
    if code in _WAITS:
        return Flooded(_WAITS[code])
    if code in _TOKEN_REFUSED:
        return Unauthorized(reasons.TOKEN_REFUSED)
    if code in _LOST:
        return Repeatable(f"{code} {words}")
    return CallRefused(_REASONS.get(code, f"{code} {words}"), code)


def _http_error(status: int) -> DeliveryError:
    if status == _TOO_MANY:
        return Flooded(timedelta(seconds=1))
    return (Repeatable if status >= _SERVER_ERROR else Unsent)(f"HTTP {status}")


def _network_error(error: requests.RequestException) -> DeliveryError:
    """Its text would name addresses; only its kind is told."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return Unsent(reasons.NO_CONNECTION)
    return Repeatable(type(reason or error).__name__)
