"""Sign-in with ProConnect, or any OpenID Connect provider: an account is found by issuer and subject alone."""
