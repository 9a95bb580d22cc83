from zhike.interfaces.web.my_day import views
from zhike.interfaces.web.routes import SIGNED_IN, route

routes = [
    # the root is everybody's first address: who has no day of their own is led to the first page of their role
    route("", views.show_day, "today", SIGNED_IN),
    route("my-day/beside/", views.show_beside, "beside", "my_day.view"),
    route("my-day/tasks/<int:task_id>/contact/", views.log_contact_with, "contact", "contacts.log"),
    route("my-day/contacts/<int:contact_id>/undo/", views.undo_logged_contact, "undo_contact", "contacts.log"),
    route("my-day/tasks/<int:task_id>/postpone/", views.postpone, "postpone", "my_day.view"),
    route("my-day/postponed/<str:token>/undo/", views.undo_postponement, "undo_postpone", "my_day.view"),
]
