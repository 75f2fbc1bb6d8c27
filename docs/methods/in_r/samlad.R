# Reading what Samlad exports, in base R. The other scripts source this one.

# UTF-8 with a byte-order mark, semicolons, decimal points, whatever the locale of the R session is.
read_samlad <- function(file) {
  bytes <- readBin(file, "raw", file.size(file))
  if (identical(bytes[1:3], as.raw(c(0xef, 0xbb, 0xbf)))) bytes <- bytes[-(1:3)]
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  read.csv(text = text, sep = ";", quote = "\"", encoding = "UTF-8", na.strings = "",
           stringsAsFactors = FALSE)
}

# A column of names and one of values as a list that is asked by name; numbers are numbers.
as_settings <- function(table) {
  values <- lapply(as.list(as.character(table$value)), type.convert, as.is = TRUE)
  names(values) <- table$name
  values
}

# A table with five significant digits, as the page that explains these scripts shows it.
show <- function(table) {
  for (name in names(table)) {
    if (is.numeric(table[[name]])) table[[name]] <- signif(table[[name]], 5)
  }
  write.table(table, quote = FALSE, sep = " ", row.names = FALSE, na = "-")
}

say <- function(...) cat(paste(...), "\n", sep = "")

arguments <- commandArgs(trailingOnly = TRUE)
