"""What watches an installation: Prometheus and its dashboard."""
