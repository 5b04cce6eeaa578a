"""The worker as it runs, with its clock set so many seconds aside (ASIDE), so that a child's hours are open whenever tests run."""

import os
import threading
from datetime import UTC, datetime, timedelta

from portal.config import load
from portal.services import filing
from portal.services.alerting import Post
from portal.services.notify import Notify
from portal.services.storing import Database
from portal.services.working import Worker

ASIDE = timedelta(seconds=float(os.environ["ASIDE"]))

if __name__ == "__main__":
    settings = load(os.environ)
    database = Database(settings.database_url, keyring=settings.keyring, secret=settings.secret_key)
    post = Post(settings.smtp_url, settings.mail_from, (), settings.base_url)
    notify = Notify(settings.notify_key, settings.notify_url, settings.notify_templates)
    worker = Worker(database, filing.calendar(settings), lambda: datetime.now(UTC) + ASIDE, post, notify=notify)
    worker.run(threading.Event())
