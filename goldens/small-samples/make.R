# Rscript goldens/small-samples/make.R, from the root of the project. Needs clubSandwich; writes freedom.json beside it.
# HC2 with Bell and McCaffrey's degrees of freedom is CR2 with Satterthwaite's where every row is a cluster of its own.
suppressMessages(library(clubSandwich))

set.seed(14)
n <- 20
data <- data.frame(z = c(rep(1, 5), rep(0, 15)), x = rnorm(n), w = rexp(n))
data$y <- data$x + data$z * (1 + data$x) + rnorm(n) * (1 + 2 * data$z)
data <- round(data, 6)

alone <- function(fit, coefficient) {
  rows <- seq_len(nobs(fit))
  tested <- coef_test(fit, vcovCR(fit, cluster = rows, type = "CR2"), test = "Satterthwaite")
  list(value = tested$beta[coefficient], standardError = tested$SE[coefficient], df = tested$df_Satt[coefficient])
}
joined <- function(variances, df) sum(variances)^2 / sum(variances^2 / df)

centred <- transform(data, x = x - mean(x), w = w - mean(w))
arms <- lapply(c(1, 0), function(arm) alone(lm(y ~ x + w, centred[centred$z == arm, ]), 1))
interacted <- lm(y ~ z * (x + w), centred)
whole <- alone(interacted, 2)
variances <- sapply(arms, function(arm) arm$standardError^2)
between <- coef(interacted)[c("z:x", "z:w")]
sampling <- as.numeric(between %*% cov(data[, c("x", "w")]) %*% between) / n

# The same regression with common slopes. clubSandwich does not part a variance by arm: by matrices over the rows, which give its total too.
common <- lm(y ~ z + x + w, data)
X <- model.matrix(common)
H <- X %*% solve(crossprod(X)) %*% t(X)
weight <- as.numeric(X %*% solve(crossprod(X))[, 2])
d <- weight^2 / (1 - diag(H))
freedom <- function(rows) {
  B <- diag(d * rows) %*% (diag(n) - H)
  sum(diag(B))^2 / sum(diag(B %*% B))
}
parts <- sapply(c(1, 0), function(arm) sum((d * resid(common)^2)[data$z == arm]))
ofParts <- sapply(c(1, 0), function(arm) freedom(data$z == arm))
reference <- alone(common, 2)
stopifnot(abs(freedom(rep(1, n)) - reference$df) < 1e-8 * reference$df, abs(sum(parts) - reference$standardError^2) < 1e-12)

out <- list(
  by = paste("R", getRversion(), "clubSandwich", packageVersion("clubSandwich")),
  options = "vcovCR(type = 'CR2', cluster = rows), coef_test(test = 'Satterthwaite')",
  seed = 14,
  tolerance = 1e-8,
  why = "closed forms",
  data = as.list(data),
  lin = list(
    arms = arms, value = whole$value,
    sample = list(standardError = whole$standardError, together = whole$df, joined = joined(variances, sapply(arms, function(arm) arm$df))),
    population = list(
      standardError = sqrt(sum(variances) + sampling), together = whole$df,
      joined = joined(c(variances, sampling), c(sapply(arms, function(arm) arm$df), n - 1))
    )
  ),
  ancova = list(value = reference$value, standardError = reference$standardError, together = reference$df, joined = joined(parts, ofParts))
)
json <- function(x) {
  if (is.list(x)) paste0(if (is.null(names(x))) "[" else "{", paste0(if (!is.null(names(x))) paste0('"', names(x), '":'), sapply(x, json), collapse = ","), if (is.null(names(x))) "]" else "}")
  else if (is.character(x)) paste0('"', x, '"')
  else if (length(x) > 1) paste0("[", paste(format(x, digits = 15, trim = TRUE), collapse = ","), "]")
  else format(unname(x), digits = 15)
}
writeLines(json(out), "goldens/small-samples/freedom.json")
