# Run: Rscript goldens/sequential/make-rpact.R   (Debian: r-cran-rpact, r-cran-jsonlite; writes rpact.json)
# Group-sequential bounds by spending, inference after stopping, futility bounds, power and expected sizes by rpact.
suppressMessages({library(rpact); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)[1]))
types <- c("obrien-fleming" = "asOF", "pocock" = "asP")
betaTypes <- c("obrien-fleming" = "bsOF", "pocock" = "bsP")

designOf <- function(fractions, spending, alpha, ...) {
  getDesignGroupSequential(kMax = length(fractions), informationRates = fractions, alpha = alpha, typeOfDesign = types[[spending]], tolerance = 1e-10, ...)
}

sets <- list(c(0.5, 1), (1:3) / 3, (1:5) / 5, (1:10) / 10, c(0.1, 0.35, 0.8, 1), c(0.3, 0.32, 0.9, 1), c(0.62, 0.7, 1))
bounds <- list()
for (fractions in sets) for (spending in names(types)) for (alpha in c(0.025, 0.05, 0.005)) {
  d <- designOf(fractions, spending, alpha)
  bounds[[length(bounds) + 1]] <- list(fractions = fractions, spending = spending, alpha = alpha, upper = d$criticalValues, spent = d$alphaSpent)
}

# A study that overran its plan: rpact recalculates with the spending planned, all of it at the last look, and the information there truly is.
overrun <- list()
for (spending in names(types)) for (last in c(1.08, 1.5)) {
  looks <- c(0.4, 0.7, last)
  spent <- sapply(pmin(looks, 1), function(t) if (spending == "pocock") 0.025 * log(1 + (exp(1) - 1) * t) else 2 - 2 * pnorm(qnorm(1 - 0.0125) / sqrt(t)))
  d <- getDesignGroupSequential(kMax = 3, alpha = 0.025, informationRates = looks / last, typeOfDesign = "asUser", userAlphaSpending = spent, tolerance = 1e-10)
  overrun[[length(overrun) + 1]] <- list(fractions = looks, spending = spending, alpha = 0.025, upper = d$criticalValues)
}

# Means of one group with known deviation: drift at fraction 1 is effect * sqrt(n).
stopped <- list()
cases <- list(
  list(fractions = (1:5) / 5, z = c(0.6, 1.9, 2.9)), list(fractions = (1:5) / 5, z = c(2.6)), list(fractions = (1:5) / 5, z = c(1.0, 1.2, 1.4, 1.1, 1.7)),
  list(fractions = (1:3) / 3, z = c(1.5, 2.8)), list(fractions = c(0.3, 0.55, 1), z = c(-0.4, 0.3, -0.7)), list(fractions = c(0.3, 0.55, 1), z = c(1.2, 1.9, 2.4))
)
for (case in cases) for (spending in names(types)) {
  d <- designOf(case$fractions, spending, 0.025)
  k <- length(case$z)
  if (k > 1 && any(case$z[-k] >= d$criticalValues[seq_len(k - 1)])) next
  if (k < length(case$fractions) && case$z[k] < d$criticalValues[k]) next
  total <- 6000
  n <- round(total * case$fractions[seq_len(k)])
  data <- getDataset(overallN = n, overallMeans = case$z / sqrt(n), overallStDevs = rep(1, k))
  s <- getStageResults(d, data, normalApproximation = TRUE, stage = k)
  ci <- getFinalConfidenceInterval(d, data, stage = k, normalApproximation = TRUE, tolerance = 1e-10)
  p <- getFinalPValue(s)
  repeated <- suppressMessages(getRepeatedPValues(s, tolerance = 1e-10))[k]
  stopped[[length(stopped) + 1]] <- list(
    fractions = I(case$fractions[seq_len(k)]), spending = spending, alpha = 0.025, z = I(case$z), upper = I(d$criticalValues[seq_len(k)]), level = 0.95,
    pValue = p$pFinal, repeated = repeated, median = ci$medianUnbiased * sqrt(total), low = ci$finalConfidenceInterval[1] * sqrt(total),
    high = ci$finalConfidenceInterval[2] * sqrt(total)
  )
}

futility <- list()
for (fractions in list((1:3) / 3, (1:5) / 5, c(0.3, 0.6, 1))) for (spending in names(types)) for (futile in names(betaTypes)) for (beta in c(0.1, 0.2)) {
  d <- designOf(fractions, spending, 0.025, beta = beta, typeBetaSpending = betaTypes[[futile]], bindingFutility = FALSE)
  ch <- getDesignCharacteristics(d)
  futility[[length(futility) + 1]] <- list(
    fractions = fractions, efficacy = d$criticalValues, futile = futile, beta = beta,
    bounds = I(d$futilityBounds), drift = sqrt(ch$shift)
  )
}

power <- list()
for (fractions in list((1:2) / 2, (1:5) / 5, c(0.2, 0.7, 1))) for (spending in names(types)) for (beta in c(0.1, 0.2)) {
  d <- designOf(fractions, spending, 0.025, beta = beta)
  ch <- getDesignCharacteristics(d)
  power[[length(power) + 1]] <- list(
    fractions = fractions, spending = spending, alpha = 0.025, beta = beta, drift = sqrt(ch$shift), inflation = ch$inflationFactor,
    rejected = as.vector(ch$power), expected = ch$averageSampleNumber1, expectedNone = ch$averageSampleNumber0
  )
}

# Two arms of equal size, known deviation 2, one-sided.
sizes <- list()
for (fractions in list((1:2) / 2, (1:5) / 5, c(0.2, 0.7, 1))) for (spending in names(types)) for (effect in c(0.25, 0.6)) {
  d <- designOf(fractions, spending, 0.025, beta = 0.2)
  s <- getSampleSizeMeans(d, alternative = effect, stDev = 2, groups = 2, normalApproximation = TRUE)
  p <- getPowerMeans(d, alternative = effect / 2, stDev = 2, groups = 2, normalApproximation = TRUE, maxNumberOfSubjects = 2000)
  sizes[[length(sizes) + 1]] <- list(
    fractions = fractions, spending = spending, effect = effect, power = 0.8, units = s$maxNumberOfSubjects[1],
    expected = s$expectedNumberOfSubjectsH1[1], expectedNone = s$expectedNumberOfSubjectsH0[1], halfEffect = p$overallReject[1],
    stops = as.vector(p$rejectPerStage)
  )
}

known <- list()
for (k in c(2, 3, 5, 10)) for (type in c("P", "OF")) {
  d <- getDesignGroupSequential(kMax = k, alpha = 0.05, sided = 2, typeOfDesign = type, tolerance = 1e-10)
  known[[length(known) + 1]] <- list(looks = k, kind = type, alpha = 0.05, upper = d$criticalValues)
}

made <- list(package = "rpact", version = as.character(packageVersion("rpact")), by = "make-rpact.R", r = R.version.string)
tolerance <- list(bounds = 5e-6, closeLooks = 1e-4, chances = 1e-6, pValues = 1e-7, limits = 1e-7, futility = 1e-9, sizes = 1e-6)
out <- list(made = made, tolerance = tolerance, bounds = bounds, overrun = overrun, stopped = stopped, futility = futility, power = power, sizes = sizes, known = known)
write(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", pretty = TRUE), file.path(here, "rpact.json"))
