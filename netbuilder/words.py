"""The one gate that all words to people pass through, so that they can be translated.

Write `_("Save the project")` with a literal, so that extraction tools find it. Fill in facts after
the call: `_("{name} is used twice").format(name=name)`. Catalogues lie in `resources/locale` as
gettext expects them; without one for a person's language they read the words as written.
"""

import gettext

from netbuilder import resources


def _catalogue() -> gettext.NullTranslations:
    try:
        folder = resources.path("locale")
    except FileNotFoundError:
        return gettext.NullTranslations()
    return gettext.translation("netbuilder", localedir=str(folder), fallback=True)


_ = _catalogue().gettext
