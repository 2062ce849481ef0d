# Run: Rscript goldens/blocked/make.R   (estimatr, jsonlite; rewrites estimatr.json)
# Three tables are drawn here and written beside what estimatr says of them; the fourth is goldens/randomized/support-2000.csv by language.
# Differences are treatment less control ("0").
suppressMessages({library(estimatr); library(jsonlite)})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
set.seed(20260907)

blocks <- function(n, shares) {
  b <- sample(names(shares), n, TRUE, prob = c(5, 4, 3, 2, 1, 1))
  z <- rbinom(n, 1, shares[b])
  level <- setNames(c(0, 1, 2, 4, 8, -3), names(shares))
  data.frame(y = round(level[b] + z * (1 + 0.5 * level[b]) + rnorm(n) * (1 + z), 6), z = z, b = b)
}
uneven <- blocks(300, c(a = 0.2, b = 0.3, c = 0.5, d = 0.6, e = 0.7, f = 0.5))
three <- transform(uneven, z = ifelse(runif(300) < 0.3, 2, z))
pairs <- data.frame(b = rep(1:40, each = 2), z = as.vector(replicate(40, sample(0:1))))
pairs$y <- round(rnorm(40)[pairs$b] * 3 + 0.7 * pairs$z + rnorm(80), 6)
tickets <- read.csv(file.path(here, "../randomized/support-2000.csv"))

row <- function(fit, k = 1) list(value = unname(fit$coefficients[k]), standardError = unname(fit$std.error[k]), df = unname(fit$df[k]),
                                 pValue = unname(fit$p.value[k]), low = unname(fit$conf.low[k]), high = unname(fit$conf.high[k]))

# The variance for the population by its definition: block by block, with the spread of the effects less what chance adds to it.
population <- function(d) {
  per <- do.call(rbind, lapply(split(d, d$b), function(x) data.frame(n = nrow(x), t = mean(x$y[x$z == 1]) - mean(x$y[x$z == 0]),
    v = var(x$y[x$z == 1]) / sum(x$z == 1) + var(x$y[x$z == 0]) / sum(x$z == 0))))
  w <- per$n / sum(per$n); t <- sum(w * per$t)
  spread <- sum(w * (per$t - t)^2) - sum(w * per$v) + sum(w^2 * per$v)
  list(value = t, standardError = sqrt(sum(w^2 * per$v) + max(0, spread) / sum(per$n)))
}
case <- function(name, data, d, treatment = "1", ...) list(name = name, data = data, treatment = treatment, n = nrow(d), ...)

pair_fit <- difference_in_means(y ~ z, blocks = b, data = pairs)
by_language <- function(y) {
  d <- tickets[!is.na(tickets[[y]]), ]; d$y <- d[[y]]; d$z <- d$assigned_ai; d$b <- d$language
  case(paste("support,", y, "by language"), "support", d, outcome = y, sample = row(difference_in_means(y ~ z, blocks = b, data = d)),
       lin = row(lm_lin(y ~ z, covariates = ~ factor(b), data = d), 2), population = population(d))
}
of_three <- function(treatment) {
  d <- three[three$z %in% c(0, treatment), ]
  case(paste("three arms, arm", treatment), "three", d, as.character(treatment), outcome = "y",
       sample = row(difference_in_means(y ~ z, blocks = b, data = three, condition1 = 0, condition2 = treatment)),
       population = population(transform(d, z = as.numeric(z == treatment))))
}
cases <- c(
  list(case("six blocks of unequal shares", "uneven", uneven, outcome = "y", sample = row(difference_in_means(y ~ z, blocks = b, data = uneven)),
            lin = row(lm_lin(y ~ z, covariates = ~ factor(b), data = uneven), 2), population = population(uneven))),
  list(case("forty pairs", "pairs", pairs, outcome = "y", sample = row(pair_fit), population = row(pair_fit))),
  lapply(1:2, of_three),
  lapply(c("resolved", "handle_minutes"), by_language))

made <- list(package = "estimatr", version = as.character(packageVersion("estimatr")), by = "goldens/blocked/make.R", R = R.version.string, seed = 20260907)
options <- list(difference_in_means = "blocks = b: sum of squared block shares times Neyman variances, t(n - 2B); pairs: variance over pairs, t(B - 1)",
                lm_lin = "factor(b) interacted with z, HC2: the same numbers by another road",
                population = "by its definition in R")
golden <- list(made = made, options = options, tolerance = list(relative = 1e-10, why = "closed forms in double precision on both sides"),
               data = list(uneven = uneven, three = three, pairs = pairs), cases = cases)
write(toJSON(golden, auto_unbox = TRUE, digits = I(17), dataframe = "columns"), file.path(here, "estimatr.json"))
