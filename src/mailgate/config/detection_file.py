"""The table ``[detection]``: aids that read what a customer wrote."""

from __future__ import annotations

import re

from pydantic import Field, field_validator, model_validator

from mailgate.config.table import Table, several
from mailgate.config.toml_lines import Place
from mailgate.config.values import PriorityName, Text
from mailgate.model.detection import CategorySigns, Detection, Learning, PrioritySigns, Signs

# RFC 5322 section 3.6.8.
_FIELD_NAME = re.compile(r"[!-9;-~]+", re.ASCII)


class SignsTable(Table):
    """What a mail shows; at least one sign."""

    keywords: list[Text] = Field(default_factory=list)
    headers: dict[str, Text] = Field(default_factory=dict)

    @field_validator("keywords")
    @classmethod
    def _have_words(cls, value: list[str]) -> list[str]:
        flaws: list[tuple[Place, str]] = [
            ((place,), f'keywords: "{word}" has no letter or digit; write a word')
            for place, word in enumerate(value)
            if not any(character.isalnum() for character in word)
        ]
        if flaws:
            raise several(flaws)
        return value

    @field_validator("headers")
    @classmethod
    def _are_fields(cls, value: dict[str, str]) -> dict[str, str]:
        flaws: list[tuple[Place, str]] = [
            ((name,), f'headers: "{name}" is not the name of a header field; write it like X-Department')
            for name in value
            if not _FIELD_NAME.fullmatch(name)
        ]
        if flaws:
            raise several(flaws)
        return value

    @model_validator(mode="after")
    def _has_signs(self) -> SignsTable:
        if not (self.keywords or self.headers):
            raise ValueError("it has no sign to be known by; give it keywords or headers")
        return self

    def signs(self) -> Signs:
        return Signs(keywords=tuple(self.keywords), headers=tuple(self.headers.items()))


class CategorySignsTable(SignsTable):
    category: Text

    def build(self) -> CategorySigns:
        return CategorySigns(category=self.category, signs=self.signs())


class PrioritySignsTable(SignsTable):
    priority: PriorityName

    def build(self) -> PrioritySigns:
        return PrioritySigns(priority=self.priority, signs=self.signs())


class LearnTable(Table):
    """Confidences are shares of one."""

    enabled: bool = Learning().enabled
    suggest_above: float = Field(default=Learning().suggest_above, ge=0.5, le=1.0)
    act_above: float = Field(default=Learning().act_above, ge=0.5, le=1.0)

    @model_validator(mode="after")
    def _agrees(self) -> LearnTable:
        if self.act_above < self.suggest_above:
            raise ValueError("act_above is below suggest_above; what is done is always named as well")
        return self

    def build(self) -> Learning:
        return Learning(enabled=self.enabled, suggest_above=self.suggest_above, act_above=self.act_above)


class DetectionTable(Table):
    enabled: bool = Detection().enabled
    max: PriorityName = Detection().max
    tone: bool = Detection().tone
    category: list[CategorySignsTable] = Field(default_factory=list)
    priority: list[PrioritySignsTable] = Field(default_factory=list)
    reopen_intent: bool = Detection().reopen_intent
    duplicates: bool = Detection().duplicates
    learn: LearnTable = Field(default_factory=LearnTable)

    @model_validator(mode="after")
    def _agrees(self) -> DetectionTable:
        """No category twice, and no priority that the limit would never let through."""
        names = [each.category for each in self.category]
        flaws: list[tuple[Place, str]] = [
            (("category", place, "category"), f'the category "{name}" is given twice; put their signs together')
            for place, name in enumerate(names)
            if name in names[:place]
        ]
        flaws += [
            (("priority", place, "priority"), f'priority: "{each.priority}" is above max, "{self.max}"; raise max')
            for place, each in enumerate(self.priority)
            if each.priority.rank < self.max.rank
        ]
        if flaws:
            raise several(flaws)
        return self

    def build(self) -> Detection:
        return Detection(
            enabled=self.enabled,
            max=self.max,
            tone=self.tone,
            categories=tuple(each.build() for each in self.category),
            priorities=tuple(each.build() for each in self.priority),
            reopen_intent=self.reopen_intent,
            duplicates=self.duplicates,
            learn=self.learn.build(),
        )
