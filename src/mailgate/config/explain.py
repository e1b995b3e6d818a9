"""What pydantic found, in the words of somebody who edits the file."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, time
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from mailgate.config.nearest import advice
from mailgate.config.table import Table
from mailgate.config.toml_lines import Place

#: What is wanted, by the type of pydantic's error.
_WANTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
}


def explain(error: ValidationError, schema: type[Table], data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Each finding with the place of the key or element that must change."""
    for detail in error.errors(include_url=False):
        yield from _explain(detail, schema, data)


def _explain(detail: ErrorDetails, schema: type[Table], data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    place, kind = detail["loc"], detail["type"]
    if kind == "flaws":
        for below, message in detail["ctx"]["flaws"]:
            yield (*place, *below), message
    elif kind == "value_error":
        yield place, f"{_name(place)}: {detail['ctx']['error']}"
    elif kind == "extra_forbidden":
        known = _keys_of(_model_at(schema, place[:-1]))
        yield place, f'unknown key "{place[-1]}" in {table_name(place[:-1], data)}; {advice(str(place[-1]), known)}'
    elif kind == "missing":
        yield place[:-1], f'{table_name(place[:-1], data)} needs the key "{place[-1]}"; add it'
    elif kind == "too_short":
        yield place, f"{_name(place)}: it is empty; it needs at least one element"
    elif kind in _WANTED:
        yield place, _wrong_type(place, _WANTED[kind], detail["input"])
    else:
        yield place, f"{_name(place)}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"


def table_name(place: Place, data: dict[str, Any]) -> str:
    """A table as its header is written: ``[server]``, ``[[queue]]``, or the key of an inline table."""
    names = [str(part) for part in place if isinstance(part, str)]
    if not names:
        return "the file"
    if len(place) == 1:
        return f"[{names[0]}]"
    if len(names) == 1 and isinstance(data.get(names[0]), list):
        return f"[[{names[0]}]]"
    return f'an element of "{names[-1]}"' if isinstance(place[-1], int) else f'"{names[-1]}"'


def _wrong_type(place: Place, wanted: str, given: object) -> str:
    name = place[-1]
    if wanted.startswith("a list") and isinstance(given, dict) and len(place) == 1:
        return f"[{name}] may stand several times; write it with two brackets, [[{name}]]"
    if wanted == "a table" and isinstance(given, list) and len(place) == 1:
        return f"[{name}] stands once; write it with single brackets"
    return f"{_name(place)}: it must be {wanted}, not {kind_of(given)}"


def kind_of(value: object) -> str:
    """What a TOML value is, in words."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "true or false"),
        (str, "text"),
        ((int, float), "a number"),
        (list, "a list"),
        (dict, "a table"),
        ((date, time), "a date or time"),
    )
    return next((word for kind, word in kinds if isinstance(value, kind)), "nothing")


def _name(place: Place) -> str:
    return next((str(part) for part in reversed(place) if isinstance(part, str)), "the file")


def _keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Every key that a table may have, with what stands there."""
    keys: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        names = alias.choices if isinstance(alias, AliasChoices) else [field.alias or name]
        keys |= {str(each): field for each in names}
    return keys


def _model_at(schema: type[Table], place: Place) -> type[BaseModel]:
    """The model that describes the table at ``place``."""
    current: type[BaseModel] = schema
    for part in place:
        inside = get_args(current)[0] if isinstance(part, int) else _keys_of(current)[part].annotation
        current = _bare(inside)

    return current


def _bare(annotation: Any) -> Any:
    """The type itself, without ``Annotated`` around it and ``None`` beside it."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    return annotation
