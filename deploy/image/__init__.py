"""What the image has besides the code."""
