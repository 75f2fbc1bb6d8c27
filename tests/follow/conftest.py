"""What is said is compared in English."""

from tests.english import in_english as in_english
