# Run: Rscript goldens/segments/make.R   (jsonlite; rewrites welch.json)
# Welch's test that several means are equal: what the interaction test computes from estimates with standard errors and degrees of freedom.
suppressMessages(library(jsonlite))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
set.seed(20261124)
cases <- lapply(list(c(5, 9, 14), c(4, 30), c(12, 7, 20, 6, 50)), function(sizes) {
  y <- unlist(lapply(seq_along(sizes), function(i) round(rnorm(sizes[i], i / 4, i), 3)))
  g <- rep(seq_along(sizes), sizes)
  fit <- oneway.test(y ~ factor(g), var.equal = FALSE)
  list(groups = unname(split(y, g)), expected = list(statistic = unname(fit$statistic), df1 = unname(fit$parameter[1]), df2 = unname(fit$parameter[2]), pValue = fit$p.value))
})
golden <- list(made = list(by = "goldens/segments/make.R", R = paste(R.version$major, R.version$minor, sep = "."), package = "stats oneway.test", seed = 20261124),
               tolerance = 1e-10, why = "closed form of float64 data", cases = cases)
write(toJSON(golden, auto_unbox = TRUE, digits = NA, pretty = TRUE), file.path(here, "welch.json"))
