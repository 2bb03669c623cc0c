"""Helpers of the power-cut campaigns: the process that is killed, and a disk that forgets."""
