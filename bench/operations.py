"""What is measured: operations of the contract. What the server sends for each is recorded anew in each run (bench/sql)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Operation:
    """One kind of request."""

    letter: str
    name: str
    document: str
    who: str  # the persona who asks
    script: str  # of bench/sql
    aim: float | None  # the share of pgbench's rate that is wanted
    per_transaction: int = 1  # requests that one run of the script stands for; each of a write leaves an event

    @property
    def writes(self) -> bool:
        """Whether it leaves events."""
        return self.per_transaction > 1


LIST = """{ requests(first: 20) { nodes { id number title state openedAt dueAt closedAt } } }"""

NESTED = """{ requests(first: 20) { nodes { id number title state openedAt dueAt
  member { id municipality { code name } } service { code name } assignee { id displayName }
  activities(first: 5) { nodes { id performedOn minutes output } } } } }"""

HEAVY = """{ requests(first: 50) { totalCount nodes { id number title state openedAt dueAt
  activities(first: 10) { nodes { id performedOn minutes output performedBy { id displayName } } } } } }"""

OVERVIEW = """{ nationalOverview(period: {from: "2026-10-01", to: "2026-10-31"}) {
  totals { requestsOpened requestsClosed requestsOpen requestsOverdue activities minutes }
  centres(first: 100) { nodes { tenant { slug } name requestsOpened requestsClosed requestsOpen requestsOverdue activities minutes } } } }"""

CLOSE = """mutation($id: ID!) { closeRequest(input: {id: $id, outcome: "Vyřízeno."}) { request { id state } userErrors { code } } }"""
REOPEN = """mutation($id: ID!) { reopenRequest(input: {id: $id}) { request { id state } userErrors { code } } }"""

# What stands for the id of the case that was opened before.
OPENED = "OPENED"
OPEN = """mutation($member: ID!) { openRequest(input: {serviceCode: "DEV-WASTE", title: "Svoz bioodpadu v místní části",
  description: "Kdy začne svoz a kam se postaví nádoby?", memberId: $member}) { request { id state } userErrors { code } } }"""
ASSIGN = """mutation($id: ID!, $to: ID!) { assignRequest(input: {id: $id, assigneeId: $to}) { request { id state } userErrors { code } } }"""

SEARCH = """query($query: String!) { search(query: $query, first: 20) { totalCount nodes { kind foundIn snippet { text } request { id number title } } } }"""

OPERATIONS = [
    Operation("S", "list of 20", LIST, "manager", "list.sql", 0.4),
    Operation("N", "20 with municipality, service, assignee, five activities", NESTED, "manager", "nested.sql", 0.75),
    Operation("H", "50 with ten activities and their workers, and the total", HEAVY, "manager", "heavy.sql", 0.85),
    Operation("W", "close or reopen, with its event", CLOSE, "manager", "write.sql", 0.75, per_transaction=2),
    Operation("C", "open, assign, close, with their events", OPEN, "manager", "case.sql", 0.75, per_transaction=3),
    Operation("O", "overview of a month, a page of 100", OVERVIEW, "coordinator", "overview.sql", None),
]
