"""Requests as bytes, for what no well-behaved client sends."""

import socket


def exchange(program, *pieces, half_close=False, seconds=10):
    """Sends the pieces and reads until the server closes or has answered once; its bytes."""
    with socket.create_connection(("127.0.0.1", program.port), timeout=seconds) as connection:
        for piece in pieces:
            connection.sendall(piece)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while not _complete(answer):
            try:
                chunk = connection.recv(65536)
            except ConnectionResetError:
                break
            if not chunk:
                break
            answer += chunk
    return answer


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None


def _complete(answer):
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return False


def head(caller, path="/v1/orders", **fields):
    """A POST's head for this caller; fields are more header lines."""
    lines = [f"POST {path} HTTP/1.1", "Host: lunchrush", f"Authorization: Bearer {caller.token}", "Content-Type: application/json",
             "Idempotency-Key: raw", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
