"""JSON-LD contexts, byte-exact; see SOURCES.md."""
