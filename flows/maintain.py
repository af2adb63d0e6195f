"""The Prefect flow `maintain`: retention as `palimpsest maintain --yes` does it, on a schedule."""

from __future__ import annotations

# isort: off
import flows.quiet  # noqa: F401  # must come before Prefect
# isort: on

from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State  # noqa: TC002  # one name missing, and Prefect's schema accepts anything
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from cleaners.errors import PalimpsestError
from flows.clock import clock
from flows.house import locked, warehouse_of
from flows.settings import load
from warehouse.maintain import Policy, maintain


class MaintainConfig(BaseModel):
    """The one parameter of the flow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: str = Field(
        default="seeds/sources.toml", description="Settings file, relative to the run's working directory."
    )
    keep: Annotated[int, Field(ge=1)] = Policy().keep


@flow(name="maintain", persist_result=False)
def maintenance(config: MaintainConfig = MaintainConfig()) -> State:  # noqa: B008  # frozen; Prefect reads the default for its schema
    """Free what retention no longer keeps; refused while a run works."""
    try:
        house = warehouse_of(load(Path(config.sources)))
        with locked(house) as (lease, _):
            plan = maintain(house, now=clock(), policy=Policy(keep=config.keep))
            plan.free(lease)
    except PalimpsestError as error:
        return Failed(message=str(error))
    releases, objects, _ = plan.counts
    return Completed(message=f"{releases} releases and {objects} objects freed, {plan.bytes:,} bytes")
