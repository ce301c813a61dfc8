"""The host: it publishes what the library signs, and answers strangers in plain words."""
