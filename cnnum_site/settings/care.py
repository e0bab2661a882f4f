"""Settings of the care of pages: reviews, and the checker of links."""

from .environment import read, read_list

# Care: after how many months a page is to be read again, by type; "" stands for the other types, 0 for never.
CARE_REVIEW_MONTHS = {
    "": 12,
    "home.HomePage": 6,
    "home.StandardPage": 6,
    "cenum.CenumIssuePage": 0,
    "paroles.ParolePage": 36,
    "works.WorkPage": 24,
    "news.NewsPage": 0,
    "actions.ActionPage": 24,
}
# Who is written to about pages whose owner has left.
CARE_REVIEW_MAILS = read_list("CARE_REVIEW_MAILS")
# Whether the jobs ask the addresses of other sites that contents lead to; a server does, a developer's machine does not.
CARE_CHECK_LINKS = False
# What the checker of links says of itself: where to complain.
CARE_CONTACT = read("CARE_CONTACT")
