# Rscript goldens/matching/make.R
# Needs Debian's r-cran-matching, r-cran-matchit and r-cran-jsonlite.
# Data that are drawn here; R Matching for estimates with Abadie and Imbens's errors, MatchIt for sets without replacement, and the correction for an
# estimated propensity and Rosenbaum's bounds for sets written out in base R by their definitions, over all pairs of rows and all hidden causes.
suppressPackageStartupMessages({ library(Matching); library(MatchIt); library(jsonlite) })
set.seed(20260917)

n <- 160
x1 <- round(rnorm(n), 6)
x2 <- round(rexp(n), 6)
level <- sample(0:3, n, TRUE)
group <- rbinom(n, 1, 0.4)
treated <- rbinom(n, 1, plogis(-0.7 + 0.6 * x1 + 0.4 * group))
y <- round(1 + x1 + 0.5 * x1^2 + 0.3 * x2 + 0.4 * level + treated * (1 + 0.5 * x1) + rnorm(n), 6)
score <- round(plogis(-0.7 + 0.6 * x1 + 0.4 * group), 2)

columns <- list(continuous = cbind(x1, x2), mixed = cbind(x1, x2, level, group), discrete = cbind(level, group), score = cbind(score), level = cbind(level))
metrics <- c(`inverse-variance` = 1, mahalanobis = 2)

ask <- function(on, metric, estimand, m, adjust = NULL, caliper = NULL, varcalc = 2, exact = FALSE) {
  X <- columns[[on]]
  args <- list(Y = y, Tr = treated, X = X, estimand = estimand, M = m, Weight = metrics[[metric]], Var.calc = varcalc, caliper = caliper)
  if (!is.null(adjust)) args <- c(args, list(BiasAdjust = TRUE, Z = columns[[adjust]]))
  population <- suppressWarnings(do.call(Match, c(args, list(sample = FALSE))))
  sample <- suppressWarnings(do.call(Match, c(args, list(sample = TRUE))))
  list(on = on, metric = metric, estimand = tolower(estimand), neighbours = m, adjust = adjust, caliper = caliper, varianceNeighbours = varcalc,
    value = as.numeric(population$est), standardError = as.numeric(population$se), sampleStandardError = as.numeric(sample$se),
    leftOut = if (is.null(caliper)) 0 else population$ndrops.matches)
}
cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- ask(...)
for (estimand in c("ATT", "ATC", "ATE")) {
  for (m in c(1, 3)) {
    add("continuous", "mahalanobis", estimand, m)
    add("mixed", "inverse-variance", estimand, m)
    add("mixed", "mahalanobis", estimand, m, adjust = "mixed")
    add("discrete", "mahalanobis", estimand, m)
    add("score", "inverse-variance", estimand, m)
    add("level", "inverse-variance", estimand, m, adjust = "continuous")
  }
  add("continuous", "inverse-variance", estimand, 1, varcalc = 1)
  add("continuous", "mahalanobis", estimand, 2, varcalc = 4)
}
# Matching divides by all units of the arm, those without a match too, whose effect it takes for zero: errors within a caliper are from the definition, for the
# matched alone.
for (estimand in c("ATT", "ATC")) for (caliper in c(0.02, 0.1)) {
  one <- ask("score", "inverse-variance", estimand, 1, caliper = caliper)
  D <- abs(outer(score, score, "-")) / sd(score)
  W <- matrix(0, n, n)
  for (i in which(treated == (estimand == "ATT"))) {
    others <- which(treated != treated[i])
    near <- others[D[i, others] <= min(min(D[i, others]), caliper) + 1e-9]
    W[i, near] <- 1 / length(near)
  }
  meant <- rowSums(W) > 0
  effect <- ((2 * treated - 1) * (y - W %*% y))[meant]
  K <- colSums(W)
  K2 <- colSums(W^2)
  s2 <- sapply(1:n, function(i) { own <- which(treated == treated[i]); d <- D[i, own]; var(y[own[d <= sort(d)[3] + 1e-9]]) })
  stopifnot(abs(mean(effect) - one$value) < 1e-10)
  one$standardError <- sqrt(sum((effect - mean(effect))^2) + sum(s2 * (K^2 + 2 * meant * K - K2))) / sum(meant)
  one$sampleStandardError <- sqrt(sum(s2 * (meant + K)^2)) / sum(meant)
  cases[[length(cases) + 1]] <- one
}

# MatchIt: sets without replacement, in the order of the rows. The distances are handed in as a matrix: handed a vector, MatchIt 4.5.1 passes over a control that
# is nearer than the one it takes (row 75 with `m.order = "largest"`: it takes one 0.00021 away and leaves one 0.00014 away unused).
frame <- data.frame(treated, x1, x2, distance = round(plogis(0.5 * x1 - 0.3 * x2), 12))
gaps <- abs(outer(frame$distance[treated == 1], frame$distance[treated == 0], "-"))
spread <- scale(cbind(x1, x2)) %*% t(chol(solve(cor(cbind(x1, x2)))))
apart <- as.matrix(dist(spread))[treated == 1, treated == 0]
pairs <- function(distances, ...) {
  dimnames(distances) <- list(which(treated == 1), which(treated == 0))
  fit <- suppressWarnings(matchit(treated ~ x1 + x2, data = frame, method = "nearest", replace = FALSE, distance = distances, m.order = "data", ...))
  sets <- fit$match.matrix
  lapply(seq_len(nrow(sets)), function(i) I(as.integer(stats::na.omit(as.integer(sets[i, ]))) - 1L))
}
# The same from the definition: in their order, each takes the nearest that is left.
greedy <- function(distances, by, m, caliper) {
  left <- rep(TRUE, ncol(distances))
  sets <- vector("list", nrow(distances))
  for (round in 1:m) for (i in order(-by)) {
    d <- ifelse(left, distances[i, ], Inf)
    if (length(sets[[i]]) < round - 1 || min(d) > caliper) next
    left[which.min(d)] <- FALSE
    sets[[i]] <- c(sets[[i]], which(treated == 0)[which.min(d)] - 1L)
  }
  lapply(sets, function(s) I(as.integer(s)))
}
one <- function(on, by, caliper, neighbours, sets, from) list(on = on, by = by, caliper = caliper, neighbours = neighbours, from = from, sets = sets)
largest <- frame$distance[treated == 1]
once <- list(
  one("distance", "data", NULL, 1, pairs(gaps), "MatchIt"),
  one("distance", "data", 0.01, 1, pairs(ifelse(gaps > 0.01, Inf, gaps)), "MatchIt"),
  one("continuous", "data", NULL, 1, pairs(apart), "MatchIt"),
  one("continuous", "largest", 0.5, 2, greedy(apart, largest, 2, 0.5), "definition"),
  one("distance", "largest", NULL, 1, greedy(gaps, largest, 1, Inf), "definition"),
  one("distance", "largest", 0.03, 2, greedy(gaps, largest, 2, 0.03), "definition")
)

# Abadie and Imbens (2016), by its definitions over all pairs of rows.
corrected <- function(link, estimand, h) {
  fit <- glm(treated ~ x1 + x2 + level, family = binomial(link), control = list(epsilon = 1e-14, maxit = 100))
  X <- model.matrix(fit)
  p <- fitted(fit)
  f <- if (link == "logit") p * (1 - p) else dnorm(fit$linear.predictors)
  V <- solve(crossprod(X * (f / sqrt(p * (1 - p)))))
  near <- function(D, i, arm, k) {
    candidates <- which(treated == arm)
    d <- D[i, candidates]
    candidates[d <= sort(d)[k] + 1e-11]
  }
  D <- abs(outer(p, p, "-"))
  S <- chol(solve(cov(X[, -1])))
  DX <- as.matrix(dist(X[, -1] %*% t(S)))
  sign <- 2 * treated - 1
  others <- sapply(1:n, function(i) mean(y[near(D, i, 1 - treated[i], 1)]))
  W <- t(sapply(1:n, function(i) { w <- numeric(n); s <- near(D, i, 1 - treated[i], 1); w[s] <- 1 / length(s); w }))
  meant <- if (estimand == "ate") rep(TRUE, n) else if (estimand == "att") treated == 1 else treated == 0
  effect <- sign * (y - others)
  tau <- mean(effect[meant])
  K <- colSums(W[meant, ])
  K2 <- colSums(W[meant, ]^2)
  s2 <- sapply(1:n, function(i) var(y[near(D, i, treated[i], h)]))
  v <- (sum((effect[meant] - tau)^2) + sum(s2 * (K^2 + 2 * meant * K - K2))) / sum(meant)^2
  covs <- lapply(0:1, function(arm) t(sapply(1:n, function(i) { s <- near(D, i, arm, h); cov(X[s, ], y[s]) })))
  means <- lapply(0:1, function(arm) sapply(1:n, function(i) mean(y[near(D, i, arm, h)])))
  N <- sum(meant)
  if (estimand == "ate") {
    less <- colSums(f * (covs[[2]] / p + covs[[1]] / (1 - p))) / N
    more <- 0 * less
  } else {
    # Labels swapped, the treated are those whose effect is meant.
    q <- if (estimand == "att") p else 1 - p
    g <- if (estimand == "att") f else -f
    own <- if (estimand == "att") 2 else 1
    t0 <- if (estimand == "att") 1 else -1
    byColumns <- sign * (y - sapply(1:n, function(i) mean(y[near(DX, i, 1 - treated[i], h)])))
    less <- colSums(g * (X * (t0 * (means[[2]] - means[[1]] - tau)) + covs[[own]] + q / (1 - q) * covs[[3 - own]])) / N
    more <- colSums(g * X * (t0 * (byColumns - tau))) / N
  }
  list(link = link, estimand = estimand, varianceNeighbours = h - 1, value = tau, uncorrected = sqrt(v),
    less = as.numeric(t(less) %*% V %*% less), more = as.numeric(t(more) %*% V %*% more), chance = as.numeric(p), density = as.numeric(f), covariance = as.numeric(V))
}
propensity <- list()
for (link in c("logit", "probit")) for (estimand in c("att", "atc", "ate")) propensity[[length(propensity) + 1]] <- corrected(link, estimand, if (link == "logit") 3 else 2)

# Rosenbaum's bounds for sets: the largest and the smallest mean over all hidden causes of zero and one in each set.
sets <- lapply(1:12, function(i) { k <- 1 + i %% 4; list(treated = round(rnorm(1, 0.8), 1), controls = I(round(rnorm(k), 1))) })
setBounds <- function(gamma) {
  aligned <- unlist(lapply(sets, function(s) { o <- c(s$treated, s$controls); round(o - mean(o), 12) }))
  ranks <- rank(aligned)
  at <- 0
  total <- 0
  moments <- matrix(0, 2, 2)
  for (s in sets) {
    m <- 1 + length(s$controls)
    q <- ranks[at + 1:m]
    at <- at + m
    total <- total + q[1]
    causes <- as.matrix(expand.grid(rep(list(0:1), m)))
    all <- t(apply(causes, 1, function(u) { w <- gamma^u / sum(gamma^u); c(sum(w * q), sum(w * q^2) - sum(w * q)^2) }))
    for (side in 1:2) {
      best <- all[abs(all[, 1] - if (side == 1) max(all[, 1]) else min(all[, 1])) < 1e-9, , drop = FALSE]
      moments[side, ] <- moments[side, ] + c(best[1, 1], max(best[, 2]))
    }
  }
  list(gamma = gamma, high = pnorm((total - moments[1, 1]) / sqrt(moments[1, 2]), lower.tail = FALSE), low = pnorm((total - moments[2, 1]) / sqrt(moments[2, 2]), lower.tail = FALSE))
}

rows <- list(x1 = x1, x2 = x2, level = level, group = group, treated = treated, y = y, score = score, distance = frame$distance)
out <- list(
  made = list(by = "goldens/matching/make.R", R = R.version.string, Matching = as.character(packageVersion("Matching")), MatchIt = as.character(packageVersion("MatchIt")),
    tolerance = "1e-8: closed forms over the same sets; ties within 1e-5 of squared distances there and 1e-9 of distances here are the same sets of these data"),
  rows = rows, cases = cases, once = once, propensity = propensity,
  sets = sets, bounds = lapply(c(1, 1.5, 2, 4), setBounds)
)
write_json(out, "goldens/matching/matching.json", auto_unbox = TRUE, digits = NA, null = "null")
