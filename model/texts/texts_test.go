package texts

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// Every language says everything, and fills in the same things.
func TestEveryLanguageIsComplete(t *testing.T) {
	if got := Languages(); !slices.Equal(got, []string{"de", "en", "es", "fr"}) {
		t.Fatalf("the languages are %v", got)
	}
	holes := regexp.MustCompile(`\{\w+\}`)
	english := catalogues["en"]
	for lang, texts := range catalogues {
		if got, want := slices.Sorted(maps.Keys(texts)), slices.Sorted(maps.Keys(english)); !slices.Equal(got, want) {
			t.Errorf("%s has the texts %v, English has %v", lang, got, want)
		}
		for key, text := range texts {
			got, want := holes.FindAllString(text, -1), holes.FindAllString(english[key], -1)
			slices.Sort(got)
			slices.Sort(want)
			if strings.TrimSpace(text) == "" || !slices.Equal(got, want) {
				t.Errorf("%s: %s is %q, with %v where English has %v", lang, key, text, got, want)
			}
		}
	}
}

func TestTextsAreOfTheCustomer(t *testing.T) {
	day := model.NewDate(2026, time.December, 4)
	for _, c := range []struct{ language, country, title, date, amount string }{
		{"en", "GB", "Order confirmation", "4 Dec 2026", "1,234.50"},
		{"en", "US", "Order confirmation", "Dec 4, 2026", "1,234.50"},
		{"de", "", "Auftragsbestätigung", "04.12.2026", "1.234,50"},
		{"DE-at", "AT", "Auftragsbestätigung", "04.12.2026", "1.234,50"},
		{"de", "CH", "Auftragsbestätigung", "04.12.2026", "1’234.50"},
		{"fr_FR", "", "Confirmation de commande", "04/12/2026", "1\u202f234,50"},
		{"es", "MX", "Confirmación de pedido", "04/12/2026", "1.234,50"},
		{"nn", "NO", "Order confirmation", "4 Dec 2026", "1,234.50"},
		{"", "", "Order confirmation", "4 Dec 2026", "1,234.50"},
	} {
		x := For(c.language, c.country)
		if x.Say("confirmation") != c.title || x.Day(day) != c.date || x.Amount(123450, 2) != c.amount {
			t.Errorf("%s in %s: %q, %q, %q", c.language, c.country, x.Say("confirmation"), x.Day(day), x.Amount(123450, 2))
		}
	}
	if got := For("fr", "").Say("by_date", "date", "4/12"); got != "avant le 4/12" {
		t.Errorf("got %q", got)
	}
	if got := For("en", "").Say("nonsense"); got != "?nonsense?" {
		t.Errorf("a key that is not there is %q", got)
	}
}
