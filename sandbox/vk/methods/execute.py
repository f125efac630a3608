"""execute, for the two shapes of code that vk_api's VkRequestsPool writes: no VKScript here."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.vk.errors import VkError
from sandbox.vk.methods.call import Call, Method
from sandbox.vk.params import Params

MOST_CALLS = 25
_LIST = re.compile(r"return \[(?P<calls>.*)\];", re.DOTALL)
_CALL = re.compile(r"API\.(?P<method>\w+\.\w+)\(")
_LOOP = re.compile(
    r"var values = (?P<values>\[.*\]),\s*i = 0,\s*result = \[\];\s*"
    r"while\(i < values\.length\) \{\s*result\.push\(API\.(?P<method>\w+\.\w+)\(values\[i\]\)\);\s*"
    r"i = i \+ 1;\s*\}\s*return result;",
    re.DOTALL,
)

Planned = list[tuple[str, dict[str, Any]]]


def execute(call: Call, methods: Mapping[str, Method]) -> dict[str, Any]:
    """The whole body of the answer: results in order, `false` for each failure."""
    planned = _planned(call.params.need("code").strip())
    if len(planned) > MOST_CALLS:
        raise VkError(13, "too many api calls")
    errors: list[dict[str, Any]] = []
    results = [_run(call, methods, name, values, errors) for name, values in planned]
    return {"response": results} | ({"execute_errors": errors} if errors else {})


def _run(
    call: Call,
    methods: Mapping[str, Method],
    name: str,
    values: dict[str, Any],
    errors: list[dict[str, Any]],
) -> Any:
    try:
        params = Params({key: _as_text(value) for key, value in values.items()})
        return methods.get(name, _unknown)(replace(call, params=params))
    except VkError as refusal:
        errors.append({"method": name, "error_code": refusal.code, "error_msg": refusal.message})
        return False


def _unknown(_call: Call) -> Any:
    raise VkError(3)


def _as_text(value: Any) -> str:
    match value:
        case str():
            return value
        case None:
            return ""
        case list():
            return ",".join(map(_as_text, value))
        case bool():
            return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _planned(code: str) -> Planned:
    planned = _parsed(code)
    if not all(isinstance(values, dict) for _, values in planned):
        raise VkError(12, "unexpected argument")
    return planned


def _parsed(code: str) -> Planned:
    try:
        if loop := _LOOP.fullmatch(code):
            return [(loop["method"], values) for values in json.loads(loop["values"])]
        if listed := _LIST.fullmatch(code):
            return _listed(listed["calls"])
    except json.JSONDecodeError as wrong:
        raise VkError(12, "unexpected token") from wrong
    raise VkError(12, "the sandbox knows only VkRequestsPool's code")


def _listed(text: str) -> Planned:
    planned: Planned = []
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        if (head := _CALL.match(text, place)) is None:
            raise VkError(12, "unexpected token")
        values, place = decoder.raw_decode(text, head.end())
        planned.append((head["method"], values))
        place += len("),")
    return planned
