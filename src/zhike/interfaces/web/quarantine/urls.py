from zhike.interfaces.web.quarantine import views
from zhike.interfaces.web.routes import route

routes = [
    route("", views.show_deliveries, "list", "feeds.view"),
    route("<int:delivery_id>/", views.show_delivery, "delivery", "feeds.view"),
    route("quarantine/", views.show_rows, "rows", "feeds.view"),
    route("quarantine/<int:row_id>/reveal/", views.reveal, "reveal", "feeds.reveal"),
]
