from zhike.interfaces.web.my_day import views
from zhike.interfaces.web.routes import SIGNED_IN, route

routes = [
    route("", views.today, "today", SIGNED_IN),
]
