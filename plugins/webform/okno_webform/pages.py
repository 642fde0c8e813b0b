"""The pages of the plugin: for administrators, for whoever fills in a form, for links of letters."""

from __future__ import annotations

from okno.api import page
from okno_webform.confirm_page import ConfirmMail, ConfirmSent
from okno_webform.editor_pages import EditForm, FormList, Preview
from okno_webform.fit_page import FitScript
from okno_webform.follow_page import FollowFile, FollowPage
from okno_webform.form_page import FramedForm, OwnForm
from okno_webform.sent_page import ThanksPage

MANAGE = "webform.manage"

ROUTES = [
    page("/x/webform", FormList, needs=MANAGE, methods=("GET",)),
    page("/x/webform/new", EditForm, needs=MANAGE),
    page("/x/webform/edit/{id}", EditForm, needs=MANAGE),
    page("/x/webform/edit/{id}/preview", Preview, needs=MANAGE, methods=("GET",)),
    page("/x/webform/f/{key}", FramedForm, public=True, embedded=True),
    page("/x/webform/s/{token}", ThanksPage, public=True, embedded=True, methods=("GET",)),
    page("/x/webform/own/{key}", OwnForm, needs="service.order"),
    page("/x/webform/c/{token}", ConfirmSent, public=True, embedded=True),
    page("/x/webform/m/{token}", ConfirmMail, public=True, embedded=True),
    page("/x/webform/t/{token}", FollowPage, public=True, embedded=True),
    page("/x/webform/t/{token}/{comment}/{n}", FollowFile, public=True, embedded=True, methods=("GET",)),
    page("/x/webform/fit.js", FitScript, public=True, embedded=True, methods=("GET",)),
]
