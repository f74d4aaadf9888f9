"""``python -m onevoice``."""

from onevoice.cli import main

main()
