"""The processes of Okno: a supervisor that owns the socket, and the workers that it keeps alive."""
