"""The steps of the body builder; see `../build.py`."""
