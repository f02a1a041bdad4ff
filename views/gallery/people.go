package gallery

import (
	"slices"
	"time"

	"backfill/model"
	"backfill/views/people"
)

func accountSamples() []Sample {
	wrong := account()
	wrong.Name, wrong.Problems = "", model.Problems{"name": "Enter your name, up to 120 characters.", "current": "That is not the password you have now."}
	alone := account()
	alone.Sessions = alone.Sessions[:1]
	return slices.Concat(accessSamples(), secondSamples(), setupSamples(), []Sample{
		{"account", "Your account, logged in three times", framed("Your account", "", people.Account(here, account()))},
		{"account-alone", "Your account, one session", framed("Your account", "", people.Account(here, alone))},
		{"account-wrong", "Your account: the form came back", framed("Error: Your account", "", people.Account(here, wrong))},
	})
}

func account() people.AccountPage {
	return people.AccountPage{
		User: model.User{Email: "dana@example.com", Name: "Dana Okafor", Role: model.RoleAdmin}, Name: "Dana Okafor", Version: "3", RID: "gallery-account-01",
		Sessions: []model.SessionRow{
			{Handle: "a", Started: minute(0, 7, 58), LastSeen: minute(0, 9, 12), From: "192.0.2.17", Browser: "Firefox on Windows", Current: true},
			{Handle: "b", Started: minute(0, 6, 1), LastSeen: minute(0, 9, 2), From: "2001:db8:4f1a:77:9c3e:51ff:fe02:b31d", Browser: "Samsung Internet on Android"},
			{Handle: "c", Started: minute(-1, 23, 55), LastSeen: minute(0, 8, 50)},
		},
	}
}

// minute is a time of the gallery's day, or of one that many days from it.
func minute(days, hour, min int) model.Time {
	return model.At(today.AddDays(days).Std().Add(time.Duration(hour)*time.Hour + time.Duration(min)*time.Minute))
}
