from tests.demo.conftest import demo_site

__all__ = ["demo_site"]
