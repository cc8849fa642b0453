"""The plots of a plan as pictures, where the extra that draws them is installed."""

from playbook_engine.service.pictures import inline_svg
from playbook_engine.service.plan_html import Picture
from playbook_engine.service.planning import Planned
from playbook_engine.service.plotting import Plots
from playbook_engine.simulation.plot_looks import Spec
from playbook_engine.simulation.plots import calendar, compared


def plots_of(planned: Planned) -> dict[str, Spec]:
    """Both releases side by side, and the contacts of each by day and tone, by their titles."""
    titles = {
        "compared": "Before and after",
        "before": f"Contacts before ({planned.plan.before.name})",
        "after": f"Contacts after ({planned.plan.after.name})",
    }
    return {titles[name]: make() for name, make in named_plots_of(planned).items()}


def named_plots_of(planned: Planned) -> Plots:
    """The same by short names, each made when it is wanted."""
    plan, before, after = planned.plan, planned.before.acts, planned.after.acts
    tones = plan.comparison.tones
    sides = (plan.before.name, before), (plan.after.name, after)
    return {
        "compared": lambda: compared(*sides, plan.first, plan.last),
        "before": lambda: calendar(before, plan.first, plan.last, tones),
        "after": lambda: calendar(after, plan.first, plan.last, tones),
    }


def pictures_of(planned: Planned) -> tuple[Picture, ...]:
    """The plots as SVG; none where nothing can draw them."""
    drawn = ((title, inline_svg(spec)) for title, spec in plots_of(planned).items())
    return tuple(
        Picture(title=title, said=f"{title}: the tables say the same in numbers.", svg=svg)
        for title, svg in drawn
        if svg is not None
    )
