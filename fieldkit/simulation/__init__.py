"""Days that never were: the real calling order and the real estimate, played over made-up people.

Planners try tables and appointments before the event; the tests hold the estimate against the truth.
"""
