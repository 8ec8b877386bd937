"""The portal's own icons: name → what is drawn inside a 24 × 24 px outline, shown by `{% icon "check" %}`.

Drawn for this portal on a grid of whole and half pixels, stroke 1.75, no fill, so that all look of one hand.
An icon is decoration beside a word: it never stands alone, so it is hidden from screen readers.
"""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS: Final[dict[str, str]] = {
    # doing
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "x": '<path d="M6 6l12 12M18 6L6 18"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "pencil": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 16v4h16v-4"/>',
    "download": '<path d="M12 4v12M7 11l5 5 5-5M4 16v4h16v-4"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "send": '<path d="M3 11.5L21 3l-7 18-3.5-7.5zM10.5 13.5L21 3"/>',
    "return": '<path d="M9 6L4 11l5 5M4 11h10a5.5 5.5 0 010 9h-2"/>',
    "refresh": '<path d="M19.5 9A8 8 0 005 8M4.5 15A8 8 0 0019 16M5 3.5V8h4.5M19 20.5V16h-4.5"/>',
    "link": '<path d="M10 14a4 4 0 006 .5l3-3a4 4 0 00-6-6l-1 1M14 10a4 4 0 00-6-.5l-3 3a4 4 0 006 6l1-1"/>',
    "external": '<path d="M14 4h6v6M20 4l-9 9M17 14v6H4V7h6"/>',
    "eye": '<path d="M2.5 12C6 6 18 6 21.5 12 18 18 6 18 2.5 12z"/><circle cx="12" cy="12" r="2.5"/>',
    "eye-off": '<path d="M2.5 12C6 6 18 6 21.5 12 18 18 6 18 2.5 12zM4 4l16 16"/>',
    "logout": '<path d="M10 4H4v16h6M9 12h12M17 8l4 4-4 4"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "dots": '<path d="M5 12h.01M12 12h.01M19 12h.01"/>',
    "chevron-down": '<path d="M6 9l6 6 6-6"/>',
    "chevron-up": '<path d="M6 15l6-6 6 6"/>',
    "chevron-left": '<path d="M15 6l-6 6 6 6"/>',
    "chevron-right": '<path d="M9 6l6 6-6 6"/>',
    "arrow-left": '<path d="M20 12H4M10 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M4 12h16M14 6l6 6-6 6"/>',
    "sort": '<path d="M8 10l4-4 4 4M8 14l4 4 4-4"/>',
    # state
    "dot": '<circle cx="12" cy="12" r="4"/>',
    "circle": '<circle cx="12" cy="12" r="8.5"/>',
    "check-circle": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.5l3 3 5-6"/>',
    "x-circle": '<circle cx="12" cy="12" r="8.5"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5h.01"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 114 2c-1 .7-1.5 1.3-1.5 2.5M12 17h.01"/>',
    "alert": '<path d="M12 3.5L22 20.5H2zM12 10v5M12 17.5h.01"/>',
    "ban": '<circle cx="12" cy="12" r="8.5"/><path d="M6 6l12 12"/>',
    "stamp": '<path d="M5 20.5h14M5 17h14v-3h-5c-.5-3 1.5-4 1.5-6.5a3.5 3.5 0 00-7 0C8.5 10 10.5 11 10 14H5z"/>',
    "lock": '<path d="M5 11h14v9.5H5zM8 11V7.5a4 4 0 018 0V11M12 14.5v2.5"/>',
    "unlock": '<path d="M5 11h14v9.5H5zM8 11V7a4 4 0 017.5-1.5M12 14.5v2.5"/>',
    "shield": '<path d="M12 3l8 3v6c0 5-4 8-8 9.5C8 20 4 17 4 12V6zM8.5 12l2.5 2.5 4.5-5"/>',
    "flag": '<path d="M5 21V4h13l-3 4.5 3 4.5H5"/>',
    "star": '<path d="M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="M11.5 11.5L20 3M16 7l3 3M13.5 9.5l2 2"/>',
    "bell": '<path d="M5 17h14l-2-3V10a5 5 0 00-10 0v4zM10 20h4"/>',
    # things
    "home": '<path d="M3.5 11L12 4l8.5 7M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01"/>',
    "clipboard": '<path d="M8 5H5v16h14V5h-3M8 3.5h8V7H8zM9 12h6M9 16h6"/>',
    "inbox": '<path d="M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>',
    "map-pin": '<path d="M12 21.5c-4-5-6-8-6-11a6 6 0 0112 0c0 3-2 6-6 11z"/><circle cx="12" cy="10.5" r="2"/>',
    "map": '<path d="M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4.5 4-6.5 7.5-6.5s6.5 2 7.5 6.5"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.8-4 3.2-6 6.5-6s5.7 2 6.5 6M15.5 5.3a3.5 3.5 0 010 6.4'
    'M17.5 14.5c2.2.8 3.5 2.7 4 5.5"/>',
    "factory": '<path d="M3 20.5V10l6 3.5V10l6 3.5V4h5v16.5zM8 17h.01M12 17h.01M16 17h.01"/>',
    "building": '<path d="M5 21V4h14v17M3 21h18M9 8h1M14 8h1M9 12h1M14 12h1M10 21v-5h4v5"/>',
    "store": '<path d="M4 10v10.5h16V10M3 9l2-5h14l2 5c-1 2-4 2-4.5 0-1 2-3.5 2-4.5 0-1 2-3.5 2-4.5 0C7 11 4 11 3 9z'
    'M10 20.5V15h4v5.5"/>',
    "package": '<path d="M12 3l8.5 4.5v9L12 21l-8.5-4.5v-9zM3.5 7.5L12 12l8.5-4.5M12 12v9M8 5l8.5 4.700"/>',
    "truck": '<path d="M3 6h11v11H3zM14 10h4l3 3.5V17h-7"/>'
    '<circle cx="7" cy="18" r="2"/><circle cx="17" cy="18" r="2"/>',
    "handover": '<path d="M3 9l4-4 5 3 5-3 4 4M3 15l3 1 4 4 2-1 2 1 4-4 3-1M12 8l-3 4 2 1.5 3-2 4 3.5"/>',
    "wallet": '<path d="M4 7h15v13H4V5.5A1.5 1.5 0 015.5 4H17v3M19 11.5h-4v4h4M16.5 13.5h.01"/>',
    "chart": '<path d="M4 4v16h16M8.5 16v-4M12.5 16V8M16.5 16v-6"/>',
    "table": '<path d="M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9"/>',
    "file": '<path d="M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 12.5h6M9 16.5h6"/>',
    "folder": '<path d="M3 19V5h6l2 3h10v11z"/>',
    "certificate": '<path d="M4 4h16v12h-4M4 4v12h4M8 8h8"/><circle cx="12" cy="14.5" r="3"/>'
    '<path d="M10.5 17v4.5l1.5-1 1.5 1V17"/>',
    "tag": '<path d="M4 4h8l8.5 8.5-8 8L4 12zM8 8h.01"/>',
    "history": '<path d="M4 5v4.5h4.5M4.5 9.5A8 8 0 114 13M12 8v4.5l3 2"/>',
    "comment": '<path d="M4 5h16v12h-9l-4.5 4V17H4z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3.5 4 3.5 13 0 17-3.5-4-3.5-13 0-17z"/>',
    "phone": '<path d="M7.5 3h9v18h-9zM11 18h2"/>',
    "mail": '<path d="M3 6h18v13H3zM3 7l9 7 9-7"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "book": '<path d="M12 6c-2-2-5-2-8-2v14c3 0 6 0 8 2 2-2 5-2 8-2V4c-3 0-6 0-8 2zM12 6v14"/>',
}


def svg(name: str, css: str = "") -> SafeString:
    """The icon `name` as inline SVG; `css` adds classes. KeyError names an icon that is not drawn."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        f" {css}" if css else "",
        mark_safe(ICONS[name]),  # noqa: S308 (our own drawing, never input)
    )
