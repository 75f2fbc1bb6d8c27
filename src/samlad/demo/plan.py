"""What the simulated group wrote: its problems, why they happen, and what it decided about each measure.

Invented, as everything of the demo is, and in Swedish as the group's own words. The measures are those of
`measures.py`, whose true effects the group does not know.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the group said of a problem, 1–5 each."""

    seriousness: int
    worry: int
    mandate: int
    resources: int
    partners: int


@dataclass(frozen=True, slots=True)
class PlannedProblem:
    """A problem as the group wrote it down; `where` is a named place or a district."""

    code: str
    title: str
    where: str
    categories: tuple[str, ...]
    first_day: date
    last_day: date
    offender: str
    target: str
    setting: str
    handlers: str
    enablers: str
    assessment: Assessment
    measures: tuple[str, ...]
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedJudgement:
    """A follow-up date of a measure, and what the group decided on it (None: not decided yet)."""

    measure: str
    on: date
    choice: str | None
    motive: str = ""
    dissent: str = ""


# fmt: off
PROBLEMS: tuple[PlannedProblem, ...] = (
    PlannedProblem(
        "P01", "Skadegörelse och bränder kring Hertsön centrum", "Hertsön centrum",
        ("SKA", "BRA", "SAM", "NAR", "PLA"),
        date(2024, 4, 1), date(2024, 9, 30),
        "Mindre grupper av unga, oftast tre till sex, kvällar efter att centrum har stängt.",
        "Papperskorgar, återvinningsstation, fönster och skyltar på centrumhuset.",
        "Mörka stråk mellan centrum och parkeringen; återvinningsstationen ligger utom synhåll.",
        "Fastighetsskötare dagtid. Kvällstid har ingen ansvar för platsen.",
        "Trasig belysning, brännbart material som står framme, ingen vuxen närvaro efter klockan 19.",
        Assessment(4, 4, 4, 3, 4), ("M01", "M11"),
    ),
    PlannedProblem(
        "P02", "Ordningsstörande samlingar vid Kulturens hus", "Kulturens hus", ("SAM", "NAR", "ALK"),
        date(2024, 9, 1), date(2024, 12, 31),
        "Blandade grupper, några som säljer och många som bara är där.",
        "Besökare och personal som känner sig otrygga i entrén.",
        "Varm entré med bänkar, öppet länge, skymd sida mot gården.",
        "Värdar i huset; de saknar stöd när det blir oroligt.",
        "Ingen annan varm plats att vara på; fri insyn saknas från gatan.",
        Assessment(3, 5, 4, 3, 3), ("M02",),
    ),
    PlannedProblem(
        "P03", "Klotter och nedskräpning på Porsön", "Porsön", ("SKA", "SKR"),
        date(2024, 9, 1), date(2025, 2, 28),
        "Få som klottrar ofta; vågor under några veckor i taget.",
        "Gångtunnlar, miljörum och skolans fasader.",
        "Stora ytor utan fönster; tunnlar där klotter får sitta kvar.",
        "Skolans vaktmästare, Lulebos områdesvärdar.",
        "Klotter fick sitta kvar i veckor och drog till sig mer.",
        Assessment(2, 3, 5, 4, 4), ("M03",), closed=date(2026, 4, 20),
    ),
    PlannedProblem(
        "P04", "Våld, hot och narkotika vid busstationen", "Luleå busstation", ("VAL", "NAR", "SAM", "HOT"),
        date(2024, 11, 1), date(2025, 4, 30),
        "Vuxna som säljer, och grupper i konflikt fredag och lördag natt.",
        "Resenärer som väntar, särskilt vid sista bussarna.",
        "Väntsal och perronger med flera flyktvägar och döda vinklar.",
        "Väktare på uppdrag av trafikbolaget, delar av dygnet.",
        "Lätt att komma dit och därifrån; stora flöden att försvinna i.",
        Assessment(5, 5, 3, 3, 4), ("M04",),
    ),
    PlannedProblem(
        "P05", "Otillåten vistelse och skador i trapphus på Hertsön", "Hertsön", ("SAM", "STO", "SKA", "BRA"),
        date(2025, 2, 1), date(2025, 8, 15),
        "Grupper som söker värme och platser utan insyn.",
        "Trapphus, källargångar och förråd.",
        "Portar som inte går i lås, olåsta källare i flera hus i rad.",
        "Lulebos fastighetsskötare och jour.",
        "Gamla lås, nycklar på drift, dörrar som ställs upp.",
        Assessment(4, 4, 5, 4, 4), ("M05",),
    ),
    PlannedProblem(
        "P06", "Stölder och skadegörelse vid Shopping", "Shopping", ("SKA", "STO"),
        date(2023, 12, 1), date(2024, 3, 24),
        "Enstaka personer dagtid; grupper sen eftermiddag.",
        "Butiker och cykelställ.",
        "Entré med många utgångar, skymda cykelställ.",
        "Butikspersonal och väktare.",
        "Svagt grannskap mellan butikerna; sällan anmält.",
        Assessment(2, 2, 2, 3, 3), ("M06",),
    ),
    PlannedProblem(
        "P07", "Hot och våld på Smedjegatan om kvällarna", "Smedjegatan (Luleå centrum)", ("HOT", "VAL", "SAM"),
        date(2025, 5, 1), date(2025, 10, 26),
        "Berusade vuxna vid stängning, ungdomsgrupper tidigare på kvällen.",
        "Andra besökare och personal vid serveringarna.",
        "Trång gågata mellan serveringar, köer vid gatukök.",
        "Krögare, ordningsvakter inne på serveringarna.",
        "Alla stänger samtidigt; ingen har ansvar för gatan.",
        Assessment(4, 4, 3, 3, 3), ("M07",),
    ),
    PlannedProblem(
        "P08", "Oro bland unga på Örnäset", "Örnäset", ("SAM", "SKA", "TRA"),
        date(2024, 6, 1), date(2024, 12, 31),
        "Ungdomar i högstadieåldern utan ordnad fritid.",
        "Skolgården, centrum, parkeringen vid ishallen.",
        "Öppna ytor utan vuxna efter skoltid.",
        "Skolans personal dagtid, föreningar två kvällar i veckan.",
        "Fritidsgården stängd sedan hösten.",
        Assessment(3, 3, 4, 3, 4), ("M08",), closed=date(2026, 1, 26),
    ),
    PlannedProblem(
        "P09", "Buskörning på Storheden", "Storheden", ("TRA",),
        date(2025, 5, 1), date(2025, 8, 31),
        "Unga förare, flest fredag och lördag i maj till augusti.",
        "Boende i närheten och andra trafikanter.",
        "Stora tomma parkeringar och raka gator efter stängning.",
        "Handlarna äger parkeringarna; polisen har trafiken.",
        "Inga hinder, ingen som stänger ytorna på kvällen.",
        Assessment(3, 4, 4, 3, 3), ("M09",),
    ),
    PlannedProblem(
        "P10", "Fylla och bråk i Norra hamnen om sommaren", "Norra hamnen", ("SAM", "NAR", "ALK"),
        date(2025, 5, 1), date(2025, 9, 30),
        "Sällskap som dricker vid vattnet.",
        "Andra som vill vara där, och båtägare.",
        "Vackert, tomt och utan verksamhet på kvällen.",
        "Hamnvärd dagtid.",
        "Inget som drar dit andra besökare.",
        Assessment(2, 3, 4, 4, 3), ("M10",),
    ),
    PlannedProblem(
        "P11", "Rykten och oro i Notviken", "Notviken", ("ORO", "PLA"),
        date(2025, 6, 1), date(2025, 9, 30),
        "Ingen särskild grupp; rykten i sociala medier.",
        "Boende, mest äldre.",
        "Mörka gångvägar mellan husen och stationen.",
        "Områdesvärdar, föreningar.",
        "Lite information om vad som faktiskt har hänt.",
        Assessment(2, 4, 4, 4, 3), ("M12",), closed=date(2026, 3, 9),
    ),
    PlannedProblem(
        "P12", "Källarinbrott i Bergviken", "Bergviken", ("STO",),
        date(2026, 1, 26), date(2026, 3, 1),
        "Troligen samma några få, nätter mot vardagar.",
        "Källarförråd i hyreshus.",
        "Källargångar utan ljus, enkla hänglås.",
        "Lulebos jour; ingen rond på natten.",
        "Portar som står uppställda; märkta saker saknas.",
        Assessment(3, 3, 4, 2, 3), (),
    ),
)

# The group's own order of the problems that it works on, as it was at the last meeting.
OWN_ORDER = ("P01", "P02", "P04", "P05", "P07", "P12", "P09", "P10", "P06")

# Districts whose incidents of these kinds no measure touched, and which the problem was not moved to.
COMPARISONS: dict[str, tuple[str, ...]] = {
    "M01": ("Björkskatan", "Mjölkudden", "Bergnäset", "Gammelstad"),
    "M02": ("Mjölkudden", "Bergnäset", "Björkskatan", "Gammelstad"),
    "M03": ("Bergnäset", "Mjölkudden", "Gammelstad", "Malmudden"),
    "M04": ("Bergnäset", "Mjölkudden", "Gammelstad", "Björkskatan"),
    "M05": ("Bergnäset", "Mjölkudden", "Björkskatan", "Gammelstad"),
    "M06": ("Bergnäset", "Mjölkudden", "Björkskatan", "Gammelstad"),
    "M07": ("Bergnäset", "Mjölkudden", "Gammelstad", "Björkskatan"),
    "M08": ("Bergnäset", "Mjölkudden", "Gammelstad", "Malmudden"),
    "M09": ("Gammelstad", "Bergnäset", "Kallax", "Mjölkudden"),
    "M10": ("Bergnäset", "Mjölkudden", "Gammelstad", "Björkskatan"),
    "M11": ("Björkskatan", "Mjölkudden", "Bergnäset", "Gammelstad"),
    "M12": ("Mjölkudden", "Bergnäset", "Gammelstad", "Malmudden"),
}

# Kronor, and the organisation that answers for it.
COSTS: dict[str, tuple[int, str]] = {
    "M01": (640_000, "kommunen"), "M02": (180_000, "kommunen"), "M03": (310_000, "lulebo"),
    "M04": (0, "polisen"), "M05": (1_150_000, "lulebo"), "M06": (220_000, "kommunen"),
    "M07": (480_000, "kommunen"), "M08": (390_000, "kommunen"), "M09": (60_000, "polisen"),
    "M10": (275_000, "kommunen"), "M11": (420_000, "kommunen"), "M12": (25_000, "lulebo"),
}

JUDGEMENTS: tuple[PlannedJudgement, ...] = (
    PlannedJudgement("M06", date(2024, 10, 7), "continue",
                     "För tidigt att säga. Vi ser igen när ett helt år har gått."),
    PlannedJudgement("M06", date(2025, 4, 7), "end",
                     "Ingen skillnad mot jämförelseområdena. Kameran bemannas inte, och det har vi "
                     "inte råd med.",
                     "Polisen hade velat ha kvar kameran för utredningarnas skull."),
    PlannedJudgement("M01", date(2025, 4, 7), "continue", "Vi väntar tills även nästa höst är med."),
    PlannedJudgement("M01", date(2025, 10, 6), "continue",
                     "Pekar åt rätt håll men är osäkert. Lamporna sitter där de sitter; vi ser "
                     "igen när fler har räknats."),
    PlannedJudgement("M02", date(2025, 6, 23), "change",
                     "Mindre än hälften av timmarna blev av. Vi prövar med personal i huset i stället."),
    PlannedJudgement("M03", date(2025, 9, 15), "continue",
                     "Klart färre, men hösten före var ovanligt dålig: en del hade gått ned ändå. "
                     "Lulebo klarar tiden."),
    PlannedJudgement("M03", date(2026, 3, 23), "end",
                     "Målet är nått. Saneringen går över i ordinarie drift hos Lulebo."),
    PlannedJudgement("M08", date(2025, 7, 7), "continue", "För få kvällar hittills för att säga något."),
    PlannedJudgement("M08", date(2025, 12, 22), "end",
                     "Ingen skillnad i händelserna. Gården drivs vidare av andra skäl, men inte "
                     "som en EST-åtgärd.",
                     "Socialtjänsten ser nytta som inte syns i händelserna."),
    PlannedJudgement("M04", date(2025, 9, 8), "change",
                     "Det blev lugnare vid stationen men oroligare runt om. Vi tar med Shopping "
                     "och Smedjegatan."),
    PlannedJudgement("M05", date(2026, 3, 2), "continue",
                     "Pekar åt rätt håll men är osäkert. Vi ser om det håller ett helt år."),
    PlannedJudgement("M05", date(2026, 9, 7), "expand",
                     "Det håller, också mot alla andra områden. Lulebo tar Lerbäcken nästa år."),
    PlannedJudgement("M12", date(2026, 2, 2), "end", "Fyra utskick räcker inte för att synas. Vi avslutar."),
    PlannedJudgement("M07", date(2026, 6, 8), "continue",
                     "Kan ha hjälpt lite, men osäkert. Vi prövar en höst till med fler timmar."),
    PlannedJudgement("M09", date(2026, 9, 21), "change",
                     "Ingen nedgång att se, och boende i Notviken och Karlsvik hör av sig. Ny plan "
                     "med hela stråket."),
    PlannedJudgement("M10", date(2026, 10, 5), "continue",
                     "För få händelser för att säga säkert, men inget talar emot. Samma sak nästa sommar."),
    PlannedJudgement("M11", date(2026, 8, 3), "continue", "För tidigt. Delinsatserna blev klara i maj."),
    PlannedJudgement("M11", date(2026, 11, 9), None),
)
# fmt: on

CLOSING = (
    "Läget är lugnt sedan ett halvår, och åtgärden är avslutad. Vi tar upp det igen om det kommer tillbaka."
)
MONTH_WORDS = (
    "Månaden i korthet: siffrorna har gåtts igenom av kommunen, polisen och Lulebo tillsammans. "
    "Det som sticker ut tas upp vid veckans möte."
)
# What the coordinator wrote beside the weeks that were talked about most.
WEEK_WORDS: dict[str, str] = {
    "2024-W18": "Bränderna i containrar på Hertsön började natten till valborg. Lulebo "
    "flyttar kärlen från husen.",
    "2024-W40": "En våg av klotter på Porsön, mest i tunnlarna. Vi följer hur fort det saneras.",
    "2025-W11": "Konflikten på Örnäset märks i anmälningarna. Skolan och fältarna är informerade.",
    "2026-W05": "Flera källarinbrott i Bergviken på kort tid. Lulebo ser över portarna.",
    "2026-W42": "Det har varit mer folk än vanligt kring Kulturens hus om kvällarna. Husets "
    "värdar deltar i mötet.",
    "2026-W44": "Lulebo har inte stämt av veckan. Siffrorna för trapphus och källare är troligen för låga.",
    "2026-W45": "Skadegörelse och bränder kring Hertsön centrum ökar. Vi gör en extra genomgång med Lulebo.",
    "2026-W46": "Samma mönster på Hertsön som förra veckan. Belysningen vid parkeringen är åter trasig.",
}
_QUIET = (
    "Ingen särskild förändring. Vi håller kvar de prioriteringar som gäller.",
    "En vanlig vecka. Uppföljningarna tas i tur och ordning.",
    "Lugnt på det hela taget. Det som sticker ut är enstaka händelser.",
    "Inga nya problem. Pågående åtgärder fortsätter.",
)


def words_of(label: str, first: date) -> str:
    """What the coordinator wrote beside a week."""
    return WEEK_WORDS.get(label, _QUIET[first.toordinal() // 7 % len(_QUIET)])


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting: who was there, notes by point, and tasks (text, owner, days until due, whether done)."""

    present: tuple[str, ...]
    notes: dict[str, str]
    tasks: tuple[tuple[str, str, int, bool], ...] = ()


_ALL = ("kommunen", "polisen", "lulebo")
# fmt: off
MEETINGS: tuple[PlannedMeeting, ...] = (
    PlannedMeeting(_ALL, {"picture": "Lugn vecka. Inget nytt att prioritera."},
                   (("Fråga trafikverket om hinder på Storhedens parkeringar", "karin", 14, True),)),
    PlannedMeeting(_ALL, {"picture": "Fler samlingar vid Kulturens hus än väntat.",
                          "problems": "Kulturens hus flyttas upp till plats två."},
                   (("Bjud in husets värdar till nästa möte", "karin", 6, True),
                    ("Rondera entrén fredag och lördag kväll", "per", 5, True))),
    PlannedMeeting(("kommunen", "polisen"), {"picture": "Kulturens hus är fortfarande över det väntade.",
                                             "other": "Lulebo kunde inte vara med."},
                   (("Kontakta Lulebo om avstämningen", "karin", 3, True),)),
    PlannedMeeting(_ALL, {"picture": "Skadegörelse och bränder kring Hertsön centrum. Enstaka tillfällen, samma kvällar.",
                          "problems": "Hertsön centrum är högst prioriterat."},
                   (("Flytta återvinningskärlen från husväggen", "eva", 7, True),
                    ("Laga belysningen vid parkeringen", "karin", 14, False),
                    ("Fältarna är på plats onsdag till lördag", "karin", 7, True))),
    PlannedMeeting(_ALL, {"decisions": "Kärlen är flyttade. Belysningen väntar på material.",
                          "picture": "Hertsön har lugnat sig något mot förra veckan, men är över det "
                                     "väntade.",
                          "follow_ups": "Uppföljningen av den samordnade insatsen är klar att besluta om."},
                   (("Ta fram underlag för beslut om insatsen kring Hertsön centrum", "karin", 7, False),
                    ("Gå igenom portarna i Bergviken", "eva", 10, False))),
)
# fmt: on
