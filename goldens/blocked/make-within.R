# Errors of pairs that lie in clusters: CR2 and Satterthwaite's degrees of freedom of the mean pair difference. Run: Rscript goldens/blocked/make-within.R
suppressMessages(library(clubSandwich))
d <- read.csv('goldens/cases/pairs-in-passages/qa.csv')
golden <- function(d) {
  w <- reshape(d[, c('question_id', 'passage', 'model', 'score')], idvar = c('question_id', 'passage'), timevar = 'model', direction = 'wide')
  w$d <- w$score.new - w$score.base
  t <- coef_test(lm(d ~ 1, data = w), vcov = 'CR2', cluster = w$passage, test = 'Satterthwaite')
  sprintf('{ "pairs": %d, "clusters": %d, "value": %.15g, "standardError": %.15g, "df": %.15g }', nrow(w), length(unique(w$passage)), t$beta, t$SE, t$df_Satt)
}
passage <- as.integer(sub('s', '', d$passage))
question <- as.integer(sub('.*q', '', d$question_id))
uneven <- d[question <= passage %% 8, ]
writeLines(sprintf('{\n  "made": "R clubSandwich %s, coef_test(lm(d ~ 1), vcov = CR2, test = Satterthwaite)",\n  "tolerance": 1e-8,\n  "all": %s,\n  "uneven": %s\n}',
  packageVersion('clubSandwich'), golden(d), golden(uneven)), 'goldens/blocked/within.json')
