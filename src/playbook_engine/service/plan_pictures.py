"""The plots of a plan as pictures, where the extra that draws them is installed."""

from playbook_engine.service.plan_html import Picture
from playbook_engine.service.planning import Planned


def pictures_of(_planned: Planned) -> tuple[Picture, ...]:
    """The plots; none where nothing can draw them."""
    return ()
