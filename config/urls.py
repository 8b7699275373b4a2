"""The site begins at the web package; its map is there."""

from django.urls import include, path

urlpatterns = [path("", include("dieuphoi.web.urls"))]
handler400 = "dieuphoi.web.access.bad_request"
