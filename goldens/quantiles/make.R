# Run: Rscript goldens/quantiles/make.R   (survey, jsonlite; after make.py; rewrites survey.json)
# svyquantile of each arm with qrule hf7 and interval.type mean: Woodruff's limits from the linearised clustered variance of 1[y <= q].
# Teams have equal sizes, so that this variance (G / (G - 1)) is CR2 to rounding: `shareVariance` agrees to 1e-10.
# Its limits take F (1 - F) / (n - 1) and the t of one arm's G - 1 degrees of freedom where ours take p (1 - p) / n and those of two arms; at theirs, our quantiles agree.
suppressMessages({ library(survey); library(jsonlite) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
d <- read.csv(file.path(here, "data.csv"))
cases <- list()
for (cluster in c("rows", "team")) for (p in c(0.5, 0.8)) for (a in 0:2) {
  own <- d[d$arm == a, ]
  design <- if (cluster == "rows") svydesign(ids = ~1, data = own, weights = ~1) else svydesign(ids = ~team, data = own, weights = ~1)
  q <- quantile(own$y, p, type = 7, names = FALSE)
  design <- update(design, below = as.numeric(y <= q))
  found <- svyquantile(~y, design, p, alpha = 0.05, interval.type = "mean", qrule = "hf7")$y
  cases[[length(cases) + 1]] <- list(cluster = cluster, quantile = p, arm = a, df = degf(design), value = found[1, "quantile"],
    low = found[1, "ci.2.5"], high = found[1, "ci.97.5"], shareVariance = as.numeric(vcov(svymean(~below, design))))
}
write(toJSON(list(package = "survey", version = as.character(packageVersion("survey")), R = R.version.string,
  tolerance = list(shareVariance = 1e-10, value = 1e-10, limits = 1e-8), cases = cases), auto_unbox = TRUE, digits = 16, pretty = TRUE), file.path(here, "survey.json"))
