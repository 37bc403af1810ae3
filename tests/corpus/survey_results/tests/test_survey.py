"""Answers."""

import survey


class TestAnswers:
    collected = []

    def test_few_questions(self):
        self.collected.append(survey.answers(9_000, 3))
        assert self.collected[-1][0]["q0"] == 0

    def test_many_questions(self):
        self.collected.append(survey.answers(2_000, 20))
        assert len(self.collected[-1][0]) == 20


def test_no_people():
    assert survey.answers(0, 5) == []
