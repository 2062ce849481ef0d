# Run: Rscript goldens/randomized/make.R   (estimatr, jsonlite; rewrites estimatr.json)
# Differences are treatment (assigned_ai = 1) less control (assigned_ai = 0). Rows with a missing outcome are dropped.
suppressMessages({library(estimatr); library(jsonlite)})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
data <- read.csv(file.path(here, "support-2000.csv"))
covariates <- c("agent_experience", "case_complexity")
outcomes <- c("resolved", "handle_minutes")

# The row of one term, with t intervals at the model's degrees of freedom.
term <- function(fit, name) {
  k <- which(fit$term == name)
  list(value = unname(fit$coefficients[k]), standardError = unname(fit$std.error[k]), df = unname(fit$df[k]), pValue = unname(fit$p.value[k]),
       interval95 = unname(c(fit$conf.low[k], fit$conf.high[k])))
}
case <- function(name, kind, outcome, expected, ...) list(name = name, kind = kind, outcome = outcome, ..., expected = expected)

welch <- lapply(outcomes, function(outcome) {
  fit <- difference_in_means(reformulate("assigned_ai", outcome), data = data)
  case(paste("difference_in_means", outcome), "welch", outcome, c(n = fit$nobs, term(fit, fit$term)))
})

lin <- function(name, outcome, with, rows) {
  fits <- lapply(c(HC0 = "HC0", HC2 = "HC2", HC3 = "HC3", nonrobust = "classical"), function(se_type)
    term(lm_lin(reformulate("assigned_ai", outcome), covariates = reformulate(with), data = rows, se_type = se_type), "assigned_ai"))
  n <- sum(complete.cases(rows[c(outcome, with)]))
  case(name, "lin", outcome, c(list(n = n), fits), covariates = I(with))
}
complete <- data[!is.na(data$pre_period_resolution), ]
imputed <- transform(data, pre_period_missing = as.numeric(is.na(pre_period_resolution)))
imputed$pre_period_resolution[is.na(imputed$pre_period_resolution)] <- mean(data$pre_period_resolution, na.rm = TRUE)
three <- c(covariates, "pre_period_resolution")
lins <- c(
  lapply(outcomes, function(y) lin(paste("lm_lin", y), y, covariates, data)),
  lapply(outcomes, function(y) lin(paste("lm_lin", y, "complete covariates"), y, three, complete)),
  list(c(lin("lm_lin resolved, mean imputed with an indicator", "resolved", c(three, "pre_period_missing"), imputed),
         list(imputation = "pre_period_resolution: mean over all rows of both arms where it is known; pre_period_missing: 1 where it was missing")))
)

two_stage <- function(outcome, with) {
  right <- function(first) paste(c(first, with), collapse = " + ")
  formula <- as.formula(sprintf("%s ~ %s | %s", outcome, right("used_ai"), right("assigned_ai")))
  fits <- lapply(c(unadjustedDebiased = "classical", HC0 = "HC0", HC1 = "HC1", HC2 = "HC2", HC3 = "HC3"), function(se_type)
    term(iv_robust(formula, data = data, se_type = se_type), "used_ai"))
  n <- sum(complete.cases(data[c(outcome, with)]))
  case(paste("iv_robust", outcome, if (length(with)) "with covariates" else "without covariates"), "two-stage", outcome, c(list(n = n), fits), covariates = I(with))
}
ivs <- c(lapply(c(outcomes, "unsupported_claim"), two_stage, with = character()), lapply(outcomes, two_stage, with = covariates))

made <- list(package = "estimatr", version = as.character(packageVersion("estimatr")), by = "goldens/randomized/make.R", R = R.version.string)
options <- list(difference_in_means = "two arms, no blocks: Welch", lm_lin = "covariates centred at their means over the rows used; t(n - k)",
                iv_robust = "used_ai instrumented by assigned_ai; t(n - k); HC2 and HC3 with the leverage of the projected regressors")
golden <- list(made = made, options = options, tolerance = list(relative = 1e-10, why = "closed forms in double precision on both sides"),
               data = "support-2000.csv", cases = c(welch, lins, ivs))
write(toJSON(golden, auto_unbox = TRUE, digits = I(17), pretty = 1), file.path(here, "estimatr.json"))
