from zhike.interfaces.web.personal import views
from zhike.interfaces.web.routes import SIGNED_IN, route

routes = [
    route("", views.show_page, "page", SIGNED_IN),
    route("preference/", views.change_preference, "preference", SIGNED_IN),
]
