# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the engine must know of one AWS service. Each says it in the package of its kinds, and may say nothing."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Service:
    """Which refusals of a service pass, beside those that all services have, and how much it takes at once.

    :param name: boto3's client name
    :param writes: changing calls side by side; services that serialise or throttle hard take few
    :param busy: codes for "another operation on the same object is under way", and ``busy_texts`` in messages
    :param unseen: what messages say of something just made that is not visible everywhere yet, in any capitals
    :param not_yet: codes for an id that was just answered and is not known to all machines yet; a wrong id has the same
    :param strangers: codes for "it is there already, and somebody else's for certain"
    """

    name: str
    writes: int = 8
    busy: tuple = ()
    busy_texts: tuple = ()
    unseen: tuple = ()
    not_yet: tuple = ()
    strangers: tuple = ()
