"""Texts that Qt, SQLite or JSON would like to change."""

from __future__ import annotations

ODD_TEXTS = [
    "a\r\nb\r\n",
    "a\rb",
    "a\u2028b",
    "a\u2029b",
    "a\u00a0b",
    "a\0b",
    "\0",
    "a\ud800b",
    "\udc00",
    "\ud83d\ude00 as two",
    "a\ufdd0b\ufdd1c",
    "\ufeffstart",
    "\ufeff\ufeffstart",
    "mid\ufeffdle",
    "\ufffea",
    "a\ufffeb",
    "a\x0b\x0c\x85\x1b\x7fb",
    "\ufffc object",
    "a\n\r\n\rb\n",
    "😀 emoji and \u200f right to left שלום",
    "\n",
    "",
]
