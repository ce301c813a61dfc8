"""Selective disclosure: what a document says, statement by statement, and which of it is shown."""

CRYPTOSUITE = "ecdsa-sd-2023"
