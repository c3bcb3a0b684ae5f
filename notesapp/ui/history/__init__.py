"""The window that shows a note's earlier versions."""
