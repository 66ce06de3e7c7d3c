"""One package for each AWS service: its calls, in files named for their objects, and its data.

``docs/developing/simulator.md`` says how to write one.
"""
