from __future__ import annotations

from mailgate.parse.html.data_images import without_data_images


def test_pasted_picture_is_shown_by_its_content_id() -> None:
    html, (image,) = without_data_images('<img alt=x SRC = "data:image/png;base64,iVBO Rw0K" width=3>')

    assert (image.type, image.content) == ("image/png", b"\x89PNG\r\n")
    assert html == f'<img alt=x SRC = "cid:{image.content_id}" width=3>'


def test_same_picture_twice_is_one_file() -> None:
    html, images = without_data_images("<img src=data:image/gif;base64,R0lG><img src='data:image/gif;base64,R0lG'>")

    assert len(images) == 1
    assert html.count(images[0].content_id) == 2


def test_other_data_is_left_to_the_sanitiser() -> None:
    html = (
        '<img src="data:image/svg+xml;base64,PHN2Zz4="><img src="data:image/png;base64,R"><a href="data:text/html,x">'
    )

    assert without_data_images(html) == (html, [])
