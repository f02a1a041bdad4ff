package model

import (
	"strings"
	"testing"
)

func TestGlossaryHasEveryWord(t *testing.T) {
	got := Glossary()
	for _, want := range []string{
		"# Glossary\n\nThese words are used in code, on screen, in the API and in the manual, and nothing else",
		"\n| **on hand** | physical units in a warehouse now; never negative |\n",
		"\n| **promise ledger** | every change of the promise, with cause, author and notice |\n",
		"\n| **protected** | the last K units of a product kept for priority \\<= p until a date |\n",
		"\n| **ship mode** | how an order may leave: as\\_available,",
		"\n| **OTIF** | on time in full, always naming against which date |\n",
		"\n## Words we avoid\n\nreserved, committed (say allocated or picked); item",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if rows, terms := strings.Count(got, "\n| **"), strings.Count(glossarySource, "\n//\t"); rows != terms || rows < 20 {
		t.Errorf("%d rows, doc.go has %d words", rows, terms)
	}
	if strings.Contains(got, "//") || strings.Contains(got, "package model") {
		t.Errorf("it reads like code:\n%s", got)
	}
}
