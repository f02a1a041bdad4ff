package model

import "testing"

func TestSetUpGoesOnWhereItStopped(t *testing.T) {
	for _, c := range []struct {
		state SetupState
		next  SetupStep
		list  bool
	}{
		{SetupState{}, SetupAdmin, false},
		{SetupState{SetupAdmin: ""}, SetupCompany, true},
		{SetupState{SetupAdmin: "", SetupCompany: "", SetupMail: ""}, SetupStart, true},
		{SetupState{SetupAdmin: "", SetupCompany: "", SetupStart: "demo", SetupPolicy: "project", SetupMail: "", SetupInvite: ""}, "", true},
		{SetupState{SetupAdmin: "", SetupChecklist: ""}, SetupCompany, false},
	} {
		if c.state.Next() != c.next || c.state.Started() != c.list {
			t.Errorf("%v: next %q, checklist %v", c.state, c.state.Next(), c.state.Started())
		}
	}
}

// A preset that a setting would refuse could not be chosen.
func TestPresetsAreSettings(t *testing.T) {
	for _, p := range Presets() {
		for key, value := range p.Values {
			s, ok := SettingByKey(key)
			if !ok || s.Group == InternalSettings {
				t.Errorf("%s sets %s, which is no setting", p.Key, key)
				continue
			}
			if msg := s.Check(value); msg != "" {
				t.Errorf("%s: %s = %s: %s", p.Key, key, value, msg)
			}
		}
		if got, ok := PresetByKey(p.Key); !ok || got.Name != p.Name {
			t.Errorf("%s is not found", p.Key)
		}
	}
}
