package db

import "testing"

// PlanInSteps has PlanAnew take so many lines at a time while the test runs.
func PlanInSteps(t *testing.T, lines int) {
	was := planLines
	planLines = lines
	t.Cleanup(func() { planLines = was })
}

// PreviewLines has previews look at so many lines while the test runs.
func PreviewLines(t *testing.T, lines int) {
	was := previewLines
	previewLines = lines
	t.Cleanup(func() { previewLines = was })
}
