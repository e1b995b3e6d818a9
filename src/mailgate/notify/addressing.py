"""How one mail is addressed: its ids, and where answers to it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """Made by the pipeline for each recipient; ids are without angle brackets, an empty string is "none"."""

    message_id: str
    #: When it is written, aware.
    date: datetime
    #: The recipient's own last mail, so that their client shows one conversation.
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    #: Reply-To, with this recipient's own token.
    reply_to: str = ""
    #: Where this agent's notes go, and where this agent's words to the customer go; empty in customers' mails.
    note_address: str = ""
    public_address: str = ""
    #: A page of the web interface where this recipient can do what the mail asks for; empty for none.
    link: str = ""
    loop_id: str = ""
    public_url: str = ""

    @property
    def reply_goes(self) -> str:
        """Where a plain reply ends up: ``note``, ``customer``, ``page`` (it can only take the page), or nowhere."""
        if not self.reply_to:
            return ""
        if self.reply_to == self.note_address:
            return "note"
        return "customer" if self.reply_to == self.public_address else "page"
