"""What an operator looks at and mends: views, parked records, forks, and what a loss took."""
