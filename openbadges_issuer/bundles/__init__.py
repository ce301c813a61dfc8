"""A bundle: what a teacher keeps when moving, in one ZIP archive. See docs/move-kit.md.

Nothing in it is believed because it is in it. A badge is proved by its signature, and so are the
lists and the endorsements; a document with keys is no more than its maker's word.
"""

from openbadges_issuer.bundles.archive import MAGIC
from openbadges_issuer.bundles.bundle import Bundle, Entry, EntryKind

__all__ = ["MAGIC", "Bundle", "Entry", "EntryKind"]
