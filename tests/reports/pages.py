"""Reading a report's page in tests."""

from __future__ import annotations

import html
import re


def text_of(response) -> str:
    """The words of the page's content, blanks made one."""
    content = response.content.decode()
    main = content[content.index("<main") : content.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def links_of(response) -> list[str]:
    content = response.content.decode()
    main = content[content.index("<main") : content.index("</main>")]
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', main)]


def row_of(table, **values) -> dict:
    """The one row of a report's table whose values are these."""
    found = [row for row in table if all(row.values[name] == value for name, value in values.items())]
    assert len(found) == 1, f"{len(found)} rows with {values}"
    return dict(found[0].values)
