"""A hub reduced to its embedded stores, to be killed: prints their URLs as JSON, then waits."""

import asyncio
import json
import sys
from pathlib import Path

from storage.embedded import embedded_mongo, embedded_redis


async def _main(data_dir: Path) -> None:
    async with embedded_mongo(data_dir) as mongo, embedded_redis(data_dir) as redis:
        print(json.dumps({"mongo": mongo, "redis": redis}), flush=True)  # noqa: T201 - the protocol
        await asyncio.Event().wait()


asyncio.run(_main(Path(sys.argv[1])))
