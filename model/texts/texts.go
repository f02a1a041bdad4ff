// Package texts answers how something is said to a customer in its language.
// It is the one place for words that leave the building; screens of the desk
// are English and have theirs beside the page.
package texts

import (
	"embed"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"backfill/model"
)

//go:embed en.json de.json fr.json es.json
var files embed.FS

// catalogues are the texts by language.
var catalogues = read()

func read() map[string]map[string]string {
	all := map[string]map[string]string{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // they are part of the program
	}
	for _, e := range entries {
		raw, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic(e.Name() + ": " + err.Error())
		}
		all[strings.TrimSuffix(e.Name(), path.Ext(e.Name()))] = texts
	}
	return all
}

// Languages lists the languages there are, by code.
func Languages() []string {
	var all []string
	for code := range catalogues {
		all = append(all, code)
	}
	slices.Sort(all)
	return all
}

// Texts are the texts of one customer: its language, and how it writes dates and
// numbers.
type Texts struct {
	Lang   string
	Locale model.Locale
	say    map[string]string
}

// For gives the texts of a customer by its language (de, de-AT) and country
// (CH). A language that is not there is English.
func For(language, country string) Texts {
	lang, region, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(language, "_", "-")), "-")
	if catalogues[lang] == nil {
		lang = "en"
	}
	if region == "" {
		region = strings.ToLower(country)
	}
	return Texts{Lang: lang, Locale: model.LocaleByTag(tag(lang, region)), say: catalogues[lang]}
}

// tag is the locale of a language as it is written in a country.
func tag(lang, country string) string {
	switch {
	case lang == "de" && country == "ch":
		return "de-CH"
	case lang == "de":
		return "de-DE"
	case lang == "fr":
		return "fr-FR"
	case lang == "es":
		return "es-ES"
	case country == "us":
		return "en-US"
	}
	return "en-GB"
}

// Say gives the text of a key with what stands in braces filled in from pairs of
// name and value. A key that is not there is printed between question marks, for
// a test to find.
func (t Texts) Say(key string, pairs ...string) string {
	text, ok := t.say[key]
	if !ok {
		return "?" + key + "?"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// Day prints a date with its year, "" for none.
func (t Texts) Day(d model.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Std().Format(t.Locale.DayOfYear)
}

// Qty prints a quantity with its unit.
func (t Texts) Qty(q model.Qty, unit string) string { return t.Locale.Qty(q) + "\u00a0" + unit }

// Amount prints an amount of money without its currency.
func (t Texts) Amount(m model.Money, decimals int) string {
	return t.Locale.Number(m.Decimal(decimals))
}
