"""`python -m storage.embedded` prints the system packages that the embedded mongod still needs."""

import sys

from storage.embedded.errors import EmbeddedStoreError
from storage.embedded.libraries import missing_packages
from storage.embedded.mongod import find_mongod


def _main() -> str | None:
    try:
        print(*missing_packages(find_mongod()))  # noqa: T201 - for `make`
    except EmbeddedStoreError as error:
        return str(error)
    return None


sys.exit(_main())
