"""The page as a tagged PDF, by WeasyPrint (extra ``pdf``)."""

from __future__ import annotations

import logging
import re
from typing import Any, Final

from channelrules.errors import MissingExtraError, OptionError
from channelrules.told import tell

__all__ = ["html_as_pdf"]

_WITHIN_TAGS: Final = re.compile(r"(<(?:style|title|head)\b.*?</(?:style|title|head)>|<[^>]*>)", re.DOTALL)
_WITHIN_WORDS: Final = re.compile(r"(?<=[\uac00-\ud7a3])(?=[^\s<>&])|(?<=[^\s<>&;])(?=[\uac00-\ud7a3])")
_JOINER: Final = "\u2060"
"""An invisible character that prevents a line break and is not part of text copied from a PDF."""


def html_as_pdf(page: str) -> bytes:
    """Return a page as PDF/UA-1: tagged, so that it can be read aloud, with a running head and page numbers.

    Args:
        page: what `page_as_html` returned.

    Raises:
        MissingExtraError: WeasyPrint is not installed.
        OptionError: its system libraries are missing, or it cannot lay the page out.
    """
    weasyprint = _weasyprint()
    # A logo is embedded in the page; nothing else is fetched.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"})
    html = weasyprint.HTML(string=words_kept_whole(page), url_fetcher=fetcher)
    return bytes(html.write_pdf(pdf_variant="pdf/ua-1"))


def _weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.urls
    except ModuleNotFoundError:
        raise MissingExtraError(tell("a_report_as_pdf", "a report as PDF"), "pdf") from None
    except OSError as error:
        pattern = "WeasyPrint does not find the library Pango, which the system installs: {why}"
        raise OptionError(tell("no_pango", pattern, why=str(error).partition("\n")[0])) from None
    # It warns of each CSS rule meant for browsers only.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


def words_kept_whole(page: str) -> str:
    """Return a page in which Korean words are not broken within, as ``word-break: keep-all`` asks browsers."""
    parts = _WITHIN_TAGS.split(page)
    parts[::2] = [_WITHIN_WORDS.sub(_JOINER, text) for text in parts[::2]]
    return "".join(parts)
