"""django-stubs, plus one fact of this portal: SignInRequired lets only signed-in people reach a view.

Without it each `request.user` would be `User | AnonymousUser`, and each view would have to say so again.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext
from mypy.types import Instance, Type, UnionType, get_proper_type
from mypy_django_plugin.main import NewSemanalDjangoPlugin


def _without_anonymous(context: AttributeContext) -> Type:
    declared = get_proper_type(context.default_attr_type)
    if not isinstance(declared, UnionType):
        return declared
    known = [get_proper_type(item) for item in declared.items]
    return UnionType.make_union(
        [item for item in known if not (isinstance(item, Instance) and item.type.name == "AnonymousUser")]
    )


class SignedInPlugin(NewSemanalDjangoPlugin):
    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        if fullname == "django.http.request.HttpRequest.user":
            return _without_anonymous
        return super().get_attribute_hook(fullname)


def plugin(version: str) -> type[SignedInPlugin]:
    return SignedInPlugin
