"""Attacks on sending that must keep failing: a full disk at each line, a killed worker, wrong agreements, bad keys."""

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_rag import protocol
from desktop_rag.engine import ledger_files
from desktop_rag.protocol import HistoryTurn
from tests import fake_azure
from tests.engine.engine_office import Office, failure, index
from tests.engine.test_outbound import QUESTION, ask, collection_id, office_with, preview
from tests.fake_azure import KEY, FakeAzure


@pytest.fixture(name="service")
def fixture_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAzure]:
    for name in set(os.environ) - set(fake_azure.without_proxies(os.environ)):
        monkeypatch.delenv(name)
    with FakeAzure() as service:
        service.answer("The parking fee is 30 dollars a day [1].")
        yield service


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "parking.txt").write_text("The parking fee is 30 dollars a day.")
    return root


@contextlib.contextmanager
def working(home: Path, service: FakeAzure, root: Path, **values: object) -> Iterator[Office]:
    office = office_with(home, service, **values)
    index(office, root)
    try:
        yield office
    finally:
        office.engine.close()


def outcomes(office: Office) -> list[object]:
    return [entry.fields["outcome"] for entry in office.engine.outbound.ledger.entries() if entry.kind == "outcome"]


@pytest.mark.parametrize("lines_that_fit", [0, 1, 2, 3])
def test_a_disk_that_fills_at_any_line(
    home: Path, service: FakeAzure, root: Path, monkeypatch: pytest.MonkeyPatch, lines_that_fit: int
) -> None:
    with working(home, service, root, azure__consent="policy") as office:
        ask(office)
        left = [lines_that_fit]
        write = ledger_files.write_all

        def fill(file: int, data: bytes) -> None:
            if left[0] == 0:
                os.write(file, data[:7])
                raise OSError(errno.ENOSPC, "full")
            left[0] -= 1
            write(file, data)

        with monkeypatch.context() as patched:
            patched.setattr(ledger_files, "write_all", fill)
            ask(office)
        sent = len(service.requests)
        noted = [entry for entry in office.engine.outbound.ledger.entries() if entry.kind == "sending"]
        assert len(noted) >= sent  # a line without a sending may be, a sending without a line never
        assert office.engine.outbound.ledger.verify().is_ok
        assert isinstance(ask(office), protocol.AnswerDone)
        assert len(service.requests) == sent + 1


def test_a_worker_that_is_killed_in_the_middle_sends_nothing_again(home: Path, service: FakeAzure, root: Path) -> None:
    service.answer("The parking fee is 30 dollars a day [1]. " * 40, pause_s=0.05)
    with working(home, service, root, azure__consent="policy") as office:
        job = office.send(protocol.Ask, question=QUESTION, provider="azure", key=KEY)
        office.wait(job, protocol.AnswerText)
        workers = [child for child in psutil.Process().children(recursive=True) if "online" in child.cmdline()]
        assert workers
        for worker in workers:
            assert KEY not in f"{worker.cmdline()} {worker.environ()}"
            worker.kill()
        event = office.wait(job)
        assert isinstance(event, protocol.AnswerDone)
        assert event.answer.reason == "worker_died"
        time.sleep(0.5)
        assert len(service.requests) == 1
        assert outcomes(office) == ["worker_died"]


def test_an_agreement_is_to_these_bytes_alone(home: Path, service: FakeAzure, root: Path) -> None:
    with working(home, service, root) as office:
        agreed = preview(office).body_sha256
        earlier = (HistoryTurn(question="a", answer="b", collection_id=collection_id(office)),)
        assert failure(ask(office, approved=agreed, follows=earlier)) == "sending_changed"
        assert failure(ask(office, approved=agreed.upper())) == "sending_changed"
        office.do(protocol.SetSetting, key="azure.deployment", value="another")
        assert failure(ask(office, approved=agreed)) == "sending_changed"
        (root / "parking.txt").write_text("The parking fee is 31 dollars a day.")
        office.do(protocol.SetSetting, key="azure.deployment", value=fake_azure.DEPLOYMENT)
        index(office, root)
        assert failure(ask(office, approved=agreed)) == "sending_changed"
        assert service.connections == 0


@pytest.mark.parametrize("key", ["", " ", "short", "a" * 600, "äöü12345678", "good-key-12345\r\nX-Other: 1"])
def test_what_cannot_be_a_key_reaches_no_header(home: Path, service: FakeAzure, root: Path, key: str) -> None:
    with working(home, service, root, azure__consent="policy") as office:
        ask(office, key=key)
    assert service.connections == 0
