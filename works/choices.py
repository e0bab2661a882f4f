"""The kinds of works, whose position they state, and what their recommendations are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkKind(models.TextChoices):
    """What a work is; the same object is called dossier, ouvrage or book in places."""

    DOSSIER = "dossier", _("Dossier")
    OUVRAGE = "ouvrage", _("Book")
    RAPPORT = "rapport", _("Report")
    NOTE = "note", pgettext_lazy("kind of work", "Note")
    AVIS = "avis", _("Opinion")
    FEUILLE_DE_ROUTE = "feuille_de_route", _("Roadmap")
    ACTES = "actes", _("Proceedings")
    LIVRET = "livret", _("Booklet")
    FICHE = "fiche", _("Practical sheet")
    TRACT = "tract", _("Leaflet")
    TRIBUNE = "tribune", _("Op-ed")
    ARTICLE = "article", _("Article")
    COMMUNIQUE = "communique", _("Press release")
    AUTRE = "autre", pgettext_lazy("kind of work", "Other")


#: What each kind is for those who cite it: a value of `content.citing.CitationKind`.
CITATION_KINDS = {
    WorkKind.DOSSIER: "report",
    WorkKind.OUVRAGE: "book",
    WorkKind.RAPPORT: "report",
    WorkKind.NOTE: "report",
    WorkKind.AVIS: "report",
    WorkKind.FEUILLE_DE_ROUTE: "report",
    WorkKind.ACTES: "proceedings",
    WorkKind.LIVRET: "pamphlet",
    WorkKind.FICHE: "pamphlet",
    WorkKind.TRACT: "pamphlet",
    WorkKind.TRIBUNE: "article",
    WorkKind.ARTICLE: "article",
    WorkKind.COMMUNIQUE: "press-release",
    WorkKind.AUTRE: "document",
}


class Authorship(models.TextChoices):
    """Whose words these are: a member's op-ed never looks like a position of the Conseil."""

    CONSEIL = "conseil", _("The Conseil")
    MEMBRES = "membres", _("Members, in their own name")
    SECRETARIAT_GENERAL = "secretariat_general", _("The general secretariat")
    PARTENAIRE = "partenaire", _("A partner")


class ProposalName(models.TextChoices):
    """What a work calls its recommendations; the value is also their anchor (`#levier-3`)."""

    LEVIER = "levier", _("Lever")
    PROPOSITION = "proposition", _("Proposal")
    PISTE = "piste", _("Avenue")
    RECOMMANDATION = "recommandation", _("Recommendation")
    AXE = "axe", _("Axis")
    ORIENTATION = "orientation", _("Orientation")
    POINT = "point", _("Point")


class ProposalStatus(models.TextChoices):
    """What became of a proposal, as far as its follow-ups show."""

    STUDIED = "etudiee", _("Being studied")
    PARTLY = "en_partie", _("Taken up in part")
    TAKEN_UP = "reprise", _("Taken up")
    SET_ASIDE = "ecartee", _("Set aside")


class FollowUpKind(models.TextChoices):
    """What came of a proposal."""

    WORK = "travail", _("Later work")
    EVENT = "evenement", _("Event")
    LETTER = "courrier", _("Letter")
    HEARING = "audition", _("Hearing")
    LAW = "loi", _("Law or regulation")
    OTHER = "autre", pgettext_lazy("kind of follow-up", "Other")
