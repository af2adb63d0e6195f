"""The profiles: literal, ordered tuples of cleaners. The default one suits an unknown page."""

from __future__ import annotations

from cleaners import packs
from cleaners.article import article
from cleaners.duplicate import duplicate
from cleaners.frame import again, frame
from cleaners.indent import indent
from cleaners.markup import markup
from cleaners.metadata import metadata
from cleaners.page import Profile
from cleaners.repairs import CLEANERS as REPAIRS
from cleaners.rulepacks.frames import frames
from cleaners.table import table
from cleaners.watermark import watermark

# Order is meaning: what stands first sees the page as it came. The head is read before markup
# takes it (its claims say where they stood). Markup before text; broken characters are mended
# before words are matched; known marks go before repeated ones are counted; what framed them goes behind both; copies are compared when both are clean.
DEFAULT = Profile(
    "default",
    (
        metadata,
        markup,
        article,
        *REPAIRS,
        table,
        *packs.BUILTIN,
        watermark,
        frames,
        duplicate,
        frame,
        *again(packs.BUILTIN),
        indent,
    ),
)
PROFILES = {DEFAULT.name: DEFAULT}
