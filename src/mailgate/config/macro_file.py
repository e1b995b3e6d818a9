"""Saved answers of a desk file, which agents call by ``#macro NAME``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from mailgate.config.table import Table, several
from mailgate.config.values import PriorityName, StatusName, Text
from mailgate.model.command import Macro
from mailgate.model.ticket import Status


class MacroTable(Table):
    name: Text
    text: str = ""
    status: StatusName | None = None
    priority: PriorityName | None = None
    category: Text = ""
    add_tags: Annotated[list[Text], Field(max_length=20)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _does_something(self) -> MacroTable:
        if not self.text.strip() and not self.build().fields:
            raise several([((), "a macro without text and without fields does nothing; give it one of them")])
        if self.status is Status.MERGED:
            raise several([(("status",), 'status: "merged" needs a ticket to merge into; agents write #merge')])
        return self

    def build(self) -> Macro:
        fields: dict[str, object] = {
            "status": self.status.value if self.status else "",
            "priority": self.priority.value if self.priority else "",
            "category": self.category,
            "tags.add": list(self.add_tags),
        }
        return Macro(name=self.name, text=self.text.strip(), fields={name: v for name, v in fields.items() if v})
