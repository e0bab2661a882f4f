from django import template

from ..withdrawing import get_online_translations

register = template.Library()

register.simple_tag(get_online_translations, name="online_translations")
