# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudWatch Logs."""

from __future__ import annotations

from ...engine.service import Service

# Of two changes of one delivery's ends at a time, one is refused with ConflictException and these words.
SERVICE = Service("logs", unseen=("is not allowed to be used with",), busy_texts=("currently being updated",))
