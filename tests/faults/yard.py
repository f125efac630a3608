"""Where hubs are built: their configuration, their logs, and what must not be in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.world.environment import API_KEYS, SECRETS, TOKENS, environment
from tests.faults.hub_process import ROOT, HubProcess
from tests.faults.waiting import free_port

APP: Final = "hub"
"""What hubs call themselves to MongoDB."""
LEASE: Final = 3.0
GENEROUS: Final = {"group_calls": 100_000, "chat_per_second": 1000, "bot_per_second": 1000}
TRACEBACK: Final = "Traceback (most recent call last)"


class Yard:
    def __init__(self, sandbox_url: str, folder: Path, *, mongo_url: str, redis_url: str) -> None:
        self._sandbox_url = sandbox_url
        self._folder = folder
        separator = "&" if "?" in mongo_url else "?"
        self._mongo_url = f"{mongo_url}{separator}appName={APP}"
        self._redis_url = redis_url
        self.hubs: list[HubProcess] = []
        self.tracebacks_allowed = False

    def hub(
        self, *, changes: dict[str, Any] | None = None, environ: dict[str, str | None] | None = None
    ) -> HubProcess:
        """With parts of sandbox/hub.yaml and some variables replaced; None takes one away."""
        number = len(self.hubs)
        given: dict[str, str | None] = {
            **environment(self._sandbox_url),
            "HUB_CONFIG": str(self._written(f"hub-{number}.yaml", changes or {})),
            "MONGO_URL": self._mongo_url,
            "REDIS_URL": self._redis_url,
            "HTTP_PORT": str(free_port()),
            **(environ or {}),
        }
        variables = {name: value for name, value in given.items() if value is not None}
        hub = HubProcess(variables, self._folder / f"hub-{number}.log")
        self.hubs.append(hub)
        return hub

    def embedded_hub(self, data_dir: Path, **more: Any) -> HubProcess:
        """One with stores of its own."""
        own = {"MONGO_URL": None, "REDIS_URL": None, "DATA_DIR": str(data_dir)}
        return self.hub(environ=own, **more)

    def check_output(self) -> None:
        """No hub ever tells a secret, and none has met what nobody foresaw."""
        for hub in self.hubs:
            printed = hub.output()
            for secret in (*TOKENS.values(), *SECRETS.values(), *API_KEYS.values()):
                assert secret not in printed, f"{secret!r} was printed"
            assert self.tracebacks_allowed or TRACEBACK not in printed, printed[-8000:]

    def _written(self, name: str, changes: dict[str, Any]) -> Path:
        declared = yaml.safe_load((ROOT / "sandbox/hub.yaml").read_text())
        for inbox in declared["inboxes"]:
            if inbox["channel"] in ("telegram", "vk"):
                # What is said to people here is counted to the letter.
                inbox["ask_contact"] = False
        declared |= {"limits": GENEROUS, "timers": {"lease": f"{LEASE:.0f}s"}}
        file = self._folder / name
        file.write_text(yaml.safe_dump(declared | changes, allow_unicode=True))
        return file
