"""Whatever passes for an address of a store, its driver takes it or says so in a sentence."""

from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from hub.errors import StoreDown
from storage.driver import RefusedError, connect
from storage.errors import BadUrlError
from storage.mongo import MongoStore
from storage.redis import RedisDoorbell

SAID = "environment: {name}: expected an address and options that"
MONGO = (
    *("?readPreference=hush", "?tls=hush", "?directConnection=true&loadBalanced=true"),
    *("?tls=true&tlsInsecure=true&tlsAllowInvalidCertificates=true", "?tlsCAFile=/nowhere/hush"),
    *("?authMechanism=HUSH", "?maxPoolSize=-1", "?replicaSet=a&loadBalanced=true"),
    *("?authMechanism=MONGODB-X509&authSource=hush", "?compressors=hush", "?hush=1"),
)
REDIS = ("?db=hush", "?socket_timeout=hush", "?hush=1", "?max_connections=hush", "?protocol=hush")


@pytest.mark.parametrize("options", MONGO)
async def test_options_of_mongodb_are_refused_in_a_sentence(options: str) -> None:
    with pytest.raises(BadUrlError) as refusal:
        connect(f"mongodb://u:hush@127.0.0.1:1/x{options}")
    assert str(refusal.value).startswith(SAID.format(name="MONGO_URL"))
    assert "hush" not in str(refusal.value).lower()


@pytest.mark.parametrize("options", REDIS)
async def test_options_of_redis_are_refused_in_a_sentence(options: str) -> None:
    with pytest.raises(BadUrlError) as refusal:
        RedisDoorbell(f"redis://:hush@127.0.0.1:1/0{options}", "hub")
    assert str(refusal.value).startswith(SAID.format(name="REDIS_URL"))
    assert "hush" not in str(refusal.value)


async def test_a_user_whom_the_server_refuses_is_a_sentence(mongo_server: str) -> None:
    host = mongo_server.rpartition("@")[2]
    for login in ("hub:wrong", "nobody:wrong"):
        with pytest.raises(RefusedError, match="refuses this user or password"):
            await MongoStore.open(f"mongodb://{login}@{host}")


async def test_a_user_who_may_do_too_little_is_a_sentence(
    mongo_server: str,
) -> None:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_server)
    reads: dict[str, Any] = {"pwd": "reads-only", "roles": [{"role": "read", "db": "elsewhere"}]}
    await client.admin.command("createUser", "reader", **reads)
    host = mongo_server.rpartition("@")[2]
    try:
        with pytest.raises(RefusedError, match="lets this user do too little"):
            await MongoStore.open(f"mongodb://reader:reads-only@{host}")
    finally:
        await client.admin.command("dropUser", "reader")
        client.close()


async def test_a_cluster_whose_name_cannot_be_found_is_waited_for() -> None:
    with pytest.raises(StoreDown):
        await MongoStore.open(
            "mongodb+srv://hub:hush@no-such-cluster.invalid/x?serverSelectionTimeoutMS=200"
        )
