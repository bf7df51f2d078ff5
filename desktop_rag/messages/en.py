"""English sentences: code -> (what happened and what was kept, the next step)."""

from collections.abc import Mapping
from typing import Final

from desktop_rag.messages import en_sending

PAGE: Final = "page {page}"

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # A document; the sentence stands in its row.
    "document_unreadable": (
        "The system does not let this program open the file.",
        "Check that you may read it, then choose Try again.",
    ),
    "document_damaged": (
        "The file is damaged or incomplete, so its text could not be read.",
        "Open it in its own program, save a new copy and choose Try again.",
    ),
    "document_locked": (
        "The document is protected by a password.",
        "Save a copy without the password and add that copy.",
    ),
    "document_empty": ("The file is empty.", "Add it again once there is text in it."),
    "document_no_text": (
        "The pages are pictures, so there is no text to search.",
        "Add a version with text, or have IT install Tesseract, turn on “Read scanned pages” and choose Try again.",
    ),
    "document_pictures_left": (
        "Some pages are pictures without text; the other pages can be searched.",
        "Add a version with text, or have IT install Tesseract, turn on “Read scanned pages” and choose Try again.",
    ),
    "document_not_findable": (
        "The document was read, but a search for one of its own sentences did not find it.",
        "Choose Try again; if it stays so, remove the document and add it anew.",
    ),
    "document_kind_unknown": (
        "Files of this kind cannot be read.",
        "Save it as PDF, an Office document or text and add that.",
    ),
    "document_needs_office": (
        "This is an older Office format, which needs LibreOffice to be read.",
        "Save it as DOCX, XLSX or PPTX, or ask IT to install LibreOffice, and choose Try again.",
    ),
    "document_too_deep": (
        "This lies inside too many other documents, so it was not read; what is around it was.",
        "Save it as a file of its own and add that.",
    ),
    "document_online_only": (
        "Only the name of this file is on this computer; it was not downloaded to read it.",
        "Choose “Always keep on this device” in the file manager, then Try again.",
    ),
    "document_too_large": (
        "The document is larger than the limit for one document.",
        "Split it into smaller files and add those.",
    ),
    "document_too_slow": (
        "Reading the document took longer than the limit, so it was set aside.",
        "Choose Try again when the computer is less busy, or save a simpler copy.",
    ),
    "document_crashed_reader": (
        "Reading the document failed twice, so it was set aside and the others went on.",
        "Save a new copy from its own program and choose Try again.",
    ),
    "document_outside": (
        "This is a link that leads out of the chosen folder or back into itself, so it was not followed.",
        "Add the place that it points to, if you want it searched.",
    ),
    "document_changed": (
        "The file has changed since it was read, so the marked place may have moved.",
        "Update the collection to read it again.",
    ),
    "document_away": (
        "The file is not there now; what was read from it can still be searched.",
        "Connect the drive or put the file back, or forget it.",
    ),
    # A model.
    "model_failed": (
        "The model could not be used; the passages from your documents still work.",
        "Choose another model in the settings.",
    ),
    "model_missing": (
        "No model of this name is installed; the passages from your documents still work.",
        "Choose another model in the settings, or add a model file.",
    ),
    "model_file_invalid": (
        "The model file is incomplete, or it is not a model file.",
        "Get the file again and add it.",
    ),
    "model_mismatch": (
        "The model file differs from the one that was approved, so it is not used.",
        "Get the file again from where it came from.",
    ),
    "not_enough_memory": (
        "The model needs more memory than is free on this computer.",
        "Close other programs, or choose a smaller model.",
    ),
    "model_unsupported": (
        "The model file is sound, but this program cannot use a model of its kind.",
        "Choose another model.",
    ),
    # A part of the program that stopped.
    "worker_failed": (
        "A part of the program could not do its work; your library is unharmed.",
        "Try it again.",
    ),
    "worker_died": (
        "A part of the program stopped in the middle and is being restarted; what was shown so far is kept.",
        "Ask again in a moment.",
    ),
    "worker_timed_out": (
        "A part of the program did not answer in time and was restarted; your library is unharmed.",
        "Try it again.",
    ),
    "worker_misbehaved": (
        "A part of the program sent something that makes no sense and was restarted; your library is unharmed.",
        "Try it again.",
    ),
    "worker_resting": (
        "A part of the program stopped three times in a row and now rests; searching your documents still works.",
        "Start it again from the status bar, or choose another model in the settings.",
    ),
    # The library.
    "library_unreadable": (
        "The library folder cannot be read or written.",
        "Check the rights of the folder and the room on the disk, then start the program again.",
    ),
    "library_in_use": (
        "The library is open in another window or in a terminal.",
        "Close it there; this window goes on by itself.",
    ),
    "disk_full": (
        "The disk is full; everything read before is kept.",
        "Free some room on the disk and continue.",
    ),
    "collection_unknown": ("There is no collection of this name.", "Choose one from the list."),
    "collection_name_taken": ("Another collection already has this name.", "Choose a different name."),
    "collection_name_invalid": (
        "A collection's name has 1 to 100 characters that can be seen, so this one cannot be used.",
        "Choose a different name.",
    ),
    "document_unknown": (
        "The library no longer holds this document.",
        "Add it again if you want it searched.",
    ),
    "chat_unknown": ("This chat is no longer kept.", "Start a new chat."),
    "path_unknown": (
        "There is nothing at this place, and the library knows nothing of it.",
        "Check the path and try it again.",
    ),
    # A question.
    "question_empty": ("There is nothing in the question to search for.", "Write what you want to know."),
    "question_too_long": (
        "The question is too long to search for.",
        "Ask it in a few sentences.",
    ),
    "filter_place_unknown": (
        "No document of this collection is at the place to look in.",
        "Check the path, or look in the whole collection.",
    ),
    "filter_kind_unknown": (
        "This collection has no documents of this type.",
        "Choose another type, or look in all documents.",
    ),
    "question_line_invalid": (
        "This line is no question, so it was left out.",
        'Write one JSON object a line, with "id" and "question".',
    ),
    # A setting.
    "setting_invalid": ("This value does not fit the setting; the old value is kept.", "Choose another value."),
    "setting_unknown": ("There is no setting of this name.", "See the list of settings for the right name."),
    "refused_by_policy": (
        "Your organisation has fixed this setting; nothing was changed.",
        "Ask your IT department if it should be different.",
    ),
    # Us.
    "bad_message": (
        "Two parts of the program did not understand each other; your library is unharmed.",
        "Start the program again, and tell your IT department if it happens twice.",
    ),
    "cancelled": ("Stopped; everything finished before is kept.", ""),
    "internal": (
        "Something in the program went wrong; your documents and your library are unharmed.",
        "Try it again, and tell your IT department if it happens twice.",
    ),
    # Why an answer is what it is.
    "no_evidence": (
        "Your documents don't say: nothing in the documents that were searched answers this question.",
        "Ask in other words, or add the documents that should say it.",
    ),
    "weak_evidence": (
        "Your documents may not say: no passage clearly answers this question.",
        "Look at the closest ones, ask in other words, or add the documents that should say it.",
    ),
    "names_nothing": (
        "The question does not say what it is about.",
        "Ask again with its subject: a rule, a product, a name or a date.",
    ),
    "nothing_within": (
        "No document is within the places, types and dates to look in.",
        "Widen them, or look in all documents.",
    ),
    "no_model": (
        "No language model is installed, so here are the sentences of your documents themselves.",
        "Add a model in the settings to get answers in its words.",
    ),
    "model_language": (
        "The installed model does not know the language of the question, so here are the sentences themselves.",
        "Add a model that knows it in the settings.",
    ),
    "not_supported": (
        "Your documents did not confirm the model's wording, so here are the sentences themselves.",
        "Read the passages, or ask more exactly.",
    ),
    **en_sending.SENTENCES,
}

PRECISE: Final[Mapping[str, str]] = {
    "no_evidence": "Your documents don't say: nothing in the documents searched ({documents}) answers this question.",
    "not_enough_memory": "The model needs {needed_mb} MB of memory, and {free_mb} MB is free on this computer.",
    "setting_unknown": "There is no setting named {key}.",
    "setting_invalid": "This value does not fit the setting {key}; the old value is kept.",
    "refused_by_policy": "Your organisation has fixed the setting {key}; nothing was changed.",
    "filter_kind_unknown": "This collection has no documents of this type; it has: {kinds}.",
    "question_too_long": "The question is too long to search for; at most {limit} characters are possible.",
    "document_pictures_left": "{pictures} of {pages} pages are pictures without text; the others can be searched.",
    **en_sending.PRECISE,
}
"""More exact sentences, used where the error carries these details."""

PHRASES: Final[Mapping[str, str]] = {
    "index_done": "{indexed} indexed, {unchanged} unchanged, {removed} removed, {set_aside} set aside, in {seconds} s.",
    "forgotten": "{documents} documents with {chunks} passages are removed from the index. The files themselves stay.",
    "nothing_found": "No passage was found.",
    "nothing_within": "No passage was found within the places, types and dates to look in.",
    "one_question": "Give either one question or a file with --questions.",
    "any_source": "This is not from your documents: the model answered from its own knowledge.",
    "no_collection": "There is no collection yet. Make one with: desktop-rag index FOLDER --collection NAME.",
    "settings_broken": "The settings could not be read, so defaults are used; the file is settings.broken.json now.",
    "outdated": (
        "{documents} documents were read by an earlier version and answer as they are. Reading them anew takes {time}: "
        "desktop-rag collections read-anew {name}."
    ),
    "reading_planned": "{documents} documents would be read anew; this takes {time}.",
    "about_minutes": "about {minutes} min",
    "time_unknown": "a time that is not known yet",
    "which_collection": "Name the collection with --collection: there is not exactly one.",
    **en_sending.PHRASES,
}
