"""Print a .env for one desk: demo settings and random keys of its own. Reads no settings, since it makes them."""

import base64
import secrets


def key() -> str:
    """32 random bytes, as settings.py wants them."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


print(f"""\
# Written by `make setup` for this desk. Production sets these variables itself (README.md).
DEMO=1
SECRET_KEY={secrets.token_urlsafe(50)}
FIELD_KEYS=k1:{key()}
INDEX_KEY={key()}""")
