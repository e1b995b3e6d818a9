"""The built-in demo desk: what ``mailgate serve`` runs in a folder without ``mailgate.toml`` (DESIGN section 6)."""

SERVER = """\
desks = ["demo.toml"]

[server]
name = "desk.localhost"
database = "sqlite:///var/mailgate.db"
data_dir = "var"
public_url = "http://127.0.0.1:8080"

[listen]
smtp = "127.0.0.1:8025"
lmtp = "127.0.0.1:8024"
http = "127.0.0.1:8080"

[relay]
url = "maildir:var/sent"

[authentication]
verify = false
agents = "token"
"""

DESK = """\
tenant = "demo"
name = "Demo Support"

[[queue]]
key = "support"
address = "support@desk.localhost"
team = "support"

[[team]]
key = "support"
agents = ["agent@desk.localhost"]

[[agent]]
email = "agent@desk.localhost"
name = "Demo Agent"
role = "admin"
"""
