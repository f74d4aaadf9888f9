"""The same of ten times as many: memory must not grow with them."""

from benchmarks.arms.export import export_of

ARM = export_of(250_000)
