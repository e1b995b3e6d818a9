"""The table ``[detection]``: aids that read what a customer wrote."""

from __future__ import annotations

from mailgate.config.table import Table
from mailgate.config.values import PriorityName
from mailgate.model.detection import Detection


class DetectionTable(Table):
    enabled: bool = Detection().enabled
    max: PriorityName = Detection().max
    reopen_intent: bool = Detection().reopen_intent

    def build(self) -> Detection:
        return Detection(**self.model_dump())
