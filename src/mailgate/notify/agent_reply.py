"""What of an agent's mail is for the customer: the new words and files, and nothing that names the agent's mailbox."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Attachment, Message


class Words(NamedTuple):
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def customer_words(message: Message, agent: Agent, queue: Queue, own_addresses: frozenset[str]) -> Words:
    """The agent's new words, made HTML by escaping, with all files."""
    text = message.new_text
    return Words(text, escape(text).replace("\n", "<br>\n"), message.attachments)
