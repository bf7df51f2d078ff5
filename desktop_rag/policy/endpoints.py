"""Compares addresses of services, after `kinds.URL` or the settings have checked their form."""

from urllib.parse import urlsplit

from desktop_rag.azure_endpoint import address_of
from desktop_rag.errors import AzureEndpointInvalid

_PORTS = {"https": 443, "http": 80}


def lies_below(address: str, allowed: str) -> bool:
    """Whether an address is the allowed one or lies below it: same scheme, host and port, same first steps."""
    one, other = _parts(address), _parts(allowed)
    if one is None or other is None or one[0] != other[0]:
        return False
    return one[1][: len(other[1])] == other[1]


def is_same_resource(one: str, other: str) -> bool:
    """Whether two endpoints are the same Azure OpenAI resource, with or without the path of its interface."""
    try:
        return address_of(one) == address_of(other)
    except AzureEndpointInvalid:
        return False


def _parts(address: str) -> tuple[tuple[str, str, int], tuple[str, ...]] | None:
    """Scheme, host and port, and the steps of the path; None for what nobody should connect to."""
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        return None
    if split.scheme not in _PORTS or not split.hostname or split.username is not None or split.query or split.fragment:
        return None
    steps = tuple(step for step in split.path.split("/") if step)
    if "%" in split.path or "\\" in address or ".." in steps or "." in steps:
        return None
    return (split.scheme, split.hostname.lower().rstrip("."), port or _PORTS[split.scheme]), steps
