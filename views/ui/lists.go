package ui

func (t TabData) count() string {
	if t.Many {
		return Count(t.Count) + "+"
	}
	return Count(t.Count)
}

// Words says which part of how many is shown: "1–50 of 312 lines".
func (p PagerData) Words() string {
	if p.Of == 0 {
		return "0 " + p.Noun
	}
	plus := ""
	if p.Many {
		plus = "+"
	}
	return Count(p.From) + "–" + Count(p.To) + " of " + Count(p.Of) + plus + " " + p.Noun
}
