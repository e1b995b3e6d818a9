from __future__ import annotations

from mailgate.parse.pieces import Piece, joined_html, joined_text, merged_twins


def test_pieces_keep_their_order() -> None:
    pieces = [Piece(text="one"), Piece(html="<p>two</p>"), Piece(text="three < 3")]

    assert joined_text(pieces) == "one\ntwo\nthree < 3"
    assert joined_html(pieces) == "<div>one</div>\n<p>two</p>\n<div>three &lt; 3</div>"


def test_text_alone_makes_no_html() -> None:
    assert joined_html([Piece(text="one")]) == ""


def test_same_words_twice_are_one_piece() -> None:
    assert merged_twins([Piece(text="One two!"), Piece(html="<p>One <b>two</b>!</p>")]) == [
        Piece("One two!", "<p>One <b>two</b>!</p>")
    ]


def test_other_words_stay_two_pieces() -> None:
    assert len(merged_twins([Piece(text="One"), Piece(html="<p>Something else entirely</p>")])) == 2


def test_stand_in_gives_way_to_what_the_html_says() -> None:
    html = "<table>" * 20 + "<p>The real message is here</p>" + "<br>" * 100

    assert (
        Piece("Please use an HTML viewer.", html).as_text() == "Please use an HTML viewer.\n\nThe real message is here"
    )
    assert Piece("The real", html).as_text() == "The real message is here"


def test_text_that_says_the_same_is_taken() -> None:
    assert Piece("The real message", "<p>The <b>real</b> message</p>").as_text() == "The real message"
