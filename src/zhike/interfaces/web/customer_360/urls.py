from zhike.interfaces.web.customer_360 import contact, reveal, views
from zhike.interfaces.web.routes import route

routes = [
    route("", views.show, "show", "customers.view"),
    route("head/", views.show_head, "head", "customers.view"),
    route("panels/<str:name>/", views.show_panel, "panel", "customers.view"),
    route("timeline/", views.show_timeline, "timeline", "customers.view"),
    route("contact/", contact.log, "log", "contacts.log"),
    route("contact/<int:contact_id>/undo/", contact.undo, "undo", "contacts.log"),
    route("reveal/<str:field>/<int:datum_id>/", reveal.reveal, "reveal", "customers.reveal"),
]
