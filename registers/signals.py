"""What registers tell the rest of the site."""

from django.dispatch import Signal

#: Sent inside the transaction of a merge, before the absorbed entry is deleted. `sender` is the
#: model; `kept_key` and `absorbed_key` are keys (`registers.keys`): what was kept under the one
#: belongs to the other from now on.
entries_merged = Signal()
