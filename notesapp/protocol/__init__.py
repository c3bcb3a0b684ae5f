"""The wire format "notesync/1", shared by the server and by the back-end that speaks to it."""
