package people

import "backfill/model"

// RemoveDemoForm is who will run the desk once the demo company is gone.
type RemoveDemoForm struct {
	Email, Name string
	Problems    model.Problems
	RID         string
}
