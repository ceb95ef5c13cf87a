"""Inspector (无忧质检): the inspection station and its central system."""

__version__ = "0.1.0"
