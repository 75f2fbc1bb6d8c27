"""How the police's and the housing company's files are read: profiles written beside them."""

from samlad.demo.crosswalks import HOUSING_WORDS, POLICE_CODES

POLICE_CRS, HOUSING_CRS = "EPSG:3006", "EPSG:3017"

POLICE_COLUMNS = {
    "external_id": "LOPNR",
    "category": "BROTTSKOD",
    "occurred_from": "BEGANGET_FROM",
    "occurred_to": "BEGANGET_TOM",
    "reported_at": "INKOM",
    "east": "E_SWEREF99TM",
    "north": "N_SWEREF99TM",
    "place": "PLATSNAMN",
    "environment": "MILJO",
    "group_size": "ANTAL_PERS",
    "description": "FRITEXT",
    "basis": "UNDERLAG",
    "action_taken": "ATGARD",
    "role": "ENHET",
}
HOUSING_COLUMNS = {
    "external_id": "Ärende",
    "reported_at": "Registrerat",
    "occurred_from": "Tidigast",
    "occurred_to": "Senast",
    "category": "Typ av ärende",
    "place": "Närmaste plats",
    "north": "N (SWEREF 99 21 45)",
    "east": "E (SWEREF 99 21 45)",
    "environment": "Utrymme",
    "publicness": "Tillträde",
    "felt_insecurity": "Otrygghet 1–5",
    "group_size": "Antal personer",
    "description": "Anteckning",
    "basis": "Underlag",
    "recurring": "Upprepat",
    "police_reported": "Polisanmält",
    "action_taken": "Vidtagen åtgärd",
    "cost": "Kostnad (kr)",
    "role": "Funktion",
}
# In a profile the position's columns are called x (east) and y (north).
_IN_PROFILE = {"east": "x", "north": "y"}


def police_profile() -> str:
    """The profile for polisen.csv."""
    return _profile(
        "polisen.csv",
        POLICE_CRS,
        "%Y%m%d %H%M",
        POLICE_COLUMNS,
        {f"{own}*": code for code, own in POLICE_CODES.items()},
        {"police_reported": "ja", "precision": "address"},
    )


def housing_profile() -> str:
    """The profile for lulebo.xlsx."""
    return _profile(
        "lulebo.xlsx",
        HOUSING_CRS,
        "%Y-%m-%d %H:%M",
        HOUSING_COLUMNS,
        {word: code for code, word in HOUSING_WORDS.items()},
        {"precision": "address"},
    )


def _profile(
    file: str,
    crs: str,
    date_format: str,
    columns: dict[str, str],
    categories: dict[str, str],
    constants: dict[str, str],
) -> str:
    lines = [
        f"# How to read {file}. Simulerade uppgifter / simulated data.",
        f'crs = "{crs}"',
        'timezone = "Europe/Stockholm"',
        f'date_format = "{date_format}"',
        'decimal = "."',
    ]
    named = {_IN_PROFILE.get(field, field): column for field, column in columns.items()}
    for table, content in (("columns", named), ("categories", categories), ("constants", constants)):
        lines += ["", f"[{table}]", *(f'"{key}" = "{value}"' for key, value in content.items())]
    return "\n".join(lines) + "\n"
