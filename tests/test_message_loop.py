"""The child's side of a pipe, in this process; whole workers are met in test_worker_process."""

from collections.abc import Mapping
from typing import Any

import pytest

from desktop_rag.errors import DocumentLocked
from desktop_rag.message_loop import Job, _carry_out


def job(op: str = "work", **fields: object) -> tuple[Job, list[dict[str, Any]]]:
    sent: list[dict[str, Any]] = []
    return Job({"id": 7, "op": op, **fields}, sent.append), sent


def carried_out(work: Any, one: Job) -> dict[str, Any]:
    return _carry_out(one, {"work": work})


def test_what_a_handler_returns_goes_into_the_last_reply() -> None:
    def work(one: Job) -> Mapping[str, Any]:
        one.send("piece", text="a")
        return {"total": one.fields["count"]}

    one, sent = job(count=3)
    assert carried_out(work, one) == {"id": 7, "kind": "done", "total": 3}
    assert sent == [{"id": 7, "kind": "piece", "text": "a"}]
    assert carried_out(lambda _job: None, one) == {"id": 7, "kind": "done"}


def test_a_stop_before_and_within_the_work() -> None:
    one, _ = job()
    one.cancel()
    assert one.is_cancelled
    assert carried_out(lambda _job: pytest.fail("it was stopped"), one) == {"id": 7, "kind": "cancelled"}

    def work(inner: Job) -> None:
        inner.cancel()
        inner.check()

    assert carried_out(work, job()[0]) == {"id": 7, "kind": "cancelled"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DocumentLocked(pages=3), "document_locked"),
        (MemoryError("secret"), "out_of_memory"),
        (ValueError("secret"), "internal"),
        (RecursionError("secret"), "internal"),
        (KeyError("secret"), "internal"),
    ],
)
def test_failures_have_a_code_and_no_words(error: Exception, code: str) -> None:
    def fail(_job: Job) -> None:
        raise error

    reply = carried_out(fail, job()[0])
    assert (reply["kind"], reply["code"]) == ("failed", code)
    assert "secret" not in str(reply)


def test_an_unknown_op_is_our_own_defect() -> None:
    assert _carry_out(job("no such")[0], {})["code"] == "internal"
