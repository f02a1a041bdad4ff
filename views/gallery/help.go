package gallery

import (
	"backfill/views/help"
)

func helpSamples() []Sample {
	m, err := help.Build([]help.Source{
		{Key: "all", Label: "Everything", About: "One of each thing a page of the manual may have.", File: "ALL.md", Text: everything},
		{Key: "short", Label: "Short", About: longName, File: "SHORT.md", Text: "# A short page\n\nOne paragraph."},
	})
	if err != nil {
		panic(err) // a mistake in the text above
	}
	return []Sample{
		{"help", "The manual's list", framed("Help", "", help.Index(m))},
		{"help-page", "A page of the manual with one of everything", framed(m[0].Title, "", help.Show(m, m[0]))},
		{"help-short", "A short page of the manual", framed(m[1].Title, "", help.Show(m, m[1]))},
	}
}

const everything = "# Everything a page may have\n\nA paragraph with **weight**, *stress*, `code` and a [link](SHORT.md).\n\n" +
	"- a list\n- of two\n\n1. and one\n2. with numbers\n\n> Said by somebody else.\n\n## Commands\n\n    backfill --db /var/lib/backfill/desk.db serve --base-url https://desk.example.com --backup-dir /var/lib/backfill/backups\n\n" +
	"## A table\n\n| setting | default | what | one | two | three | four | five | six | seven |\n|---|---|--:|---|---|---|---|---|---|---|\n| `--base-url` | none | the public address when a proxy with TLS stands before it | yes | no | yes | no | hidden | hidden | yes |\n\n" +
	"### Under it\n\nThe end.\n\n## Last\n\nReally.\n"
