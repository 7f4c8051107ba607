"""Floor 3. A filing in, HTML out. The only room that knows Jinja.

Templates show; they do not decide. Everything they may name is a field of `Filing` or one of the
filters below, and a name that is not there stops the page. The one chain of places a template is
looked for: courthouse, county, ruleset, base; overlay folders come before the shipped one.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from filings.docket import ListSource, Packet, Relief
from filings.errors import TemplateError
from filings.press.fonts import shipped_templates
from filings.press.schedule import Form, Schedule
from filings.rulesets import Ruleset
from filings.settings import Agency, Counsel, County, Court, Office, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Everything a template may show of one document of one packet."""

    document: str  # "motion"
    packet: Packet
    court: Court
    county: County
    agency: Agency
    office: Office
    offense: str  # "possession for sale of cannabis"
    schedule: Schedule
    form: Form
    lists: tuple[ListSource, ...]  # those that the packet's convictions come from
    paper: Ruleset
    words: Words
    filed_on: dt.date
    draft: bool  # across every page: not approved yet, or from sample data

    @property
    def counsel(self) -> Counsel:
        """The attorney block and signature of the agency whose motion this is."""
        return self.agency.counsel

    @property
    def caption(self) -> tuple[str, ...]:
        """The court's title, line by line from line 8."""
        return self.court.caption or self.county.caption

    @property
    def count(self) -> int:
        """Convictions in this packet. The one number that motion, schedule and order print."""
        return self.schedule.count

    @property
    def seals_only(self) -> bool:
        """Whether the convictions are dismissed already and only need sealing."""
        return self.packet.relief is Relief.SEAL_ONLY


class Composer:
    """Templates of one set of folders, parsed once."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """`folders` are overlays, the last on top; the shipped templates lie under all of them."""
        self.folders = [*reversed(folders), shipped_templates()]
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader(self.folders),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            auto_reload=False,  # a template that changes in the middle of a run is a mistake
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "counted": counted,
            "day": day,
            "day_in_words": day_in_words,
            "in_a_row": in_a_row,
        }

    def chain(self, name: str, packet: Packet, county: str, ruleset: str) -> list[str]:
        """Where `name` ("motion.html") is looked for, first to last."""
        places = (f"courts/{packet.court}", f"counties/{county}", f"rulesets/{ruleset}", "base")
        return [f"{place}/{name}" for place in places]

    def compose(self, filing: Filing, county: str) -> str:
        """The document as HTML.

        Raises:
            TemplateError: No such template, a name it was not given, or a mistake in it.
        """
        names = self.chain(f"{filing.document}.html", filing.packet, county, filing.paper.id)
        return self._render(
            names,
            {f.name: getattr(filing, f.name) for f in fields(filing)}
            | {
                "filing": filing,
                "counsel": filing.counsel,
                "caption": filing.caption,
                "count": filing.count,
            },
        )

    def style(self, name: str, paper: Ruleset, form: Form) -> str:
        """A style sheet, with the ruleset's numbers in it."""
        return self._render(
            [f"rulesets/{paper.id}/{name}", f"base/{name}"], {"paper": paper, "form": form}
        )

    def fragment(self, name: str, context: dict[str, Any]) -> str:
        """A piece of a page, by its full name ("base/rows.html")."""
        return self._render([name], context)

    def _render(self, names: Sequence[str], context: dict[str, Any]) -> str:
        try:
            return self._environment.select_template(names).render(context)
        except jinja2.TemplatesNotFound as error:
            raise TemplateError(
                names[-1], "no such template", f"Looked for {', '.join(names)}."
            ) from error
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(
                f"{error.name or names[0]}, line {error.lineno}", error.message or "", ""
            ) from error
        except jinja2.TemplateError as error:
            raise TemplateError(
                _place(error, names[0]),
                error.message or type(error).__name__,
                "`filings templates show` lists the names a template may use.",
            ) from error


def counted(number: int, noun: str = "", plural: str = "") -> str:
    """A number with thousands apart, and its noun: "1,204 convictions", "1 conviction"."""
    if not noun:
        return f"{number:,}"
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day(date: dt.date) -> str:
    """A date as a schedule prints it: 02/14/1998."""
    return f"{date.month:02d}/{date.day:02d}/{date.year:04d}"


def day_in_words(date: dt.date) -> str:
    """A date as a sentence prints it: February 14, 1998."""
    return f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def in_a_row(words: Sequence[str]) -> str:
    """Words joined as a sentence joins them: "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


# Not strftime: the names of months must not depend on the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _place(error: jinja2.TemplateError, name: str) -> str:
    """The template and line an error arose in, from its traceback."""
    place, trace = name, error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.endswith((".html", ".css")):
            parts = Path(path).parts
            place = f"{'/'.join(parts[-2:])}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
