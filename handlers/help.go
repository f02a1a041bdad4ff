package handlers

import (
	_ "embed"
	"slices"

	"backfill/db"
	"backfill/model"
	"backfill/model/intake"
	"backfill/views/help"
)

//go:embed SECURITY.md
var security string

//go:embed PERMISSIONS.md
var permissions string

// manualFiles are the pages of the manual in their order.
func manualFiles(operating string) []help.Source {
	files := []help.Source{
		{Key: "glossary", Label: "Glossary", About: "what the words on the screens mean.", File: "doc.go", Text: model.Glossary()},
		{Key: "importing", Label: "Importing", About: "files that come in and go out: their columns, how a foreign file is mapped, how the desk lives beside an ERP.", File: "IMPORTING.md", Text: intake.Manual},
		{Key: "permissions", Label: "Who may do what", About: "every address of the desk and which roles may use it.", File: "PERMISSIONS.md", Text: permissions},
		{Key: "operating", Label: "Operating", About: "settings, people, backups, restoring, systemd, containers, metrics.", File: "OPERATING.md", Text: operating},
		{Key: "upgrading", Label: "Upgrading", About: "how a new version takes over the file, and how to go back.", File: "UPGRADING.md", Text: db.Upgrading},
		{Key: "security", Label: "Security", About: "what the desk promises, what it limits, what it keeps about people.", File: "SECURITY.md", Text: security},
	}
	return slices.DeleteFunc(files, func(f help.Source) bool { return f.Text == "" })
}

func (s *Server) helpRoutes() {
	s.get("/help", model.SignedIn, s.listHelp)
	s.get("/help/:page", model.SignedIn, s.showHelp)
}

func (s *Server) listHelp(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return v.show("Help", "", help.Index(s.manual))
}

func (s *Server) showHelp(c Ctx) error {
	p, ok := s.manual.Find(c.Param("page"))
	if !ok {
		return model.ErrNotFound
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return v.show(p.Title, "", help.Show(s.manual, p))
}
