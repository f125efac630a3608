"""Addresses of the stores: a bad one is one line that says what to write and repeats nothing."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import Settings
from tests.unit.settings_examples import SMALLEST, faults, loaded

ESCAPE = "write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25"
GOOD = (
    *("mongodb://db", "mongodb://db:27017/?replicaSet=rs0", "mongodb://[::1]:27017/support"),
    *("mongodb+srv://u:p%40w@cluster.example/", "mongodb://a:1,b:2/x?replicaSet=rs0&tls=true"),
    "mongodb://%2Fvar%2Frun%2Fmongod.sock/x",
)
BAD = (
    *("mongodb://u:p@ss@db/", "mongodb://u:p%zz@db/", "mongodb://u:p%@db/", "mongodb://u:p:w@db/"),
    *("mongodb://u:p/w@db/", "mongodb://u:p#w@db/", "mongodb://u:p?w@db/", "mongodb://@db/"),
    *("mongodb://user:pw@/x", "mongodb://db:0/", "mongodb://db:99999/", "mongodb://db:port/"),
    *("mongodb://db:/", "mongodb://a,,b/", "mongodb://db,/", "mongodb://[::1/", "mongodb://a]b/"),
)
OPTIONS = (
    *("mongodb://db/?replicaSet", "mongodb://db/?replicaSet=", "mongodb://db/?=rs0"),
    "mongodb://db/?replicaSet=a&replicaset=b",
)
BAD_REDIS = (
    *(
        "redis://cache:99999",
        "redis://cache:0x1",
        "redis://:p@ss:w/d@cache",
        "redis://",
        "rediss:///",
    ),
    *("redis://cache/one", "redis://cache:6379/0/1", "http://cache", "redis://[::1", "unix://"),
)
GOOD_REDIS = (
    *("redis://cache", "redis://cache:6379/0", "rediss://:p%40ss@cache:6380/1", "redis://[::1]:1"),
    "unix:///run/valkey.sock",
)


@pytest.mark.parametrize("url", GOOD)
def test_a_good_address_of_mongodb_is_taken_as_it_is(url: str) -> None:
    assert _loaded(MONGO_URL=url).environment.mongo_url == url


@pytest.mark.parametrize("url", GOOD_REDIS)
def test_a_good_address_of_redis_is_taken_as_it_is(url: str) -> None:
    assert _loaded(REDIS_URL=url).environment.redis_url == url


@pytest.mark.parametrize("url", BAD)
def test_a_bad_address_of_mongodb_is_a_line_that_says_how_to_write_it(url: str) -> None:
    (line,) = faults(SMALLEST, MONGO_URL=url)
    assert line.startswith("environment: MONGO_URL: expected mongodb://[user:password@]host")
    assert ESCAPE in line


@pytest.mark.parametrize("url", OPTIONS)
def test_bad_options_of_mongodb_are_a_line(url: str) -> None:
    (line,) = faults(SMALLEST, MONGO_URL=url)
    assert "option" in line


@pytest.mark.parametrize("url", BAD_REDIS)
def test_a_bad_address_of_redis_is_a_line_that_says_how_to_write_it(url: str) -> None:
    (line,) = faults(SMALLEST, REDIS_URL=url)
    assert line.startswith("environment: REDIS_URL: expected redis://[:password@]host")
    assert ESCAPE in line


@given(password=st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable()))
def test_any_password_can_be_written_and_none_is_ever_told(password: str) -> None:
    url = f"mongodb://hub:{quote(password, safe='')}@db:27017/x?replicaSet=rs0"
    assert _loaded(MONGO_URL=url).environment.mongo_url == url
    for bad in (f"mongodb://hub:Hush{password}ed@db:port/", f"mongodb://u:Hush{password}%@db/"):
        (line,) = faults(SMALLEST, MONGO_URL=bad)
        assert "Hush" not in line


def _loaded(**variables: str) -> Settings:
    return loaded(SMALLEST, **variables)
