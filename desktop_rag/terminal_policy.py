"""The terminal's side of policy: what is in force, and whether a file that IT has written is sound."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_rag import messages, policy, protocol, settings
from desktop_rag.errors import PathUnknown
from desktop_rag.exit_codes import DONE, FAILED
from desktop_rag.records import PolicyFault, SettingValue
from desktop_rag.terminal_output import Output

if TYPE_CHECKING:
    from desktop_rag.terminal import Session


def show(session: "Session") -> int:
    """``policy show``: every value with where it came from, and every fault."""
    done = session.last(protocol.ShowPolicy(id="policy"), protocol.PolicyShown)
    assert isinstance(done, protocol.PolicyShown)
    for value in done.values:
        session.out.put(session.out.form.setting(value), _line(value))
    _put_faults(session.out, done.faults)
    if done.sha256 == "none" and not session.out.is_json:
        session.out.say("policy_none")
    return DONE


def check(file: Path, out: Output) -> int:
    """``policy check FILE``: whether the file could be put in force as it is; needs no library."""
    if not file.exists():
        raise PathUnknown
    found = policy.check(file)
    values = [value for value in policy.describe(found, settings.Settings()) if value.source == "policy"]
    faults = tuple(PolicyFault(each.source, each.key, each.code, each.suggestion) for each in found.problems)
    body: dict[str, Any] = {
        "ok": not faults,
        "values": [out.form.setting(value) for value in values],
        "problems": [_fault(fault) for fault in faults],
    }
    lines = [_line(value) for value in values] + [_fault_line(fault, out.language) for fault in faults]
    out.put(body, "\n".join(lines) or "ok")
    return FAILED if faults else DONE


def _put_faults(out: Output, faults: tuple[PolicyFault, ...]) -> None:
    for fault in faults:
        out.put({"problem": _fault(fault)}, _fault_line(fault, out.language))
    if faults and not out.is_json:
        out.show(out.form.sentence("policy_invalid"))


def _fault(fault: PolicyFault) -> dict[str, str | None]:
    return {"source": fault.source, "key": fault.key, "code": fault.code, "suggestion": fault.suggestion}


def _fault_line(fault: PolicyFault, language: str) -> str:
    return messages.phrase("policy_problem", language, source=fault.source, key=fault.key or "", code=fault.code)


def _line(value: SettingValue) -> str:
    origin = f", {value.origin}" if value.origin else ""
    return f"{value.key} = {value.value}  ({value.source}{origin})"
