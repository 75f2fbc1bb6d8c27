# The trend raw and adjusted for silence, from picture.csv?table=organisations.
# Rscript silence.R picture-2026-W40-organisations.csv
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "trend.R"))

table <- read_samlad(arguments[1])
weeks <- unique(table$week)
raw <- as.vector(tapply(table$count, factor(table$week, weeks), sum))

# Silent: nothing came in and it had not checked in, although it had done so before or has three a week as a rule.
often <- tapply(table$reported, table$organisation, function(y) any(y > 0) && mean(y[y > 0]) >= 3)
first <- tapply(ifelse(table$checked_in == 1, table$week, NA), table$organisation, function(w) {
  if (all(is.na(w))) NA_character_ else min(w, na.rm = TRUE)
})
begun <- first[table$organisation]
silent <- table$reported == 0 & table$checked_in == 0 &
  (often[table$organisation] | (!is.na(begun) & table$week >= begun))
say("heard follows from what was reported and the check-ins:", all(as.integer(!silent) == table$heard))

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

# Weeks in which nobody was heard do not count. What the silent usually have otherwise: a week of which little was heard is drawn towards the mean level.
mean <- sum(raw) / sum(covered)
heard <- covered > 0
between <- max(sum(((raw - mean * covered)^2 - phi * mean * covered)[heard]) / sum(covered^2), mean^2 * 1e-6)
usual <- (1 - covered) * (mean^2 / between + raw / phi) / (mean / between + covered / phi)

change <- function(y, offset) change_per_year(y, 365.2425 / 7, offset, heard)[c("change", "low", "high")]
nothing <- rep(0, length(raw))
as_reported <- change(raw, nothing)
bounds <- c(as_reported$change, change(round(raw + 2 * usual), nothing)$change)
show(rbind(data.frame(figure = "as_reported", as_reported),
           data.frame(figure = "adjusted", change(raw, log(ifelse(heard, covered, 1))))))
show(data.frame(weeks = length(weeks), silent_weeks = length(unique(table$week[table$heard == 0])),
                assumed = sum(usual[heard]) / sum((raw + usual)[heard]), lowest = min(bounds), highest = max(bounds)))
