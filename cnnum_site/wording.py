"""Words of Wagtail's own screens that the French catalogue says better: it is asked before Wagtail's.

Nothing imports this: `make messages` finds the strings here.
"""

from django.utils.translation import gettext_noop as _

STATUS = (
    _("{model_name} '{title}' is locked and has been scheduled to go live at {datetime}"),
    _("Locked by schedule"),
    _("Currently locked and will go live on the scheduled date"),
    _("Unlocked"),
    _("Anyone can edit this %(model_name)s – lock it to prevent others from editing"),
    _("Reviewers can edit this %(model_name)s – lock it to prevent other reviewers from editing"),
    _("No one can make changes while the %(model_name)s is locked"),
    _("Only you can make changes while the %(model_name)s is locked"),
)
WORKFLOW = (_("Cancel workflow "), _("Restart workflow "))
