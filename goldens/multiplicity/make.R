# Run: Rscript goldens/multiplicity/make.R   (mvtnorm, jsonlite; rewrites mvtnorm.json)
# Probabilities of rectangles and two-sided equicoordinate quantiles. Normal in up to four dimensions by Miwa's quadrature, up to three by TVPACK
# (1e-12), which also does t; else Genz and Bretz with abseps 3e-6.
suppressMessages({library(mvtnorm); library(jsonlite)})
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
set.seed(20260901)

product <- function(l) { r <- outer(l, l); diag(r) <- 1; r }
ar <- function(m, r) r^abs(outer(1:m, 1:m, "-"))
pairs <- function(n) {
  k <- combn(length(n), 2)
  contrasts <- apply(k, 2, function(ij) replace(replace(numeric(length(n)), ij[1], 1), ij[2], -1))
  cov2cor(t(contrasts) %*% diag(1 / n) %*% contrasts)
}
kron <- function(a, b) kronecker(product(rep(sqrt(0.5), a)), ar(b, 0.5))

case <- function(name, correlation, lower, upper, df, algorithm, grade) {
  exact <- grade == "exact"
  p <- if (df == 0) pmvnorm(lower, upper, corr = correlation, algorithm = algorithm) else pmvt(lower, upper, df = df, corr = correlation, algorithm = algorithm)
  # Infinite limits travel as null.
  bare <- function(x) ifelse(is.finite(x), x, NA)
  list(name = name, grade = grade, correlation = as.vector(correlation), lower = I(bare(lower)), upper = I(bare(upper)), df = if (df == 0) NULL else df,
       probability = as.numeric(p), error = attr(p, "error"))
}
miwa <- Miwa(steps = 128); tv <- TVPACK(abseps = 1e-13); gb <- GenzBretz(maxpts = 2e6, abseps = 3e-6, releps = 0)
both <- function(m, c) list(rep(-c, m), rep(c, m))
probabilities <- list(
  case("two contrasts, t", product(c(0.6, 0.8)), rep(-Inf, 2), c(2.2, 1.8), 12, tv, "exact"),
  case("two contrasts, opposite", product(c(0.6, -0.8)), c(-1, -2), c(2.2, 1.7), 0, miwa, "exact"),
  case("three with one control", product(c(0.5, 0.7, 0.8)), rep(-Inf, 3), c(1.5, 2, 2.5), 0, tv, "exact"),
  case("three with signs, t", product(c(0.5, -0.7, 0.8)), rep(-Inf, 3), c(1.5, 2, 2.5), 7, tv, "exact"),
  case("four with one control, limits differ", product(c(0.3, 0.5, 0.7, -0.6)), c(-2, -2.5, -1, -Inf), c(2, 2.5, 3, 0.5), 0, miwa, "exact"),
  case("four independent", diag(4), rep(-2, 4), rep(1.5, 4), 0, miwa, "exact"),
  case("four in a chain", ar(4, 0.6), rep(-2.3, 4), rep(2.3, 4), 0, miwa, "lattice"),
  case("three in a chain, t", ar(3, -0.5), rep(-Inf, 3), c(1, 2, 1.5), 9, tv, "lattice"),
  case("five, limits differ", kron(2, 2) |> (\(r) { m <- rbind(cbind(r, 0.2), c(rep(0.2, 4), 1)); m })(), c(-1, -2, -Inf, -3, -1), c(2, 2, 1, Inf, 2.5), 0, gb, "lattice"),
  case("pairs of four arms, singular", pairs(c(50, 80, 60, 100)), rep(-2.5, 6), rep(2.5, 6), 0, gb, "lattice"),
  case("pairs of five arms, t", pairs(rep(10, 5)), rep(-2.8, 10), rep(2.8, 10), 45, gb, "lattice"),
  case("four arms, three outcomes", kron(3, 3), rep(-2.6, 9), rep(2.6, 9), 0, gb, "lattice"),
  case("ten arms, four outcomes", kron(9, 4), rep(-2.9, 36), rep(2.9, 36), 30, gb, "wide"))

quantiles <- list(
  list(name = "Tukey, four arms", correlation = as.vector(pairs(rep(1, 4))), df = NULL, level = 0.95, critical = qtukey(0.95, 4, Inf) / sqrt(2)),
  list(name = "Tukey, six arms, df 24", correlation = as.vector(pairs(rep(1, 6))), df = 24, level = 0.95, critical = qtukey(0.95, 6, 24) / sqrt(2)),
  list(name = "chain of four", correlation = as.vector(ar(4, 0.6)), df = NULL, level = 0.9,
       critical = qmvnorm(0.9, tail = "both.tails", corr = ar(4, 0.6), algorithm = miwa, ptol = 1e-6)$quantile))

out <- list(made = list(package = "mvtnorm", version = as.character(packageVersion("mvtnorm")), R = as.character(getRversion()), seed = 20260901, by = "make.R"),
  options = list(Miwa = "steps 128", TVPACK = "abseps 1e-13", GenzBretz = "abseps 3e-6, maxpts 2e6", quantiles = "qmvnorm both.tails; Tukey by qtukey / sqrt(2)"),
  tolerance = list(exact = 1e-8, lattice = 1e-4, wide = list(standardErrors = 4, most = 6e-4), why = "wide: 36 variables, where both are known to about 1e-4 only: within 4 of our own standard errors, and these below 1.5e-4; else absolute, of probabilities; a quantile is as good as the probability at it"),
  probabilities = probabilities, quantiles = quantiles)
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, null = "null", na = "null", pretty = 1), file.path(here, "mvtnorm.json"))
for (p in probabilities) cat(p$name, p$probability, p$error, "\n")
for (q in quantiles) cat(q$name, q$critical, "\n")
