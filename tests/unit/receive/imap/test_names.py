"""Folder names as IMAP writes them."""

from __future__ import annotations

import pytest

from mailgate.receive.imap.names import folder, quoted, readable


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", '"INBOX"'),
        ("Done & dusted", '"Done &- dusted"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        # The example of RFC 3501 section 5.1.3.
        ("~peter/mail/台北/日本語", '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'),
        ("Gelöscht", '"Gel&APY-scht"'),
        ("📬", '"&2D3c7A-"'),
    ],
)
def test_a_folder_name_is_quoted_and_in_modified_utf7(name: str, written: str) -> None:
    assert folder(name) == written
    assert readable(written) == name


@pytest.mark.parametrize("name", ["Sent", "&AB-", "&2D0-", '"', ""])
def test_a_name_that_is_in_no_order_is_read_as_it_stands(name: str) -> None:
    assert readable(name) == name


def test_a_string_that_would_end_the_command_is_refused() -> None:
    with pytest.raises(ValueError, match="CR"):
        quoted("x\r\nA1 DELETE INBOX")
