"""Packages are found, not listed; pyproject.toml alone cannot find some and map another."""

from setuptools import find_namespace_packages, setup

FOUND = find_namespace_packages(include=["openbadges_issuer*", "issuer_app*"])
setup(packages=[*FOUND, "openbadges_contexts"], package_dir={"openbadges_contexts": "contexts"})
