"""How the demo begins when something is in its way."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from sandbox.backstage import HubDidNotStart, backstage
from sandbox.server import Sandbox


async def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = (sys.executable, "-m", "sandbox.demo", "--port", str(port))
        demo = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        _, said = await demo.communicate()
    assert demo.returncode == 1
    assert len(said.decode().splitlines()) == 1
    assert f"port {port}" in said.decode()


async def test_a_hub_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    async with Sandbox(port=0) as sandbox:
        with pytest.raises(HubDidNotStart, match=r"nowhere\.yaml"):
            async with backstage(sandbox, tmp_path, {"HUB_CONFIG": "nowhere.yaml"}):
                pass
