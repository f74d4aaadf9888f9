"""The tests. A package, so that no library that brings a folder of this name hides it."""
