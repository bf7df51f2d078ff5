"""About how long something takes, in words that promise no more than is known."""

from typing import Final

from PySide6.QtCore import QObject

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_FIVES_FROM: Final = 20


class DurationWords(QObject):
    """Rounded up, since a wait that ends early disappoints nobody."""

    def about(self, seconds: float) -> str:
        """For the middle of a sentence: "about 35 minutes"."""
        if seconds < _MINUTE_S:
            #: A duration in a sentence: "takes less than a minute"
            return self.tr("less than a minute")
        minutes = -(-seconds // _MINUTE_S)
        if minutes < 2 * _HOUR_S / _MINUTE_S:
            if minutes > _FIVES_FROM:
                minutes = -(-minutes // 5) * 5
            #: A duration in a sentence: "takes about 35 minutes"
            return self.tr("about %n minutes", "", int(minutes))
        return self.tr("about %n hours", "", int(-(-seconds // _HOUR_S)))
