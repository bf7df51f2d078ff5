"""Whether a question may go to Azure OpenAI, and under which terms: settings, policy and the collection together."""

from collections.abc import Iterable, Sequence

from desktop_rag.engine.catalog import CollectionEntry
from desktop_rag.engine.egress import Kept, Terms
from desktop_rag.engine.online import AzureTarget, checked_endpoint
from desktop_rag.engine.redaction import Redactor, parse_patterns
from desktop_rag.errors import (
    AzureNotAllowed,
    AzureNotConfigured,
    AzureOff,
    CollectionStaysLocal,
    PolicyInvalid,
)
from desktop_rag.policy import Policy, allows, monitoring_of
from desktop_rag.policy import stays_local as is_kept_here
from desktop_rag.policy.values import BOUNDED_BY
from desktop_rag.settings import Settings, get


def terms(settings: Settings, policy: Policy) -> Terms:
    """The terms in force; `settings` are the effective ones.

    Raises:
        PolicyInvalid: the policy is wrong somewhere, so nothing leaves.
        AzureNotAllowed: IT has switched it off, or allows neither this endpoint, this deployment nor this sign-in.
        AzureOff: the person has switched it off.
        AzureNotConfigured, AzureEndpointInvalid: it is not set up.
    """
    azure = settings.azure
    if policy.is_local_only:
        raise PolicyInvalid
    if azure.enabled is False:
        raise AzureNotAllowed if policy.fixed("azure.enabled") else AzureOff
    for key, limit in BOUNDED_BY.items():
        fixed = policy.fixed(limit)
        # An empty list allows none.
        if key.startswith("azure.") and fixed and not (fixed.value and allows(policy, key, get(settings, key))):
            raise AzureNotAllowed
    if not azure.endpoint or not azure.deployment:
        raise AzureNotConfigured
    endpoint = checked_endpoint(
        azure.endpoint,
        allow_loopback_http=azure.allow_loopback_http,
        allowed=policy.list_of("azure.allowed_endpoints"),
    )
    return Terms(
        target=AzureTarget(
            endpoint=endpoint, deployment=azure.deployment, auth=azure.auth, tenant=azure.tenant,
            client_id=azure.client_id, scope=azure.scope, timeout_s=float(azure.timeout_s),
            allow_loopback_http=azure.allow_loopback_http,
        ),
        consent="policy" if policy.gives_consent else azure.consent,
        kept=kept(endpoint, policy),
        policy=policy.sha256,
        keep_body=azure.keep_bodies,
        is_redacted=azure.redact,
    )  # fmt: skip


def kept(endpoint: str, policy: Policy) -> Kept:
    """What is known of how the service keeps prompts: only IT's declaration for this very resource counts."""
    declared = monitoring_of(policy, endpoint) if endpoint else None
    return "may_be_kept" if declared is None or declared.content_logging else "declared_not_kept"


def check_collection(collection: CollectionEntry, policy: Policy) -> None:
    """Raise `CollectionStaysLocal` for a collection that the person or IT keeps on this computer."""
    if stays_local(collection, policy):
        raise CollectionStaysLocal


def stays_local(collection: CollectionEntry, policy: Policy) -> bool:
    """Whether a collection is never asked with Azure."""
    return collection.is_local_only or is_kept_here(policy, collection.name)


class Redactors:
    """Keeps the last redactor: to make one for thousands of file names takes longer than to use it."""

    def __init__(self) -> None:
        self._made_for: tuple[object, ...] = ()
        self._made: Redactor | None = None

    def get(self, settings: Settings, policy: Policy, file_names: Sequence[str]) -> Redactor:
        """The redactor for these settings and names; see `redactor`."""
        wanted = (settings.azure, policy.sha256, file_names)
        if self._made is None or self._made_for != wanted:
            self._made, self._made_for = redactor(settings, policy, file_names), wanted
        return self._made

    def forget(self) -> None:
        """Drop it: it holds the names of files."""
        self._made, self._made_for = None, ()


def redactor(settings: Settings, policy: Policy, file_names: Iterable[str]) -> Redactor:
    """What replaces personal data; file names never leave, and IT's words are replaced, whatever the person chose.

    Raises:
        SettingInvalid: one of the person's patterns cannot be used.
    """
    azure = settings.azure
    words = set(policy.list_of("azure.redact_words"))
    patterns = parse_patterns("\n".join(policy.list_of("azure.redact_patterns")))
    if azure.redact:
        # The effective settings hold the organisation's lists too.
        words |= {line.strip() for line in azure.redact_words.splitlines() if line.strip()}
        patterns = parse_patterns(azure.redact_patterns)
    return Redactor(words=sorted(words), patterns=patterns, file_names=list(file_names), personal=azure.redact)
