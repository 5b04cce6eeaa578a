"""The database as pages may know it: a transaction to hand to a service, and the fault they must explain.

Pages never import the store; this is all of it that they see.
"""

from portal.store.cases import CaseRow, Stale
from portal.store.database import Database, Session
from portal.store.faults import Taken, Unavailable

__all__ = ["CaseRow", "Database", "Session", "Stale", "Taken", "Unavailable"]
