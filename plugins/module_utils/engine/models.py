# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading the SDK's service models at half their size: a run reads those of some twenty-five services."""

from __future__ import annotations

import gzip
import json
import os

OPEN = {".json": open, ".json.gz": gzip.open}


class ModelFiles:
    """What botocore's Loader takes as its ``file_loader``: plain dictionaries, which keep their order as well as its own."""

    def exists(self, file_path):
        """Whether there is a file of this path, which has no ending."""
        return any(os.path.isfile(file_path + ending) for ending in OPEN)

    def load_file(self, file_path):
        """The content of the file of this path, or None where there is none."""
        for ending, opened in OPEN.items():
            if os.path.isfile(file_path + ending):
                with opened(file_path + ending, "rb") as source:
                    return json.load(source)
        return None


def small(session):
    """``session``, one of botocore's, which reads its models this way from now on."""
    session.get_component("data_loader").file_loader = ModelFiles()
    return session
