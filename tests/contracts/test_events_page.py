"""The page of all events is what the contracts, the consumers and the reactions make of it."""

from deploy.events_page import FILE, REACTIONS, page, readers
from deploy.provision import topology
from dudao_contracts.envelope import FACTS
from dudao_contracts.examples import EXAMPLES


def test_the_committed_page_is_the_generated_one() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "run make contracts"


def test_it_names_every_fact_and_asks_every_consumer() -> None:
    written = page()
    assert [fact.type() for fact in FACTS if f"`{fact.type()}`" not in written] == []
    assert set(REACTIONS) == {consumer.durable for consumer in topology().consumers}


def test_a_reader_is_one_whose_filter_lets_it_pass_and_who_reacts() -> None:
    assert readers(EXAMPLES["inspection.issue-raised.v1"]) == ["rectification"]
    assert readers(EXAMPLES["roster.recusal-declared.v1"]) == ["inspection", "rectification"]
    assert readers(EXAMPLES["roster.post-ended.v1"]) == ["inspection", "rectification", "notification"]
    assert readers(EXAMPLES["roster.unit-closed.v1"]) == ["inspection", "rectification", "notification"]
    assert readers(EXAMPLES["roster.term-ending.v1"]) == ["notification"]
    assert readers(EXAMPLES["roster.training-recorded.v1"]) == []
