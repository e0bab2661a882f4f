from allauth.mfa import stages

from .sessions import PROVED_ELSEWHERE, record_two_factors


class AuthenticateStage(stages.AuthenticateStage):
    """The second factor, asked unless ProConnect says in this very request that it was proved there."""

    def handle(self):
        is_social = "sociallogin" in (self.login.signal_kwargs or {})
        if is_social and getattr(self.request, "proconnect_two_factors", False):
            record_two_factors(self.request, self.login.user, PROVED_ELSEWHERE)
            return None, True
        return super().handle()
