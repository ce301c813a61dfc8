"""What a program file consists of, one module for each part of it."""
