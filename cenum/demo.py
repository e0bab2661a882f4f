"""What the demo content of the section asks of a fact."""

from django.template import Library

register = Library()


@register.filter
def plan(sections: list[dict], text: dict) -> list[dict]:
    """The parts in their printed order; the first one says that the text is to come.

    `text` has the rich text of each, and their headings if they are translated.
    """
    body = []
    for section in sections:
        number = str(section["order"])
        heading = (section["heading"] if text["headings"] is None else text["headings"].get(number)) or ""
        words = (text["words"] or {}).get(number)
        content = [{"type": "paragraph", "value": words}] if words else []
        if not body and text["notice"]:
            content.insert(0, {"type": "callout", "value": {"title": "", "text": text["notice"]}})
        value = {
            "level": str(section["level"]),
            "emoji": section["emoji"] or "",
            "heading": heading,
            "plan_label": "" if heading else text["labels"][number],
            "anchor": "",
            "content": content,
        }
        body.append({"type": "section", "value": value})
    return body
