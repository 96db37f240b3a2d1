"""What an extension knows of each page, kept in Sphinx's environment from one build to the next."""

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class ByPage:
    """Values by the names of pages; right in incremental builds and in those of several processes.

    :param name: the attribute of the environment under which they are kept.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def of(self, env: BuildEnvironment) -> dict[str, Any]:
        """Return the values of an environment, by page."""
        if not hasattr(env, self._name):
            setattr(env, self._name, {})
        return getattr(env, self._name)  # type: ignore[no-any-return]

    def forget(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Drop what is known of a page that is read again or gone."""
        self.of(env).pop(docname, None)

    def merge(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment
    ) -> None:
        """Take over what another process found in its pages."""
        self.of(env).update({k: v for k, v in self.of(other).items() if k in docnames})

    def connect(self, app: Sphinx) -> None:
        """Have Sphinx call both."""
        app.connect("env-purge-doc", self.forget)
        app.connect("env-merge-info", self.merge)
