"""Descriptions in Swedish, put together of parts; and some with what should not be written."""

from functools import cache

import numpy as np

from samlad.demo.world import Stream

OPENINGS: dict[str, tuple[str, ...]] = {
    "SKA.KLO": (
        "Klotter på vägg.",
        "Nytt klotter, cirka två kvadratmeter.",
        "Taggar på dörr och fasad.",
        "Klotter på elskåp.",
    ),
    "SKA.GLA": (
        "Krossad ruta.",
        "Två rutor sönderslagna.",
        "Glas krossat vid entrén.",
        "Busskurens glas krossat.",
    ),
    "SKA.FOR": (
        "Repad bil.",
        "Sönderslagen bilruta.",
        "Punkterade däck på parkerad bil.",
        "Avbruten backspegel.",
    ),
    "SKA.INV": ("Bänk sönderbruten.", "Lekställning skadad.", "Papperskorg sönderslagen.", "Skylt nedriven."),
    "SKA.BEL": ("Lampor sönderslagna.", "Stolpbelysning saboterad.", "Kabel avklippt till belysningen."),
    "SKA.LAS": (
        "Lås uppbrutet.",
        "Port uppbruten.",
        "Dörrstängaren är förstörd.",
        "Låscylindern sönderborrad.",
    ),
    "BRA.BIL": ("Brand i personbil.", "Bil antänd på parkering."),
    "BRA.CON": (
        "Brand i container.",
        "Miljörum antänt, släckt av räddningstjänsten.",
        "Brandrök från soprum.",
    ),
    "BRA.BYG": ("Försök att tända eld på förråd.", "Brandskada på fasad."),
    "BRA.MAR": ("Gräsbrand, misstänkt anlagd.", "Eldat i dungen.", "Bränd buske."),
    "BRA.PYR": (
        "Smällare kastades.",
        "Raketer sköts mot hus.",
        "Bangers bland folk.",
        "Smällare i brevinkast.",
    ),
    "BRA.LAR": ("Brandlarm utlöst utan brand.", "Brandsläckare tömd."),
    "NAR.FOR": (
        "Misstänkt försäljning, korta möten vid bilar.",
        "Misstänkt överlämning.",
        "Täta korta besök på samma plats.",
    ),
    "NAR.BRU": (
        "Lukt av cannabis.",
        "Påverkade personer.",
        "Rökning, misstänkt narkotika.",
        "Personer påträffade påverkade.",
    ),
    "NAR.GOM": ("Misstänkt gömma hittad.", "Påsar dolda i buskage."),
    "NAR.KAN": ("Kanyler på marken.", "Kanyl hittad, omhändertagen."),
    "ALK.STO": (
        "Störande berusade personer.",
        "Berusad person skrek åt förbipasserande.",
        "Flera berusade på bänkarna.",
    ),
    "ALK.UNG": ("Misstänkt langning från bil.", "Ungdomar med alkohol."),
    "HOT.ALL": (
        "Hot mot förbipasserande.",
        "Ofredande på gångvägen.",
        "Personer som trakasserade resenärer.",
    ),
    "HOT.PER": ("Personal hotad.", "Hot mot personal i tjänsten.", "Hotfullt bemötande mot personal."),
    "HOT.SEX": ("Sexuellt ofredande.", "Ovälkomna närmanden mot ungdomar."),
    "HOT.HAT": ("Hatbudskap på vägg.", "Hotfulla tillrop, misstänkt hatmotiv."),
    "VAL.BRA": ("Bråk mellan två grupper.", "Slagsmål.", "Knuffar och slag, skingrades snabbt."),
    "VAL.MIS": ("Misshandel utomhus.", "Slag i ansiktet.", "Misshandel mellan obekanta."),
    "VAL.RAN": ("Rån av mobiltelefon.", "Personrån."),
    "VAL.VAP": ("Kniv påträffad.", "Tillhygge upphittat."),
    "VAL.SKJ": ("Misstänkt skott, hylsa hittad.", "Kraftig smäll, teknisk undersökning."),
    "SAM.UTE": (
        "Samling av ungdomar.",
        "Stor grupp, hög musik.",
        "Stökig grupp.",
        "Grupp som stör förbipasserande.",
    ),
    "SAM.TRA": (
        "Samling i trapphuset.",
        "Ungdomar i källaren.",
        "Obehöriga i trapphuset.",
        "Folk sitter i trappan, rökning.",
    ),
    "SAM.KOP": ("Stökigt i gallerian.", "Grupp som stör i köpcentrum."),
    "SAM.GAR": ("Samling i garaget.", "Obehöriga i garaget."),
    "SAM.OVA": ("Hög musik sent.", "Skrik och oväsen.", "Störande fest."),
    "TRA.MOP": (
        "Moped på gångväg.",
        "A-traktor kör i hög fart.",
        "Mopeder kör race.",
        "A-traktorer med hög musik.",
    ),
    "TRA.BIL": ("Buskörning med bil.", "Bil driftar på parkeringen.", "Höga hastigheter nattetid."),
    "TRA.ELS": ("Två på samma elsparkcykel i hög fart.", "Elsparkcyklar slängda över gångvägen."),
    "TRA.SKO": ("Snöskoter på gångväg.", "Skoter kör mellan husen."),
    "STO.FOR": ("Inbrott i källarförråd.", "Flera förråd uppbrutna.", "Inbrott i förråd, hänglås kapat."),
    "STO.CYK": ("Cykel stulen.", "Två cyklar stulna ur cykelställ.", "Elcykel stulen."),
    "STO.FRD": ("Moped stulen.", "Bil tillgripen.", "Släpvagn stulen."),
    "STO.BUT": ("Stöld i butik.", "Snatteri.", "Stöld av dagligvaror."),
    "STO.OLO": (
        "Någon har övernattat i källaren.",
        "Madrass och kläder i trapphuset.",
        "Olovlig övernattning.",
    ),
    "SKR.DUM": ("Dumpade möbler.", "Byggavfall dumpat.", "Vitvaror ställda vid miljörummet."),
    "SKR.SKR": (
        "Skräp och glassplitter.",
        "Nedskräpat efter helgen.",
        "Fulla papperskorgar.",
        "Matrester och burkar.",
    ),
    "SKR.FOR": ("Övergivet fordon.", "Bil utan hjul har stått länge."),
    "PLA.BEL": ("Lampa ur funktion.", "Mörk passage, flera lampor trasiga.", "Mörkt längs gångvägen."),
    "PLA.SIK": ("Buskage skymmer sikten.", "Grenar över gångvägen."),
    "PLA.ODS": ("Ödsligt kvällstid.", "Folk väljer en annan väg på kvällen."),
    "PLA.TUN": ("Tunneln upplevs otrygg.", "Gångtunnel, mörk och klottrad."),
    "PLA.POR": ("Porten går inte i lås.", "Port står öppen, låset trasigt."),
    "ORO.SOC": ("Rykten i sociala medier.", "Uppgifter sprids i grupper på nätet."),
    "ORO.EFT": ("Oro bland boende efter händelse.", "Föräldrar oroliga efter helgen."),
    "ORO.KON": ("Konflikt mellan grupper.", "Spänt läge mellan två ungdomsgrupper.", "Grannkonflikt."),
    "ARR": ("Konsert planerad.", "Marknad i helgen.", "Match, många väntas."),
    "POS": (
        "Lugnt och trevligt.",
        "Många familjer ute.",
        "Bra stämning på platsen.",
        "Vuxna på plats, lugnt.",
    ),
    "OVR": ("Övrig iakttagelse.", "Något utöver det vanliga, följs upp."),
}
DETAILS: dict[str, tuple[str, ...]] = {
    "SKA": (
        "",
        " Foto taget.",
        " Liknande skador finns intill.",
        " Kostnad uppskattad.",
        " Inget vittne känt.",
    ),
    "BRA": ("", " Ingen person skadad.", " Räddningstjänsten var på plats.", " Spår av tändvätska."),
    "NAR": ("", " Har skett förut på platsen.", " Ingen kvar när vi kom.", " Kvällstid."),
    "SAM": (
        "",
        " Gick därifrån på uppmaning.",
        " Har pågått flera kvällar.",
        " Boende hör av sig.",
        " Skräp lämnades kvar.",
    ),
    "TRA": ("", " Flera varv.", " Nära övergångsstället.", " Föräldrar med barn i närheten."),
    "STO": ("", " Dörren uppbruten med verktyg.", " Boende informerade.", " Okänt när."),
    "PLA": ("", " Felanmält.", " Kom fram vid trygghetsvandring.", " Påpekat av flera."),
}
OTHER_DETAILS = ("", " Lugnt när vi lämnade.", " Följs upp.", " Har hänt tidigare.")
ENDINGS: dict[str, tuple[str, ...]] = {
    "kommunen": ("", " Meddelat arbetsledare.", " Tas upp på veckomötet."),
    "polisen": ("", " Patrull på plats.", " Ingen misstänkt i nuläget."),
    "lulebo": ("", " Åtgärdas av fastighetsskötare.", " Grannar tillfrågade."),
}
DIRTY_CATEGORY = "Åverkan på fontän"

# What people write although they should not: the guard has to catch it. Nobody's: see `personal_texts`.
_PERSONAL = (
    "Ring mig på {phone} om ni vill veta mer.",
    "Boende nås på {phone}, har sett allt.",
    "Bilen hade registreringsnummer {plate}.",
    "A-traktor {plate} kör varje kväll.",
    "Pojken, {number}, var med.",
    "Anmälarens personnummer är {number}.",
    "Mejla {mail} för bilder.",
)
# Groups of letters that are never put on Swedish number plates.
_PLATE_LETTERS = ("FNL", "JUG", "KGB", "NRP")


def descriptions(stream: Stream) -> tuple[str, ...]:
    """All descriptions that an organisation may write of a category."""
    return tuple(
        opening + detail + ending
        for opening in OPENINGS[stream.category]
        for detail in DETAILS.get(stream.group, OTHER_DETAILS)
        for ending in ENDINGS[stream.organisation]
    )


@cache
def personal_texts() -> tuple[str, ...]:
    """Descriptions with personal data that belong to nobody.

    Telephone numbers from the series 070-174 06 05 to 99, which PTS keeps free for fiction; letters that no
    plate has; personnummer as Skatteverket's for tests: born in the 1890s, with a right check digit and a
    serial number from 980.
    """
    rng = np.random.default_rng(1890)
    texts = []
    for number in range(42):
        year, month, day = rng.integers(90, 100), rng.integers(1, 13), rng.integers(1, 29)
        nine = f"{year}{month:02d}{day:02d}{rng.integers(980, 1000)}"
        texts.append(
            _PERSONAL[number % len(_PERSONAL)].format(
                phone=f"070-174 06 {rng.integers(5, 100):02d}",
                plate=f"{_PLATE_LETTERS[number % len(_PLATE_LETTERS)]} {rng.integers(100, 1000)}",
                number=f"18{nine[:6]}-{nine[6:]}{check_digit(nine)}",
                mail="tipsare@example.com",
            )
        )
    return tuple(texts)


def check_digit(nine: str) -> int:
    """The last digit of a personnummer, by Luhn's algorithm over the nine before it."""
    total = 0
    for place, figure in enumerate(nine):
        doubled = int(figure) * (2 - place % 2)
        total += doubled // 10 + doubled % 10
    return -total % 10
