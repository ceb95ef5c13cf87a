"""Each setting once: name, type, default, text."""

from inspector_app.settings.load import Settings, defaults, load, save
from inspector_app.settings.paths import DataFolder, data_folder

__all__ = ["DataFolder", "Settings", "data_folder", "defaults", "load", "save"]
