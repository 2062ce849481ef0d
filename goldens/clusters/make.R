# Run: Rscript goldens/clusters/make.R   (clubSandwich, estimatr, jsonlite; rewrites club-sandwich.json and estimatr.json)
suppressMessages({library(clubSandwich); library(estimatr); library(jsonlite)})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
data <- read.csv(file.path(here, "data.csv"))
data$team <- factor(data$team)
G <- nlevels(data$team)

write_golden <- function(name, options, cases) {
  made <- list(package = name, version = as.character(packageVersion(name)), by = "goldens/clusters/make.R", R = R.version.string)
  golden <- list(made = made, options = options, tolerance = list(relative = 1e-8, why = "closed forms in double precision on both sides; eigenvalues near one and generalised inverses cost digits"),
                 data = "data.csv", clusters = G, cases = cases)
  write(toJSON(golden, auto_unbox = TRUE, digits = I(17), pretty = 1), file.path(here, paste0(if (name == "clubSandwich") "club-sandwich" else name, ".json")))
}

# --- clubSandwich: whole matrices, degrees of freedom of each coefficient and of contrasts -------------------------------------------------------
models <- list(
  "z" = y ~ z,
  "z + x" = y ~ z + x,
  "z * x + w" = y ~ z * x + w,
  "x + w" = y ~ x + w
)
sandwiches <- lapply(names(models), function(terms) {
  fit <- lm(models[[terms]], data = data)
  k <- length(coef(fit))
  kinds <- lapply(c(CR0 = "CR0", CR2 = "CR2"), function(type) unname(as.matrix(vcovCR(fit, cluster = data$team, type = type))))
  v <- vcovCR(fit, cluster = data$team, type = "CR2")
  tests <- coef_test(fit, vcov = v, test = "Satterthwaite")
  contrasts <- if (k > 2) rbind(c(0, 1, -1, rep(0, k - 3)), c(1, 0.5, 2, rep(0, k - 3))) else rbind(c(1, 1), c(2, -1))
  lincom <- linear_contrast(fit, vcov = v, contrasts = contrasts, test = "Satterthwaite")
  list(name = terms, terms = names(coef(fit)), coefficients = unname(coef(fit)), covariance = kinds, df = tests$df_Satt,
       contrasts = contrasts, contrastEstimates = lincom$Est, contrastErrors = lincom$SE, contrastDf = lincom$df)
})
write_golden("clubSandwich", list(vcovCR = "lm, working model of independent errors", CR1 = "not compared here: clubSandwich's CR1 is G/(G-1); ours is Stata's, see estimatr"), sandwiches)

# --- estimatr ------------------------------------------------------------------------------------------------------------------------------------
term <- function(fit, name) {
  k <- which(fit$term == name)
  list(value = unname(fit$coefficients[k]), standardError = unname(fit$std.error[k]), df = unname(fit$df[k]), pValue = unname(fit$p.value[k]),
       interval95 = unname(c(fit$conf.low[k], fit$conf.high[k])))
}
kinds <- c(CR0 = "CR0", CR1 = "stata", CR2 = "CR2")
case <- function(kind, name, expected, ...) c(list(kind = kind, name = name, expected = expected), list(...))
all_kinds <- function(f) lapply(kinds, f)

means <- lapply(c("y", "b"), function(outcome) case("itt", paste("lm_robust", outcome, "on z"),
  all_kinds(function(type) term(lm_robust(reformulate("z", outcome), data = data, clusters = team, se_type = type), "z")), outcome = outcome))
differences <- lapply(c("y", "b"), function(outcome) {
  fit <- difference_in_means(reformulate("z", outcome), data = data, clusters = team)
  case("itt", paste("difference_in_means", outcome), list(CR2 = term(fit, "z")), outcome = outcome)
})
lins <- lapply(list("x", c("x", "w")), function(with) case("lin", paste("lm_lin on", paste(with, collapse = ", ")),
  all_kinds(function(type) term(lm_lin(y ~ z, covariates = reformulate(with), data = data, clusters = team, se_type = type), "z")), outcome = "y", covariates = I(with)))
ancovas <- lapply(list("x", c("x", "w")), function(with) case("ancova", paste("lm_robust on z,", paste(with, collapse = ", ")),
  all_kinds(function(type) term(lm_robust(reformulate(c("z", with), "y"), data = data, clusters = team, se_type = type), "z")), outcome = "y", covariates = I(with)))
ivs <- list(case("complier", "iv_robust y on d by z", all_kinds(function(type) term(iv_robust(y ~ d | z, data = data, clusters = team, se_type = type), "d")), outcome = "y"))
treated <- list(case("as-treated", "lm_robust y on d", all_kinds(function(type) term(lm_robust(y ~ d, data = data, clusters = team, se_type = type), "d")), outcome = "y"))
# theta is pooled and taken as known, as cuped does.
theta <- cov(data$y, data$x) / var(data$x)
cupeds <- list(case("cuped", "lm_robust y - theta (x - mean x) on z",
  all_kinds(function(type) term(lm_robust(v ~ z, data = transform(data, v = y - theta * (x - mean(x))), clusters = team, se_type = type), "z")), outcome = "y", covariate = "x"))
write_golden("estimatr", list(se_type = "CR0; stata for CR1: G/(G-1) (n-1)/(n-k) with t(G-1); CR2 with Bell-McCaffrey degrees of freedom", lm_lin = "covariates centred over all rows"),
  c(means, differences, lins, ancovas, ivs, treated, cupeds))
