"""Indexing: what is found of each thing of the site (`build`), when (`queue`), and all of it again (`rebuild`)."""
