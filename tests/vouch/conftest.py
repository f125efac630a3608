"""The stage of the sandbox's own tests, for libraries that somebody else wrote."""

from tests.sandbox.conftest import people, sandbox, stage

__all__ = ["people", "sandbox", "stage"]
