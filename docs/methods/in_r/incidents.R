# The counts of weeks, from incidents.csv of a year (or a month, a quarter) and picture.csv?table=periods of a week.
# Rscript incidents.R incidents-2026.csv picture-2026-W40-periods.csv
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "samlad.R"))

incidents <- read_samlad(arguments[1])
periods <- read_samlad(arguments[2])
# `day` is the local day; occurred_from is in UTC, and would put a late Sunday evening into another week.
day <- as.Date(incidents$day)
week <- format(day, "%G-W%V")
# Only weeks that the file holds whole.
monday <- day - (as.integer(format(day, "%u")) - 1)
whole <- sort(unique(week[monday >= min(day) & monday + 6 <= max(day)]))
main <- sub("\\..*", "", incidents$category)

compared <- function(counted, line) {
  own <- periods[periods$line == line & periods$period %in% whole, ]
  key <- if (line == "total") own$period else paste(own$code, own$period)
  number <- as.vector(counted[key])
  number[is.na(number)] <- 0
  data.frame(line, compared = nrow(own), differ = sum(number != own$count))
}
show(rbind(compared(table(week), "total"), compared(table(paste(main, week)), "category"),
           compared(table(paste(incidents$area_code, week)), "area")))
by_utc <- format(as.Date(substr(incidents$occurred_from, 1, 10)), "%G-W%V")
say(sum(by_utc != week), "of", nrow(incidents), "incidents lie in another week by UTC")
