"""What tests of the engine share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.engine_office import Office


@pytest.fixture(name="office")
def fixture_office(home: Path) -> Iterator[Office]:
    """An engine with stand-in workers; a module that needs another one has its own."""
    office = Office(home)
    yield office
    office.engine.close()
