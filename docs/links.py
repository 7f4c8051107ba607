"""Show a link that leads out of docs/ as the path it names: the site holds nothing else."""

import posixpath
import re

_LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#\s]*)(#[^)]*)?\)")


def on_page_markdown(markdown: str, page: object, **_: object) -> str:
    """What MkDocs calls with each page before it becomes HTML."""
    home = posixpath.dirname(page.file.src_uri)  # type: ignore[attr-defined]

    def shown(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", home, link[2]))
        if path.startswith("docs/"):
            return link[0]
        words = link[1].strip("`")
        return f"`{path}`" if words in path or path in words else f"{link[1]} (`{path}`)"

    return _LINK.sub(shown, markdown)
