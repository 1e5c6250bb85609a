"""The profiles of `fourfold.data.databases.profile`, where the linking that needs them lives."""

from fourfold.data.databases.profile import DEFAULT, PROFILES, REFERENCE_ONLY, LinkRule, Profile, Several

__all__ = ["DEFAULT", "PROFILES", "REFERENCE_ONLY", "LinkRule", "Profile", "Several"]
