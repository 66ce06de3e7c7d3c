# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading the SDK's service models at half their size: a run reads those of some twenty-five services."""

from __future__ import annotations

import functools
import gzip
import importlib.util
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


@functools.cache
def service_model(service):
    """botocore's ServiceModel of a service, read without a session; None where there is no SDK."""
    if importlib.util.find_spec("botocore") is None:
        return None
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    loader = Loader(include_default_search_paths=True)
    loader.file_loader = ModelFiles()
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def own_shape(shapes, name):
    """A shape of botocore's for a document that its models have no shape for; None where there is no SDK.

    :param shapes: name -> shape, in the form of the models
    """
    if importlib.util.find_spec("botocore") is None:
        return None
    from botocore.model import ShapeResolver

    return ShapeResolver(shapes).get_shape_by_name(name)
