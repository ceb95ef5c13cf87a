"""Reading labels: the engine, its passes over a picture, and the process they run in."""
