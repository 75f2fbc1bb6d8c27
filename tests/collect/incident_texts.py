"""Descriptions as people write them, for `test_guard`. What is personal stands between ⟦ and ⟧ with its kind:
p personnummer, t telefon, e e-post, r registreringsnummer. Every number and name is made up."""

from samlad.collect.guard import EMAIL, IDENTITY_NUMBER, PLATE, TELEPHONE

KIND = {"p": IDENTITY_NUMBER, "t": TELEPHONE, "e": EMAIL, "r": PLATE}

WITH_PERSONAL_DATA = """
Anmälare nås på ⟦t:070-123 45 67⟧ efter kl 16.
Ring vaktmästaren ⟦t:0701234567⟧ för nyckel till cykelrummet.
Kontakt: ⟦t:073 123 45 67⟧, hyresgäst på 3 tr.
Störande fest, jour kontaktad via ⟦t:+46 70 123 45 67⟧ kl 23.40.
Ordningsvakt ⟦t:+46(0)70-123 45 67⟧ kallades till platsen.
Tel ⟦t:0046701234567⟧ uppgavs av butiken.
Grannen har nummer ⟦t:0920-123 45⟧ och vill bli uppringd.
Butikens nummer ⟦t:0920-12 34 56⟧, larm 04:12.
Växeln ⟦t:08-123 456 78⟧ svarade inte.
Hon ringde från ⟦t:031-123 45 67⟧ och lät rädd.
Fritidsgården (⟦t:0920/12 34 56⟧) såg samma grupp igen.
Sms skickat till ⟦t:0736-12 34 56⟧ 2019-10-04 18:30.
Två nummer: ⟦t:070-1234567⟧/⟦t:073-7654321⟧ går till väktarna.
Mobil ⟦t:076 1234567⟧, lgh 1102, Storgatan 12A.
Nummer skrivet ⟦t:0 7 0 1 2 3 4 5 6 7⟧ på väggen.
Klottret innehåller ⟦t:070.123.45.67⟧ och ett smeknamn.
Norsk besökare, ⟦t:+47 912 34 567⟧, såg branden.
Nås på ⟦t:010-123 45 67⟧ vardagar.
Pojken, ⟦p:050612-1233⟧, sågs på taket.
Misstänkt ⟦p:19811218-9876⟧ avvisades kl 21.15.
Pnr ⟦p:811218 9876⟧ uppgavs vid kontrollen.
Legitimation visade ⟦p:8112189876⟧, tillstånd saknas.
En äldre kvinna (⟦p:121212+1212⟧) föll vid bussen.
Uppgav ⟦p:1981-12-18-9876⟧ som födelsenummer.
Samordningsnummer ⟦p:701063-2391⟧ enligt polisen.
Hyresgäst ⟦p:811218-9875⟧ (felskrivet nummer) stör.
Utlänning med ⟦p:19701063-2391⟧, avvisad från Kulturens hus.
Skrev ⟦p:81 12 18 98 76⟧ på lappen.
Nr ⟦p:81.12.18-9876⟧ stod på kortet.
Skicka bilderna till ⟦e:anna.andersson@example.se⟧ tack.
Tips från ⟦e:kalle_88@example.com⟧, bifogad film 00:45.
Mejl: ⟦e:fornamn.efternamn+tips@lulea.example.se⟧.
Skriv till ⟦e:kalle snabel-a example.com⟧ om ni vill veta mer.
Svar till ⟦e:kalle (at) example.se⟧ innan fredag.
Vit Volvo ⟦r:ABC 123⟧ körde på gångvägen.
Bil med reg ⟦r:abc123⟧ stod på gräsmattan hela helgen.
Moped ⟦r:MLB 04H⟧ utan ljus, två på.
EPA-traktor, regnr ⟦r:DKR48K⟧, donade vid torget.
Skylten ⟦r:SKA 123⟧ antecknades av vakten.
Grå Golf ⟦r:xyz-789⟧ sladdade på parkeringen.
⟦r:JHG482⟧ parkerad i brandvägen sedan 1 maj.
Samma bil igen, ⟦r:jhg 482⟧, tomgång 30 min.
Anna ⟦t:070-123 45 67⟧, ⟦e:anna@example.se⟧, bil ⟦r:KLM 456⟧, ⟦p:811218-9876⟧.
Telefon ⟦t:０７０－１２３ ４５ ６７⟧ i helbredd.
Dold ⟦p:811218\u20119876⟧ med hårt bindestreck.
Smalt mellanrum ⟦t:070\u2009123\u200945\u200967⟧ i texten.
Osynligt tecken ⟦p:8112\u200b18-98\u200b76⟧ i numret.
Hårt mellanslag ⟦p:811218\u00a09876⟧ kopierat från webben.
""".strip().split("\n")

WITHOUT_PERSONAL_DATA = """
Klotter på fasaden vid Storgatan 12A, 3 tr, ca 4 m².
Cirka 15 ungdomar mellan kl 20.30 och 23.15, hög musik.
Krossad ruta 2019-10-04 18:30, kostnad 12 500 kr.
Mellan 07.30–08.15. 10 ungdomar på skolgården.
0730-0815 stod 10 mopeder på torget.
Skett 2019-10-04 – 2019-10-05 under natten.
Fredag 4/10 2019 kl 18.30 och lördag 5/10 kl 02.15.
2019-10-04 18.30 larm, 2019-10-04 19.05 åter.
Upprepat 191004, 191011 och 191018.
Läge N 7290123 E 814567 (SWEREF 99 TM).
Läge 65.584819, 22.154654 enligt appen.
65.5848 22.1546 vid lekplatsen.
Koordinat 7290123.45, 814567.12 i kartan.
RT90: 7291850 1789420, vid tunneln.
Lgh 1102 och lgh 1203, Hertsövägen 100.
HUS 12A och HUS 12B, källardörren uppbruten.
RUM 101 vandaliserat, SAL 204 orörd.
Buss 12 mot 100-årsjubileet stoppades, linje 104.
Max 30 km/h men bilar kör 70.
Mopeder i 45 km/h förbi nya 100 gånger om dagen.
E4 och väg 97 avstängda 14.00–16.30.
Ring 112 vid pågående brott, 114 14 annars, 1177 för vård.
Diarienummer 2019-001234, ärende K123456-19.
Dnr KS 2019/1234-56.
Ordernummer 1000234567 hos leverantören.
Faktura 20191004-1 på 4 250:-.
Organisationsnummer 556036-0793 står på skylten.
Bankgiro 5050-1055, plusgiro 90 20 03-3.
Kostnad 1 250 000 kr över 2018–2019.
Priset 850 101 123 kr är orimligt.
Kategori SKA.KLO, tidigare kod SKA 123.
Kod 1234 till porten, våning 3, trappa 2.
Temperatur -12 till -18, halt.
3 st, 5 st, 12 st och 45 st ölburkar, 33 cl 50 st.
Öppet mån–fre 08-17, lör 10-15.
Öppet 08.15-09.30 och 10.00-11.45.
kl 08.15-09.30 och 10.00.
Lekplatsen byggd 1985-01-01, renoverad 2010.
Belysningsstolpe 4512, säkring 16A, skåp EL 123.
LED 100 W trasig, typ 12B, fas 230.
Skåp ABX, stolpar 10-20, 30-40, 50-60.
Fastighet Berget 1:23 och Hertsön 11:1234.
Cykel stulen, ram 54 cm, värde 4 500.
Två skott hördes 23:58:12, tredje 23:59:01.
Poäng 3-2, 4-1, 0-0 i matchen.
Hälften, 50 % av 120 lampor, dvs 60, är släckta.
Larm 1 00:15, larm 2 00:45, larm 3 01:30.
Vecka 40 2019 jämfört med v. 39 2019: 14 mot 8.
Värden: 12 15 18 20 22 25 28.
Avstånd 100 m, 250 m, 1 200 m.
SMS 100, BUS 104, GYM 12A: förkortningar i rapporten.
ISO 9001, SIS 1234, EN 12464-2 gäller belysningen.
@kommunen taggades i inlägget, kl 18 @ torget.
Upptäckt 06:15, polis 06:40, klart 07:10.
Container 12B brann, skada 85 000–90 000 kr.
Postnummer 972 38 Luleå, box 123.
Bom nr 7, pir 3, kaj 12.
Var 100:e besökare, med 200 till i kö.
Kl 19 30 den 12 10, 25 st samlades.
10-04-2019 kl 20.00, 11-04-2019 kl 21.00.
Serienummer 00012345 på skåpet.
Trappa 0102, 0103 och 0104 spolade.
""".strip().split("\n")

# The same by every trick that people and programs know.
TRICKY = """
Ring ⟦t:070–123–45–67⟧ nu.
Ring ⟦t:0 7 0-1 2 3 4 5 6 7⟧ nu.
Ring ⟦t:070 1 2 3 4 5 6 7⟧ nu.
Ring ⟦t:0701 23 45 67⟧ nu.
Ring ⟦t:070\u200b123\u200b45\u200b67⟧ nu.
Ring ⟦t:٠٧٠-١٢٣ ٤٥ ٦٧⟧ nu.
Ring ⟦t:070\u00ad123\u00ad45\u00ad67⟧ nu.
Ring ⟦t:𝟎𝟕𝟎-𝟏𝟐𝟑 𝟒𝟓 𝟔𝟕⟧ nu.
Ring ⟦t:+46\u202f70\u202f123\u202f45\u202f67⟧ nu.
Ring ⟦t:＋46 70 123 45 67⟧ nu.
Ring ⟦t:0046-70-123 45 67⟧ nu.
Ring ⟦t:070/123/45/67⟧ nu.
Ring ⟦t:070_123_45_67⟧ nu.
Ring ⟦t:(070) 123 45 67⟧ nu.
Ring ⟦t:070 - 123 45 67⟧ nu.
Ring ⟦t:070  123  45  67⟧ nu.
Ring ⟦t:070·123·45·67⟧ nu.
Ring ⟦t:070\t123\t45\t67⟧ nu.
Ring ⟦t:O70-123 45 67⟧ nu.
Ring ⟦t:⓪⑦⓪-①②③ ④⑤ ⑥⑦⟧ nu.
Ring ⟦t:070-123 45 67⟧-nu.
Tel.⟦t:0701234567⟧.
Nr ⟦p:811218—9876⟧ stod.
Nr ⟦p:811218 – 9876⟧ stod.
Nr ⟦p:811218‒9876⟧ stod.
Nr ⟦p:811218−9876⟧ stod.
Nr ⟦p:811218 -9876⟧ stod.
Nr ⟦p:811218\u2060-\u20609876⟧ stod.
Nr ⟦p:8 1 1 2 1 8 - 9 8 7 6⟧ stod.
Nr ⟦p:٨١١٢١٨-٩٨٧٦⟧ stod.
Nr ⟦p:１９８１１２１８－９８７６⟧ stod.
Nr ⟦p:811218\ufeff9876⟧ stod.
Nr ⟦p:1981/12/18-9876⟧ stod.
Nr ⟦p:811218_9876⟧ stod.
Nr ⟦p:811218/9876⟧ stod.
Nr ⟦p:811218--9876⟧ stod.
Nr ⟦p:811218   9876⟧ stod.
Nr ⟦p:811218     9876⟧ stod.
Nr ⟦p:811218\u3000\u30009876⟧ stod.
Nr ⟦p:𝟖𝟏𝟏𝟐𝟏𝟖-𝟗𝟖𝟕𝟔⟧ stod.
Nr(⟦p:811218-9876⟧)stod.
pnr:⟦p:811218-9876⟧;
Skriv ⟦e:kalle＠example.se⟧ nu.
Skriv ⟦e:kalle@\u200bexample.se⟧ nu.
Skriv ⟦e:kalle @ example.se⟧ nu.
Skriv ⟦e:kalle[at]example[dot]se⟧ nu.
Skriv ⟦e:kalle@example . se⟧ nu.
Skriv ⟦e:kalle(a)example.se⟧ nu.
Skriv ⟦e:kalle.åkerström@exämple.se⟧ nu.
Skriv ⟦e:kalle at example punkt se⟧ nu.
Skriv ⟦e:kalle＠example．se⟧ nu.
Skriv ⟦e:KALLE@EXAMPLE.SE⟧ nu.
Skriv ⟦e:kalle@example,se⟧ nu.
Skriv ⟦e:k\u0430lle@ex\u0430mple.se⟧ nu.
Bil ⟦r:ABC\u200b123⟧ nu.
Bil ⟦r:ABC–123⟧ nu.
Bil ⟦r:АВС 123⟧ nu.
Bil ⟦r:ＡＢＣ １２３⟧ nu.
Bil ⟦r:A B C 1 2 3⟧ nu.
Bil ⟦r:ABC  123⟧ nu.
Bil ⟦r:ABC\u00a0123⟧ nu.
Bil ⟦r:ABC 12 3⟧ nu.
Bil ⟦r:ABC/123⟧ nu.
Bil ⟦r:Abc123⟧ nu.
Bil ⟦r:ABC:123⟧ nu.
""".strip().split("\n")

# Plates that are words, and words with a number that are no plates.
WORDS_AS_PLATES = """
Killen i ⟦r:HAT 271⟧ körde iväg.
Såg ⟦r:SKO 12A⟧ vid torget igen.
Samma som förra veckan, ⟦r:FUL 100⟧, tomgång.
Den står där varje kväll (⟦r:HUR045⟧).
VIT VOLVO ⟦r:HAT 271⟧ PÅ GÅNGVÄGEN.
Volvo ⟦r:SKA 123⟧ igen.
Personbil ⟦r:SAL 101⟧ i brandvägen.
Moped: ⟦r:BUS 21A⟧ utan ljus.
""".strip().split("\n")
WORDS_WITH_NUMBERS = """
Vi möttes i SAL 101 och for sedan med BUS 212.
Källaren i HUS 12A och GYM 12B är öppen.
De kom KL 2130 och gick KL 2245.
HAT 271
BIL STOD MOT 123 PÅ GATAN
Kategori SKA 123 och BRA 100 enligt listan.
Mobil SKA 123 är en kod.
Vi är inte HAN 100% säkra på, HAN 12:1.
han 100 gånger och hon 200 gånger.
Lampan LED 100 och TYP 12B vid RUM 204.
Skylten vid porten, hus 12A.
Ring oss på kommunen, se vår sida.
Vi träffas @ torget, kl 18.
anna@plats, se ovan.
""".strip().split("\n")
