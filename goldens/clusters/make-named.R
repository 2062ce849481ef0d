# Clusters that were not randomized and hold several arms. Run: Rscript goldens/clusters/make-named.R   (clubSandwich, jsonlite; rewrites named.json)
# Errors by CR2 with Satterthwaite's degrees of freedom, of the difference in means, the interacted regression at the mean covariate, common slopes, CUPED and a ratio.
suppressMessages({library(clubSandwich); library(jsonlite)})
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
set.seed(20261130)
d <- do.call(rbind, lapply(1:24, function(v) {
  n <- c(4, 9, 15, 30)[1 + v %% 4]; level <- rnorm(1); effect <- 1 + rnorm(1)
  z <- if (v %% 8 == 0) rep(v %% 3, n) else sample(0:2, n, TRUE, prob = c(0.4, 0.4, 0.2)); x <- rnorm(n, level / 2)
  uses <- rpois(n, 2) + 1
  data.frame(village = sprintf("v%02d", v), z, x, uses, y = 5 + level + x + (z == 1) * effect + (z == 2) * 0.5 + (z > 0) * x / 3 + rnorm(n))
}))
d$cost <- d$y * d$uses / 3 + rnorm(nrow(d))
for (v in c("x", "y", "cost")) d[[v]] <- round(d[[v]], 6)
test <- function(fit, data, at, type = "CR2") {
  r <- coef_test(fit, vcov = vcovCR(fit, cluster = data$village, type = type), test = if (type == "CR2") "Satterthwaite" else "naive-t")[at, ]
  list(value = r$beta, standardError = r$SE, df = if (type == "CR2") r$df_Satt else length(unique(data$village)) - 1)
}
of <- function(d, arm) {
  at <- paste0("z", arm); d$z <- factor(d$z); d$xc <- d$x - mean(d$x)
  lin <- lm(y ~ z * xc, d)
  theta <- coef(lm(y ~ x, d))[["x"]]
  d$moved <- d$y - theta * d$xc
  R <- sapply(split(d, d$z), function(s) sum(s$cost) / sum(s$uses)); m <- sapply(split(d, d$z), function(s) mean(s$uses)); k <- as.character(d$z)
  d$left <- (d$cost - R[k] * d$uses) / m[k]
  # The population's error: each cluster's share of CR2, with the total of (slopes' difference)'(x - mean) / n added, times G / (G - 1) under the root.
  V <- vcovCR(lin, cluster = d$village, type = "CR2"); X <- model.matrix(lin); b <- coef(lin)
  bread <- solve(crossprod(X)); q <- numeric(ncol(X)); names(q) <- colnames(X); q[at] <- 1
  G <- length(unique(d$village)); slope <- b[[paste0(at, ":xc")]]
  A <- attr(V, "adjustments")
  ids <- names(A); if (is.null(ids)) ids <- levels(factor(d$village))
  share <- sapply(seq_along(A), function(g) { rows <- which(d$village == ids[g]); drop(q %*% bread %*% t(X[rows, , drop = FALSE]) %*% A[[g]] %*% resid(lin)[rows]) + sqrt(G / (G - 1)) * sum(slope * d$xc[rows]) / nrow(d) })
  ratio <- test(lm(left ~ z, d), d, at); ratio$value <- unname(R[as.character(arm)] - R["0"])
  list(itt = test(lm(y ~ z, d), d, at), lin = test(lin, d, at), population = sqrt(sum(share^2)), ancova = test(lm(y ~ z + x, d), d, at), cuped = test(lm(moved ~ z, d), d, at), ratio = ratio)
}
two <- d[d$z < 2, ]
joint <- vcovCR(lm(y ~ 0 + factor(z), d), cluster = d$village, type = "CR1")
golden <- list(made = list(package = "clubSandwich", version = as.character(packageVersion("clubSandwich")), by = "goldens/clusters/make-named.R", R = R.version.string, seed = 20261130),
  tolerance = list(relative = 1e-8, why = "closed forms in double precision on both sides"), data = d,
  cases = list(list(name = "two arms", arms = 0:1, treatment = "1", expected = of(two, 1)), list(name = "three arms, the first", arms = 0:2, treatment = "1", expected = of(d, 1)), list(name = "three arms, the second", arms = 0:2, treatment = "2", expected = of(d, 2))),
  joint = as.numeric(joint))
write(toJSON(golden, auto_unbox = TRUE, digits = I(17), dataframe = "columns"), file.path(here, "named.json"))
