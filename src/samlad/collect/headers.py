"""Headers that files are known to use, Swedish and English, for each field."""

from samlad.collect.words import squashed

# For each field, the more telling header first: where a file has several, the first is taken.
_HEADERS = {
    "external_id": "diarienummer, dnr, ärendenummer, ärendenr, ärende-id, ärende, händelse-id, "
    "händelsenummer, "
    "k-nummer, anmälningsnummer, rapport-id, rapportnummer, external id, externt id, case number, case id, "
    "incident id, incident number, incident no, complaint number, reference, referens, löpnummer, "
    "löpnr, id, objectid",
    "occurred_from": "händelsedatum, händelsetid, händelsetidpunkt, tidpunkt, inträffade, inträffat, "
    "inträffad, "
    "brottsdatum, hände från, hände, från datum, datum från, fr o m, from, från, startdatum, starttid, "
    "start, "
    "datum och tid, datum tid, datumtid, occurred from, occurred at, occurred, occurred on, date occurred, "
    "date occur, incident date, incident datetime, incident time, datetime, date time, timestamp, start "
    "date, "
    "start time, date from, begin date, datum, date, dag, day, när, when, tid, time",
    "occurred_to": "hände till, till datum, datum till, t o m, slutdatum, sluttid, slut, till, occurred to, "
    "end date, end time, date to, ended at, end, to",
    "occurred_date": "händelsedag, hände datum, occurred date",
    "occurred_time": "klockslag, klockan, kl, tid, hände klockslag, tid på dygnet, occurred time, time of "
    "day, "
    "time, hour",
    "reported_at": "rapporterad, rapporterat, rapportdatum, rapporterad tid, anmäld, anmält, "
    "anmälningsdatum, "
    "anmälningstid, inkommen, inkom, registrerad, registreringsdatum, skapad, reported at, reported, date "
    "reported, "
    "report date, reported on, created at, created, registered",
    "category": "kategorikod, kategori, händelsetyp, typ av händelse, händelsekategori, brottskod, "
    "brottstyp, brott, "
    "ärendetyp, typ, kod, category code, category, incident type, event type, crime code, crime type, "
    "offence, "
    "offense, type, code",
    "subcategory": "underkategori, underkategorikod, undertyp, subcategory, sub category, sub type, detail",
    "latitude": "latitud, latitude, lat, lat wgs84, wgs84 lat, wgs84 n, gps lat, breddgrad",
    "longitude": "longitud, longitude, lon, lng, long, lon wgs84, wgs84 lon, wgs84 e, gps lon, längdgrad",
    "x": "easting, öst, e, e koordinat, e coord, sweref99 e, sweref 99 tm e, sweref99tm e, e sweref99tm, "
    "e sweref99, sweref e, x koordinat, koordinat x, x coord, x coordinate, coord x, "
    "x sweref99tm, sweref99tm x, x, rt90 y",
    "y": "northing, nord, n, n koordinat, n coord, sweref99 n, sweref 99 tm n, sweref99tm n, n sweref99tm, "
    "n sweref99, sweref n, y koordinat, koordinat y, y coord, y coordinate, coord y, "
    "y sweref99tm, sweref99tm y, y, rt90 x",
    "place": "plats, platsnamn, namn på plats, brottsplats, händelseplats, plats för händelsen, fastighet, "
    "objekt, "
    "adress, gatuadress, område, stadsdel, place, place name, location, location name, address, site, area, "
    "neighbourhood, neighborhood",
    "environment": "miljö, typ av miljö, typ av plats, platstyp, miljötyp, environment, kind of environment, "
    "place type, location type",
    "publicness": "offentlighet, publicness, typ av utrymme, allmän eller privat, public or private",
    "precision": "noggrannhet, lägesnoggrannhet, lägets noggrannhet, precision, accuracy, position quality",
    "group_size": "gruppstorlek, antal personer, antal i gruppen, storlek på grupp, group size, people, "
    "number of people",
    "felt_insecurity": "upplevd otrygghet, otrygghet, otrygghet 1 5, felt insecurity, insecurity",
    "description": "beskrivning, händelsebeskrivning, fritext, kommentar, anteckning, description, text, "
    "comment, "
    "notes, narrative",
    "basis": "underlag, grund, källa till uppgiften, hur vet du, basis, source of knowledge, how known",
    "recurring": "återkommande, upprepad, upprepat, recurring, repeated",
    "police_reported": "polisanmäld, polisanmält, polisanmälan, polisanmälan gjord, anmäld till polisen, "
    "police reported, reported to police, reported to the police",
    "action_taken": "omedelbar åtgärd, åtgärd, vidtagen åtgärd, direkt åtgärd, action taken, action, "
    "immediate action",
    "cost": "kostnad, kostnad kr, kostnad sek, belopp, skadekostnad, cost, cost sek, amount",
    "role": "rapportörens roll, roll, rapportör roll, yrkesroll, befattning, reporter role, role, reporters "
    "role",
    "channel": "kanal, inkom via, rapporteringssätt, channel, reported via",
}
HEADERS: dict[str, tuple[str, ...]] = {
    name: tuple(squashed(header) for header in headers.split(", ")) for name, headers in _HEADERS.items()
}
