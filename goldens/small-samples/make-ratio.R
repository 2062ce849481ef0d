# Rscript goldens/small-samples/make-ratio.R, from the root of the project. Needs clubSandwich, jsonlite; writes ratio.json beside it.
# A ratio of totals is the weighted mean of N / D over clusters, with weights D: CR2 with a working variance of N / D that falls as 1 / D.
suppressMessages({library(clubSandwich); library(jsonlite)})

set.seed(15)
rows <- do.call(rbind, lapply(1:15, function(store) {
  n <- c(2, 5, 9, 14, 30)[1 + store %% 5]
  visits <- rpois(n, 2)
  data.frame(store = sprintf("s%02d", store), arm = as.numeric(store <= 3), visits, spend = round(visits * (3 + rnorm(1)) + (visits > 0) * rnorm(n), 6))
}))
totals <- aggregate(cbind(visits, spend) ~ store + arm, rows, sum)
totals$ratio <- totals$spend / totals$visits

test <- function(d, formula, at) {
  fit <- lm(formula, d, weights = visits)
  V <- vcovCR(fit, cluster = d$store, type = "CR2", target = 1 / d$visits)
  r <- coef_test(fit, V, test = "Satterthwaite")[at, ]
  list(value = r$beta, standardError = r$SE, df = r$df_Satt)
}
arms <- lapply(c(1, 0), function(arm) test(totals[totals$arm == arm, ], ratio ~ 1, 1))
whole <- test(totals, ratio ~ arm, 2)
v <- sapply(arms, function(a) a$standardError^2); df <- sapply(arms, function(a) a$df)
# The same degrees of freedom by matrices over clusters: N - R D has a variance that grows as D.
freedom <- function(D) {
  p <- D / sum(D); G <- length(D)
  W <- diag(1 / (sum(D) * sqrt(1 - p))) %*% (diag(G) - p %*% t(rep(1, G))) %*% diag(sqrt(D))
  B <- crossprod(W)
  c(sum(diag(B)), sum(diag(B %*% B)))
}
parts <- sapply(c(1, 0), function(arm) freedom(totals$visits[totals$arm == arm]))
stopifnot(abs(sum(parts[1, ])^2 / sum(parts[2, ]) - whole$df) < 1e-8 * whole$df)
write_json(list(
  by = paste("R", getRversion(), "clubSandwich", packageVersion("clubSandwich")),
  options = "lm(ratio ~ arm, weights = visits), vcovCR(type = 'CR2', target = 1 / visits), coef_test(test = 'Satterthwaite')",
  seed = 15, tolerance = 1e-8, why = "closed forms", data = as.list(rows),
  expected = list(value = whole$value, standardError = whole$standardError, together = whole$df, joined = sum(v)^2 / sum(v^2 / df))
), "goldens/small-samples/ratio.json", auto_unbox = TRUE, digits = NA)
