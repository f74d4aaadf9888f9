"""A command's form: from the services' OpenAPI documents to fields, and from what was filled to the command sent."""
