"""Whom a name on a command line means: an agent by address, name or a part of them, or a team."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.commands.nearest import advice, shown
from mailgate.model.desk import Agent, Desk

_NOBODY = frozenset(("none", "nobody", "no one", "unassigned", "-"))
_MOST_LISTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A field and its value, or with a ``code`` why the name means nobody, or several."""

    #: ``assigned_to`` or ``assigned_team``.
    field: str = "assigned_to"
    value: str | None = None
    code: str = ""
    sentence: str = ""


def meant_by(name: str, desk: Desk, me: Agent) -> Meant:
    """``me``, ``none``, ``team:front``, or an agent.

    An agent is meant by the whole address before its part in front of the ``@``, that before the whole name, and that
    before a word of the name; at the first of these that fits anybody, it has to fit one only.
    """
    wanted = name.strip().removeprefix("@").casefold()
    if wanted in _NOBODY:
        return Meant()
    if wanted == "me":
        return Meant(value=me.email)
    head, colon, key = wanted.partition(":")
    if colon and head.strip() == "team":
        return _team(key.strip(), desk)
    for fitting in _fitting(wanted, desk):
        if len(fitting) == 1:
            return Meant(value=fitting[0].email)
        if fitting:
            several = ", ".join(agent.email for agent in fitting[:_MOST_LISTED])
            return Meant(code="agent.ambiguous", sentence=f"{shown(name)} may be any of {several}. Write the address.")
    return _nobody(name, wanted, desk)


def _fitting(wanted: str, desk: Desk) -> tuple[list[Agent], ...]:
    return (
        [agent for agent in desk.agents if wanted in (agent.email.casefold(), *agent.aliases)],
        [agent for agent in desk.agents if agent.email.partition("@")[0].casefold() == wanted],
        [agent for agent in desk.agents if agent.name.casefold() == wanted],
        [agent for agent in desk.agents if wanted in agent.name.casefold().split()],
    )


def _team(key: str, desk: Desk) -> Meant:
    found = next((team.key for team in desk.teams if team.key.casefold() == key), None)
    if found is not None:
        return Meant(field="assigned_team", value=found)
    told = advice(key, (team.key for team in desk.teams), before="#assign team:")
    return Meant(code="team.unknown", sentence=f"There is no team {shown(key)}. {told}")


def _nobody(name: str, wanted: str, desk: Desk) -> Meant:
    team = next((team.key for team in desk.teams if team.key.casefold() == wanted), None)
    if team is not None:
        return Meant(code="agent.unknown", sentence=f"{team} is a team. Write: #assign team:{team}")
    words = [agent.email.partition("@")[0] for agent in desk.agents]
    words += [word for agent in desk.agents for word in agent.name.split()]
    return Meant(
        code="agent.unknown", sentence=f"There is no agent {shown(name)}. {advice(wanted, words, before='#assign ')}"
    )
