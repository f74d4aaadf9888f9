"""How One Voice is started: on one machine, in containers, on a cluster."""
