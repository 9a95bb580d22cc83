from zhike.interfaces.web.routes import PUBLIC, SIGNED_IN, route
from zhike.interfaces.web.sign_in import views

routes = [
    route("sign-in/", views.sign_in, "form", PUBLIC),
    route("sign-in/language/", views.choose_language, "language", PUBLIC),
    route("sign-out/", views.sign_out, "out", SIGNED_IN),
]
