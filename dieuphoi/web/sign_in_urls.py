"""The addresses of signing in; signing up and resetting a password by mail are closed, so absent."""

from allauth.account import views
from django.urls import path

from dieuphoi.web import sign_in

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("first-password/", sign_in.first_password, name="account_first_password"),
    path("password/", views.password_change, name="account_change_password"),
]
