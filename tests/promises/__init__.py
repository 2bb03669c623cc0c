"""One file a promise: each shows that it holds, and has a twin that breaks it on purpose and must be caught."""
