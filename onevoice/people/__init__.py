"""People's data: erased on request, and looked for wherever it may have been left."""
