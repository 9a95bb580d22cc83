"""Every page there is. A page package that is not named here does not exist."""

from django.urls import include, path

from zhike.interfaces.web import health
from zhike.interfaces.web.customer_360.urls import routes as customer_360
from zhike.interfaces.web.lists.urls import routes as lists
from zhike.interfaces.web.my_day.urls import routes as my_day
from zhike.interfaces.web.nights.urls import routes as nights
from zhike.interfaces.web.personal.urls import routes as personal
from zhike.interfaces.web.quarantine.urls import routes as quarantine
from zhike.interfaces.web.sign_in.urls import routes as sign_in

urlpatterns = [
    path("", include((health.routes, "health"))),
    path("", include((sign_in, "sign_in"))),
    path("", include((my_day, "my_day"))),
    path("customers/", include((lists, "customers"))),
    path("customers/<int:customer_id>/", include((customer_360, "customer_360"))),
    path("nights/", include((nights, "nights"))),
    path("deliveries/", include((quarantine, "quarantine"))),
    path("personal/", include((personal, "personal"))),
]
