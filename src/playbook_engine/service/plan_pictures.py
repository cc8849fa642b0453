"""The plots of a plan as pictures, where the extra that draws them is installed."""

from playbook_engine.service.pictures import inline_svg
from playbook_engine.service.plan_html import Picture
from playbook_engine.service.planning import Planned
from playbook_engine.simulation.plot_looks import Spec
from playbook_engine.simulation.plots import calendar, compared


def plots_of(planned: Planned) -> dict[str, Spec]:
    """Both releases side by side, and the contacts of each by day and tone."""
    plan, before, after = planned.plan, planned.before.acts, planned.after.acts
    tones = plan.comparison.tones
    return {
        "Before and after": compared((plan.before.name, before), (plan.after.name, after), plan.first, plan.last),
        f"Contacts before ({plan.before.name})": calendar(before, plan.first, plan.last, tones),
        f"Contacts after ({plan.after.name})": calendar(after, plan.first, plan.last, tones),
    }


def pictures_of(planned: Planned) -> tuple[Picture, ...]:
    """The plots as SVG; none where nothing can draw them."""
    drawn = ((title, inline_svg(spec)) for title, spec in plots_of(planned).items())
    return tuple(
        Picture(title=title, said=f"{title}: the tables say the same in numbers.", svg=svg)
        for title, svg in drawn
        if svg is not None
    )
