"""One module a page: takes data, emits meaningful signals."""
