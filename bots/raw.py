"""Raw updates: JSON from outside, about whose shape nothing can be relied on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from hub.ports import RawUpdate


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def faults_of(error: ValidationError) -> str:
    """Which parts are amiss, without what stands in them: that may be somebody's words."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in details)


def malformed(update: object) -> RawUpdate:
    """What has no id of its own gets one from its content, so that it can be kept as dead."""
    digest = hashlib.sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()
    return RawUpdate(id=f"malformed-{digest}", raw={"malformed": update})
