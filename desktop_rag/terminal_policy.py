"""The terminal's side of policy: what is in force, and whether a file that IT has written is sound."""

from typing import TYPE_CHECKING, Any

from desktop_rag import messages, policy, protocol, settings
from desktop_rag.exit_codes import DONE, FAILED
from desktop_rag.records import PolicyFault, SettingValue

if TYPE_CHECKING:
    from desktop_rag.terminal import Session


def show(session: "Session") -> int:
    """``policy show``: every value with where it came from, and every fault."""
    done = session.last(protocol.ShowPolicy(id="policy"), protocol.PolicyShown)
    assert isinstance(done, protocol.PolicyShown)
    for value in done.values:
        session.put(session.form.setting(value), _line(value))
    _put_faults(session, done.faults)
    if done.sha256 == "none" and not session.options.json:
        session.say("policy_none")
    return DONE


def check(session: "Session") -> int:
    """``policy check FILE``: whether the file could be put in force as it is; needs no library."""
    file = session.options.file
    if not file.exists():
        session.fail("path_unknown", {})
    found = policy.check(file)
    values = [value for value in policy.describe(found, settings.Settings()) if value.source == "policy"]
    faults = tuple(PolicyFault(each.source, each.key, each.code, each.suggestion) for each in found.problems)
    body: dict[str, Any] = {
        "ok": not faults,
        "values": [session.form.setting(value) for value in values],
        "problems": [_fault(fault) for fault in faults],
    }
    lines = [_line(value) for value in values] + [_fault_line(session, fault) for fault in faults]
    session.put(body, "\n".join(lines) or "ok")
    return FAILED if faults else DONE


def _put_faults(session: "Session", faults: tuple[PolicyFault, ...]) -> None:
    for fault in faults:
        session.put({"problem": _fault(fault)}, _fault_line(session, fault))
    if faults and not session.options.json:
        session.show(session.form.sentence("policy_invalid"))


def _fault(fault: PolicyFault) -> dict[str, str | None]:
    return {"source": fault.source, "key": fault.key, "code": fault.code, "suggestion": fault.suggestion}


def _fault_line(session: "Session", fault: PolicyFault) -> str:
    return messages.phrase(
        "policy_problem", session.language, source=fault.source, key=fault.key or "", code=fault.code
    )


def _line(value: SettingValue) -> str:
    origin = f", {value.origin}" if value.origin else ""
    return f"{value.key} = {value.value}  ({value.source}{origin})"
