"""Every benchmark, one after another: `python -m benchmarks [NAME...]`. Returns 1 where a bound is missed."""

import subprocess
import sys

NAMES = (
    "start",
    "answer_speed",
    "generation",
    "index_speed",
    "retrieval",
    "kills",
    "full_disk",
    "robustness",
    "erasure",
    "redaction",
    "egress",
    "watching",
    "unchanged",
    "scale",
)


def main() -> int:
    """Run each in a process of its own, so that none inherits what another loaded."""
    missed = [
        name
        for name in sys.argv[1:] or NAMES
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    ]
    if missed:
        print(f"\nMissed a bound: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
