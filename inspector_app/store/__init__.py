"""The station's SQLite: tables, unit of work, repositories, outbox, photo files."""
