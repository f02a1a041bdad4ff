package model

import "testing"

func TestConflictSaysItsQuantitiesAsThePersonWritesThem(t *testing.T) {
	c := Conflictf("Only %s %s of %s are free.", Qty(1394500), "m2", "SAND").(*Conflict)
	for tag, want := range map[string]string{"en-GB": "Only 1,394.5 m2 of SAND are free.", "de-DE": "Only 1.394,5 m2 of SAND are free."} {
		if got := c.In(LocaleByTag(tag)); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	if got := c.Error(); got != c.In(LocaleByTag("en-GB")) {
		t.Errorf("the log says %q", got)
	}
	if got := (&Conflict{What: "Look again."}).In(LocaleByTag("de-DE")); got != "Look again." {
		t.Errorf("plain words became %q", got)
	}
}

func TestContextCarriesTheLocale(t *testing.T) {
	ctx := t.Context()
	if got := LocaleOf(ctx).Tag; got != "en-GB" {
		t.Errorf("nobody's locale is %s", got)
	}
	if got := LocaleOr(ctx, "fr-FR").Tag; got != "fr-FR" {
		t.Errorf("the company's locale is %s", got)
	}
	if got := LocaleOr(WithLocale(ctx, LocaleByTag("de-DE")), "fr-FR").Tag; got != "de-DE" {
		t.Errorf("a person's locale is %s", got)
	}
}
