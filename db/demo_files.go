package db

import (
	"strings"

	"backfill/model"
	"backfill/model/intake"
)

// foreign is a file of another system that somebody has sent and not yet taken
// in: half of it can be read at once, the rest needs a word.
const foreign = "Kundennummer;Firma;Klasse;Mail;Land\nD-2001;Kranz Trockenbau;Trade;info@kranz.example;DE\nD-2002;Lorenz Dach;Trade;lorenz(at)dach.example;DE\n" +
	";Ohne Nummer;Trade;;DE\nD-2003;Moritz & Sohn;Trade;büro@moritz.example;AT\n"

// files leaves one file that waits, one that the watched folder refused, and how
// the files of a source are read.
func (p *player) files() error {
	p.at(p.end, model.RoleSales)
	seen, err := intake.Look(strings.NewReader(foreign), "customers", model.MaxUpload)
	if err != nil {
		return err
	}
	text, err := seen.Map.Text()
	if err != nil {
		return err
	}
	u := model.NewUpload{Kind: "customers", Name: "kunden.csv", Source: "Old ERP", Content: []byte(foreign)}
	if _, err := p.saveUpload(u, seen, text); err != nil {
		return err
	}
	if err := p.keepMap("Old ERP", "customers", seen.Header, text); err != nil {
		return err
	}
	_, err = p.noteFailed("orders", "orders-webshop.csv", "webshop", strings.Repeat("0", 64), "its columns are not ours, and no map is kept for them")
	return err
}
