"""Pages: parts of pages that a plugin's contexts may hold and the theme can draw, and what a plugin adds to pages."""

from okno.i18n import Translator, translator
from okno.themes.overview import BarRow, ChartView, DayBar, FigureView
from okno.themes.parts import ChipView, Condition, ErrorLink, FieldView, OptionView, PersonView, StateView
from okno.themes.slots import SLOTS, Subject
from okno.web.faces import error_links, person_view
from okno.web.form_fields import FormFields
from okno.web.form_input import Inputs, person_of

__all__ = [
    "SLOTS",
    "BarRow",
    "ChartView",
    "ChipView",
    "Condition",
    "DayBar",
    "ErrorLink",
    "FieldView",
    "FigureView",
    "FormFields",
    "Inputs",
    "OptionView",
    "PersonView",
    "StateView",
    "Subject",
    "Translator",
    "error_links",
    "person_of",
    "person_view",
    "translator",
]
