"""The demo texts of the section cover the facts."""

from demo.reading import Facts, Texts


def test_every_action_has_words_and_every_doubt_is_said():
    facts, texts = Facts(), Texts()
    records = facts.get_index("actions")
    assert set(texts.load("actions/summaries.fr.json")) == set(records)
    uncertain = {reference for reference, record in records.items() if record["uncertain"]}
    assert set(texts.load("actions/doubts.fr.json")) == uncertain
    details = texts.load("actions/details.fr.json")
    for name in ("series", "speakers", "capacities", "speaking_partners", "calls", "recurring"):
        assert set(details[name]) <= set(records), name
