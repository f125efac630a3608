"""Which mongod it is, and whether its makers still mend it."""

from pathlib import Path

import pytest

from storage.embedded.support import support_ended, version_of


@pytest.mark.parametrize(
    ("version", "ended"),
    [
        ("6.0.5", "July 2025"),
        ("5.0.1", "October 2024"),
        ("7.0.2", None),
        ("8.0.1", None),
        ("", None),
    ],
)
def test_it_is_known_when_support_ended(version: str, ended: str | None) -> None:
    assert support_ended(version) == ended


@pytest.mark.parametrize(
    ("script", "version"),
    [
        ("#!/bin/sh\necho db version v8.0.12\n", "8.0.12"),
        ("#!/bin/sh\necho nonsense; exit 1\n", ""),
        ("#!/nowhere\n", ""),
    ],
)
def test_a_server_says_its_version_or_is_of_an_unknown_one(
    tmp_path: Path, script: str, version: str
) -> None:
    binary = tmp_path / "mongod"
    binary.write_text(script)
    binary.chmod(0o755)
    assert version_of(binary) == version
