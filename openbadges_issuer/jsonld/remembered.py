"""What one object of a document says and takes of the limits, kept for the next document."""

from __future__ import annotations

from openbadges_issuer.jsonld.statements import Statements
from openbadges_issuer.limits import Limits

_BYTES_PER_OBJECT = 1_000  # an estimate of what Python keeps of one beside its texts


class Taken:
    """What a document, or one object of it, takes of the limits.

    Attributes:
        ids: those of the objects, in no order, one for each object that has one.
        values: all values.
        types: those of all objects.
        contexts: entries of all `@context`s.
        written: characters of long ids, for each statement in which they stand.
    """

    __slots__ = ("contexts", "ids", "types", "values", "written")

    def __init__(self, values: int = 0) -> None:
        """Start with nothing, or with some values."""
        self.ids: list[str] = []
        self.values = values
        self.types = 0
        self.contexts = 0
        self.written = 0

    def add(self, other: Taken) -> None:
        """Add what an object takes."""
        self.ids += other.ids
        self.values += other.values
        self.types += other.types
        self.contexts += other.contexts
        self.written += other.written

    def is_within(self, limits: Limits) -> bool:
        """Tell whether all is within the bounds.

        The long ids may be written out to a quarter of what `rdfc` lets pass: here each statement
        has a text of its own, which takes more memory.
        """
        return (
            self.values <= limits.quads
            and self.types <= limits.all_types
            and self.contexts <= limits.all_contexts
            and self.written <= limits.credential_bytes
        )


class Remembered:
    """The statements of one object with an id, and what they take of the limits; for a `Memo`.

    Statements of an object with an id share no blank node with the rest, so they are kept with the
    first-degree hashes of their blank nodes.

    Attributes:
        content: the bytes of the object.
        statements: what it says.
        taken: what it takes of the limits.
        size: about how many bytes of memory this takes.
    """

    __slots__ = ("_level", "_limits", "content", "size", "statements", "taken")

    def __init__(
        self, content: bytes, limits: Limits, level: int, statements: Statements, taken: Taken
    ) -> None:
        """Keep what an object says that stood at a level, where these bounds were kept."""
        self.content = content
        self.statements = statements
        self.taken = taken
        self.size = _BYTES_PER_OBJECT + len(content) + statements.size
        self._limits = limits
        self._level = level

    def holds(self, limits: Limits, level: int) -> bool:
        """Tell whether the bounds were kept under which it is asked for."""
        same = limits is self._limits or limits == self._limits
        return same and level <= self._level
