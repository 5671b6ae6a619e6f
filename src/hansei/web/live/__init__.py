"""Pages in threads and sockets beside them, from one port.

threads    the pages, for an ASGI server
sockets    the sockets, passed on to the process of the rooms
"""
