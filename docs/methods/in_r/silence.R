# The trend raw and adjusted for silence, from picture.csv?table=organisations.
# Rscript silence.R picture-2026-W40-organisations.csv
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "trend.R"))

table <- read_samlad(arguments[1])
weeks <- unique(table$week)
raw <- as.vector(tapply(table$count, factor(table$week, weeks), sum))

# An organisation's share times the week's level, over what was heard.
seen <- table[table$heard == 1, ]
some <- seen$week %in% weeks[raw > 0]
fit <- glm(count ~ 0 + organisation + factor(week), poisson, seen[some, ],
           control = glm.control(epsilon = 1e-14, maxit = 100))
own <- unique(seen$organisation)
share <- exp(coef(fit)[paste0("organisation", own)])
share <- setNames(share / sum(share), own)
covered <- pmin(as.vector(tapply(share[seen$organisation], factor(seen$week, weeks), sum)), 1)
covered[is.na(covered)] <- 0

# Variance over mean around that fit.
level <- setNames(ifelse(covered > 0, raw / covered, 0), weeks)
fitted <- share[seen$organisation] * level[seen$week]
freedom <- nrow(seen) - length(own) - sum(covered > 0) + 1
phi <- max(1, sum((seen$count - fitted)^2) / sum(fitted) * nrow(seen) / freedom)

# What the silent usually have: a week of which little was heard is drawn towards the mean level.
mean <- sum(raw) / sum(covered)
heard <- covered > 0
between <- max(sum(((raw - mean * covered)^2 - phi * mean * covered)[heard]) / sum(covered^2), mean^2 * 1e-6)
usual <- (1 - covered) * (mean^2 / between + raw / phi) / (mean / between + covered / phi)

per_year <- 365.2425 / 7
# Weeks in which nobody was heard keep their place in time and do not count.
change <- function(y, covered) {
  t <- (seq_along(y) - (length(y) + 1) / 2) / per_year
  use <- heard
  season <- length(y) >= 2 * floor(per_year)
  x <- if (season) cbind(t, sin(2 * pi * t), cos(2 * pi * t)) else cbind(t)
  fit <- glm(y[use] ~ x[use, , drop = FALSE], quasipoisson, offset = log(covered[use]),
             control = glm.control(epsilon = 1e-12, maxit = 100))
  error <- sqrt(summary(fit)$cov.unscaled[2, 2] * max(summary(fit)$dispersion, 1))
  reach <- qt(0.975, fit$df.residual) * error
  exp(coef(fit)[[2]] + c(0, -reach, reach)) - 1
}
nothing <- rep(1, length(raw))
as_reported <- change(raw, nothing)
adjusted <- change(raw, covered)
bounds <- c(as_reported[1], change(round(raw + 2 * usual), nothing)[1])
show(data.frame(figure = c("as_reported", "adjusted"), change = c(as_reported[1], adjusted[1]),
                low = c(as_reported[2], adjusted[2]), high = c(as_reported[3], adjusted[3])))
show(data.frame(weeks = length(weeks), silent_weeks = length(unique(table$week[table$heard == 0])),
                assumed = sum(usual[heard]) / sum((raw + usual)[heard]), lowest = min(bounds), highest = max(bounds)))
