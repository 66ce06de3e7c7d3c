# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The collection's shared code in Ansible's own process, as Python has compiled it before.

Ansible's loader of collections compiles each file anew at every start (``get_code`` of
``ansible/utils/collection_loader/_collection_finder.py``), which takes a tenth of a run that has nothing to do.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import sys

PREFIX = "ansible_collections.slipway.aws.plugins.module_utils."


class Compiled:
    """Finds what is below ``module_utils`` in its files, as Python does; asked before Ansible's finder and its path hook."""

    def __init__(self):
        self._folders = {}

    def find_spec(self, fullname, path=None, target=None):
        """The spec of a module of the shared code; None for any other."""
        if not fullname.startswith(PREFIX):
            return None
        return next(filter(None, (self._folder(folder).find_spec(fullname) for folder in path)), None)

    def _folder(self, path):
        machinery = importlib.machinery
        if path not in self._folders:
            self._folders[path] = machinery.FileFinder(path, (machinery.SourceFileLoader, machinery.SOURCE_SUFFIXES))
        return self._folders[path]


@contextlib.contextmanager
def compiled():
    """Imports of the shared code within are Python's own."""
    finder = Compiled()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
