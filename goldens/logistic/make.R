# Run: Rscript goldens/logistic/make.R   (needs sandwich and jsonlite, and factors.csv that make.py writes; rewrites r.json)
# A second witness: glm and sandwich on one of the tables.
library(sandwich)
library(jsonlite)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
rows <- read.csv(file.path(here, "factors.csv"))
of <- function(link) {
  fit <- glm(y ~ arm + x + w + d + g, family = binomial(link), data = rows, control = glm.control(epsilon = 1e-16, maxit = 200))
  # The numbers of glm are those of its last step but one: a refit from there leaves rounding.
  fit <- glm(y ~ arm + x + w + d + g, family = binomial(link), data = rows, start = coef(fit), control = glm.control(epsilon = 1e-16, maxit = 200))
  list(coefficients = unname(coef(fit)), logLikelihood = as.numeric(logLik(fit)), nonrobust = unname(sqrt(diag(vcov(fit)))),
    HC0 = unname(sqrt(diag(vcovHC(fit, type = "HC0")))), HC1 = unname(sqrt(diag(vcovHC(fit, type = "HC1")))), CR0 = unname(sqrt(diag(vcovCL(fit, cluster = rows$cluster, type = "HC0", cadjust = FALSE)))))
}
made <- list(package = "stats::glm, sandwich", R = R.version.string, sandwich = as.character(packageVersion("sandwich")), by = "make.R")
out <- list(made = made, table = "factors", tolerance = 1e-8, logit = of("logit"))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), file.path(here, "r.json"))
