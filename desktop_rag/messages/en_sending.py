"""English sentences about what leaves this computer, what refuses to, and what the service answered."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # Before anything is sent: every one of these means that nothing left.
    "sending_refused": ("Nothing was sent.", "Answer on this computer instead, or ask again."),
    "consent_needed": (
        "Nothing was sent, because nobody has agreed to this text yet.",
        "Look at the preview (--preview) and agree to it (--approve).",
    ),
    "sending_changed": (
        "Nothing was sent, because the text is not the one that was agreed to any more.",
        "Look at the preview again and agree to the new text.",
    ),
    "sending_not_agreed": (
        "The last check before the network stopped a text that nobody had agreed to; nothing was sent.",
        "Ask again, and tell your IT department if it happens twice.",
    ),
    "sending_empty": (
        "Every passage was taken out, so there was nothing to answer from; nothing was sent.",
        "Leave at least one passage in, or answer on this computer.",
    ),
    "collection_stays_local": (
        "This collection is marked as never leaving this computer; nothing was sent.",
        "Ask on this computer, or ask another collection.",
    ),
    "ledger_unwritable": (
        "The record of what leaves could not be written, so nothing was sent.",
        "Check the room on the disk and the rights of the library folder, then ask again.",
    ),
    "ledger_damaged": (
        "The record of what left was changed from outside, so nothing is sent until you have looked at it.",
        "Open the ledger, and tell your IT department.",
    ),
    "disk_not_encrypted": (
        "Your organisation asks for an encrypted disk, and this one is not known to be encrypted.",
        "Switch on the encryption of the disk, or ask your IT department.",
    ),
    "policy_invalid": (
        "Your organisation's policy cannot be read or is wrong, so everything stays on this computer.",
        "Tell your IT department; the list of policies shows what is wrong.",
    ),
    # The key and where it is kept.
    "keychain_absent": (
        "This computer offers no keychain that can keep the key, and it is kept nowhere else.",
        "Sign in with your company account instead, or give the key for one call with --key-stdin.",
    ),
    "keychain_locked": (
        "The keychain is locked or did not answer, so the key could not be used.",
        "Unlock the keychain and ask again.",
    ),
    # Set-up.
    "azure_off": ("Azure OpenAI is switched off; nothing was sent.", "Switch it on in the settings if you may."),
    "azure_not_allowed": (
        "Your organisation does not allow this with Azure OpenAI; nothing was sent.",
        "Ask your IT department which endpoint, deployment and sign-in are allowed.",
    ),
    "azure_not_configured": (
        "Azure OpenAI is not set up: the endpoint or the deployment is missing. Nothing was sent.",
        "Fill in both in the settings.",
    ),
    "azure_endpoint_invalid": (
        "This is not the address of an Azure OpenAI resource, so nothing is sent there.",
        "Give an address like https://NAME.openai.azure.com/openai/v1/.",
    ),
    "azure_key_missing": (
        "No key for this endpoint is kept; nothing was sent.",
        "Enter the key in the settings, or sign in with your company account.",
    ),
    "azure_sign_in_needed": (
        "You are not signed in to your company account; nothing was sent.",
        "Sign in from the settings and ask again.",
    ),
    "azure_sign_in_failed": (
        "Signing in did not work, or was given up.",
        "Try it again, and ask your IT department if it happens twice.",
    ),
    # What the service answered.
    "azure_failed": ("Azure OpenAI gave no answer.", "Ask again, or answer on this computer."),
    "azure_key_refused": (
        "Azure OpenAI did not take the key.",
        "Check that the key belongs to this endpoint and enter it again in the settings.",
    ),
    "azure_not_permitted": (
        "Your account may not use this deployment.",
        'Ask your IT department for the role "Cognitive Services OpenAI User" on the resource.',
    ),
    "azure_firewall": (
        "The network rules of the Azure resource refuse this computer.",
        "Connect to the company's network, or ask your IT department.",
    ),
    "azure_deployment_unknown": (
        "The Azure resource has no deployment of this name.",
        "Check the deployment's name in the settings; one made just now may take five minutes.",
    ),
    "azure_busy": (
        "Azure OpenAI has too many requests now; the question was not tried again.",
        "Wait a little and ask again, or answer on this computer.",
    ),
    "azure_server_failed": (
        "Azure OpenAI had a fault of its own.",
        "Ask again in a few minutes, or answer on this computer.",
    ),
    "azure_filtered_question": (
        "The content filter of Azure OpenAI refused the question or one of the passages.",
        "Take the passage out, ask in other words, or answer on this computer.",
    ),
    "azure_filtered_answer": (
        "The content filter of Azure OpenAI ended the answer; what came before it is kept.",
        "Ask in other words, or answer on this computer.",
    ),
    "azure_too_long": (
        "The request is longer than this model takes.",
        "Take passages out, or ask a shorter question.",
    ),
    "azure_parameter_refused": (
        "The model of this deployment does not take one of the values that were sent with the question.",
        "Tell your IT department which deployment it is, or choose another one.",
    ),
    "azure_request_refused": (
        "Azure OpenAI refused the request.",
        "Check endpoint and deployment in the settings, or ask your IT department.",
    ),
    "azure_empty": ("Azure OpenAI answered with nothing.", "Ask again, or answer on this computer."),
    # The way there.
    "azure_unreachable": (
        "Azure OpenAI could not be reached.",
        "Check the network connection and the endpoint, or answer on this computer.",
    ),
    "azure_not_trusted": (
        "The certificate of the other side is not trusted on this computer, so nothing was sent.",
        "Ask your IT department whether the company's certificate is installed here.",
    ),
    "azure_proxy_refused": (
        "The company's proxy did not let the request through.",
        "Ask your IT department to allow the endpoint.",
    ),
    "azure_redirected": (
        "The address pointed to another one, which was not followed.",
        "Check the endpoint in the settings.",
    ),
    "azure_cut": (
        "The connection was cut in the middle of the answer; what came before is kept.",
        "Ask again, or answer on this computer.",
    ),
    "azure_timed_out": (
        "Azure OpenAI took longer than the time limit.",
        "Ask again, or answer on this computer.",
    ),
    "azure_misbehaved": (
        "What came back is not an answer of Azure OpenAI, so it was not used.",
        "Check the endpoint and the network, or ask your IT department.",
    ),
    # A document that IT keeps out; the sentence stands in its row.
    "document_not_allowed": (
        "Your organisation does not let files of this kind, or in this folder, be read.",
        "Ask your IT department if you need it searched.",
    ),
    # What the doctor may find.
    "network_not_refused": (
        "A process could reach the network although it must not.",
        "Do not use the program for confidential documents, and tell your IT department.",
    ),
    "native_guard_missing": (
        "This system offers no filter for native code, so only Python's calls are refused here.",
        "Ask your IT department for a firewall rule; the privacy document says which.",
    ),
    "connection_seen": (
        "A network connection of this program was seen during the check.",
        "Do not use the program for confidential documents, and tell your IT department.",
    ),
    "offline_switches_missing": (
        "A library was not told to stay offline; the guards still hold.",
        "Tell your IT department.",
    ),
    "words_left": (
        "Words of a document or a question were found where they must not stay.",
        "Tell your IT department, and choose Forget everything if that matters now.",
    ),
    "library_not_private": (
        "Others on this computer can read the library folder or a file in it.",
        "Take the rights away from others, or ask your IT department.",
    ),
    # Forgetting.
    "erasure_incomplete": (
        "It is no longer found by any question, but the check still saw a part of it on the disk.",
        "Close other programs that look into the library folder and choose Erase old text.",
    ),
}

PRECISE: Final[Mapping[str, str]] = {
    "azure_busy": "Azure OpenAI has too many requests now and asks to wait {seconds} seconds; it was not tried again.",
    "azure_server_failed": "Azure OpenAI had a fault of its own (status {status}).",
    "azure_request_refused": "Azure OpenAI refused the request (status {status}).",
    "azure_parameter_refused": "The model of this deployment does not take the value {parameter} that was sent.",
}

PHRASES: Final[Mapping[str, str]] = {
    "preview_lead": "This would be sent to {endpoint}, deployment {deployment}: {bytes} bytes, sha256 {sha256}.",
    "preview_replaced": "Replaced before sending: {kinds}.",
    "preview_question": "Send exactly this text? [y/N] ",
    "not_together": "--preview, --approve, --without and --key-stdin need --provider azure, without --no-model.",
    "one_approval": "A hash agrees to one question: give --approve without --preview and without --questions.",
    "one_thing_to_forget": "Name one thing to forget: paths, --chat, --collection, --everything or --old-text.",
    "everything_needs_yes": "Forgetting everything without a terminal needs --yes.",
    "may_be_kept": "Microsoft may keep prompts for abuse monitoring, and people may read them.",
    "declared_not_kept": "Your organisation declares that prompts are not kept for abuse monitoring at this resource.",
    "sent_nothing": "Nothing was sent.",
    "ledger_ok": "The ledger is whole: {lines} lines, {sendings} sendings, sealed by: {sealed_by}.",
    "ledger_broken": "The ledger does not fit: {fault} (first at line {line}).",
    "fault_changed": "a line was changed",
    "fault_missing": "a line is missing",
    "fault_added": "a line was added",
    "fault_swapped": "lines were put in another order",
    "fault_cut": "the end was cut off",
    "fault_gone": "the file is gone",
    "fault_replaced": "the file was replaced by another one",
    "fault_seal_missing": "its seal is missing",
    "fault_seal_differs": "its seal says something else",
    "fault_chapter_changed": "an earlier chapter was changed",
    "fault_unreadable": "it cannot be read",
    "sealed_keychain": "keychain",
    "sealed_library": "library folder alone, no keychain",
    "sealed_nothing": "nothing yet",
    "ledger_chapters": "Earlier chapters that a person noted as damaged: {earlier}; their files lie beside it.",
    "ledger_empty": "Nothing has left this computer.",
    "exported": "Written to {file}.",
    "policy_none": "No policy is set on this computer.",
    "policy_problem": "{source}: {key} {code}",
    "key_stored": "The key is kept in {where}.",
    "key_deleted": "The key is deleted from {where}.",
    "key_none": "No key is kept for this endpoint.",
    "connection_ok": "Endpoint, key and deployment work. No document was sent.",
    "sign_in_code": "Open {url} and enter the code {code}.",
    "signed_in": "Signed in.",
    "which_chats": "These chats quote it; add --with-chats to erase their turns too: {titles}",
    "erased": (
        "{documents} documents with {chunks} passages and {turns} turns of chats are erased, and looked for on the "
        "disk: {found}. The files themselves stay."
    ),
    "erased_clean": "nothing was found",
    "erased_rest": "something is still there",
    "everything_question": "Forget every collection, chat and cache? Type the word everything: ",
}
"""Lines of the terminal."""
