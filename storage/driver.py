"""The one file that names MongoDB's driver: connecting, and what only its commands can say."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from typing import Any, Final, TypeAlias

from gridfs.errors import FileExists, NoFile
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
    AsyncIOMotorGridFSBucket,
)
from pymongo import IndexModel
from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
)
from pymongo.server_api import ServerApi, ServerApiVersion

from hub.errors import StoreDown
from storage.errors import BadUrlError

Client: TypeAlias = AsyncIOMotorClient[dict[str, Any]]
Database: TypeAlias = AsyncIOMotorDatabase[dict[str, Any]]
DriverCollection: TypeAlias = AsyncIOMotorCollection[dict[str, Any]]
Bucket: TypeAlias = AsyncIOMotorGridFSBucket
Index: TypeAlias = IndexModel

DEFAULT_DATABASE: Final = "dezhurka"
REPLICA_SET: Final = "rs0"

_BAD_URL: Final = (
    "environment: MONGO_URL: expected an address and options that MongoDB knows,"
    " such as ?replicaSet=rs0"
)
_ANSWER_WITHIN_MS: Final = 5_000
_ADMIN_WITHIN_MS: Final = 500
_POLL: Final = 0.02
_ALREADY_INITIALIZED: Final = 23
_NOT_YET_INITIALIZED: Final = 94
_RECONFIG_IN_PROGRESS: Final = 109
_DUPLICATE_KEY: Final = 11_000
_REFUSED: Final = frozenset({13, 18, 8000})
_USER_EXISTS: Final = 51_003
_NOT_OURS: Final = 18
"""Our key is refused: by a stranger at our port."""
_WIRE_VERSION_6_0: Final = 17
_OUT_OF_DISK_SPACE: Final = 14_031


class StandaloneServerError(Exception):
    """MONGO_URL names a standalone server: make it a replica set, it loses acknowledged writes"""


def connect(url: str) -> Client:
    """A client whose acknowledged writes survive; nothing is asked of the server yet.

    The strict stable API makes the server itself refuse what later majors may drop. Raises
    BadUrlError, which does not repeat the URL: there may be a password in it.
    """
    try:
        return _client(
            url,
            server_api=ServerApi(ServerApiVersion.V1, strict=True, deprecation_errors=True),
            w="majority",
            journal=True,
            retryWrites=True,
            tz_aware=True,
            serverSelectionTimeoutMS=_ANSWER_WITHIN_MS,
            connectTimeoutMS=_ANSWER_WITHIN_MS,
            socketTimeoutMS=4 * _ANSWER_WITHIN_MS,
        )
    except (PyMongoError, UserWarning, ValueError, TypeError, OSError):
        raise BadUrlError(_BAD_URL) from None


def _client(url: str, **more: Any) -> Client:
    """The driver only warns of an option that it does not take, and does without it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        return AsyncIOMotorClient(url, **more)


def database(client: Client) -> Database:
    """The database named by the URL's path, or the default one."""
    return client.get_default_database(DEFAULT_DATABASE)


async def ensure_replica_set(client: Client) -> None:
    """Raises StandaloneServerError where kill -9 would lose acknowledged writes."""
    hello = await client.admin.command("hello")
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StandaloneServerError(StandaloneServerError.__doc__)


class OldServerError(Exception):
    """MONGO_URL names a server older than MongoDB 6.0: update it"""


async def ensure_recent(client: Client) -> None:
    """Raises OldServerError."""
    hello = await client.admin.command("hello")
    if int(hello.get("maxWireVersion", 0)) < _WIRE_VERSION_6_0:
        raise OldServerError(OldServerError.__doc__)


class RefusedError(StoreDown):
    """MONGO_URL: the server refuses this user or password, or lets this user do too little"""


class KeyTakenError(Exception):
    """A unique key is taken: what was to be inserted, or its rival, is there already."""


@contextmanager
def translated() -> Iterator[None]:
    """The one place where the driver's exceptions become ours."""
    try:
        yield
    except DuplicateKeyError as error:
        raise KeyTakenError from error
    except (ConnectionFailure, ConfigurationError, WriteConcernError) as error:
        raise StoreDown from error
    except OperationFailure as error:
        if error.code in _REFUSED:
            raise RefusedError(RefusedError.__doc__) from error
        if _may_pass(error):
            raise StoreDown from error
        raise


def _may_pass(error: OperationFailure) -> bool:
    return error.code == _OUT_OF_DISK_SPACE or error.has_error_label("RetryableWriteError")


async def insert_new(collection: DriverCollection, documents: Sequence[dict[str, Any]]) -> set[int]:
    """Inserts them in one call; returns the positions of those whose key was taken."""
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if error.details["writeConcernErrors"]:
            raise StoreDown from error
        return _duplicates(error)
    return set()


def _duplicates(error: BulkWriteError) -> set[int]:
    failed = error.details["writeErrors"]
    if any(one["code"] != _DUPLICATE_KEY for one in failed):
        raise error
    return {one["index"] for one in failed}


def index(
    *keys: str,
    unique: bool = False,
    where: Mapping[str, Any] | None = None,
    expire: int | None = None,
) -> Index:
    """`-name` descends; `where` makes it partial; `expire` is in seconds."""
    options: dict[str, Any] = {"unique": True} if unique else {}
    if where is not None:
        options["partialFilterExpression"] = where
    if expire is not None:
        options["expireAfterSeconds"] = expire
    return IndexModel(order(*keys), **options)


def order(*keys: str) -> list[tuple[str, int]]:
    return [(key.removeprefix("-"), -1 if key.startswith("-") else 1) for key in keys]


def bucket(database: Database, name: str) -> Bucket:
    return AsyncIOMotorGridFSBucket(database, name)


async def download(files: Bucket, name: str) -> bytes | None:
    """The content of the file of that name."""
    content = BytesIO()
    try:
        await files.download_to_stream_by_name(name, content)
    except NoFile:
        return None
    return content.getvalue()


async def upload(files: Bucket, name: str, content: bytes) -> None:
    """Of two at once with one name, the later leaves nothing: a unique index decides."""
    stream = files.open_upload_stream(name)
    try:
        await stream.write(content)
        await stream.close()
    except FileExists:
        await stream.abort()


async def remove(database: Database, bucket: str, names: Sequence[str]) -> None:
    """The files of these names."""
    files = database[f"{bucket}.files"]
    found = await files.find({"filename": {"$in": list(names)}}, ["_id"]).to_list(None)
    ids = [file["_id"] for file in found]
    await database[f"{bucket}.chunks"].delete_many({"files_id": {"$in": ids}})
    await files.delete_many({"_id": {"$in": ids}})


async def initiate_replica_set(address: str, *, pid: int, key: str, login: tuple[str, str]) -> None:
    """Makes the mongod of this pid, at host:port, the writable primary of a set of its own, which
    obeys this login.

    Waits until it is. `key` is what its key file holds. The pid guards against a stranger that took
    the port meanwhile.
    """
    async with _admin(address, key) as client:
        while not await _is_ready(client, address, pid, login):
            await asyncio.sleep(_POLL)


async def _admit(client: Client, user: str, password: str) -> None:
    """The only user of a server that is all ours. One of an older password gets this one."""
    given: dict[str, Any] = {"pwd": password, "mechanisms": ["SCRAM-SHA-256"]}
    try:
        await client.admin.command("createUser", user, **given, roles=["root"])
    except OperationFailure as error:
        if error.code != _USER_EXISTS:
            raise
        await client.admin.command("updateUser", user, **given)


async def _is_ready(client: Client, address: str, pid: int, login: tuple[str, str]) -> bool:
    try:
        if await _pid(client) == pid:
            await _configure(client, address)
            if (await client.admin.command("hello"))["isWritablePrimary"]:
                await _admit(client, *login)
                return True
    except ConnectionFailure:
        pass
    except OperationFailure as error:
        if error.code != _NOT_OURS:
            raise
    return False


async def _configure(client: Client, address: str) -> None:
    try:
        await _initiate_or_move(client, address)
    except OperationFailure as error:
        # Still loading or changing its configuration: the next poll sees the outcome.
        if error.code not in {_ALREADY_INITIALIZED, _NOT_YET_INITIALIZED, _RECONFIG_IN_PROGRESS}:
            raise


async def _initiate_or_move(client: Client, address: str) -> None:
    member = {"_id": 0, "host": address}
    config = await _replica_set_config(client)
    if config is None:
        first = {"_id": REPLICA_SET, "members": [member]}
        await client.admin.command("replSetInitiate", first)
    elif config["members"] != [{**config["members"][0], "host": address}]:
        moved = {**config, "version": config["version"] + 1, "members": [member]}
        await client.admin.command("replSetReconfig", moved, force=True)


async def _replica_set_config(client: Client) -> Mapping[str, Any] | None:
    try:
        answer: Mapping[str, Any] = await client.admin.command("replSetGetConfig")
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIALIZED:
            raise
        return None
    config: Mapping[str, Any] = answer["config"]
    return config


async def _pid(client: Client) -> int:
    return int((await client.admin.command("serverStatus"))["pid"])


@asynccontextmanager
async def _admin(address: str, key: str) -> AsyncIterator[Client]:
    """As the server itself, which needs no user to be there. Without the strict API, which leaves
    out replica set commands.
    """
    client: Client = AsyncIOMotorClient(
        f"mongodb://{address}/",
        directConnection=True,
        username="__system",
        password=key,
        authSource="local",
        serverSelectionTimeoutMS=_ADMIN_WITHIN_MS,
        connectTimeoutMS=_ADMIN_WITHIN_MS,
        socketTimeoutMS=_ANSWER_WITHIN_MS,
    )
    try:
        yield client
    finally:
        client.close()
