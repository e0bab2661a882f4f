"""A StreamField whose block definitions stay out of migrations, and out of the forms that edit it."""

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Wagtail's field; a change of blocks, which changes no column, makes no migration."""

    def formfield(self, **kwargs):
        from .definitions import DefinedWidget

        if not hasattr(self, "_widget"):
            self._widget = DefinedWidget(self)
        return super().formfield(**{"widget": self._widget} | kwargs)

    def __init__(self, block_types=(), **kwargs):
        super().__init__(block_types, **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
