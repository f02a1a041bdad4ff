package allocate

// Sentence says the facts in one sentence of plain words.
func Sentence(f Facts) string { return "" }

// Sentences says the facts in up to six sentences of plain words.
func Sentences(f Facts) []string { return nil }
