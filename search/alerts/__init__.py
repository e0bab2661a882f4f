"""Alerts: what is published of a search or of a list, by e-mail to those who follow it."""
