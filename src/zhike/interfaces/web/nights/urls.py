from zhike.interfaces.web.nights import views
from zhike.interfaces.web.routes import route

routes = [
    route("", views.show_list, "list", "nights.view"),
    route("<str:day>/", views.show_night, "night", "nights.view"),
    route("<str:day>/differences/", views.show_differences, "differences", "feeds.view"),
    route("<str:day>/run/", views.run_again, "run", "nights.run"),
]
