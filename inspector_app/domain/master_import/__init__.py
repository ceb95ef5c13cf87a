"""Master data from tables: which rows may be taken, what they change, and why others may not.

A table's cells come as a spreadsheet or a CSV reader gives them. Nothing here reads files or
changes anything: a plan says what would change.
"""
