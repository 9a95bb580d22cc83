from zhike.interfaces.web.lists import searching, views
from zhike.interfaces.web.routes import route

routes = [
    route("", views.show_list, "list", "customers.view"),
    route("columns/", views.choose_columns, "columns", "customers.view"),
    route("search/", views.search, "search", "customers.view"),
    route("suggestions/", searching.suggest, "suggestions", "customers.view"),
]
