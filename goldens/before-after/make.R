# Run: Rscript goldens/before-after/make.R   (clubSandwich, jsonlite; rewrites club-sandwich.json)
suppressMessages({library(clubSandwich); library(jsonlite)})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
data <- read.csv(file.path(here, "data.csv"))
data$after <- as.numeric(data$period == "after")

case <- function(outcome) {
  rows <- data[!is.na(data[[outcome]]), ]
  fit <- lm(reformulate("after", outcome), data = rows)
  v <- vcovCR(fit, cluster = factor(rows$user), type = "CR2")
  tests <- coef_test(fit, vcov = v, test = "Satterthwaite")
  welch <- t.test(rows[[outcome]][rows$after == 1], rows[[outcome]][rows$after == 0])
  list(outcome = outcome, value = unname(coef(fit)[2]), units = length(unique(rows$user)),
       byUnit = list(standardError = tests$SE[2], df = tests$df_Satt[2], pValue = tests$p_Satt[2]),
       byRow = list(standardError = unname(welch$stderr), df = unname(welch$parameter), pValue = welch$p.value))
}
golden <- list(
  made = list(package = "clubSandwich", version = as.character(packageVersion("clubSandwich")), by = "goldens/before-after/make.R", R = R.version.string),
  options = list(byUnit = "lm outcome on after; vcovCR type CR2 by user; coef_test Satterthwaite", byRow = "t.test, unequal variances"),
  tolerance = list(relative = 1e-8, why = "closed forms in double precision on both sides; eigenvalues near one and generalised inverses cost digits"),
  data = "data.csv", cases = lapply(c("minutes", "resolved"), case))
write(toJSON(golden, auto_unbox = TRUE, digits = I(17), pretty = 1), file.path(here, "club-sandwich.json"))
