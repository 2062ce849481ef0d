# Two-stage least squares by estimatr and AER on the rows of data.csv. Run from the root: Rscript goldens/instruments/make.R (after make.py)
suppressMessages({
  library(estimatr)
  library(AER)
  library(jsonlite)
})
data <- read.csv("goldens/instruments/data.csv")
specs <- list(
  list(name = "one instrument, covariates", outcome = "y", treatment = "d", instruments = "z1", covariates = c("x1", "x2")),
  list(name = "one instrument, a factor among covariates", outcome = "y", treatment = "d", instruments = "z2", covariates = c("x1", "g")),
  list(name = "one binary instrument, binary treatment, no covariates", outcome = "yb", treatment = "b", instruments = "z", covariates = character()),
  list(name = "binary instrument and treatment, covariates", outcome = "yb", treatment = "b", instruments = "z", covariates = c("x1", "x2", "g")),
  list(name = "three instruments, covariates", outcome = "y", treatment = "d", instruments = c("z1", "z2", "z3"), covariates = c("x1", "x2")),
  list(name = "three instruments that agree", outcome = "yc", treatment = "d", instruments = c("z1", "z2", "z3"), covariates = c("x1", "x2", "g")),
  list(name = "arms as instruments", outcome = "y", treatment = "d", instruments = "arm", covariates = "x1"),
  list(name = "two treatments, three instruments", outcome = "y", treatment = c("d", "d2"), instruments = c("z1", "z2", "z3"), covariates = c("x1", "x2")),
  list(name = "four weak instruments", outcome = "yv", treatment = "v", instruments = c("w1", "w2", "w3", "w4"), covariates = "x1")
)
shown <- function(names) lapply(names, function(x) if (x %in% c("g", "arm")) list(factor = unbox(x)) else unbox(x))

case <- function(s) {
  formula <- as.formula(sprintf(
    "%s ~ %s | %s", s$outcome,
    paste(c(s$treatment, s$covariates), collapse = " + "),
    paste(c(s$instruments, s$covariates), collapse = " + ")
  ))
  row <- function(fit) setNames(lapply(s$treatment, function(t) list(
    value = unbox(fit$coefficients[[t]]), standardError = unbox(fit$std.error[[t]]), df = unbox(fit$df[[t]]), pValue = unbox(fit$p.value[[t]]),
    low = unbox(fit$conf.low[[t]]), high = unbox(fit$conf.high[[t]])
  )), s$treatment)
  expected <- list()
  for (kind in c("classical", "HC0", "HC1", "HC2", "HC3")) expected[[sub("classical", "nonrobust", kind)]] <- row(iv_robust(formula, data, se_type = kind))
  for (kind in c("CR0", "stata", "CR2")) expected[[sub("stata", "CR1", kind)]] <- row(iv_robust(formula, data, clusters = cluster, se_type = kind))
  diagnostics <- summary(ivreg(formula, data = data), diagnostics = TRUE)$diagnostics
  expected$aer <- setNames(lapply(seq_len(nrow(diagnostics)), function(i) {
    d <- diagnostics[i, ]
    list(df = unbox(d[["df1"]]), dfResidual = unbox(d[["df2"]]), statistic = unbox(d[["statistic"]]), pValue = unbox(d[["p-value"]]))
  }), rownames(diagnostics))
  list(name = unbox(s$name), kind = unbox("two-stage"), outcome = unbox(s$outcome), treatment = s$treatment, instruments = shown(s$instruments), covariates = shown(s$covariates), expected = expected)
}

version <- function(package) as.character(packageVersion(package))
golden <- list(
  made = list(package = unbox("estimatr"), version = unbox(version("estimatr")), AER = unbox(version("AER")), r = unbox(R.version.string), seed = NULL),
  tolerance = list(relative = unbox(1e-9), df = unbox(1e-7)),
  why = unbox("Closed forms on 400 rows. Bell-McCaffrey degrees of freedom go through inverse square roots of matrices a cluster and lose some digits."),
  options = unbox("iv_robust se_type classical, HC0-HC3; clusters = cluster with CR0, stata (CR1), CR2. ivreg diagnostics: weak instruments F, Wu-Hausman, Sargan."),
  cases = lapply(specs, case)
)
writeLines(toJSON(golden, digits = NA, pretty = TRUE, null = "null", na = "null"), "goldens/instruments/estimatr.json")
