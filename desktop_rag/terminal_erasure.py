"""The terminal's side of forgetting: paths, a chat, a collection, everything; each ends with a receipt."""

import sys
from typing import TYPE_CHECKING

from desktop_rag import messages, protocol
from desktop_rag.exit_codes import DONE, FAILED, USAGE
from desktop_rag.protocol import Command

if TYPE_CHECKING:
    from desktop_rag.terminal import Session

_WORD = "everything"


def forget(session: "Session") -> int:
    """``forget PATH... | --chat ID | --collection NAME | --everything | --old-text``."""
    options = session.options
    chosen = [bool(options.paths), options.chat is not None, options.everything, options.old_text]
    if sum(chosen) > 1 or (not any(chosen) and options.collection is None):
        session.out.say("one_thing_to_forget")
        return USAGE
    command: Command
    if options.paths:
        command = protocol.Forget(
            id="forget", paths=session.paths(), collection=options.collection, with_chats=options.with_chats
        )
        _tell_chats(session, command.paths, options.collection)
    elif options.chat is not None:
        command = protocol.DeleteChat(id="forget", chat=options.chat)
    elif options.everything:
        if not _is_sure(session):
            return USAGE
        command = protocol.ForgetEverything(id="forget")
    elif options.old_text:
        picked = session.engine.library.pick(options.collection).id if options.collection is not None else None
        command = protocol.EraseOldText(id="forget", collection_id=picked)
    else:
        return delete_collection(session, options.collection)
    return _print_receipt(session, command)


def delete_collection(session: "Session", name: str) -> int:
    """A collection with its index; the files stay."""
    _tell_chats(session, (), name)
    command = protocol.DeleteCollection(id="forget", name=name, with_chats=session.options.with_chats)
    return _print_receipt(session, command)


def _is_sure(session: "Session") -> bool:
    if session.options.yes:
        return True
    if not sys.stdin.isatty():
        session.out.say("everything_needs_yes")
        return False
    return input(messages.phrase("everything_question", session.out.language)).strip() == _WORD


def _tell_chats(session: "Session", paths: tuple[str, ...], collection: str | None) -> None:
    """Say which chats quote it, where their turns are not erased as well."""
    if session.options.with_chats or session.out.is_json:
        return
    listed = session.last(
        protocol.ListQuotingChats(id="quoting", paths=paths, collection=collection), protocol.QuotingChatsListed
    )
    assert isinstance(listed, protocol.QuotingChatsListed)
    if listed.chats:
        titles = ", ".join(chat.title for chat in listed.chats)
        session.out.say("which_chats", titles=titles)


def _print_receipt(session: "Session", command: Command) -> int:
    done = session.last(command, protocol.Forgotten)
    assert isinstance(done, protocol.Forgotten)
    found = messages.phrase("erased_clean" if done.is_checked else "erased_rest", session.out.language)
    sentence = messages.phrase(
        "erased", session.out.language, documents=done.documents, chunks=done.chunks, turns=done.turns, found=found
    )
    session.out.put(session.out.form.receipt(done), sentence)
    return DONE if done.is_checked else FAILED


def list_chats(session: "Session") -> int:
    """``chats list``."""
    listed = session.last(protocol.ListChats(id="chats"), protocol.ChatsListed)
    assert isinstance(listed, protocol.ChatsListed)
    for chat in listed.chats:
        body = {"id": chat.id, "title": chat.title, "created": chat.created, "updated": chat.updated}
        session.out.put(body, f"{chat.id}  {chat.title}")
    return DONE
