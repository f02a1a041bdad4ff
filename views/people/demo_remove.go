package people

import "backfill/model"

// RemoveDemoForm is who will run the desk once the demo company is gone.
type RemoveDemoForm struct {
	Email, Name string
	Problems    model.Problems
	RID         string
	Own         bool // who asks is none of the demo's people, and stays
}

func (f RemoveDemoForm) title() string {
	if f.Own {
		return "Start empty"
	}
	return "Start empty, with your own log-in"
}
