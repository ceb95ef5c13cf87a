"""Qt: windows, views, widgets and the Qt-free presenters."""
