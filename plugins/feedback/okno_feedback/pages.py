"""The pages of the plugin and who may open them."""

from __future__ import annotations

from okno.api import page
from okno_feedback.follow_pages import BadScreen
from okno_feedback.interview_pages import InterviewsScreen
from okno_feedback.question_pages import QUESTIONS, EditQuestion, Questions
from okno_feedback.rate_pages import RatePage, RateTicketPage
from okno_feedback.report_pages import BAD, INTERVIEWS, REPORT, WORDS, ReportScreen, SheetScreen, WordsScreen
from okno_feedback.scope import RIGHT

ROUTES = [
    page("/x/feedback/rate/{token}", RatePage, public=True),
    page("/x/feedback/ticket/{number}", RateTicketPage, needs="ticket.own"),
    page(REPORT, ReportScreen, needs=RIGHT, methods=("GET",)),
    page(WORDS, WordsScreen, needs=RIGHT, methods=("GET",)),
    page("/x/feedback/ratings.csv", SheetScreen, needs=RIGHT, methods=("GET",)),
    page(BAD, BadScreen, needs=RIGHT),
    page(QUESTIONS, Questions, needs="feedback.questions"),
    page(f"{QUESTIONS}/new", EditQuestion, needs="feedback.questions"),
    page(f"{QUESTIONS}/{{id}}", EditQuestion, needs="feedback.questions"),
    page(INTERVIEWS, InterviewsScreen, needs="feedback.interview"),
]
