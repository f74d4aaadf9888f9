"""The local profile's mail server: it takes every mail, sends none, and shows them at ``/mailbox``."""

from deploy.local.mailbox.server import Mailbox, MailboxRefused, last_url

__all__ = ["Mailbox", "MailboxRefused", "last_url"]
