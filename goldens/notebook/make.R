# Run: Rscript goldens/notebook/make.R    (after make.py; writes estimatr.json)
suppressPackageStartupMessages({ library(estimatr); library(jsonlite) })
args <- commandArgs(FALSE)
here <- dirname(normalizePath(sub("^--file=", "", args[grep("^--file=", args)])))
data <- read.csv(gzfile(file.path(here, "../../../shared/golden/notebook/support.csv.gz")))
term <- function(fit, name) list(value = unname(fit$coefficients[name]), standardError = unname(fit$std.error[name]), df = unname(fit$df[name]), low = unname(fit$conf.low[name]), high = unname(fit$conf.high[name]))
outcomes <- c("resolved", "handle_minutes")
per <- function(f) setNames(lapply(outcomes, f), outcomes)
out <- list(
  made = list(by = "goldens/notebook/make.R", R = R.version.string, estimatr = as.character(packageVersion("estimatr"))),
  tolerance = 1e-8,
  why = "closed forms of float64 data",
  expectations = list(
    linSample = per(function(y) term(lm_lin(reformulate("Z_assigned_ai", y), covariates = ~ agent_experience + case_complexity + pre_period_resolution, data = data, se_type = "HC2"), "Z_assigned_ai")),
    linPrePeriod = per(function(y) term(lm_lin(reformulate("Z_assigned_ai", y), covariates = ~ pre_period_resolution, data = data, se_type = "HC2"), "Z_assigned_ai")),
    complier = per(function(y) term(iv_robust(as.formula(paste(y, "~ uses_ai | Z_assigned_ai")), data = data, se_type = "HC2"), "uses_ai"))
  )
)
write(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), file.path(here, "estimatr.json"))
