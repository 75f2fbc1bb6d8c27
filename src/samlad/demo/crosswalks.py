"""Each organisation's own words for the categories. The police's codes are invented."""

from functools import cache

from samlad.collect.standard import standard_categories

POLICE_CODES: dict[str, str] = {
    "VAL.MIS": "0301",
    "VAL.BRA": "0302",
    "VAL.SKJ": "0310",
    "HOT.ALL": "0401",
    "HOT.HAT": "0402",
    "HOT.SEX": "0601",
    "STO.BUT": "0801",
    "STO.CYK": "0802",
    "STO.FRD": "0803",
    "STO.FOR": "0804",
    "STO.OLO": "0411",
    "VAL.RAN": "0850",
    "SKA.KLO": "1201",
    "SKA.GLA": "1202",
    "SKA.FOR": "1203",
    "SKA.INV": "1204",
    "SKA.BEL": "1205",
    "SKA.LAS": "1206",
    "BRA.BYG": "1301",
    "BRA.BIL": "1302",
    "BRA.CON": "1303",
    "BRA.MAR": "1304",
    "BRA.PYR": "1310",
    "SAM.UTE": "1601",
    "SAM.KOP": "1602",
    "SAM.OVA": "1603",
    "HOT.PER": "1701",
    "NAR.BRU": "5001",
    "NAR.FOR": "5002",
    "NAR.GOM": "5003",
    "NAR.KAN": "5004",
    "TRA.MOP": "6001",
    "TRA.BIL": "6002",
    "TRA.ELS": "6003",
    "TRA.SKO": "6004",
    "VAL.VAP": "7001",
    "ALK.STO": "8001",
    "ALK.UNG": "8002",
    "ORO.EFT": "9001",
    "ORO.KON": "9002",
    "OVR": "9900",
}
# Completed, attempted: the register's codes carry it, the joint picture does not.
POLICE_VARIANTS = ("-1", "-2")

HOUSING_WORDS: dict[str, str] = {
    "SAM.TRA": "Obehöriga i trapphus/källare",
    "SAM.GAR": "Obehöriga i garage",
    "SAM.OVA": "Störning",
    "SAM.UTE": "Samling på gård",
    "SKA.LAS": "Skada på lås/port",
    "SKA.KLO": "Klotter på hus",
    "SKA.GLA": "Glaskross hus",
    "SKA.INV": "Skada på gårdsinventarier",
    "SKA.BEL": "Skada på belysning",
    "STO.FOR": "Källar-/förrådsinbrott",
    "STO.OLO": "Övernattare",
    "STO.CYK": "Cykelstöld hyresgäst",
    "SKR.DUM": "Grovsopor dumpade",
    "SKR.SKR": "Nedskräpning gård",
    "SKR.FOR": "Fordonsvrak",
    "PLA.POR": "Port ej i lås",
    "PLA.BEL": "Trasig belysning",
    "PLA.SIK": "Buskar skymmer",
    "NAR.BRU": "Droglukt/påverkade",
    "NAR.FOR": "Misstänkt droghandel",
    "NAR.KAN": "Kanylfynd",
    "NAR.GOM": "Droggömma",
    "BRA.CON": "Brand i miljörum",
    "BRA.PYR": "Smällare",
    "BRA.LAR": "Missbrukat brandlarm",
    "BRA.BYG": "Brand i hus",
    "BRA.BIL": "Bilbrand",
    "HOT.ALL": "Hot mot hyresgäst",
    "HOT.PER": "Hot mot anställd",
    "VAL.BRA": "Bråk",
    "TRA.MOP": "Moped på gård",
    "ORO.KON": "Grannkonflikt",
    "ORO.EFT": "Orolig hyresgäst",
    "OVR": "Annat",
    "POS": "Beröm",
}


@cache
def swedish_names() -> dict[str, str]:
    """The Swedish name of each category; where two share a name, that of the level above."""
    rows = standard_categories()
    names = [row["sv"] for row in rows]
    above = {row["code"]: row["sv"] for row in rows if not row["parent"]}
    return {row["code"]: row["sv"] if names.count(row["sv"]) == 1 else above[row["parent"]] for row in rows}
