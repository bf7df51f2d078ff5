"""What the organisation has set: what is wrong with it, and every value with where it came from."""

from PySide6.QtWidgets import QWidget

from desktop_rag.protocol import PolicyShown
from desktop_rag.records import PolicyFault
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.turn_parts import Panel, plain_label
from desktop_rag.ui.settings.page import lay_out_page
from desktop_rag.ui.settings.policy_table import Column, PolicyTableModel
from desktop_rag.ui.settings.rows_view import RowsView
from desktop_rag.ui.settings.settings_session import SettingsSession

_WIDTHS = {Column.KEY: 28, Column.VALUE: 24, Column.SOURCE: 20}
_MOST_FAULTS = 12
_SHOWN_OF_HASH = 12


class PolicyPage(QWidget):
    """Only shows: a policy is changed by the organisation."""

    def __init__(self, session: SettingsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = PolicyTableModel(self)
        self._faults = Panel()
        self._faults.hide()
        self._state = plain_label("", "quiet", can_select=True)
        table = RowsView(self._model, self.tr("Settings and who chose them"), _WIDTHS)
        lay_out_page(self, self.tr("Policy"), (self._faults, self._state, table), table)
        session.policy_shown.connect(self._show)

    def _show(self, event: PolicyShown) -> None:
        self._model.show_values(event.values)
        self._show_faults(event.faults)
        self._state.setText(self._describe(event))

    def _describe(self, event: PolicyShown) -> str:
        if not event.faults and all(value.source != "policy" for value in event.values):
            return self.tr("No policy is set on this computer.")
        if event.organisation:
            who = self.tr("Set by {organisation}.").format(organisation=clean(event.organisation))
        else:
            who = self.tr("Set by your organisation.")
        #: Below it stands a table; the code tells one state of the policy from another
        code = self.tr("Code of this policy: {code}").format(code=event.sha256[:_SHOWN_OF_HASH])
        return f"{who} {code}"

    def _show_faults(self, faults: tuple[PolicyFault, ...]) -> None:
        lines = [self._fault_line(fault) for fault in faults[:_MOST_FAULTS]]
        if len(faults) > _MOST_FAULTS:
            lines.append(self.tr("And %n more.", "", len(faults) - _MOST_FAULTS))
        lead = self.tr("The policy is wrong. Everything stays on this computer until this is corrected.")
        self._faults.show_text("failed", lead, "\n".join(lines))
        self._faults.setVisible(bool(faults))

    def _fault_line(self, fault: PolicyFault) -> str:
        place = clean(f"{fault.source}, {fault.key}" if fault.key else fault.source)
        what = self._fault_words(fault.code)
        if fault.suggestion:
            what = self.tr("{what}; perhaps {name} is meant").format(what=what, name=clean(fault.suggestion))
        return self.tr("{place}: {what}").format(place=place, what=what)

    def _fault_words(self, code: str) -> str:
        words = {
            "wrong_type": self.tr("a value of another kind is needed"),
            "out_of_range": self.tr("the value is not among those allowed"),
            "wrong_form": self.tr("the value is not written as it must be"),
            "unknown_name": self.tr("there is no setting of this name"),
            "missing_name": self.tr("something is missing here"),
            "pattern_refused": self.tr("the expression is wrong, or could run without end"),
            "only_fixed": self.tr("this can only be fixed, not suggested"),
            "contradiction": self.tr("it contradicts another value of the policy"),
            "duplicate_key": self.tr("the same name stands there twice"),
            "not_json": self.tr("this is not valid JSON"),
            "wrong_encoding": self.tr("the file is not written in UTF-8"),
            "unreadable": self.tr("it cannot be read"),
            "too_large": self.tr("the file is too large"),
            "not_trusted": self.tr("others than an administrator can change it"),
        }
        return words.get(code) or self.tr("it cannot be used ({code})").format(code=code)
