"""Addresses of the site. French stands at `/`, English at `/en/`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.urls import to_sign_in, ways_in
from content.citing.views import ark, citation, identifier, unapi
from content.definitions import serve as block_definitions
from content.harvest import harvest, tdm_reservation
from content.sharing import embed, oembed, share
from content.social_cards import social_card
from forms.receiving import confirm_by_mail
from home import views as home_views
from mailing.tracking import get_webhooks
from newsroom.media import serve as serve_media
from search.api.views import page as api_page
from search.views import opensearch, pdf_page

urlpatterns = [
    # Ahead of the admin's own ways in, which know nothing of the second factor.
    *ways_in,
    path("compte/", include("accounts.urls")),
    path("django-admin/", admin.site.urls),
    # Beside the admin's own addresses, which no browser may keep anything of.
    path("admin/blocks/<str:label>/<slug:name>/<slug:digest>.js", block_definitions, name="block_definitions"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", serve_media, name="media"),
    path("robots.txt", home_views.robots, name="robots"),
    path(".well-known/security.txt", home_views.security_txt, name="security_txt"),
    path(".well-known/tdmrep.json", tdm_reservation),
    path("sitemap.xml", home_views.sitemap, name="sitemap"),
    path("sitemap-<slug:name>.xml", home_views.sitemap, name="sitemap_part"),
    path("api/v1/", include("search.api.views")),
    path("donnees/", include("search.corpus.views")),
    path("apercu/", include("care.views")),
    path("unapi/", unapi, name="unapi"),
    re_path("^ark:/?(?P<name>[^/]+/.+?)/?$", ark),
    path("oai/", harvest, name="harvest"),
    path("oembed/", oembed, name="oembed"),
    path("partage/<slug:reference>.png", social_card, name="social_card"),
]

urlpatterns += get_webhooks()
urlpatterns += i18n_patterns(
    path("id/<slug:reference>/", identifier, name="identifier"),
    path(_("id/<slug:reference>/share/"), share, name="share"),
    path("id/<slug:reference>/document-<int:file>-page-<int:number>/", pdf_page, name="pdf_page"),
    path("id/<slug:reference>/document-<int:file>-<slug:version>-page-<int:number>/", pdf_page, name="pdf_page"),
    path("id/<slug:reference>/<slug:name>/", citation, name="citation"),
    path(_("embed/<int:pk>/"), embed, name="embed"),
    path(_("search/"), include("search.urls")),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("api/", api_page, name="api"),
    path(_("events/"), include("events.views")),
    path(_("subscription/"), include("mailing.views")),
    path(_("confirm/<str:token>/"), confirm_by_mail, name="confirm"),
    path(_("site-map/"), home_views.site_map, name="site_map"),
    path("", include("themes.views")),
    path("", include("people.views")),
    path("", include("content.references.views")),
    path("_util/login/", to_sign_in),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "home.views.bad_request"
handler404 = "home.views.page_not_found"
handler500 = "cnnum_site.middleware.server_error"
