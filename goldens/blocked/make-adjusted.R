# Effects within blocks, adjusted for covariates. Run: Rscript goldens/blocked/make-adjusted.R   (clubSandwich, jsonlite; rewrites adjusted.json)
# Three tables are drawn here. "cells": lm with an indicator of each of 60 blocks in each arm; its contrast, its hat values and its residuals, cell by cell.
# "differences": lm of the blocks' differences, clubSandwich CR2 and Satterthwaite.
suppressMessages({library(clubSandwich); library(jsonlite)})
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
set.seed(20261129)

uneven <- do.call(rbind, lapply(1:60, function(b) {
  n <- c(6, 8, 11, 20)[1 + b %% 4]; treated <- max(2, round(n * c(0.3, 0.5, 0.7)[1 + b %% 3]))
  x <- rnorm(n, b / 20); u <- rnorm(n); z <- sample(rep(1:0, c(treated, n - treated)))
  data.frame(b = sprintf("b%02d", b), z, x, u, y = b / 5 + x - u / 2 + z * (1 + 0.5 * x + b / 60) + rnorm(n) * (1 + z))
}))
three <- do.call(rbind, lapply(1:55, function(b) {
  n <- c(7, 9, 12)[1 + b %% 3]; z <- sample(c(0, 0, 1, 1, 2, 2, rep(0:2, 2))[1:n]); x <- rnorm(n, b / 30)
  data.frame(b = sprintf("b%02d", b), z, x, u = rnorm(n), y = b / 9 + x + z * (0.5 + x / 4) + rnorm(n))
}))
three <- three[ave(three$z, three$b, three$z, FUN = length) > 1, ]
three <- three[ave(three$z, three$b, FUN = function(z) length(unique(z))) == 3, ]
pairs <- do.call(rbind, lapply(1:100, function(b) {
  x <- rnorm(2, rnorm(1)); u <- rbinom(2, 1, 0.4); z <- sample(0:1)
  data.frame(b = sprintf("p%03d", b), passage = sprintf("s%02d", 1 + (b * b) %% 23), z, x, u, y = 5 + rnorm(1) + 2 * x - u + z * (1 + 0.7 * x) + rnorm(2))
}))
ones <- do.call(rbind, lapply(1:40, function(b) {
  n <- 1 + 1 + b %% 3; x <- rnorm(n); data.frame(b = sprintf("o%02d", b), z = c(1, rep(0, n - 1)), x, u = rnorm(n), y = x + b / 10 + c(1, rep(0, n - 1)) + rnorm(n))
}))
digits <- function(d) { for (v in c("x", "y", "u")) d[[v]] <- round(d[[v]], 6); d }
tables <- lapply(list(uneven = uneven, three = three, pairs = pairs, ones = ones), digits)

# Contrast of arm a with control in the regression with all cells, at the mean covariates of each block (all arms), each block by its units.
cells <- function(d, a, slopes) {
  d$cell <- factor(paste(d$z, d$b)); arms <- sort(unique(d$z)); k <- c("x", "u")
  if (slopes == "by-arm") for (v in k) for (s in arms) d[[paste0(v, s)]] <- d[[v]] * (d$z == s)
  terms <- if (slopes == "by-arm") paste0(rep(k, each = length(arms)), arms) else k
  fit <- lm(reformulate(c("0", "cell", terms), "y"), data = d)
  n <- table(d$b); w <- n / sum(n); beta <- coef(fit)
  at <- function(s) { L <- setNames(numeric(length(beta)), names(beta)); L[paste0("cell", s, " ", names(w))] <- w
    for (v in k) L[if (slopes == "by-arm") paste0(v, s) else v] <- sum(w * tapply(d[[v]], d$b, mean)); L }
  L <- cbind(at(a), at(0))
  s2 <- tapply(resid(fit)^2, d$cell, sum) / tapply(1 - hatvalues(fit), d$cell, sum)
  X <- model.matrix(fit); bread <- solve(crossprod(X)); V <- bread %*% crossprod(X * sqrt(as.numeric(s2[as.character(d$cell)]))) %*% bread
  v <- t(L) %*% V %*% L
  within <- v[1, 1] + v[2, 2] - 2 * v[1, 2]
  # For the population: spread of the blocks' effects less what chance within cells adds, and the difference of slopes over the covariates within blocks.
  m <- function(s) { x <- aggregate(cbind(y, x, u) ~ b, d[d$z == s, ], mean); xb <- aggregate(cbind(x, u) ~ b, d, mean)
    g <- sapply(k, function(v) beta[if (slopes == "by-arm") paste0(v, s) else v]); x$y + as.matrix(xb[k] - x[k]) %*% g }
  t_b <- drop(m(a) - m(0)); w <- as.numeric(w)
  noise <- (s2[paste(a, names(n))] / table(factor(d$b[d$z == a], names(n))) + s2[paste(0, names(n))] / table(factor(d$b[d$z == 0], names(n))))
  spread <- max(0, sum(w * (t_b - sum(w * t_b))^2) - sum(w * noise) + sum(w^2 * noise))
  g <- if (slopes == "by-arm") sapply(k, function(v) beta[paste0(v, a)] - beta[paste0(v, 0)]) else c(0, 0)
  W <- crossprod(sapply(k, function(v) d[[v]] - ave(d[[v]], d$b))) / (nrow(d) - length(w))
  population <- within + spread / nrow(d) + drop(t(g) %*% W %*% g) / nrow(d)
  own <- function(s, i) { df <- sum((1 - hatvalues(fit))[d$z == s]); c(v[i, i], df) }
  p <- own(a, 1); q <- own(0, 2)
  slope_noise <- within - sum(w^2 * noise)
  # Drawn blocks: their spread, and what the slopes add.
  B <- length(w); drawn <- B / (B - 1) * sum(w^2 * (t_b - sum(w * t_b))^2) + slope_noise
  list(value = sum(w * t_b), byContrast = drop(beta %*% (L[, 1] - L[, 2])), sample = sqrt(within), population = sqrt(population), drawn = sqrt(drawn),
       df = (p[1] + q[1])^2 / (p[1]^2 / p[2] + q[1]^2 / q[2]))
}
differences <- function(d, cluster = NULL) {
  t <- do.call(rbind, lapply(split(d, d$b), function(s) data.frame(n = nrow(s), d = mean(s$y[s$z == 1]) - mean(s$y[s$z == 0]), one = mean(s$y[s$z == 1]), zero = mean(s$y[s$z == 0]),
    x = mean(s$x[s$z == 1]) - mean(s$x[s$z == 0]), u = mean(s$u[s$z == 1]) - mean(s$u[s$z == 0]), g = if (is.null(cluster)) s$b[1] else s[[cluster]][1])))
  equal <- length(unique(t$n)) == 1
  fit <- if (equal) lm(d ~ x + u, data = t) else lm(d ~ x + u, data = t, weights = n)
  V <- if (equal) vcovCR(fit, cluster = t$g, type = "CR2") else vcovCR(fit, cluster = t$g, type = "CR2", target = 1 / t$n)
  r <- coef_test(fit, vcov = V, test = "Satterthwaite")[1, ]
  list(value = r$beta, standardError = r$SE, df = r$df_Satt, control = unname(coef(lm(zero ~ x + u, data = t, weights = n))[1]))
}
named <- function(d, a) Map(function(s) cells(d, a, s), c(`by-arm` = "by-arm", common = "common"))
golden <- list(made = list(package = "R lm, clubSandwich", version = as.character(packageVersion("clubSandwich")), by = "goldens/blocked/make-adjusted.R", R = R.version.string, seed = 20261129),
  tolerance = list(relative = 1e-8, why = "closed forms in double precision on both sides"),
  data = tables,
  cells = list(list(data = "uneven", treatment = "1", expected = named(tables$uneven, 1)), list(data = "three", treatment = "1", expected = named(tables$three, 1)), list(data = "three", treatment = "2", expected = named(tables$three, 2))),
  differences = list(list(name = "pairs", data = "pairs", expected = differences(tables$pairs)), list(name = "pairs in passages", data = "pairs", within = "passage", expected = differences(tables$pairs, "passage")),
    list(name = "blocks of one against some", data = "ones", expected = differences(tables$ones))))
write(toJSON(golden, auto_unbox = TRUE, digits = I(17), dataframe = "columns"), file.path(here, "adjusted.json"))
