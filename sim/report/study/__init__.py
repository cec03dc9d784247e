"""The report of a study: one page that needs no network, in two languages, with its figures as files beside it."""
