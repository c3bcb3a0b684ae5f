"""The sync engine: plain blocking code that decides by causality; no Qt, no SQL."""
