"""From what a case came to, or a person completed, to what is signed."""
