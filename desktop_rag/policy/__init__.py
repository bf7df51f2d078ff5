"""Settings fixed or suggested by IT: where each came from, and what is wrong; a malformed policy means local only."""

from desktop_rag.policy.kinds import Monitoring
from desktop_rag.policy.limits import (
    allows_document,
    allows_downloads,
    allows_folder,
    allows_model,
    allows_source,
    monitoring_of,
    stays_local,
)
from desktop_rag.policy.loading import check, load
from desktop_rag.policy.statements import Place
from desktop_rag.policy.values import Policy, PolicyProblem, PolicyValue, allows, describe

__all__ = [
    "Monitoring",
    "Place",
    "Policy",
    "PolicyProblem",
    "PolicyValue",
    "allows",
    "allows_document",
    "allows_downloads",
    "allows_folder",
    "allows_model",
    "allows_source",
    "check",
    "describe",
    "load",
    "monitoring_of",
    "stays_local",
]
