"""What is asked for over HTTP. A view reads the request, calls one function, and responses."""
