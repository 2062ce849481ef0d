# Run: Rscript goldens/losses/make.R   (after make.py; base R only; rewrites fisher-r.json)
# fisher.test of the tables of fisher.json, two-sided, except those whose counts R's integers or time do not take.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
text <- paste(readLines(file.path(here, "fisher.json")), collapse = " ")
tables <- regmatches(text, gregexpr('"table": \\[[^]]*\\]', text))[[1]]
cases <- lapply(tables, function(one) as.numeric(strsplit(gsub("[^0-9,]", "", one), ",")[[1]]))
lines <- unlist(lapply(cases, function(t) {
  if (sum(t) > 2^31 - 1) return(NULL)
  p <- fisher.test(matrix(t, 2), conf.int = FALSE)$p.value
  sprintf('  { "table": [%s], "pValue": %.17g }', paste(format(t, scientific = FALSE, trim = TRUE), collapse = ", "), p)
}))
writeLines(c(
  sprintf('{ "made": { "package": "R stats", "version": "%s.%s", "by": "make.R" },', R.version$major, R.version$minor),
XX,
  '  "why": "Sums of as many as 3e5 chances, each good to some 1e-13: R takes them by Loader's algorithm, which no counts make worse.",',
  '  "cases": [', paste(lines, collapse = ",\n"), "] }"), file.path(here, "fisher-r.json"))
