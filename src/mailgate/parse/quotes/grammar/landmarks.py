"""Where mail clients put the quote in their HTML: CSS selectors.

Forwarding gateways put ``x_`` or ``ecx`` before ids and classes, hence the substring matches.
"""

from __future__ import annotations

#: Everything inside is quoted.
WHOLE: tuple[str, ...] = (
    # Gmail's and Thunderbird's attribution lines.
    '[class*="gmail_attr"]',
    '[class*="moz-cite-prefix"]',
    # Thunderbird forwarding inline.
    '[class*="moz-forward-container"]',
    # Apple Mail.
    '[class*="AppleOriginalContents"]',
    # Outlook for Mac, Outlook mobile, the new Outlook.
    '[id*="OLK_SRC_BODY_SECTION"]',
    '[class*="ms-outlook-mobile-reference-message"]',
    '[id*="mail-editor-reference-message-container"]',
    # Zimbra.
    '[data-marker="__QUOTED_TEXT__"]',
    '[data-marker="__HEADERS__"]',
    # Roundcube.
    "#reply-intro",
    # mail.ru, NetEase, QQ.
    '[class*="mail-quote-collapse"]',
    '[id*="isReplyContent"]',
    "includetail",
    # Superhuman, Missive, Freshdesk, Help Scout, Odoo.
    '[class*="sh-quoted-content"]',
    '[class*="missive_quote"]',
    '[class*="freshdesk_quote"]',
    '[class*="hs-reply-quote"]',
    "[data-o-mail-quote]",
    # GMX and WEB.DE.
    'div[name="quote"]',
)

#: The same, unless it holds a ``blockquote``: then answers may stand between the quotes.
CONTAINERS: tuple[str, ...] = (
    '[class*="gmail_quote"]',
    '[class*="yahoo_quoted"]',
    '[id*="yahoo_quoted"]',
    '[class*="protonmail_quote"]',
    '[class*="tutanota_quote"]',
    '[class*="zmail_extra"]',
    '[class*="nylas-quote"]',
    '[class*="front-blockquote"]',
    # Newton, Spark.
    '[class*="cm_quote"]',
    '[name="messageReplySection"]',
)

#: Everything from here to the end is quoted.
CUTS: tuple[str, ...] = (
    # Outlook on the web and mobile; Hotmail and Windows Mail; Zimbra; Outlook Express.
    '[id$="divRplyFwdMsg"]',
    'hr[id$="stopSpelling"]',
    'hr[id$="zwchr"]',
    '[class*="OutlookMessageHeader"]',
)

#: Borders that Outlook, Word and Exchange draw above the header fields of a quote; with these in folded case in its
#: style, and a few colons in its text, an element is a cut.
CUT_BORDERS: tuple[str, ...] = ("#e1e1e1", "#b5c4df", "rgb(225,225,225)", "rgb(181,196,223)", "rgb(229,229,229)")

#: A ``blockquote`` so styled is an indented paragraph of the author.
INDENTS: tuple[str, ...] = ("border:none", "border:0", "margin:0 0 0 40px", "margin:0px 0px 0px 40px")
