# A follow-up's rate ratios with their intervals, from its weeks; beside them what was kept of them.
# Rscript follow_up.R follow-up-2026-09-21-10.csv [follow-up-2026-09-21-10-figures.csv]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "samlad.R"))

# What is odd in one week is often odd in the next ones too: neighbours up to three weeks apart.
long_run <- function(r) {
  sum(r^2) + 2 * sum(sapply(1:3, function(lag) {
    if (length(r) <= lag) 0 else (1 - lag / 4) * sum(r[-(1:lag)] * r[1:(length(r) - lag)])
  }))
}

# Nothing is said where an interval reaches from half to double, or the data are too few.
verdict_of <- function(low, high, enough) {
  if (!enough || (low <= 0.5 && high >= 2)) "too_little_data"
  else if (high < 1) "fewer" else if (low > 1) "more" else "no_difference"
}

rate_ratio <- function(target, comparison, phase, level = 0.95) {
  use <- phase %in% c("before", "during") & !is.na(target) & !is.na(comparison)
  parts <- lapply(c("before", "during"), function(one) {
    y <- target[use & phase == one]
    m <- y + comparison[use & phase == one]
    p <- if (sum(m)) sum(y) / sum(m) else 0
    r <- y - m * p
    list(t = sum(y), c = sum(m) - sum(y), squares = sum(r^2), waves = long_run(r),
         variance = sum(m) * p * (1 - p), weeks = sum(m > 0))
  })
  total <- function(name) sum(sapply(parts, `[[`, name))
  t <- sapply(parts, `[[`, "t")
  c <- sapply(parts, `[[`, "c")
  freedom <- total("weeks") - sum(t + c > 0)
  phi <- max(1, max(total("squares"), total("waves")) / total("variance") * total("weeks") / freedom)
  # Half an incident in each cell, for the interval alone, where one is empty.
  cell <- c(t, c) + if (min(t, c) == 0) 0.5 else 0
  middle <- log(cell[2] / cell[1]) - log(cell[4] / cell[3])
  reach <- qt((1 + level) / 2, freedom) * sqrt(phi * sum(1 / cell))
  low <- exp(middle - reach)
  high <- exp(middle + reach)
  # If the measure did nothing: each cell as the product of its margins.
  least <- min(sum(t), sum(c)) * min(t + c) / sum(t + c)
  enough <- min(table(factor(phase[use], c("before", "during")))) >= 8 && least >= 5 && t[1] > 0 && c[2] > 0
  data.frame(estimate = t[2] / t[1] / (c[2] / c[1]), low, high, counted = t[2], expected = t[1] * c[2] / c[1],
             dispersion = phi, degrees_of_freedom = freedom, verdict = verdict_of(low, high, enough))
}

# Against all areas the expected count and its error come from the model; the interval follows from them.
from_kept <- function(kept) {
  q <- qt((1 + kept$level) / 2, kept$degrees_of_freedom) * kept$widening
  tail <- pnorm(-q)
  phi <- kept$dispersion
  low <- phi * qgamma(tail, kept$counted / phi)
  high <- phi * qgamma(1 - tail, kept$counted / phi + 1)
  reach <- q * kept$error_of_log_expected
  estimate <- kept$counted / kept$expected
  below <- sqrt(log(kept$counted / low)^2 + reach^2)
  above <- sqrt(log(high / kept$counted)^2 + reach^2)
  low <- estimate * exp(-below)
  high <- estimate * exp(above)
  data.frame(estimate, low, high, counted = kept$counted, expected = kept$expected, dispersion = phi,
             degrees_of_freedom = kept$degrees_of_freedom, verdict = verdict_of(low, high, kept$expected >= 5))
}

weeks <- read_samlad(arguments[1])
found <- cbind(way = "chosen", rate_ratio(weeks$target, weeks$comparison, weeks$phase))
if (anyNA(weeks$target_all_heard) || any(weeks$target_all_heard != weeks$target)) {
  found <- rbind(found, cbind(way = "all_heard", rate_ratio(weeks$target_all_heard, weeks$comparison_all_heard, weeks$phase)))
}
if (sum(weeks$beside)) found <- rbind(found, cbind(way = "beside", rate_ratio(weeks$beside, weeks$comparison, weeks$phase)))

if (length(arguments) > 1) {
  figures <- read_samlad(arguments[2])
  kept <- lapply(split(figures, figures$way), as_settings)
  if ("all_areas" %in% names(kept)) found <- rbind(found, cbind(way = "all_areas", from_kept(kept$all_areas)))
  away <- max(unlist(lapply(seq_len(nrow(found)), function(line) {
    own <- kept[[found$way[line]]]
    sapply(setdiff(names(found), c("way", "verdict")), function(name) {
      if (is.null(own)) 0 else abs(found[line, name] - as.numeric(own[[name]])) / max(1, abs(found[line, name]))
    })
  })), na.rm = TRUE)
}
show(found)
if (length(arguments) > 1) {
  same <- all(sapply(seq_len(nrow(found)), function(line) kept[[found$way[line]]]$verdict == found$verdict[line]))
  say("the verdicts are those that were kept:", same)
  say(nrow(found), "ways, furthest from what was kept:", if (away < 1e-6) "less than 0.000001" else signif(away, 2))
}
