"""The words of Café IA."""

from django.db import models
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who takes part in a café."""

    EVERYONE = "tous", _("Everyone")
    STUDENTS = "jeunes", _("Secondary-school and university students")
    TEACHERS = "enseignants", _("Teachers")
    WORKERS = "professionnels", _("People at work")
    MEDIATORS = "mediateurs", _("Digital mediators and helpers")


class FormatFamily(models.TextChoices):
    """What kind of moment a format makes."""

    GAME = "jeu", _("Game")
    WORKSHOP = "atelier", _("Workshop")
    DEBATE = "debat", _("Debate, consultation")
    STAGE = "scene", _("Show, staging")
    TRIAL = "essai", _("Trying out a tool")


class Need(models.TextChoices):
    """What must be at hand."""

    NOTHING = "rien", _("Nothing in particular")
    PAPER = "papier", _("Something to print")
    OBJECT = "objet", _("A game or an object to get")
    SCREEN = "ecran", _("Connected screens")


class KitPurpose(models.TextChoices):
    """What a kit helps with."""

    ORGANISE = "organiser", _("Organise")
    FACILITATE = "animer", _("Facilitate")
    COMMUNICATE = "communiquer", _("Communicate")


class CafeKind(models.TextChoices):
    """What a café is."""

    CAFE = "cafe", _("Café IA")
    FACILITATORS = "cafe_animation", _("Facilitation café")


class CafeStatus(models.TextChoices):
    """What is known of a café."""

    ANNOUNCED = "annonce", pgettext_lazy("café", "Announced")
    HELD = "passe", pgettext_lazy("café", "Held")
    CANCELLED = "annule", pgettext_lazy("café", "Cancelled")


class Mode(models.TextChoices):
    """Where one takes part."""

    ON_SITE = "sur-place", _("In one place")
    ONLINE = "en-ligne", _("Online")
    BOTH = "les-deux", _("Both at once")


class Phase(models.TextChoices):
    """When an objective was set."""

    FOUNDATION = "fondation", _("From the start")
    SECOND_YEAR = "annee_2", _("For the second year")


class PartnerRole(models.TextChoices):
    """The circles of partners; any other role is written in words."""

    CONSORTIUM = "consortium", _("Consortium")
    CONTRIBUTOR = "contributeur", _("Contributors")
    TRAINING = "formation", _("Training and facilitation case")
    OTHER = "autre", _("With Café IA on one project")


class ContactKind(models.TextChoices):
    """How to reach someone."""

    EMAIL = "courriel", _("E-mail")
    SITE = "site", _("Website")


#: The languages in which someone facilitates.
SPOKEN = [("lsf", _("French Sign Language"))]
SPOKEN += [(code, get_language_info(code)["name_translated"]) for code in "fr en ar br de es eu it pt tr uk".split()]
