"""What a note is: values and pure functions; no I/O, no Qt, no SQL."""
