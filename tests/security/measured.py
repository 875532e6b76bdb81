"""What the patients of the served hospital have had measured: an image of the spine, its reading, a density report."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import sqlalchemy as sa
from pydicom.uid import SecondaryCaptureImageStorage

from benkoll.chain.blocked_persons import blocked_of
from benkoll.exchange.dicom.write_image import Origin, write_image
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.vfa_report import ImageUids
from benkoll.readings.commands import NewImage, change, sign, start, store_image
from benkoll.readings.densities import receive
from benkoll.readings.desk import Desk
from benkoll.readings.kept import About
from benkoll.readings.tables import density as reports
from benkoll.readings.tables import image as images
from benkoll.readings.tables import reading as readings
from benkoll.store.database import Database
from database import hospital
from database.hospital import DAY, KEYS
from unit.readings.spine import COLUMNS, ROWS, grading, whole

Whose = Literal["own", "other", "absent"]
OWN_UNIT, OTHER_UNIT = "SAGO-ORT", "ÖVN-ORT"


def unit_of(whose: Whose) -> str:
    """Where that patient is."""
    return OWN_UNIT if whose == "own" else OTHER_UNIT


def desk(database: Database, unit: str) -> Desk:
    """The desk of somebody at the unit who sees everybody."""
    return Desk(database, KEYS, replace(hospital.actor(), unit=unit), DAY, None, blocked_of)


class Measured:
    """Puts it there, and finds it; `person`: whose it is, by the key that the chain knows them by."""

    database: Database

    def person(self, whose: Whose) -> str:
        """The patient."""
        raise NotImplementedError

    def read(self, whose: Whose) -> None:
        """That episode's patient has an image of the spine, and a reading of it that is signed."""
        unit = unit_of(whose)
        content = write_image(np.zeros((ROWS, COLUMNS), np.uint8), None, Origin(patient_id=whose, age=70))
        about = About(
            ROWS, COLUMNS, "hand", ImageUids("1.2", "1.2.3", SecondaryCaptureImageStorage, f"1.2.{len(whose)}")
        )
        at = desk(self.database, unit)
        image = store_image(at, NewImage(content, about, DAY), self.person(whose), unit)
        named, version = start(at, image)
        sign(at, named, change(at, named, version, whole()), grading(), "Dr Namn")

    def measure(self, whose: Whose) -> None:
        """That episode's patient has a report of bone density."""
        unit = unit_of(whose)
        at = desk(self.database, unit)
        site = SiteDensity("total_hip", "left", bmd=0.762, t_score=-1.5)
        receive(at, DensityReport((site,), DAY, "hologic"), self.person(whose), unit, "csv", whose.encode())

    def density(self, whose: Whose) -> str:
        """That report."""
        table = reports.c
        with self.database.reading() as connection:
            asked = sa.select(table.id).where(table.patient == self.person(whose)).order_by(table.received_at)
            return str(connection.scalars(asked).first())

    def image(self, whose: Whose) -> str:
        """That image."""
        return self._spine(images.c.id, whose)

    def reading(self, whose: Whose) -> str:
        """That reading of it."""
        return self._spine(readings.c.id, whose)

    def _spine(self, column: sa.Column[Any], whose: Whose) -> str:
        unit = unit_of(whose)
        asked = sa.select(column).join_from(readings, images, images.c.id == readings.c.image)
        with self.database.reading() as connection:
            return str(connection.scalars(asked.where(images.c.unit == unit)).first())
