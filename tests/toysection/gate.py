from content.gate import Rule


class ToyColour(Rule):
    """A red toy has a summary that says so: a rule known to the section alone."""

    code = "toy-colour"
    message = "Un jouet rouge doit le dire dans son résumé."
    field = "colour"

    def find(self, page):
        if page.colour == "rouge" and "bleu" in page.summary:
            yield self.make()
