"""The Prefect flow `report`: the live report of the current release, with the log and the reviews as they are now."""

from __future__ import annotations

# isort: off
import flows.quiet  # noqa: F401  # must come before Prefect
# isort: on

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_link_artifact
from prefect.client.schemas.objects import (
    State,  # noqa: TC002  # one name missing, and Prefect's schema accepts anything
)
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from cleaners.errors import PalimpsestError
from flows.commands.report import Task, written
from flows.house import fresh, head_of, warehouse_of
from flows.settings import load


class ReportConfig(BaseModel):
    """The one parameter of the flow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: str = Field(
        default="seeds/sources.toml", description="Settings file, relative to the run's working directory."
    )


@flow(name="report", persist_result=False)
def live_report(config: ReportConfig = ReportConfig()) -> State:  # noqa: B008  # frozen; Prefect reads the default for its schema
    """Write the live report below the warehouse root and link to it."""
    try:
        page = _live(Path(config.sources))
    except PalimpsestError as error:
        return Failed(message=str(error))
    create_link_artifact(page.as_uri(), link_text=page.name, key="report", description="The report as of now.")
    return Completed(message=str(page))


def _live(sources: Path) -> Path:
    house = fresh(warehouse_of(load(sources)))
    release = head_of(house)
    return written(Task(house, release, sources), f"{release.number:06d}-live").path.resolve()
