"""The parts of SSM's parameter store that the lock uses, in memory."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError


class Parameters:
    """Parameters by name; ``calls`` is the log of changing calls. ``before`` is called with each one's name first."""

    account_id = "123456789012"

    def __init__(self):
        self.values, self.calls, self.before = {}, [], lambda operation: None

    def get_parameters(self, Names):
        """Found ones only, as AWS does."""
        return {"Parameters": [{"Name": name, "Value": self.values[name]} for name in Names if name in self.values]}

    def put_parameter(self, Name, Value, Type, Overwrite):
        """Atomic: an existing one is refused unless ``Overwrite``."""
        self.before("put_parameter")
        if Name in self.values and not Overwrite:
            raise AwsError("ssm", "put_parameter", "ParameterAlreadyExists", "it exists")
        self.calls.append(("put", Name.rpartition("/")[2]))
        self.values[Name] = Value

    def delete_parameters(self, Names):
        """Missing ones are no error."""
        self.calls.append(("forget", ""))
        for name in Names:
            self.values.pop(name, None)

    def maybe(self, operation, missing, Name):
        """Only delete_parameter is asked this way."""
        assert (operation, missing) == ("delete_parameter", ("ParameterNotFound",))
        self.calls.append(("delete", Name.rpartition("/")[2]))
        self.values.pop(Name, None)
