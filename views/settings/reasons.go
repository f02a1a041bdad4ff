package settings

import "backfill/model"

// ReasonsPage is every reason by kind, and the form for a further one.
type ReasonsPage struct {
	Reasons  []model.Reason
	Kind     string // of the reason being added
	Text     string
	Problems model.Problems
	RID      string
}

func (p ReasonsPage) of(kind string, retired bool) []model.Reason {
	var out []model.Reason
	for _, r := range p.Reasons {
		if string(r.Kind) == kind && r.Retired == retired {
			out = append(out, r)
		}
	}
	return out
}

func (p ReasonsPage) typed(kind string) string {
	if p.Kind == kind {
		return p.Text
	}
	return ""
}

func (p ReasonsPage) wrong(kind string) string {
	if p.Kind == kind {
		return p.Problems["text"]
	}
	return ""
}

// id of the field for a further reason: the one that came back has the plain
// name, for the error summary leads there.
func (p ReasonsPage) id(kind string) string {
	if p.Kind == kind {
		return "text"
	}
	return "text-" + kind
}
