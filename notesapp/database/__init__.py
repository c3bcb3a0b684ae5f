"""SQLite through SQLAlchemy: what the client's store and the server share."""
