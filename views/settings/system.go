package settings

import (
	"context"

	"strconv"
	"time"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// SystemPage is the desk as a machine.
type SystemPage struct {
	Version string
	model.SystemFacts
	Backups  *model.BackupState // nil: none are scheduled
	Jobs     []model.JobState
	Failures []model.JobFailure
	PlainWeb bool // people reach the desk over plain http
	RID      string
}

// check is the job that is run by a button.
func (p SystemPage) check() model.JobState {
	for _, j := range p.Jobs {
		if j.Every == 0 {
			return j
		}
	}
	return model.JobState{}
}

func (p SystemPage) short() bool { return p.Free > 0 && p.Free < 4*(p.Bytes+p.WAL) }

// Size prints bytes as people say them: "41.3 MB".
func Size(ctx context.Context, n int64) string {
	units := []string{"bytes", "KB", "MB", "GB", "TB"}
	tenths, u := n*10, 0
	for tenths >= 10_000 && u < len(units)-1 {
		tenths, u = (tenths+500)/1000, u+1
	}
	text := strconv.FormatInt(tenths/10, 10)
	if u > 0 && tenths < 1000 {
		text += "." + strconv.FormatInt(tenths%10, 10)
	}
	return ui.Decimal(ctx, text) + " " + units[u]
}

func backupWords(h words.Here, b *model.BackupState) string {
	switch {
	case b == nil:
		return "None are scheduled: start the desk with --backup-dir."
	case b.Last.IsZero():
		return "None has been made yet."
	}
	return h.Moment(b.Last) + ", read back and proven"
}

func every(ctx context.Context, d time.Duration) string {
	switch {
	case d == 0:
		return "when asked"
	case d%time.Hour == 0:
		return "every " + words.Plural(ctx, int(d/time.Hour), "hour", "hours")
	case d >= time.Minute:
		return "every " + words.Plural(ctx, int(d/time.Minute), "minute", "minutes")
	}
	return "every " + d.String()
}

func took(ctx context.Context, d time.Duration) string {
	if d < time.Second {
		return ui.Count(ctx, int(d.Milliseconds())) + " ms"
	}
	return ui.Decimal(ctx, strconv.FormatInt(d.Milliseconds()/1000, 10)+"."+strconv.FormatInt(d.Milliseconds()%1000/100, 10)) + " s"
}

// jobChip is the tone, icon and words of how a job is doing.
func jobChip(j model.JobState) (tone, icon, text string) {
	switch {
	case j.Running:
		return "info", "clock", "running"
	case j.Ended.IsZero():
		return "neutral", "clock", "not yet"
	case j.Err != "":
		return "crit", "octagon-x", "failed"
	}
	return "ok", "circle-check", "well"
}

// OwnershipPage is who owns which kind of data.
type OwnershipPage struct {
	Shown, Typed map[string]string
	Problems     model.Problems
	Changed      string
	RID          string
}

func (p OwnershipPage) options() []ui.Option {
	return []ui.Option{{Value: model.OwnerERP, Text: "The ERP"}, {Value: model.OwnerDesk, Text: "The desk"}}
}

func ownedKeys() []string {
	keys := make([]string, len(model.OwnedKinds))
	for i, k := range model.OwnedKinds {
		keys[i] = k.Kind
	}
	return keys
}
