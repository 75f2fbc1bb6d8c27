# The change per year of each line, from picture.csv?table=periods; beside it picture.csv of the same query.
# Rscript trend.R picture-2026-W40-periods.csv [picture-2026-W40.csv]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "samlad.R"))

per_year_of <- function(label) {
  if (grepl("W", label)) 365.2425 / 7 else if (grepl("Q", label)) 4 else if (grepl("-", label)) 12 else 1
}

# `use` is false for periods that keep their place in time and do not count. As a share: 0.12 is twelve per cent more each year.
change_per_year <- function(y, per_year, offset = rep(0, length(y)), use = rep(TRUE, length(y)), level = 0.95) {
  t <- (seq_along(y) - (length(y) + 1) / 2) / per_year
  # The season where there are two years of it at least, and more than two periods in each.
  season <- length(y) >= 2 * floor(per_year) && per_year >= 3
  model <- if (season) y ~ t + sin(2 * pi * t) + cos(2 * pi * t) else y ~ t
  fit <- glm(model, quasipoisson, subset = use, offset = offset,
             control = glm.control(epsilon = 1e-12, maxit = 100))
  phi <- summary(fit)$dispersion
  # The interval never takes counts for more even than chance: its dispersion is at least 1.
  error <- sqrt(summary(fit)$cov.unscaled["t", "t"] * max(phi, 1))
  reach <- qt((1 + level) / 2, fit$df.residual) * error
  list(change = exp(coef(fit)[["t"]]) - 1, low = exp(coef(fit)[["t"]] - reach) - 1,
       high = exp(coef(fit)[["t"]] + reach) - 1, dispersion = phi, n = sum(use))
}

if (basename(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1])) == "trend.R") {
  periods <- read_samlad(arguments[1])
  periods <- periods[periods$for_trend == 1, ]
  found <- do.call(rbind, lapply(unique(periods$code), function(code) {
    y <- periods$count[periods$code == code]
    of <- if (length(y) < 8 || sum(y) < 10) list(change = NA, low = NA, high = NA, dispersion = NA, n = length(y))
      else change_per_year(y, per_year_of(periods$period[1]))
    data.frame(code, of)
  }))
  show(found)

  if (length(arguments) > 1) {
    page <- read_samlad(arguments[2])
    mine <- found[match(page$code, found$code), ]
    away <- max(abs(mine$change - page$change_per_year), abs(mine$low - page$change_low),
                abs(mine$high - page$change_high), na.rm = TRUE)
    say(nrow(page), "rows of the page, furthest apart:", if (away < 1e-6) "less than 0.000001" else signif(away, 2))
  }
}
