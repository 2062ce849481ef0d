# Run: Rscript goldens/logistic/make-penalised.R   (needs brglm2 and jsonlite; reads near-separation.csv and rare-events.csv, writes penalised.json)
# Logistic regressions with Jeffreys' prior: brglm2 with type = "AS_mean", which is Firth's score for the logit. `separated`: where d is 1 the outcome is made 1.
library(brglm2)
library(jsonlite)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
of <- function(table, separated = FALSE) {
  rows <- read.csv(file.path(here, paste0(table, ".csv")))
  if (separated) rows$y[rows$d == 1] <- 1
  fit <- glm(y ~ arm + x + d, family = binomial("logit"), data = rows, method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 2000)
  list(table = table, separated = separated, coefficients = unname(coef(fit)), nonrobust = unname(sqrt(diag(vcov(fit)))))
}
made <- list(package = "brglm2", version = as.character(packageVersion("brglm2")), R = R.version.string, by = "make-penalised.R")
out <- list(made = made, columns = c("arm", "x", "d"), tolerance = 1e-8, fits = list(of("near-separation"), of("near-separation", TRUE), of("rare-events")))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), file.path(here, "penalised.json"))
