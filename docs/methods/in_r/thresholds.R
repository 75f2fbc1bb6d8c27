# Whether small counts stay hidden: a frozen month's table as the group sees it and as a reader does, and the month's
# periods (the group's), which have its total.
# Rscript thresholds.R group/picture-2026-10-frozen.csv reader/picture-2026-10-frozen.csv group/…-periods.csv [5]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
source(file.path(here, "samlad.R"))

inside <- read_samlad(arguments[1])
outside <- read_samlad(arguments[2])
periods <- read_samlad(arguments[3])
threshold <- if (length(arguments) > 3) as.integer(arguments[4]) else 5

own <- inside$count[match(outside$code, inside$code)]
shown <- !is.na(outside$count)
total <- tail(periods$count[periods$line == "total"], 1)
left <- total - sum(outside$count[shown])
show(data.frame(rows = nrow(outside), shown = sum(shown), hidden_small = sum(!shown & own < threshold),
                hidden_besides = sum(!shown & own >= threshold),
                shown_small = sum(outside$count[shown] < threshold),
                shown_otherwise = sum(outside$count[shown] != own[shown]), left_of_total = left))
# What is left of the total is all that is known of the hidden ones together: it is of more than one of them (what has
# no position in any area is one too), and not few.
several <- sum(!shown) + (sum(own) < total) > 1
say("nothing small is shown:", !any(outside$count[shown] < threshold))
say("what is left of the total gives no single one away:", left == 0 || (left >= threshold && several))
say("a hidden row has neither range nor trend:",
    all(is.na(outside[!shown, c("expected_low", "expected_high", "change_per_year", "share")])))
