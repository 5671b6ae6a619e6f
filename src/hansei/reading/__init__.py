"""Reading: post-mortems that already exist, in any organisation's layout, into the model."""

from hansei.reading.contract import to_contract
from hansei.reading.decode import decode
from hansei.reading.extract import actions, factors, impact, lessons, root_cause, summary
from hansei.reading.incidents import read_all, split_incidents
from hansei.reading.read import read_text

__all__ = [
    "actions",
    "decode",
    "factors",
    "impact",
    "lessons",
    "read_all",
    "read_text",
    "root_cause",
    "split_incidents",
    "summary",
    "to_contract",
]
