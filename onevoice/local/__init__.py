"""Everything on one machine: ``onevoice run``, its example of a call and its subscribers."""
