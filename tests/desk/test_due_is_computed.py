"""When a promise is due follows from the promise: no rule, command, macro or imported mail writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rig.desk import ANN, TENANT

from mailgate.errors import ConfigurationError
from mailgate.model.command import Macro
from mailgate.pipeline.tickets.edits import Edit, edit

KIM = "kim@client.test"
#: What everybody asks for, and does not get.
WISH = "2031-01-01T00:00:00+00:00"
RULE = f"""
[[rule]]
name = "Later"
on = ["ticket.created"]
then = [{{ set_field = {{ sla_due_at = "{WISH}" }} }}]
"""


def _as_promised(desk) -> None:
    """Within 48 h, as the standard policy promises to tickets of medium priority."""
    (ticket,) = desk.tickets()
    assert ticket.sla_due_at == ticket.created_at + timedelta(hours=48)


def test_rule_cannot_write_it(make_desk):
    with pytest.raises(ConfigurationError, match="nobody sets it, it is computed"):
        make_desk(more=RULE)


@pytest.mark.parametrize("line", [f"#sla_due_at {WISH}", f"#due {WISH}", f"#field sla_due_at {WISH}"])
def test_command_cannot_write_it(desk, line):
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.receive(ANN, f"{line}\n", to=notice["Reply-To"])
    _as_promised(desk)


def test_macro_cannot_write_it(desk):
    known = desk.tools.desk(TENANT)
    later = Macro(name="later", text="Soon.", fields={"sla_due_at": WISH})
    desk.use(replace(desk.tools, desks={TENANT: replace(known, macros=(later,))}))
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    due = desk.tickets()[0].sla_due_at
    desk.receive(ANN, "#note\n#macro later", to=notice["Reply-To"])
    assert desk.tickets()[0].sla_due_at == due


def test_imported_mail_cannot_write_it(desk):
    headers = f"X-Mailgate-Sla-Due-At: {WISH}\r\nX-Zammad-Ticket-Sla-Due-At: {WISH}\r\n"
    desk.receive(KIM, "My printer burns.", headers=headers)
    _as_promised(desk)


def test_edit_cannot_write_it(desk):
    desk.receive(KIM, "My printer burns.")
    number = desk.tickets()[0].number
    with pytest.raises(Exception, match="sla_due_at"):
        edit(desk.tools, desk.actor(), number, Edit(fields={"sla_due_at": WISH}), now=desk.now)
    _as_promised(desk)
