# The expected range and its verdict, from picture.csv?table=periods; beside it picture.csv of the same query.
# Rscript expected_range.R picture-2026-W40-periods.csv [picture-2026-W40.csv]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "samlad.R"))

moments <- function(y, w) {
  n <- length(y)
  mean <- sum(w * y) / n
  list(mean = mean, phi = max(1, sum(w * (y - mean)^2) / (n - 1) / mean))
}

weights_of <- function(residual, threshold) {
  w <- ifelse(residual > threshold, residual^-2, 1)
  w * length(w) / sum(w)
}

anscombe <- function(y, m) {
  1.5 * (y^(2 / 3) - m$mean^(2 / 3)) / (m$mean^(1 / 6) * sqrt(m$phi * (1 - 1 / length(y))))
}

# The normal quantile as far out as P(Y >= y) is in the negative binomial; for high counts alone.
quantile_residual <- function(y, m) {
  phi <- max(m$phi, 1 + 1e-6)
  above <- pnbinom(y - 1, size = m$mean / (phi - 1), mu = m$mean, lower.tail = FALSE)
  ifelse(anscombe(y, m) > 1, -qnorm(pmax(above, .Machine$double.xmin)), -Inf)
}

expected_range <- function(y, level = 0.95, minimum_periods = 8, outbreak_residual = 3.75) {
  n <- length(y)
  tail <- (1 - level) / 2
  if (n < minimum_periods) return(list(n = n, expected = NA, phi = NA, low = NA, high = NA, enough = FALSE))
  if (sum(y) == 0) {
    high <- max(ceiling(log(tail) / -log1p(n) - 1e-12) - 1, 0)
    return(list(n = n, expected = 0, phi = NA, low = 0, high = high, enough = FALSE))
  }
  m <- moments(y, rep(1, n))
  for (pass in 1:2) m <- moments(y, weights_of(anscombe(y, m), 1))
  w <- weights_of(quantile_residual(y, m), outbreak_residual)
  m <- moments(y, w)
  if (m$phi > 1) tail <- pnorm(-abs(qt(tail, n - 1)))
  predictive <- m$phi * (1 + sum(w^2) / n^2)
  limits <- qnbinom(c(tail, 1 - tail), size = m$mean / (predictive - 1), mu = m$mean)
  list(n = n, expected = m$mean, phi = m$phi, low = limits[1], high = limits[2], enough = TRUE)
}

periods <- read_samlad(arguments[1])
periods$code[is.na(periods$code)] <- "(all)"
last <- tail(periods$period, 1)
found <- do.call(rbind, lapply(unique(periods$code), function(code) {
  own <- periods[periods$code == code, ]
  count <- own$count[own$period == last]
  range <- expected_range(own$count[own$for_expected == 1])
  verdict <- if (!is.na(range$high) && count > range$high) "above"
    else if (!range$enough) "too_little_data"
    else if (count < range$low) "below" else "within"
  data.frame(code, count, low = range$low, high = range$high, verdict, expected = range$expected,
             dispersion = range$phi, n = range$n)
}))
show(found)

if (length(arguments) > 1) {
  page <- read_samlad(arguments[2])
  mine <- found[match(page$code, found$code), ]
  same <- function(a, b) all(is.na(a) == is.na(b)) && all(a == b, na.rm = TRUE)
  say(nrow(page), "rows of the page: count", same(mine$count, page$count),
      "low", same(mine$low, page$expected_low), "high", same(mine$high, page$expected_high),
      "verdict", same(mine$verdict, page$verdict))
}
