"""Reading labels. Empty until label reading is built."""
